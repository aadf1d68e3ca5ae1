//! What each kind of event has the index take in.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Context as _;
use api::Tag;
use api::event::{AvailabilityChanged, OrderPlaced, PricesChanged, ProductChanged};
use domain::{OrderId, ProductId};
use origin_messaging::{BatchError, Handler, Received, fingerprint};
use origin_orders::orders::ordered_products;

use super::{BATCH, Indexer, Told, Which};
use crate::announce::announce;

impl Handler for Indexer {
    type Data = ProductChanged;

    /// While a catalogue is imported, nobody looks for its products yet, and the import needs the processors.
    const GATHERING_IN_A_BURST: Duration = Duration::from_secs(2);

    async fn handle(&self, events: &[Received<ProductChanged>]) -> Result<(), BatchError> {
        let mut products: Vec<ProductId> = events.iter().map(|event| event.data.product).collect();
        products.sort();
        products.dedup();
        let Told { new, left } = self.refresh(&products).await?;
        // Those that the products are in, and those that they have left.
        let named = events.iter().flat_map(|event| &event.event.tags);
        let collections: BTreeSet<Tag> = named.filter_map(Tag::of_index).collect();
        let new = new.iter().map(Tag::companions);
        // What left the sale may have been told of once more, by the index as it was until now.
        let left = left.into_iter().map(Tag::product);
        let tags = std::iter::once(Tag::search()).chain(collections).chain(new).chain(left).collect();
        Ok(announce(&self.jetstream, self.of_batch(events), tags).await?)
    }
}

impl Indexer {
    /// The id under which a batch is announced: the same if it is delivered again, and another of every index. Each is
    /// announced when it holds the batch, for what was asked of another before that is no longer true.
    fn of_batch<D>(&self, events: &[Received<D>]) -> uuid::Uuid {
        let ids: Vec<String> = events.iter().map(|event| event.event.id.to_string()).collect();
        fingerprint(&format!("{} {}", self.reader.id, ids.join(" ")))
    }
}

/// Takes in products of which nothing changed but their prices. Only searches in the order of prices are told of that
/// commit: what else the index is asked for does not depend on prices, and those of cached hits came with the event.
pub(super) struct Prices<'a>(pub(super) &'a Indexer);

impl Handler for Prices<'_> {
    type Data = PricesChanged;

    /// A commit costs as much as a hundred products, and nobody waits for this one.
    const GATHERING: Duration = Duration::from_secs(1);

    async fn handle(&self, events: &[Received<PricesChanged>]) -> Result<(), BatchError> {
        let mut products: Vec<ProductId> = events.iter().map(|event| event.data.product).collect();
        products.sort();
        products.dedup();
        self.0.refresh(&products).await?;
        let tags = vec![Tag::search_by_price()];
        self.0.tell_stock().await?;
        Ok(announce(&self.0.jetstream, self.0.of_batch(events), tags).await?)
    }
}

/// Takes in whether products are in stock. Most changes of stock are none of that: of those, nothing is written.
pub(super) struct Stock<'a>(pub(super) &'a Indexer);

impl Handler for Stock<'_> {
    type Data = AvailabilityChanged;

    /// As of prices.
    const GATHERING: Duration = Duration::from_secs(1);
    /// What is imported is stocked a moment later: by then most of it is in the index with its stock.
    const GATHERING_IN_A_BURST: Duration = Duration::from_secs(5);

    async fn handle(&self, events: &[Received<AvailabilityChanged>]) -> Result<(), BatchError> {
        let products: BTreeSet<ProductId> =
            events.iter().flat_map(|event| event.data.products.iter().copied()).collect();
        let products: Vec<ProductId> = products.into_iter().collect();
        self.0.write(&products, Which::OtherwiseStocked).await?;
        Ok(self.0.tell_stock().await?)
    }
}

/// Takes in what was sold. It is counted anew from the orders each time, so an event that comes twice counts once. Nobody
/// is told of that: what is listed by sales is kept for seconds.
pub(super) struct Sales<'a>(pub(super) &'a Indexer);

impl Handler for Sales<'_> {
    type Data = OrderPlaced;

    /// As of prices.
    const GATHERING: Duration = Duration::from_secs(1);
    /// While much is sold, one order changes the order of a list by little.
    const GATHERING_IN_A_BURST: Duration = Duration::from_secs(30);

    async fn handle(&self, events: &[Received<OrderPlaced>]) -> Result<(), BatchError> {
        let orders: Vec<OrderId> = events.iter().map(|event| event.data.order).collect();
        let products = ordered_products(&self.0.stores.db, &orders).await.context("reading what was sold")?;
        for batch in products.chunks(BATCH as usize) {
            self.0.refresh(batch).await?;
        }
        Ok(self.0.tell_stock().await?)
    }
}
