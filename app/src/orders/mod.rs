//! Orders: the confirmation page, and how orders are listed.

mod documents;
pub mod find;
pub mod page;
pub mod parts;
