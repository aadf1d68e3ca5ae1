//! Orders: the confirmation page, what becomes of an order, and how orders are listed.

mod closed;
mod documents;
mod email_again;
pub mod find;
mod lifecycle;
pub mod page;
pub mod parts;
mod push;
mod reorder;
pub mod send_back;
mod wish;
