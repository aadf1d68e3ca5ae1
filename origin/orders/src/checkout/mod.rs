//! What ordering a cart would cost, and holding its pieces meanwhile.

pub(crate) mod create_checkout;
pub(crate) mod delete_checkout;
pub(crate) mod get_checkout;
pub(crate) mod gift_cards;
pub mod giving_back;
mod hold_at_once;
pub(crate) mod means;
mod moment;
pub(crate) mod pricing;
pub(crate) mod promotions;
mod quote_view;
#[cfg(test)]
mod tests;
pub(crate) mod wording;
