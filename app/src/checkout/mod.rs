//! Turning the cart into an order, on one page.

#[cfg(feature = "ssr")]
pub(crate) mod address;
#[cfg(feature = "ssr")]
mod cards;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub(crate) mod parts;
#[cfg(feature = "ssr")]
mod payment;
#[cfg(feature = "ssr")]
mod saved;
#[cfg(feature = "ssr")]
mod unanswered;

#[cfg(feature = "ssr")]
pub(crate) use cards::in_short as card_in_short;

/// The field with the payment provider's token.
pub const TOKEN: &str = "payment_token";
