//! What ordering a cart would cost, and holding its pieces meanwhile.

pub(crate) mod create_checkout;
pub(crate) mod delete_checkout;
pub(crate) mod get_checkout;
pub(crate) mod gift_cards;
pub mod giving_back;
pub(crate) mod means;
mod moment;
pub(crate) mod pricing;
pub(crate) mod promotions;
mod quote_view;
#[cfg(test)]
mod tests;
pub(crate) mod wording;
