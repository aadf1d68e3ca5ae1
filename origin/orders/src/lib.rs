//! Carts, checkout, orders, payments and inventory: one service, because placing an order is one
//! transaction.
//!
//! Three promises hold whatever fails and whenever it does: nothing is sold that is not there, no
//! shopper is charged without an order, and no event is lost.

pub mod cart;
pub mod checkout;
#[cfg(test)]
mod fixture;
#[cfg(test)]
#[path = "hot_queries/tests.rs"]
mod hot_queries;
pub mod inventory;
pub mod jobs;
pub mod offers;
pub mod orders;
pub mod payments;

use std::time::Duration;

use axum::Router;
use domain::inventory::HOLD;
use origin_platform::{Stores, mount, mount_file};

use crate::payments::Provider;

/// What every handler of this service works with.
#[derive(Clone)]
pub(crate) struct Service {
    pub stores: Stores,
    pub provider: Provider,
    pub settings: Settings,
}

/// What the merchant can set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a checkout holds its pieces.
    pub hold: Duration,
    /// The shop's address as shoppers type it, without a slash at the end. Payment providers send
    /// them back there.
    pub public_url: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self { hold: HOLD, public_url: "http://127.0.0.1:8080".to_owned() }
    }
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

/// The service's endpoints. Orders are paid through `provider`.
pub fn router(stores: Stores, provider: Provider, settings: Settings) -> Router {
    let router = Router::new();
    let router = inventory::mount(router);
    let router = mount(router, cart::create_cart::create_cart);
    let router = mount(router, cart::get_cart::get_cart);
    let router = mount(router, cart::get_current_cart::get_current_cart);
    let router = mount(router, cart::merge_carts::merge_carts);
    let router = mount(router, cart::add_cart_line::add_cart_line);
    let router = mount(router, cart::update_cart_line::update_cart_line);
    let router = mount(router, cart::delete_cart_line::delete_cart_line);
    let router = mount(router, cart::add_cart_code::add_cart_code);
    let router = mount(router, cart::delete_cart_code::delete_cart_code);
    let router = mount(router, checkout::get_checkout::get_checkout);
    let router = mount(router, checkout::create_checkout::create_checkout);
    let router = mount(router, checkout::delete_checkout::delete_checkout);
    let router = checkout::promotions::mount(router);
    let router = checkout::gift_cards::mount(router);
    let router = mount(router, orders::place_order::place_order);
    let router = mount(router, orders::get_order);
    let router = mount(router, orders::settle_order::settle_order);
    let router = mount(router, orders::list_orders::list_orders);
    let router = mount(router, orders::cancelling::create_cancellation);
    let router = mount(router, orders::create_return::create_return);
    let router = mount(router, orders::list_admin_orders::list_admin_orders);
    let router = mount(router, orders::list_admin_orders::get_admin_order);
    let router = mount(router, orders::cancelling::create_admin_cancellation);
    let router = mount(router, orders::create_shipment::create_shipment);
    let router = mount(router, orders::update_shipment::update_shipment);
    let router = mount(router, orders::delete_shipment::delete_shipment);
    let router = mount(router, orders::create_refund::create_refund);
    let router = mount(router, orders::update_return::update_return);
    let router = mount_file(router, orders::documents::get_order_document);
    let router = mount(router, orders::find_order::find_order);
    let router = payments::hooks::mount(router);
    let router = payments::test_provider::challenge::mount(router);
    router.with_state(Service { stores, provider, settings })
}
