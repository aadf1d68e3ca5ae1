//! Codes that a shopper types: of promotions, and of gift cards.

pub(super) mod add_cart_code;
mod code_throttle;
pub(super) mod delete_cart_code;
