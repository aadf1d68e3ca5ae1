//! What ordering a cart would cost.

pub(crate) mod get_checkout;
pub(crate) mod pricing;
