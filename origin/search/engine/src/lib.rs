//! Finding products by words: a full-text index on disk, written by one process and read by many. Pure but for its files:
//! the service above it brings the catalogue's changes in and shoppers' queries to it.

mod analysis;
mod companions;
mod correct;
mod document;
mod explain;
mod facets;
mod fields;
mod index;
mod order;
mod plan;
mod product_type;
mod query;
mod segment;
mod steering;
mod suggest;
mod terms;
#[cfg(test)]
mod tests;
mod vocabulary;
mod writer;

pub use document::Volatile;
pub use facets::{Counted, List};
pub use index::{Found, Index};
pub use order::Ordered;
pub use steering::Steering;
pub use suggest::{Suggested, goes_on};
pub use writer::IndexWriterHandle;
