//! A list as a whole: all of its products in their order, as they are at one moment.

use anyhow::Context as _;
use domain::ProductId;
use tantivy::{DocAddress, Searcher};
use uuid::Uuid;

use crate::facets::List;
use crate::fields::{AGE, ORDER};
use crate::index::Index;

/// The products of a list in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered {
    /// The first of them.
    pub products: Vec<ProductId>,
    /// How many there are.
    pub total: u64,
    /// The query that was answered instead, since no product has the words of the one that was asked.
    pub corrected: Option<String>,
}

impl Index {
    /// The first products of a list, `most` of them at most, all from one commit. Reads files: not for an async thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn ordered(&self, list: &List<'_>, most: usize) -> anyhow::Result<Ordered> {
        let searcher = self.searcher()?;
        let (plan, addresses, total) = self.in_order(list, &searcher, 0, most)?;
        Ok(Ordered { products: ids(&searcher, &addresses)?, total: total as u64, corrected: plan.corrected })
    }
}

/// The ids of products: of each, both halves are numbers in columns, which are read without what a hit shows.
fn ids(searcher: &Searcher, addresses: &[DocAddress]) -> anyhow::Result<Vec<ProductId>> {
    let columns = searcher.segment_readers().iter().map(|segment| {
        let numbers = segment.fast_fields();
        tantivy::Result::Ok((numbers.u64(AGE)?, numbers.u64(ORDER)?))
    });
    let columns = columns.collect::<tantivy::Result<Vec<_>>>().context("columns of ids")?;
    let id = |address: &DocAddress| {
        let (age, rest) = columns.get(address.segment_ord as usize)?;
        let (age, rest) = (age.first(address.doc_id)?, rest.first(address.doc_id)?);
        Some(ProductId(Uuid::from_u64_pair(age, rest)))
    };
    addresses.iter().map(|address| id(address).context("an index entry without its id")).collect()
}
