//! Sends what is due: for each webhook one delivery after the other, for several webhooks at once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use origin_messaging::Shutdown;
use origin_messaging::backoff::Backoff;
use origin_platform::Stores;
use time::OffsetDateTime;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tracing::{Instrument as _, Span};

use super::client::Client;
use super::metrics;
use super::signature::sign;
use crate::{Claimed, Outcome, Settled};

/// How many attempts are under way at once in this process.
const LANES: usize = 16;
/// This often deliveries are looked for that became due or were recorded by others.
const POLL: Duration = Duration::from_secs(1);

/// Sends deliveries.
pub(crate) struct Sender {
    stores: Stores,
    client: Client,
}

/// Sends until the job shall end; what has begun is finished first.
pub(crate) async fn run(sender: Sender, wake: &Notify, mut shutdown: Shutdown) {
    let sender = Arc::new(sender);
    let mut under_way = JoinSet::new();
    let mut backoff = Backoff::default();
    loop {
        let mut wait = POLL;
        if under_way.len() < LANES {
            match sender.claim(LANES - under_way.len(), origin_platform::clock::utc()).await {
                Ok(claimed) => {
                    backoff.reset();
                    for claimed in claimed {
                        let sender = sender.clone();
                        under_way.spawn(async move { sender.deliver(&claimed, origin_platform::clock::utc()).await });
                    }
                }
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "deliveries wait; trying again");
                    wait = backoff.wait();
                }
            }
        }
        tokio::select! {
            () = shutdown.requested() => break,
            // One has ended: the webhook may have another.
            Some(_) = under_way.join_next() => {}
            () = wake.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    while under_way.join_next().await.is_some() {}
}

impl Sender {
    /// A sender that sends by `client`.
    pub(crate) fn new(stores: Stores, client: Client) -> Self {
        Self { stores, client }
    }

    async fn claim(&self, most: usize, now: OffsetDateTime) -> anyhow::Result<Vec<Claimed>> {
        Ok(crate::claim(&self.stores, most, now).await?)
    }

    /// Sends a delivery that was claimed, as part of what its event came from. If what came of it cannot be noted, it is
    /// sent again.
    async fn deliver(&self, claimed: &Claimed, now: OffsetDateTime) {
        self.try_once(claimed, now).instrument(span(claimed)).await;
    }

    async fn try_once(&self, claimed: &Claimed, now: OffsetDateTime) {
        let begun = Instant::now();
        let outcome = self.send(claimed, now).await;
        metrics::tried(&outcome);
        let (webhook, delivery) = (claimed.webhook, claimed.delivery);
        if let Outcome::Failed { status, error } = &outcome {
            tracing::info!(%webhook, %delivery, status, error, "a delivery was not taken");
        }
        let settled = crate::settle(&self.stores.db, claimed, &outcome, now + begun.elapsed()).await;
        settled.as_ref().into_iter().for_each(metrics::settled);
        match settled {
            Ok(Settled::GoesOn) => {}
            Ok(Settled::Disabled(reason)) => tracing::warn!(%webhook, reason, "a webhook was disabled"),
            Err(error) => tracing::warn!(%webhook, %delivery, %error, "a delivery will be repeated"),
        }
    }

    async fn send(&self, claimed: &Claimed, now: OffsetDateTime) -> Outcome {
        let (id, timestamp) = (claimed.event.to_string(), now.unix_timestamp());
        let signature = sign(&claimed.keys, &id, timestamp, &claimed.body);
        let headers = [
            ("webhook-id", id),
            ("webhook-timestamp", timestamp.to_string()),
            ("webhook-signature", signature),
            ("webhook-delivery", claimed.delivery.to_string()),
            ("webhook-sequence", claimed.sequence.to_string()),
        ];
        self.client.post(&claimed.url, &headers, claimed.body.clone()).await
    }

    /// Sends one delivery of each webhook that has one due; returns how many.
    #[cfg(test)]
    pub(super) async fn round(&self, now: OffsetDateTime) -> usize {
        let claimed = self.claim(LANES, now).await.expect("PostgreSQL is up");
        futures::future::join_all(claimed.iter().map(|claimed| self.deliver(claimed, now))).await;
        claimed.len()
    }
}

/// What is logged, and traced, of an attempt.
fn span(claimed: &Claimed) -> Span {
    let span = tracing::info_span!(
        parent: None,
        "webhook",
        event = %claimed.event,
        id = claimed.cause.request_id,
        trace = tracing::field::Empty,
    );
    telemetry::traces::follow_text(&span, claimed.cause.trace_parent.as_deref());
    span
}
