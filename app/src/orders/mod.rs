//! Orders: the confirmation page, and how orders are listed.

pub mod page;
pub mod parts;
