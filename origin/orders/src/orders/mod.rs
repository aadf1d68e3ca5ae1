//! Orders: placing one in three steps, each safe to die after.
//!
//! 1. [`opening`]: one transaction takes the stock, writes the order and its payment, and empties the
//!    cart. From here on the order exists, awaiting payment.
//! 2. The provider is asked, outside any transaction. The payment's id is its idempotency key there.
//! 3. [`settlement`]: one transaction places the order with its number and its event, or refuses it
//!    and gives back stock and cart.
//!
//! A repeat of the request goes on with the step that was not reached; so does the reconcile worker,
//! by [`crate::payments::settle_pending`].

pub mod documents;
pub(crate) mod find_order;
mod get_order;
pub(crate) mod list_orders;
mod notices;
pub(crate) mod opening;
pub(crate) mod place_order;
pub(crate) mod record;
pub(crate) mod settlement;

pub(crate) use get_order::get_order;
pub use get_order::{for_mail, view};
pub use notices::{
    NamedPieces, RefundNotice, ReturnNotice, ShipmentNotice, refund_notice, return_notice, shipment_notice,
};
