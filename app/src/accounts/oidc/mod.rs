//! Logging in by a provider of OpenID Connect: the way there and back, the account for whoever comes for the first time,
//! and what is linked to an account.
//!
//! All of it is links and forms. A link leads to a page of ours, which sends the browser on to the provider; the provider
//! sends it back to another, which sends it on to where the shopper wanted to go, so that no address with a code in it stays
//! in sight.

mod buttons;
mod identities;
mod join;
mod list;
mod travel;

pub(super) use buttons::{provider_buttons, providers};
pub use identities::identities_page;
pub use join::join_page;
pub use travel::{return_page, start_page};
