//! Tells the orders service what the catalogue sells.

use anyhow::Context as _;
use api::event::{PRICES_CHANGED, PRODUCT_CHANGED, ProductChanged};
use domain::ProductId;
use origin_platform::Stores;

use crate::consumer::{self, Failed, Handler, Received, Subscription};
use crate::shutdown::Shutdown;

const SUBSCRIPTION: Subscription = Subscription { name: "offers", subject: PRODUCT_CHANGED, most: 256 };
const PRICES: Subscription = Subscription { name: "offers-prices", subject: PRICES_CHANGED, most: 256 };

/// Follows the catalogue until the worker shall end.
pub(crate) async fn run(stores: Stores, shutdown: Shutdown) {
    let offers = Offers(stores.clone());
    let follow = consumer::run(stores.clone(), SUBSCRIPTION, &offers, shutdown.clone());
    let follow_prices = consumer::run(stores, PRICES, &offers, shutdown);
    tokio::join!(follow, follow_prices);
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
    /// The product is named in the same way where only its prices changed.
    type Data = ProductChanged;

    async fn handle(&self, events: &[Received<ProductChanged>]) -> Result<(), Failed> {
        let mut products: Vec<ProductId> = events.iter().map(|event| event.data.product).collect();
        products.sort();
        products.dedup();
        Ok(refresh(&self.0, &products).await?)
    }
}
