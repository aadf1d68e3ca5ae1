//! Compares the whole index with the catalogue: when it was just made, once in an hour, and when events were missed.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use api::Tag;
use api::event::STREAM;
use origin_messaging::{Position, Shutdown, stream};

use super::gap::{self, Seen};
use super::untold::Untold;
use super::{Indexer, PRICES, SALES, STOCK, SUBSCRIPTION};
use crate::announce::announce;

/// How often the whole catalogue is read again, for what events missed.
const FULL_SCAN: Duration = Duration::from_secs(60 * 60);
/// How often it is looked whether events were missed.
const LOOK: Duration = Duration::from_secs(5);
/// The consumers of all events that the index follows, as all indexes call them.
const CONSUMERS: [&str; 4] = [SUBSCRIPTION.name, PRICES.name, STOCK.name, SALES.name];
/// How soon that is tried again after a failure.
const RETRY: Duration = Duration::from_secs(5);

impl Indexer {
    pub(super) async fn scan_regularly(&self, mut shutdown: Shutdown) {
        // An index that was just made is filled at once, and so is one whose filling broke off.
        let complete = tokio::fs::try_exists(&self.complete).await.unwrap_or(false);
        let consumers = CONSUMERS.map(|name| self.reader.consumer(name));
        let mut due = Instant::now() + if complete { FULL_SCAN } else { Duration::ZERO };
        let mut known = gap::read(&self.followed).await;
        self.known.send_replace(known.clone());
        let (mut wait, mut is_begun) = (Duration::ZERO, false);
        while shutdown.pause(wait).await {
            wait = LOOK;
            let seen = self.look(&consumers, is_begun).await;
            let seen =
                seen.inspect_err(|error| tracing::debug!(%error, "nobody knows whether events were missed")).ok();
            is_begun |= seen.is_some();
            let is_missed = seen.as_ref().is_some_and(|seen| seen.misses(known.as_ref()));
            if let Some(seen) = &seen {
                // A consumer that is not there begins behind what is known, or else behind what is about to be read.
                let begin = known.clone().filter(|_| !is_missed).unwrap_or_else(|| seen.last.clone());
                self.known.send_replace(Some(begin));
            }
            if Instant::now() < due && !is_missed {
                if let Some(seen) = seen.filter(|seen| seen.is_followed && known.as_ref() != Some(&seen.last)) {
                    keep(&seen.last, &self.followed).await;
                    known = Some(seen.last);
                }
                continue;
            }
            // Ending in the middle is harmless: what is committed is right, the rest comes next time.
            let outcome = tokio::select! {
                () = shutdown.requested() => return,
                outcome = self.scan() => outcome,
            };
            let soon = match outcome {
                Ok(products) => {
                    tracing::info!(products, is_missed, "the search index was compared with the catalogue");
                    self.join_small().await;
                    // Events up to then say nothing that was not read.
                    if let Some(seen) = seen {
                        keep(&seen.last, &self.followed).await;
                        known = Some(seen.last);
                    }
                    FULL_SCAN
                }
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::warn!(error, "the search index could not be filled; trying again");
                    RETRY
                }
            };
            due = Instant::now() + soon;
        }
    }

    /// How the stream of events is now. At first it is made if it is not there, as whoever follows it does: an index that was
    /// filled before there was a stream would be filled once more some seconds later, and caches be told of that.
    async fn look(&self, consumers: &[String], is_begun: bool) -> anyhow::Result<Seen> {
        if !is_begun {
            stream::ensure(&self.jetstream, self.stores.nats_replicas).await?;
            self.remove_shared_consumers().await;
        }
        Seen::now(&self.jetstream, consumers).await
    }

    /// Removes the consumers that all indexes shared once. Nothing is lost with them: an index that has none of its own yet is
    /// compared with the catalogue as a whole. One that is still kept by a process of before makes them again.
    async fn remove_shared_consumers(&self) {
        for name in CONSUMERS {
            if let Err(error) = self.jetstream.delete_consumer_from_stream(name, STREAM).await {
                tracing::debug!(name, %error, "no consumer of before is removed");
            }
        }
    }

    /// Compares the whole index with the catalogue; returns how many products there are.
    async fn scan(&self) -> anyhow::Result<usize> {
        origin_catalog::forget_searches(&self.stores.db).await.context("forgetting old searches")?;
        // Whatever was not told by now is told with all of it; what comes meanwhile is told by whoever writes it.
        *self.untold() = Untold::None;
        let told = async {
            let products = self.refresh_all().await?;
            let tags = std::iter::once(Tag::search()).chain(Untold::All.tags()).collect();
            announce(&self.jetstream, uuid::Uuid::now_v7(), tags).await?;
            anyhow::Ok(products)
        };
        let told = told.await;
        if told.is_err() {
            self.untold().add(Untold::All);
        }
        told
    }
}

/// Keeps up to where the stream was followed. If that fails, more is read again than need be.
async fn keep(position: &Position, file: &Path) {
    if let Err(error) = gap::keep(position, file).await {
        tracing::warn!(error = format!("{error:#}"), "where the search index has followed events to is not kept");
    }
}
