//! Tells the orders service what the catalogue sells.

use anyhow::Context as _;
use api::event::{PRODUCT_CHANGED, ProductChanged};
use domain::ProductId;
use origin_base::Stores;

use crate::consumer::{self, Handler, Received, Subscription, Trouble};
use crate::shutdown::Shutdown;

const SUBSCRIPTION: Subscription = Subscription { name: "offers", subject: PRODUCT_CHANGED, most: 256 };

/// Follows the catalogue until the worker shall end.
pub(crate) async fn run(stores: Stores, shutdown: Shutdown) {
    consumer::run(stores.clone(), SUBSCRIPTION, &Offers(stores), shutdown).await;
}

/// Brings the offers of these products up to date.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn refresh(stores: &Stores, products: &[ProductId]) -> anyhow::Result<()> {
    let db = &stores.db;
    let current = async { origin_catalog::documents(db, products).await.context("reading products") };
    origin_orders::offers::refresh(db, products, current).await
}

struct Offers(Stores);

impl Handler for Offers {
    type Data = ProductChanged;

    async fn handle(&self, events: &[Received<ProductChanged>]) -> Result<(), Trouble> {
        let mut products: Vec<ProductId> = events.iter().map(|event| event.data.product).collect();
        products.sort();
        products.dedup();
        Ok(refresh(&self.0, &products).await?)
    }
}
