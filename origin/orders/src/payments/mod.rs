//! Paying for orders. The provider keeps its own books; ours say what we know of them.
//!
//! Whatever a provider tells us by itself is a hint: the truth is what it says when asked, so hooks
//! may come twice, late, in any order or not at all.

mod answer;
mod audit;
mod card_number;
pub(crate) mod catch_up;
pub(crate) mod due;
pub(crate) mod hooks;
mod nothing_due;
mod provider;
pub(crate) mod settle_pending;
pub mod stripe;
pub(crate) mod test_provider;
mod void_due;

pub use answer::{Action, Authorisation, BadToken, ClientSecret, Listed, NoAnswer, Outcome, Refund, Standing, Trouble};
pub use audit::{Audit, audit};
pub use card_number::contains_card_number;
pub use due::settle_due;
pub(crate) use nothing_due::nothing_due;
pub use provider::Provider;
pub use settle_pending::settle_pending;
pub use void_due::void_due;
