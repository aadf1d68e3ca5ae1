//! Paying for orders. The provider keeps its own books; ours say what we know of them.

mod provider;
pub(crate) mod settle_pending;
mod test_provider;

pub use provider::{NoAnswer, Outcome, Provider, UnknownToken};
pub use settle_pending::settle_pending;
