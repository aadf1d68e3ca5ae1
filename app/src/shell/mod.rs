//! The document and the frame around every page.

mod document;
mod footer;
mod header;
mod held_up;
mod network;
mod page;
mod per_market;
pub mod push;
mod trouble;

pub use document::{Frame, NO_DATA};
pub(crate) use header::{ACTION, LEAVE};
pub use page::{Around, Opening, Outcome, Page, Shown, page};

#[cfg(test)]
pub(crate) mod tests;
