//! The index as readers see it: always the last commit, whichever process made it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::Context as _;
use api::catalog::PAGE_SIZE;
use api::search::SearchHit;
use domain::{Locale, Market, ProductId};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::Query;
use tantivy::schema::Value as _;
use tantivy::{DocAddress, IndexReader, ReloadPolicy, Searcher, TantivyDocument};

use crate::analysis::{self, Taken};
use crate::document::Shown;
use crate::fields::{Fields, VERSION};
use crate::query::Asked;

/// Fewer hits than this with every word, and products with any of the words follow.
const ENOUGH: usize = 10;

/// The index in a directory.
#[derive(Clone)]
pub struct Index {
    pub(crate) inner: tantivy::Index,
    pub(crate) fields: Fields,
    /// The directory of this version's index.
    pub(crate) dir: PathBuf,
    reader: IndexReader,
    loaded: Arc<Mutex<Option<Stamp>>>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// One page of hits, best first.
    pub hits: Vec<SearchHit>,
    /// How many there are on all pages.
    pub total: u64,
}

/// Tells one commit from another without reading it: each replaces the file by a new one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    changed: SystemTime,
    length: u64,
}

impl Index {
    /// Opens the index in `dir`, or makes an empty one. An index of another version is not touched:
    /// each version has a directory of its own below `dir`.
    ///
    /// # Errors
    /// If the directory cannot be written or what is in it is damaged: remove it and it is filled anew.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        let dir = dir.join(format!("v{VERSION}"));
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
        Ok(Self { inner, fields, dir, reader, loaded: Arc::default() })
    }

    /// The page of hits for a query, from 1. Reads files: not for an async thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn search(&self, query: &str, market: Market, page: u32) -> anyhow::Result<Found> {
        let nothing = Found { hits: Vec::new(), total: 0 };
        let searcher = self.searcher()?;
        let Some(asked) = Asked::read(query, &self.fields, market.locale(), &searcher)? else { return Ok(nothing) };
        let per_page = PAGE_SIZE as usize;
        let skip = page.saturating_sub(1) as usize * per_page;
        let (strict, total) = best(&searcher, &asked.all_words(), skip, per_page)?;
        let (addresses, total) = if total < ENOUGH && asked.has_several_words() {
            let strict = if skip == 0 { strict } else { best(&searcher, &asked.all_words(), 0, ENOUGH)?.0 };
            self.followed_by_any_word(&searcher, &asked, strict, skip, per_page)?
        } else {
            (strict, total)
        };
        let hits = addresses.into_iter().map(|address| Ok(self.shown(&searcher, address)?.hit(market)));
        Ok(Found { hits: hits.collect::<anyhow::Result<_>>()?, total: total as u64 })
    }

    /// The few hits with every word, then those with any, none twice.
    fn followed_by_any_word(
        &self,
        searcher: &Searcher,
        asked: &Asked,
        strict: Vec<DocAddress>,
        skip: usize,
        per_page: usize,
    ) -> anyhow::Result<(Vec<DocAddress>, usize)> {
        // Hits with every word are among those with any, at most as many as were found before.
        let reach = skip.saturating_add(per_page).saturating_add(strict.len());
        let (loose, total) = best(searcher, &asked.any_word(), 0, reach)?;
        let more = loose.into_iter().filter(|address| !strict.contains(address)).collect::<Vec<_>>();
        let all = strict.iter().copied().chain(more);
        Ok((all.skip(skip).take(per_page).collect(), total))
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

    fn shown(&self, searcher: &Searcher, address: DocAddress) -> anyhow::Result<Shown> {
        let document: TantivyDocument = searcher.doc(address)?;
        let shown = document.get_first(self.fields.shown).and_then(|value| value.as_bytes());
        let shown = shown.context("an index entry without what it shows")?;
        serde_json::from_slice(shown).context("an index entry of another version")
    }

    /// A searcher over the last commit.
    pub(crate) fn searcher(&self) -> anyhow::Result<Searcher> {
        // Taken before loading: a commit in between is then seen by the next search.
        let now = stamp(&self.dir)?;
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if *loaded != Some(now) {
            self.reader.reload().context("loading the search index")?;
            *loaded = Some(now);
        }
        Ok(self.reader.searcher())
    }
}

fn stamp(dir: &Path) -> anyhow::Result<Stamp> {
    let path = dir.join("meta.json");
    let meta = fs::metadata(&path).with_context(|| format!("the search index has lost {}", path.display()))?;
    let inode = std::os::unix::fs::MetadataExt::ino(&meta);
    Ok(Stamp { inode, changed: meta.modified()?, length: meta.len() })
}

/// The best `take` after `skip`, and how many there are.
fn best(searcher: &Searcher, query: &dyn Query, skip: usize, take: usize) -> anyhow::Result<(Vec<DocAddress>, usize)> {
    // The collector reserves memory for all it is asked to keep: never more than there can be.
    let most = usize::try_from(searcher.num_docs())?;
    let (skip, take) = (skip.min(most), take.min(most));
    if most == 0 || skip == most {
        return Ok((Vec::new(), searcher.search(query, &Count)?));
    }
    let (hits, total) =
        searcher.search(query, &(TopDocs::with_limit(take).and_offset(skip).order_by_score(), Count))?;
    Ok((hits.into_iter().map(|(_, address)| address).collect(), total))
}
