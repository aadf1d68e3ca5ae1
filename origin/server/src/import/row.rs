//! What every format is read into.

use std::io;

use api::catalog::{CollectionDocument, ProductDocument};
use domain::Slug;
use domain::catalog::Localized;

use super::Reading;

/// The rows of a file; an error ends the file.
pub type Rows = Box<dyn Iterator<Item = io::Result<Row>> + Send>;

/// One row, or several lines that stand for one thing.
pub struct Row {
    /// The line it begins on, from 1.
    pub line: u64,
    /// What it says, or why it cannot be read.
    pub record: Result<Record, String>,
}

/// What a row says.
pub enum Record {
    /// Nothing that an import takes.
    Nothing,
    /// A collection as it should be.
    Collection(CollectionDocument),
    /// A product, with the collections to make for it if they are not there.
    Product(Box<ProductDocument>, Vec<CollectionDocument>),
}

impl Row {
    /// The row with what the command line says about all rows.
    pub fn adjusted(mut self, reading: &Reading) -> Self {
        if let Ok(Record::Product(document, implied)) = &mut self.record {
            if let Some(slug) = &reading.collection {
                document.collections = vec![slug.clone()];
                *implied = vec![named(slug.clone(), &title_of(slug))];
            }
            for variant in &mut document.variants {
                variant.on_hand = variant.on_hand.or(reading.on_hand);
                if reading.format == super::Format::Icecat {
                    variant.on_hand = variant.on_hand.or(Some(super::icecat::ON_HAND));
                }
            }
        }
        self
    }
}

/// A collection of which only the name is known; it stands behind those the merchant arranged.
pub fn named(slug: Slug, title: &str) -> CollectionDocument {
    let title = Localized::same(title);
    CollectionDocument { slug, title, description: Localized::default(), position: 1000, image: None }
}

/// `coffee-machines` as people write it: “Coffee machines”.
fn title_of(slug: &Slug) -> String {
    let text = slug.as_str().replace('-', " ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
