//! The catalogue that is searched: the Icecat set, read by the shop's own import.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use api::catalog::{ProductDocument, Sort};
use api::search::{FacetList, Filters};
use domain::catalog::Localized;
use domain::{Currency, Market, ProductId};
use origin_import::{Format, Item, Reading, Record};
use origin_search_engine::{Found, Index, IndexWriterHandle, List};
use tempfile::TempDir;
use uuid::Uuid;

/// The folder of real catalogues: beside the clone, or what `SELVEDGE_DATA` names.
pub fn folder() -> PathBuf {
    let beside = || {
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../../../shared/data")
    };
    std::env::var_os("SELVEDGE_DATA").map_or_else(beside, PathBuf::from)
}

/// Products in an index of their own.
pub struct Catalogue {
    index: Index,
    /// How long it took to fill; nothing if it was there.
    pub filled_in: Duration,
    dir: PathBuf,
    /// The folder, if it is gone with this.
    _temporary: Option<TempDir>,
}

/// Products as the index takes them: each with its id and the version of its prices.
pub(crate) type Products = Vec<(ProductId, i64, ProductDocument)>;

impl Catalogue {
    /// An index of the Icecat products of a file.
    ///
    /// # Errors
    /// If the file cannot be read, one of its products is refused, or there is no room for the index.
    pub fn of_icecat(file: &Path) -> anyhow::Result<Self> {
        Self::with_variations(file, 1)
    }

    /// The same with each product so many times, each time another one: see [`variation`].
    ///
    /// # Errors
    /// As [`Catalogue::of_icecat`].
    pub fn with_variations(file: &Path, times: usize) -> anyhow::Result<Self> {
        let products = read(file)?;
        let dir = tempfile::tempdir()?;
        let filled_in = fill(dir.path(), &products, times)?;
        Ok(Self { filled_in, ..Self::at(dir.path())? }.until_dropped(dir))
    }

    /// The index that [`fill`] has left in a folder.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub(crate) fn at(dir: &Path) -> anyhow::Result<Self> {
        Ok(Self { index: Index::open(dir)?, filled_in: Duration::ZERO, dir: dir.to_owned(), _temporary: None })
    }

    fn until_dropped(self, dir: TempDir) -> Self {
        Self { _temporary: Some(dir), ..self }
    }

    /// The index, open for writing.
    ///
    /// # Errors
    /// If another process writes it.
    pub(crate) fn writer(&self) -> anyhow::Result<IndexWriterHandle> {
        self.index.writer()
    }

    /// How many products it holds.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn products(&self) -> anyhow::Result<u64> {
        self.index.len()
    }

    /// Bytes of the index on the disk.
    ///
    /// # Errors
    /// If its folder cannot be read.
    pub fn bytes(&self) -> anyhow::Result<u64> {
        bytes_in(&self.dir)
    }

    /// By what the list of what is found for a query can be narrowed, counted.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub(crate) fn facets(&self, query: &str) -> anyhow::Result<FacetList> {
        let filters = Filters::default();
        let market = Market::Us;
        let (collection, steering, filters) = (None, None, &filters);
        let sort = Sort::Featured;
        self.index.facets(&List { query, market, sort, collection, filters, min: None, max: None, steering }, &[])
    }

    /// The ids of what is found for a query, best first, at most `depth`; and what the query was taken for.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn search(&self, query: &str, depth: usize) -> anyhow::Result<(Vec<String>, Option<String>)> {
        let (mut ids, mut taken_for) = (Vec::new(), None);
        for page in 1.. {
            let Found { hits, total, corrected, suggested, .. } =
                self.index.search(query, Market::Us, Sort::Featured, page)?;
            taken_for = corrected.or(suggested);
            ids.extend(hits.into_iter().map(|hit| hit.sku.to_string()));
            if ids.len() >= depth || ids.len() as u64 >= total {
                break;
            }
        }
        ids.truncate(depth);
        Ok((ids, taken_for))
    }
}

/// The Icecat products of a file.
///
/// # Errors
/// If it cannot be read, or one of its products is refused.
pub(crate) fn read(file: &Path) -> anyhow::Result<Products> {
    let format = Format::Icecat;
    let reading = Reading { format, collection: None, currency: Currency::Usd, on_hand: None, encoding: None, now: 0 };
    let input = origin_import::open(file).with_context(|| format!("opening {}", file.display()))?;
    let mut products = Vec::new();
    for item in reading.items(input)? {
        let Item::Row(row) = item? else { continue };
        match row.record {
            Ok(Record::Product(document, _)) => {
                products.push((ProductId(Uuid::from_u128(products.len() as u128)), 1, *document));
            }
            Ok(_) => {}
            Err(reason) => bail!("line {:?} of {}: {reason}", row.lines, file.display()),
        }
    }
    Ok(products)
}

/// Fills an index in a folder with the products, each so many times; returns how long that took.
///
/// # Errors
/// If there is no room for it.
pub(crate) fn fill(dir: &Path, products: &Products, times: usize) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let index = Index::open(dir)?;
    let mut writer = index.writer()?;
    writer.learn(products);
    writer.upsert(products)?;
    for time in 1..times {
        writer.upsert(&variations(products, time)?)?;
    }
    writer.commit()?;
    writer.end()?;
    // As `origin reindex` does.
    index.settle()?;
    Ok(begun.elapsed())
}

/// All products once more: see [`variation`].
///
/// # Errors
/// If one of the names is none, which would be a mistake of this program.
pub(crate) fn variations(products: &Products, time: usize) -> anyhow::Result<Products> {
    let first = time * products.len();
    let others = products.iter().zip(first..).map(|((_, version, document), number)| {
        Ok((ProductId(Uuid::from_u128(number as u128)), *version, variation(document, time, number)?))
    });
    others.collect()
}

/// Bytes of all files in a folder.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn bytes_in(folder: &Path) -> anyhow::Result<u64> {
    let mut folders = vec![folder.to_owned()];
    let mut bytes = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            match entry.file_type()?.is_dir() {
                true => folders.push(entry.path()),
                false => bytes += entry.metadata()?.len(),
            }
        }
    }
    Ok(bytes)
}

/// The product once more, as if its maker had another model of it: address and SKUs are others, and the digits of its title
/// are, so that there are as many new words as a larger catalogue has. The same each time.
fn variation(document: &ProductDocument, time: usize, number: usize) -> anyhow::Result<ProductDocument> {
    let mut other = document.clone();
    other.slug = format!("variation-{number}").parse()?;
    for variant in &mut other.variants {
        variant.sku = format!("{}-{time}", variant.sku).parse()?;
        variant.gtin = None;
    }
    let shift = u32::try_from(time).unwrap_or_default();
    let shifted = |c: char| c.to_digit(10).and_then(|digit| char::from_digit((digit + shift) % 10, 10)).unwrap_or(c);
    other.title =
        Localized::same(document.title.en.chars().map(shifted).chain(format!(" V{time}").chars()).collect::<String>());
    Ok(other)
}
