//! Rows that land together.

use std::collections::{BTreeMap, HashMap, HashSet};

use api::catalog::{CollectionDocument, ProductDocument};
use domain::Slug;
use origin_import::{Record, Told};

/// Rows that land in one transaction. None of them is about the same thing as another.
#[derive(Default)]
pub struct Batch {
    pub collections: Vec<(Told, CollectionDocument)>,
    pub products: Vec<(Told, ProductDocument)>,
    /// Collections to make for the products if they are not there.
    pub implied: BTreeMap<Slug, CollectionDocument>,
    named: HashSet<(bool, Slug)>,
    /// Where pictures of products lie.
    pub pictures: HashMap<Slug, Vec<String>>,
}

impl Batch {
    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.collections.len() + self.products.len()
    }

    /// Takes a record, or gives it back if one about the same thing is here already.
    pub fn take(&mut self, told: Told, record: Record) -> Option<(Told, Record)> {
        let (is_product, slug) = match &record {
            Record::Nothing => return None,
            Record::Collection(document) => (false, document.slug.clone()),
            Record::Product(document, _) => (true, document.slug.clone()),
        };
        if !self.named.insert((is_product, slug)) {
            return Some((told, record));
        }
        match record {
            Record::Nothing => {}
            Record::Collection(document) => self.collections.push((told, *document)),
            Record::Product(document, implied) => {
                self.products.push((told, *document));
                self.implied.extend(implied.into_iter().map(|document| (document.slug.clone(), document)));
            }
        }
        None
    }

    /// One batch for each row, in the order in which they would have landed.
    pub fn singles(self) -> Vec<Self> {
        let (implied, pictures) = (self.implied, self.pictures);
        let collections = self.collections.into_iter().map(|row| Self { collections: vec![row], ..Self::default() });
        let products = self.products.into_iter().map(|row| Self {
            products: vec![row],
            implied: implied.clone(),
            pictures: pictures.clone(),
            ..Self::default()
        });
        collections.chain(products).collect()
    }
}
