//! Writing whole documents, hundreds at a time: what importers call.

mod check;
mod collections;
mod nesting;
mod product_types;
mod products;
mod tree;

pub use collections::{insert_collections, keep_places, upsert_collections};
pub use product_types::insert_product_types;
pub use products::upsert_products;
pub(crate) use tree::Tree;

/// What became of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there before.
    New,
    /// It was there and differed.
    Changed,
    /// It was there just so: nothing was written and nobody is told.
    Unchanged,
    /// It cannot be kept, for this reason; the others of its batch can.
    Refused(String),
}
