//! Compares the whole index with the catalogue: when it was just made, once in an hour, and when events were missed.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use api::Tag;
use origin_messaging::Shutdown;

use super::gap::{Position, Seen};
use super::untold::Untold;
use super::{Indexer, PRICES, SALES, STOCK, SUBSCRIPTION};
use crate::announce::announce;

/// How often the whole catalogue is read again, for what events missed.
const FULL_SCAN: Duration = Duration::from_secs(60 * 60);
/// How often it is looked whether events were missed.
const LOOK: Duration = Duration::from_secs(5);
/// The consumers of all events that the index follows.
const CONSUMERS: [&str; 4] = [SUBSCRIPTION.name, PRICES.name, STOCK.name, SALES.name];
/// How soon that is tried again after a failure.
const RETRY: Duration = Duration::from_secs(5);
/// The file in the index directory that says up to where events were followed.
const FOLLOWED: &str = "followed";

impl Indexer {
    pub(super) async fn scan_regularly(&self, mut shutdown: Shutdown) {
        // An index that was just made is filled at once, and so is one whose filling broke off.
        let complete = tokio::fs::try_exists(&self.complete).await.unwrap_or(false);
        let followed = self.complete.with_file_name(FOLLOWED);
        let mut due = Instant::now() + if complete { FULL_SCAN } else { Duration::ZERO };
        let mut known = Position::read(&followed).await;
        let mut wait = Duration::ZERO;
        while shutdown.pause(wait).await {
            wait = LOOK;
            let seen = Seen::now(&self.jetstream, &CONSUMERS).await;
            let seen =
                seen.inspect_err(|error| tracing::debug!(%error, "nobody knows whether events were missed")).ok();
            let is_missed = seen.as_ref().is_some_and(|seen| seen.misses(known.as_ref()));
            if Instant::now() < due && !is_missed {
                if let Some(seen) = seen.filter(|seen| seen.is_followed && known.as_ref() != Some(&seen.last)) {
                    keep(&seen.last, &followed).await;
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
                    // Events up to then say nothing that was not read.
                    if let Some(seen) = seen {
                        keep(&seen.last, &followed).await;
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
    if let Err(error) = position.keep(file).await {
        tracing::warn!(error = format!("{error:#}"), "where the search index has followed events to is not kept");
    }
}
