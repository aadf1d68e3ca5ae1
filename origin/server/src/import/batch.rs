//! Rows that land together.

use std::collections::{BTreeMap, HashMap, HashSet};

use api::catalog::product_types::ProductTypeDocument;
use api::catalog::{CollectionDocument, ProductDocument};
use domain::Slug;
use origin_import::{Record, Told};

/// Rows that land in one transaction. None of them is about the same thing as another.
#[derive(Default)]
pub struct Batch {
    pub types: Vec<(Told, ProductTypeDocument)>,
    pub collections: Vec<(Told, CollectionDocument)>,
    pub products: Vec<(Told, ProductDocument)>,
    /// Collections to make for the products if they are not there.
    pub implied: BTreeMap<Slug, CollectionDocument>,
    /// What the file calls the types of products; see [`origin_import::Row::types`].
    pub typed: HashMap<Slug, Vec<String>>,
    named: HashSet<(Noun, Slug)>,
    /// Where pictures of products lie.
    pub pictures: HashMap<Slug, Vec<String>>,
}

/// What a slug is of.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Noun {
    ProductType,
    Collection,
    Product,
}

/// What a record is about; none if there is nothing in it.
pub fn about(record: &Record) -> Option<(Noun, &Slug)> {
    match record {
        Record::Nothing => None,
        Record::ProductType(document) => Some((Noun::ProductType, &document.handle)),
        Record::Collection(document) => Some((Noun::Collection, &document.slug)),
        Record::Product(document, _) => Some((Noun::Product, &document.slug)),
    }
}

impl Batch {
    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.before_products() + self.products.len()
    }

    /// How many of its rows land before its products.
    pub fn before_products(&self) -> usize {
        self.types.len() + self.collections.len()
    }

    /// Takes a record, or gives it back if one about the same thing is here already.
    pub fn take(&mut self, told: Told, record: Record) -> Option<(Told, Record)> {
        let (noun, slug) = about(&record)?;
        if !self.named.insert((noun, slug.clone())) {
            return Some((told, record));
        }
        match record {
            Record::Nothing => {}
            Record::ProductType(document) => self.types.push((told, *document)),
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
        let (implied, pictures, typed) = (self.implied, self.pictures, self.typed);
        let types = self.types.into_iter().map(|row| Self { types: vec![row], ..Self::default() });
        let collections = self.collections.into_iter().map(|row| Self { collections: vec![row], ..Self::default() });
        let products = self.products.into_iter().map(|row| Self {
            products: vec![row],
            implied: implied.clone(),
            pictures: pictures.clone(),
            typed: typed.clone(),
            ..Self::default()
        });
        types.chain(collections).chain(products).collect()
    }
}
