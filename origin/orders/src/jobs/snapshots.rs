//! Takes in what the catalogue sells.

use std::time::Duration;

use anyhow::Context as _;
use api::event::{PRICES_CHANGED, PRODUCT_CHANGED, ProductChanged};
use domain::ProductId;
use origin_messaging::{BatchError, Handler, Job, Received, Shutdown, Subscription};
use origin_platform::Stores;

const PRODUCTS: Subscription = Subscription { name: "snapshots", subject: PRODUCT_CHANGED, max_batch: 256 };
const PRICES: Subscription = Subscription { name: "snapshots-prices", subject: PRICES_CHANGED, max_batch: 256 };

/// How often all snapshots are compared with the catalogue.
const FULL_SCAN: Duration = Duration::from_secs(60 * 60);
/// How many products are read at once.
const BATCH: u32 = 500;

/// The jobs that keep the sellable snapshots as the catalogue is: two by its events, and one that finds what these missed.
pub fn snapshots(stores: &Stores) -> Vec<Job> {
    let follow =
        |subscription| Job::on_events("snapshots", stores.clone(), subscription, SnapshotHandler(stores.clone()));
    vec![follow(PRODUCTS), follow(PRICES)]
}

/// The job that finds what events missed.
pub(super) fn compare_snapshots(stores: Stores) -> Job {
    Job::by_the_clock("reconcile", FULL_SCAN, move |shutdown| {
        let stores = stores.clone();
        async move {
            let products = refresh_all(&stores, shutdown).await?;
            tracing::info!(products, "snapshots of what is sold were compared with the catalogue");
            Ok(())
        }
    })
}

/// Brings the snapshots of these products up to date.
async fn refresh(stores: &Stores, products: &[ProductId]) -> anyhow::Result<()> {
    let db = &stores.db;
    let current = async {
        let products = origin_catalog::documents(db, products).await.context("reading products")?;
        // A promotion names a collection by the address that it had when the promotion was made.
        origin_catalog::by_every_address(db, products).await.context("reading former addresses of collections")
    };
    crate::inventory::refresh_snapshots(db, products, current).await
}

/// Returns how many products were looked at.
async fn refresh_all(stores: &Stores, mut shutdown: Shutdown) -> anyhow::Result<usize> {
    let (mut count, mut last) = (0, None);
    loop {
        let page = origin_catalog::product_ids_after(&stores.db, last, BATCH).await.context("listing products")?;
        let Some(next) = page.last().copied() else { return Ok(count) };
        refresh(stores, &page).await?;
        count += page.len();
        last = Some(next);
        // Shoppers' requests come first, and an end that was asked for comes now.
        if !shutdown.pause(Duration::from_millis(20)).await {
            return Ok(count);
        }
    }
}

struct SnapshotHandler(Stores);

impl Handler for SnapshotHandler {
    /// The product is named in the same way where only its prices changed.
    type Data = ProductChanged;

    async fn handle(&self, events: &[Received<ProductChanged>]) -> Result<(), BatchError> {
        let mut products: Vec<ProductId> = events.iter().map(|event| event.data.product).collect();
        products.sort();
        products.dedup();
        Ok(refresh(&self.0, &products).await?)
    }
}
