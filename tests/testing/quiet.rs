//! Waiting until a shop is quiet.

use api::event::STREAM;
use async_nats::jetstream;
use futures::TryStreamExt as _;

use crate::{Shop, Shopper, eventually};

impl Shop {
    /// Waits until all that was done has had its consequences: every event is told, every consumer has
    /// handled it, and every edge has applied it. From then on nothing makes a stored page old but what
    /// the test does.
    ///
    /// # Panics
    /// If the shop is not quiet within the time of [`eventually`].
    pub async fn quiet(&self) {
        let mut before = None;
        eventually("the shop to be quiet", async || {
            // Two looks alike: between two events a worker may be about to tell the next.
            let now = self.handled().await;
            let quiet = now.is_some() && now == before;
            before = now;
            quiet.then_some(())
        })
        .await;
    }

    /// The newest event, if nobody has yet to do anything about any.
    async fn handled(&self) -> Option<u64> {
        // A search index that was just made has read the whole catalogue, and said so.
        if !self.folder.path().join("search").join("followed").exists() {
            return None;
        }
        let untold: i64 = sqlx::query_scalar("select count(*) from shop.outbox where published_at is null")
            .fetch_one(&self.stores.db)
            .await
            .ok()?;
        let context = jetstream::new(self.stores.nats.clone());
        let mut stream = context.get_stream(STREAM).await.ok()?;
        let consumers: Vec<_> = stream.consumers().try_collect().await.ok()?;
        // The four of the search's index are made beside its first look at the catalogue.
        let is_own =
            |name: &str| name.starts_with("search") && name.rsplit('-').next().is_some_and(|id| id.len() == 32);
        if consumers.iter().filter(|consumer| is_own(&consumer.name)).count() < 4 {
            return None;
        }
        let idle = consumers.iter().all(|consumer| consumer.num_pending == 0 && consumer.num_ack_pending == 0);
        let newest = stream.info().await.ok()?.state.last_sequence;
        for node in std::iter::once(&self.node).chain(&self.further_nodes) {
            let health = Shopper::new(node).try_get("/_edge/health").await?.json();
            if health["applied_sequence"].as_u64()? < newest || health["nats"] != "up" {
                return None;
            }
        }
        (untold == 0 && idle).then_some(newest)
    }
}
