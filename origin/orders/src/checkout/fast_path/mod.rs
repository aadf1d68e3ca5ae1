//! The fast path: what most carts take, by as few statements as it can be. It locks and asks what the general path
//! does, in the same order, and does nothing where it does not apply; then the general path says what is the matter.

pub(crate) mod hold;
pub(crate) mod open;
pub(crate) mod settle;
