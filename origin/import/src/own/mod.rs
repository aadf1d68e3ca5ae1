//! The shop's own table: one row a variant, of which the first has what its product is. Nothing is lost between writing and
//! reading; what has no shape in a table (options, attributes, pictures) is JSON in its cell, as in the JSON lines.

mod cells;
mod columns;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use cells::{guarded, unguarded};
pub use columns::{fields, unknown};
pub use read::Own;
pub use write::Sheet;
