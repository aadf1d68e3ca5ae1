//! How well the search engine ranks a catalogue, by judgements of people: what `cargo xtask relevance` prints and what the
//! suite holds the engine to.

pub mod bench;
mod catalogue;
mod judgements;
mod measure;
mod speed;
mod typos;

pub use catalogue::{Catalogue, folder};
pub use judgements::{Judgements, read_queries};
pub use measure::{DEPTH, Measured, measure};
pub use speed::{Speed, speed};
