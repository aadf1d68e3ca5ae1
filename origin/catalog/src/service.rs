//! What the handlers of the catalogue work with.

use std::sync::Arc;

use api::{Client, Transport};
use origin_platform::Stores;

/// The catalogue service.
#[derive(Clone)]
pub struct Catalog {
    pub(crate) stores: Stores,
    /// Where stock is counted: another service, perhaps in the same process.
    pub(crate) inventory: Client<Arc<dyn Transport>>,
}

impl AsRef<Stores> for Catalog {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

impl Catalog {
    /// The service over these stores; `inventory` leads to the service that keeps the stock.
    pub(crate) fn new(stores: Stores, inventory: Client<Arc<dyn Transport>>) -> Self {
        Self { stores, inventory }
    }
}
