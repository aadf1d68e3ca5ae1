//! Orders: placing one in three steps, each safe to die after.
//!
//! 1. [`opening`]: one transaction takes the stock, uses of promotions and balances of gift cards,
//!    writes the order and its payment, and empties the cart. From here on the order exists, awaiting payment.
//! 2. The provider is asked for what is left to pay, outside any transaction. The payment's id is its idempotency key there.
//! 3. [`settlement`]: one transaction places the order with its number and its event, or refuses it
//!    and gives back all that was taken.
//!
//! A repeat of the request goes on with the step that was not reached; so does the reconcile worker,
//! by [`crate::payments::settle_pending`].

mod get_order;
pub(crate) mod list_orders;
pub(crate) mod opening;
pub(crate) mod place_order;
pub(crate) mod record;
mod recording;
pub(crate) mod settlement;

pub use get_order::for_mail;
pub(crate) use get_order::get_order;
