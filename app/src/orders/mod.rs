//! Orders: the confirmation page, what becomes of an order, and how orders are listed.

mod documents;
pub mod find;
mod lifecycle;
pub mod page;
pub mod parts;
pub mod send_back;
mod wish;
