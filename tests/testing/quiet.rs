//! Waiting until a shop is quiet.

use api::event::STREAM;
use async_nats::jetstream;
use futures::TryStreamExt as _;

use crate::{Shop, eventually_for};

impl Shop {
    /// Waits until all that was done has had its consequences: every event is told, every consumer has
    /// handled it, and every edge has applied it. From then on nothing makes a stored page old but what
    /// the test does.
    ///
    /// # Panics
    /// If the shop is not quiet within the time of [`eventually`].
    pub async fn quiet(&self) {
        let mut before = None;
        eventually_for("the shop to be quiet", async || {
            // Two looks alike: between two events a worker may be about to tell the next.
            let now = self.handled().await.inspect_err(|_| before = None)?;
            let quiet = before == Some(now);
            before = Some(now);
            if quiet { Ok(()) } else { Err(format!("event {now} was the newest for one look alone")) }
        })
        .await;
    }

    /// The newest event, if nobody has yet to do anything about any; or who has.
    async fn handled(&self) -> Result<u64, String> {
        // A search index that was just made has read the whole catalogue, and said so.
        if !self.folder.path().join("search").join("followed").exists() {
            return Err("the search's index has not read the catalogue".to_owned());
        }
        let context = jetstream::new(self.stores.nats.clone());
        let mut stream = context.get_stream(STREAM).await.map_err(said)?;
        let first = stream.cached_info().state.last_sequence;
        let consumers: Vec<_> = stream.consumers().try_collect().await.map_err(said)?;
        // The four of the search's index are made beside its first look at the catalogue.
        let is_own =
            |name: &str| name.starts_with("search") && name.rsplit('-').next().is_some_and(|id| id.len() == 32);
        if consumers.iter().filter(|consumer| is_own(&consumer.name)).count() < 4 {
            return Err("the search's index does not follow the catalogue".to_owned());
        }
        let busy = consumers.iter().find(|consumer| consumer.num_pending != 0 || consumer.num_ack_pending != 0);
        // Only now: whoever was busy left what they had to tell before they were idle.
        let untold: i64 = sqlx::query_scalar("select count(*) from shop.outbox where published_at is null")
            .fetch_one(&self.stores.db)
            .await
            .map_err(said)?;
        let newest = stream.info().await.map_err(said)?.state.last_sequence;
        if newest != first {
            return Err(format!("event {newest} came meanwhile"));
        }
        for operator in self.operators() {
            let health = operator.try_get("/_edge/health").await.ok_or("an edge says nothing")?.json();
            if health["applied_sequence"].as_u64().is_none_or(|applied| applied < newest) || health["nats"] != "up" {
                return Err(format!("an edge has not applied event {newest}: {health}"));
            }
        }
        match busy {
            Some(consumer) => Err(format!("{} has events to handle", consumer.name)),
            None if untold > 0 => Err(format!("{untold} events are not told")),
            None => Ok(newest),
        }
    }
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
