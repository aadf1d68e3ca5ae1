//! What ordering a cart would cost, and holding its pieces meanwhile.

pub(crate) mod create_checkout;
pub(crate) mod delete_checkout;
pub(crate) mod get_checkout;
pub(crate) mod pricing;
#[cfg(test)]
mod tests;
