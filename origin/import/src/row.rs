//! What every format is read into.

use std::io;

use api::catalog::product_types::ProductTypeDocument;
use api::catalog::{CollectionDocument, ProductDocument};
use domain::Slug;
use domain::catalog::Localized;

use crate::note::Note;
use crate::report::FileSummary;

/// What a file is read into, piece by piece; an error ends the file.
pub type Items = Box<dyn Iterator<Item = io::Result<Item>> + Send>;

/// A piece of what a file says.
pub enum Item {
    /// One thing.
    Row(Box<Row>),
    /// What is known of the whole file, once it was read.
    FileSummary(FileSummary),
}

/// One row, or several that stand for one thing.
pub struct Row {
    /// The lines its rows begin on, from 1; the first is where it begins.
    pub lines: Vec<u64>,
    /// What it calls itself: a handle, a slug, a title; empty if it does not say.
    pub name: String,
    /// What it says, or why it cannot be read.
    pub record: Result<Record, String>,
    /// Rows among its lines that were refused although the rest was taken, each with the reason.
    pub refused: Vec<(u64, String)>,
    /// What was changed, made up or left out on the way.
    pub notes: Vec<Note>,
    /// Where pictures of a product lie, as the file says it and in its order; each once.
    pub pictures: Vec<String>,
    /// What the file calls the product's type, by names of which the shop may have one, the best first; none of them leaves
    /// a product the type that it has. `None` where the record itself says the type.
    pub types: Option<Vec<String>>,
}

/// What a row says.
pub enum Record {
    /// Nothing that an import takes.
    Nothing,
    /// A collection as it should be.
    Collection(Box<CollectionDocument>),
    /// A type of products, to be made if it is not there.
    ProductType(Box<ProductTypeDocument>),
    /// A product, with the collections to make for it if they are not there.
    Product(Box<ProductDocument>, Vec<CollectionDocument>),
}

impl Row {
    /// A row on one line of which there is nothing to be said beyond its record.
    pub(crate) fn plain(line: u64, record: Result<Record, String>) -> Self {
        let name = match &record {
            Ok(Record::Product(document, _)) => document.slug.to_string(),
            Ok(Record::Collection(document)) => document.slug.to_string(),
            Ok(Record::ProductType(document)) => document.handle.to_string(),
            Ok(Record::Nothing) | Err(_) => String::new(),
        };
        Self {
            lines: vec![line],
            name,
            record,
            refused: Vec::new(),
            notes: Vec::new(),
            pictures: Vec::new(),
            types: None,
        }
    }
}

/// A collection of which only the name is known; it stands behind those the merchant arranged.
pub(crate) fn named(slug: Slug, title: &str) -> CollectionDocument {
    let title = Localized::same(title);
    CollectionDocument {
        slug,
        title,
        description: Localized::default(),
        position: 1000,
        image: None,
        parent: None,
        rule: None,
    }
}

/// `coffee-machines` as people write it: “Coffee machines”.
pub(crate) fn title_of(slug: &Slug) -> String {
    let text = slug.as_str().replace('-', " ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
