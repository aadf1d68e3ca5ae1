//! Orders: placing one in three steps, each safe to die after, and what becomes of it.
//!
//! 1. [`opening`]: one transaction takes the stock, uses of promotions and balances of gift cards,
//!    writes the order and its payment, and empties the cart. From here on the order exists, awaiting payment.
//! 2. The provider is asked for what is left to pay, outside any transaction. The payment's id is its idempotency key there.
//! 3. [`settlement`]: one transaction places the order with its number and its event, or refuses it
//!    and gives back all that was taken.
//!
//! A repeat of the request goes on with the step that was not reached; so does the reconcile worker,
//! by [`crate::payments::settle_pending`].
//!
//! Afterwards every change locks the order, reads it, lets `domain` decide, and writes one row of its
//! timeline. Money that a change takes or gives back is a row that is due, for [`crate::payments::due`].

pub(crate) mod cancelling;
pub(crate) mod changing;
pub(crate) mod create_refund;
pub(crate) mod create_return;
pub(crate) mod create_shipment;
pub(crate) mod delete_shipment;
pub mod documents;
pub(crate) mod find_order;
mod get_order;
mod gift_cards;
mod life;
pub(crate) mod list_admin_orders;
pub(crate) mod list_orders;
mod notices;
mod open_at_once;
pub(crate) mod opening;
pub(crate) mod place_order;
pub(crate) mod record;
mod recording;
mod refunding;
pub(crate) mod settle_order;
pub(crate) mod settlement;
mod shipments;
pub(crate) mod timeline;
pub(crate) mod update_return;
pub(crate) mod update_shipment;

use changing::order_not_found;
pub(crate) use get_order::get_order;
use get_order::order_by_id;
pub use get_order::views;
pub use notices::{
    NamedPieces, RefundNotice, ReturnNotice, ShipmentNotice, refund_notice, return_notice, shipment_notice,
};
