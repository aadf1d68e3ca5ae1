//! The catalogue: what the shop sells, at which price, in which collections.

mod addresses;
mod attributes;
mod collections;
mod event;
mod list_products;
mod product;
mod store;
#[cfg(test)]
mod testing;
mod update_variant;
mod upsert;

use std::sync::Arc;

use api::{Client, Transport};
use axum::Router;
use origin_platform::{Stores, mount};

pub use store::{Versioned, documents, product_ids_after, versioned_documents};
pub use upsert::{Outcome, insert_collections, upsert_collections, upsert_products};

/// The catalogue service.
#[derive(Clone)]
pub struct Catalog {
    stores: Stores,
    /// Where stock is counted: another service, perhaps in the same process.
    inventory: Client<Arc<dyn Transport>>,
}

impl AsRef<Stores> for Catalog {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

/// The service's endpoints. `inventory` leads to the service that keeps the stock.
pub fn router(stores: Stores, inventory: Client<Arc<dyn Transport>>) -> Router {
    let router = Router::new();
    let router = mount(router, list_products::list_products);
    let router = mount(router, product::get_product);
    let router = mount(router, collections::list_collections);
    let router = mount(router, collections::get_collection);
    let router = mount(router, addresses::list_addresses);
    let router = mount(router, update_variant::update_variant);
    router.with_state(Catalog { stores, inventory })
}
