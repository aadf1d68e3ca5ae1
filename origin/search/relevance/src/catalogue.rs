//! The catalogue that is searched: the Icecat set, read by the shop's own import.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use api::catalog::Sort;
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
    _dir: TempDir,
}

impl Catalogue {
    /// An index of the Icecat products of a file.
    ///
    /// # Errors
    /// If the file cannot be read, one of its products is refused, or there is no room for the index.
    pub fn of_icecat(file: &Path) -> anyhow::Result<Self> {
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
        writer.commit()?;
        Ok(Self { index, filled_in: begun.elapsed(), _dir: dir })
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
