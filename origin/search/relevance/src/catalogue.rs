//! The catalogue that is searched: the Icecat set, read by the shop's own import.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use api::catalog::{ProductDocument, Sort};
use domain::catalog::Localized;
use domain::{Currency, Market, ProductId};
use origin_import::{Format, Item, Reading, Record};
use origin_search_engine::{Found, Index};
use tempfile::TempDir;
use uuid::Uuid;

/// The folder of real catalogues: beside the clone, or what `SELVEDGE_DATA` names.
pub fn folder() -> PathBuf {
    let beside = || {
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../../../shared/data")
    };
    std::env::var_os("SELVEDGE_DATA").map_or_else(beside, PathBuf::from)
}

/// Products in an index of their own, which is gone with this.
pub struct Catalogue {
    index: Index,
    /// How long it took to fill.
    pub filled_in: Duration,
    dir: TempDir,
}

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
        let format = Format::Icecat;
        let reading = Reading { format, collection: None, currency: Currency::Usd, on_hand: None, encoding: None };
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
        let begun = Instant::now();
        let dir = tempfile::tempdir()?;
        let index = Index::open(dir.path())?;
        let mut writer = index.writer()?;
        writer.learn(&products);
        writer.upsert(&products)?;
        for time in 1..times {
            let first = time * products.len();
            let variations = products.iter().zip(first..).map(|((_, version, document), number)| {
                Ok((ProductId(Uuid::from_u128(number as u128)), *version, variation(document, time, number)?))
            });
            writer.upsert(&variations.collect::<anyhow::Result<Vec<_>>>()?)?;
        }
        writer.commit()?;
        Ok(Self { index, filled_in: begun.elapsed(), dir })
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
        let mut folders = vec![self.dir.path().to_owned()];
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

    /// The ids of what is found for a query, best first, at most `depth`; and what the query was taken for.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn search(&self, query: &str, depth: usize) -> anyhow::Result<(Vec<String>, Option<String>)> {
        let (mut ids, mut taken_for) = (Vec::new(), None);
        for page in 1.. {
            let Found { hits, total, corrected, suggested } =
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
