//! From a cart to an order. Placing one takes three steps, each safe to die after:
//!
//! 1. [`place::open`]: one transaction takes the stock, uses of promotions and balances of gift cards,
//!    writes the order and its payment, and empties the cart. From here on the order exists, awaiting payment.
//! 2. The provider is asked for what is left to pay, outside any transaction. The payment's id is its idempotency key there.
//! 3. [`settlement`]: one transaction places the order with its number and its event, or refuses it
//!    and releases all that was taken.
//!
//! A repeat of the request goes on with the step that was not reached; so does the reconcile worker,
//! by [`settlement::settle_pending`].
//!
//! Most carts take the first and the third step, and their hold, by one statement each: [`fast_path`].

pub mod cards;
pub(crate) mod cart;
mod checkout_view;
mod claim;
mod customer_export;
pub(crate) mod declines;
pub(crate) mod fast_path;
mod hold;
pub(crate) mod holder;
mod lock;
pub(crate) mod order_draft;
pub mod payments;
pub(crate) mod place;
pub mod settlement;

use std::time::Duration;

use axum::Router;
use domain::inventory::HOLD;
use origin_platform::{Stores, mount};

use self::payments::Provider;

/// What every handler of checkout and fulfilment works with.
#[derive(Clone)]
pub(crate) struct Service {
    pub stores: Stores,
    pub provider: Provider,
    pub settings: Settings,
}

/// What the merchant can set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a checkout holds its units.
    pub hold: Duration,
    /// The shop's address as shoppers type it, without a slash at the end. Payment providers send
    /// them back there.
    pub public_url: String,
    /// Whether carts that are eligible take the [`fast_path`]. Off, every one takes the general path, which does the
    /// same by more statements.
    pub fast_path: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { hold: HOLD, public_url: "http://127.0.0.1:8080".to_owned(), fast_path: true }
    }
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

/// The endpoints of carts, of the checkout and of payments, and the copy of all that is kept of a shopper.
pub(crate) fn router(service: Service) -> Router {
    let router = Router::new();
    let router = cart::mount(router);
    let router = cards::mount_all(router);
    let router = hold::mount(router);
    let router = mount(router, place::place_order::place_order);
    let router = mount(router, payments::get_payment_state);
    let router = payments::mount_settings(router);
    let router = mount(router, customer_export::get_customer_export);
    let router = mount(router, customer_export::get_admin_customer_export);
    settlement::mount(router).with_state(service)
}
