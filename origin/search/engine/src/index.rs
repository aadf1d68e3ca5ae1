//! The index as readers see it: always the last commit, whichever process made it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::Context as _;
use api::catalog::{PAGE_SIZE, Sort};
use api::search::{Loosened, SearchHit};
use domain::{Locale, Market, ProductId};
use tantivy::schema::Value as _;
use tantivy::{DocAddress, IndexReader, ReloadPolicy, Searcher, TantivyDocument};

use crate::analysis::{self, Taken};
use crate::document::Shown;
use crate::fields::{Fields, VERSION};
use crate::plan::Plan;
use crate::segment::KnownSegments;
use crate::steering::Steering;

/// The index in a directory.
#[derive(Clone)]
pub struct Index {
    pub(crate) inner: tantivy::Index,
    pub(crate) fields: Fields,
    /// The directory of this version's index.
    pub(crate) dir: PathBuf,
    reader: IndexReader,
    loaded: Arc<Mutex<Option<Stamp>>>,
    pub(crate) segments: Arc<KnownSegments>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// One page of hits, best first.
    pub hits: Vec<SearchHit>,
    /// How many there are on all pages.
    pub total: u64,
    /// The query that was answered instead, since no product has the words of the one that was asked.
    pub corrected: Option<String>,
    /// A query that may have been meant; its hits follow those of the one that was asked.
    pub suggested: Option<String>,
    /// Which words no product has, where what has others is found.
    pub loosened: Option<Loosened>,
}

/// Tells one commit from another without reading it: each replaces the file by a new one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    changed: SystemTime,
    length: u64,
}

impl Index {
    /// Which version of an index this program makes: those of others are not read.
    pub const VERSION: u32 = VERSION;

    /// Opens the index in `dir`, or makes an empty one. An index of another version is not touched:
    /// each version has a directory of its own below `dir`.
    ///
    /// # Errors
    /// If the directory cannot be written or what is in it is damaged: remove it and it is filled anew.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        let dir = folder(dir);
        let advice = || format!("the search index in {}", dir.display());
        fs::create_dir_all(&dir).with_context(advice)?;
        let fields = Fields::new();
        // Two processes may come here at once; the second must find what the first has made.
        let lock = File::create(dir.join(".opening.lock")).and_then(|lock| lock.lock().map(|()| lock));
        let lock = lock.with_context(advice)?;
        let directory = tantivy::directory::MmapDirectory::open(&dir).with_context(advice)?;
        let inner = tantivy::Index::open_or_create(directory, fields.schema.clone()).with_context(|| {
            format!("opening the search index in {}; remove the directory to have it filled anew", dir.display())
        })?;
        drop(lock);
        for locale in Locale::ALL {
            for taken in [Taken::Words, Taken::Joined] {
                inner.tokenizers().register(&taken.name(locale), analysis::analyzer(locale, taken));
            }
        }
        let builder = inner.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader = builder.try_into().with_context(advice)?;
        Ok(Self { inner, fields, dir, reader, loaded: Arc::default(), segments: Arc::default() })
    }

    /// The same, in which neither sales nor stock make a difference among products that are about as good.
    #[must_use]
    pub fn by_words_alone(mut self) -> Self {
        self.fields.is_by_words_alone = true;
        self
    }

    /// The page of hits for a query, from 1; `featured` is the best first. What is written in quotation marks is taken as it is written. Reads files: not
    /// for an async thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn search(&self, query: &str, market: Market, sort: Sort, page: u32) -> anyhow::Result<Found> {
        self.search_as(query, market, sort, page, None)
    }

    /// The same as the merchant's rules have it.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn search_as(
        &self,
        query: &str,
        market: Market,
        sort: Sort,
        page: u32,
        steering: Option<&Steering>,
    ) -> anyhow::Result<Found> {
        let searcher = self.searcher()?;
        let plan = Plan::of(query, &self.fields, market.locale(), &searcher, steering)?;
        let plan = plan.steered(sort, steering, &self.fields);
        let per_page = PAGE_SIZE as usize;
        let skip = page.saturating_sub(1) as usize * per_page;
        let (addresses, total) = plan.hits(&searcher, (sort, market.currency()), skip, per_page)?;
        let hits = addresses.into_iter().map(|address| Ok(self.shown(&searcher, address)?.hit(market)));
        let hits = hits.collect::<anyhow::Result<_>>()?;
        let Plan { corrected, suggested, loosened, .. } = plan;
        Ok(Found { hits, total: total as u64, corrected, suggested, loosened })
    }

    /// The directory that the index was opened in, which has one for each version in it.
    pub fn folder(&self) -> &Path {
        self.dir.parent().unwrap_or(&self.dir)
    }

    /// How many products the index holds.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn len(&self) -> anyhow::Result<u64> {
        Ok(self.searcher()?.num_docs())
    }

    /// Whether the index holds nothing.
    ///
    /// # Errors
    /// As [`Index::len`].
    pub fn is_empty(&self) -> anyhow::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// The products in the index. Some of them may have been removed lately.
    ///
    /// # Errors
    /// As [`Index::len`].
    pub fn products(&self) -> anyhow::Result<Vec<ProductId>> {
        let mut products = Vec::new();
        for segment in self.searcher()?.segment_readers() {
            let ids = segment.inverted_index(self.fields.id)?;
            let mut ids = ids.terms().stream()?;
            while ids.advance() {
                let id = std::str::from_utf8(ids.key()).ok();
                products.extend(id.and_then(|id| id.parse::<ProductId>().ok()));
            }
        }
        Ok(products)
    }

    pub(crate) fn shown(&self, searcher: &Searcher, address: DocAddress) -> anyhow::Result<Shown> {
        let document: TantivyDocument = searcher.doc(address)?;
        let shown = document.get_first(self.fields.shown).and_then(|value| value.as_bytes());
        let shown = shown.context("an index entry without what it shows")?;
        serde_json::from_slice(shown).context("an index entry of another version")
    }

    /// A searcher over the last commit.
    pub(crate) fn searcher(&self) -> anyhow::Result<Searcher> {
        // Taken before loading: a commit in between is then seen by the next search.
        let now = stamp(&self.dir);
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let now = match now {
            Ok(now) => now,
            // It is being made anew: what was loaded can be read on, though its files have no names any more.
            Err(_) if loaded.is_some() => return Ok(self.reader.searcher()),
            Err(error) => return Err(error),
        };
        if *loaded != Some(now) {
            self.reader.reload().context("loading the search index")?;
            self.segments.keep(&self.reader.searcher());
            *loaded = Some(now);
        }
        Ok(self.reader.searcher())
    }
}

/// The folder of this version's index below `dir`.
pub(crate) fn folder(dir: &Path) -> PathBuf {
    dir.join(format!("v{VERSION}"))
}

fn stamp(dir: &Path) -> anyhow::Result<Stamp> {
    let path = dir.join("meta.json");
    let meta = fs::metadata(&path).with_context(|| format!("the search index has lost {}", path.display()))?;
    let inode = std::os::unix::fs::MetadataExt::ino(&meta);
    Ok(Stamp { inode, changed: meta.modified()?, length: meta.len() })
}
