//! Products beside others: as hits by their ids, and those that are most like one.

use api::search::SearchHit;
use domain::{Market, ProductId};
use tantivy::Term;
use tantivy::collector::TopDocs;
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};

use crate::fields::{AGE, ORDER};
use crate::index::Index;
use crate::query::Asked;
use crate::suggest::any_product;

impl Index {
    /// These products as hits, in their order; those that the index does not hold are left out. Reads files: not for an async
    /// thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn hits_of(&self, products: &[ProductId], market: Market) -> anyhow::Result<Vec<SearchHit>> {
        let searcher = self.searcher()?;
        let mut hits = Vec::new();
        for product in products {
            let id = Term::from_field_text(self.fields.id, &product.to_string());
            if let Some(address) = any_product(&searcher, &id)? {
                hits.push(self.shown(&searcher, address)?.hit(market));
            }
        }
        Ok(hits)
    }

    /// The products whose words are most like those of a product's title, at most `most`, without itself; none if the index
    /// does not hold it. Reads files: not for an async thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn alike(&self, product: ProductId, market: Market, most: usize) -> anyhow::Result<Vec<SearchHit>> {
        let searcher = self.searcher()?;
        let Some(own) = self.hits_of(&[product], market)?.pop() else { return Ok(Vec::new()) };
        let Some(asked) = Asked::read(own.title.bare(), &self.fields, market.locale(), &searcher)? else {
            return Ok(Vec::new());
        };
        let [age, rest] = [AGE, ORDER].map(SortByStaticFastValue::<u64>::for_field);
        let order = (SortBySimilarityScore, age, rest);
        // Itself is one of them.
        let found = searcher.search(&asked.any_word(), &TopDocs::with_limit(most + 1).order_by(order))?;
        let hits = found.into_iter().map(|(_, address)| Ok(self.shown(&searcher, address)?.hit(market)));
        let mut hits = hits.collect::<anyhow::Result<Vec<SearchHit>>>()?;
        hits.retain(|hit| hit.product != product);
        hits.truncate(most);
        Ok(hits)
    }

    /// Those of these products that the index does not hold.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn missing(&self, products: &[ProductId]) -> anyhow::Result<Vec<ProductId>> {
        let searcher = self.searcher()?;
        let mut missing = Vec::new();
        for product in products {
            let id = Term::from_field_text(self.fields.id, &product.to_string());
            if any_product(&searcher, &id)?.is_none() {
                missing.push(*product);
            }
        }
        Ok(missing)
    }
}
