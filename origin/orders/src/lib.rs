//! Pricing, inventory, checkout, orders and fulfilment: one service, because placing an order is one
//! transaction. Each room calls those before it in this list, never one after it:
//! [`pricing`], [`inventory`], [`orders`], [`checkout`], [`fulfilment`].
//!
//! Three promises hold whatever fails and whenever it does: nothing is sold that is not there, no
//! shopper is charged without an order, and no event is lost.

pub mod checkout;
pub mod fulfilment;
#[cfg(test)]
#[path = "hot_queries/tests.rs"]
mod hot_queries;
pub mod inventory;
pub mod jobs;
pub mod metrics;
pub mod orders;
pub mod pricing;
#[cfg(test)]
mod several_at_work;
#[cfg(test)]
mod testing;

use axum::Router;
use origin_platform::Stores;

use crate::checkout::Service;
use crate::checkout::payments::Provider;

pub use crate::checkout::Settings;

/// The service's endpoints. Orders are paid through `provider`.
pub fn router(stores: Stores, provider: Provider, settings: Settings) -> Router {
    let service = Service { stores: stores.clone(), provider, settings };
    Router::new()
        .merge(pricing::router(stores.clone()))
        .merge(inventory::router(stores.clone()))
        .merge(orders::router(stores))
        .merge(checkout::router(service.clone()))
        .merge(fulfilment::router(service))
}
