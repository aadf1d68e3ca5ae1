//! The document and the frame around every page.

mod document;
mod footer;
mod header;
mod page;
mod trouble;

pub use document::{loader, shell};
pub use page::{Around, Outcome, Page, page};
