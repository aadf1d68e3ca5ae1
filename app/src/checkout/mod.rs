//! Turning the cart into an order, on one page.

mod form;
pub mod page;
pub(crate) mod parts;
