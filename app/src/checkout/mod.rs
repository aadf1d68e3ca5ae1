//! Turning the cart into an order, on one page.

/// The field of a form posted to the checkout page that says what else than ordering is asked.
pub const ACTION: &str = "action";
/// To go back to the cart and free what is held.
pub const LEAVE: &str = "leave";

mod form;
pub mod page;
pub(crate) mod parts;
