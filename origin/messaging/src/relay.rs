//! From the outbox to the stream: each event at least once, and by its id only once.

use std::time::Duration;

use crate::relay_queue::{self, Waiting, Wakeups};
use anyhow::{Context as _, ensure};
use async_nats::connection::State;
use async_nats::jetstream::{self, Context};
use domain::EventId;
use futures::future::join_all;
use origin_platform::{Stores, power_cut};
use tracing::Instrument as _;

use crate::backoff::Backoff;
use crate::{Job, Shutdown, metrics, stream};

/// How many events are under way at once.
const BATCH: u32 = 200;
/// PostgreSQL tells of new events at once; this often they are looked for anyway.
const POLL: Duration = Duration::from_secs(1);
/// How soon to look again for events that another relay has locked.
const PAUSE: Duration = Duration::from_millis(10);

/// The job that publishes what is recorded in the outbox.
pub fn job(stores: Stores) -> Job {
    Job::always("relay", async move |shutdown| {
        run(stores, shutdown).await;
        Ok(())
    })
}

/// Publishes until the job shall end. While a store is down events wait in the outbox.
async fn run(stores: Stores, mut shutdown: Shutdown) {
    let mut relay = Relay::new(stores);
    let mut backoff = Backoff::default();
    loop {
        let turn = async {
            let due = relay.publish_waiting().await?;
            backoff.reset();
            relay.wait(due).await
        };
        // Ending in the middle is harmless: what is not marked is published again under the same id.
        let outcome = tokio::select! {
            () = shutdown.requested() => return,
            outcome = turn => outcome,
        };
        if let Err(error) = outcome {
            tracing::warn!(error = format!("{error:#}"), "events wait in the outbox; trying again");
            relay.wakeups = None;
            relay.stream_is_ready = false;
            if !shutdown.pause(backoff.wait()).await {
                return;
            }
        }
    }
}

struct Relay {
    stores: Stores,
    jetstream: Context,
    wakeups: Option<Wakeups>,
    stream_is_ready: bool,
}

impl Relay {
    fn new(stores: Stores) -> Self {
        let jetstream = jetstream::new(stores.nats.clone());
        Self { stores, jetstream, wakeups: None, stream_is_ready: false }
    }

    /// Publishes what waits, until nothing does whose time has come. Says when the time of more comes.
    async fn publish_waiting(&mut self) -> anyhow::Result<Option<Duration>> {
        if self.wakeups.is_none() {
            // Before looking for the first time, so that nothing comes unnoticed in between.
            self.wakeups = Some(Wakeups::listen(&self.stores.db).await.context("listening for events")?);
        }
        // What is sent without a connection piles up in memory, to arrive in a heap later.
        ensure!(self.stores.nats.connection_state() == State::Connected, "NATS is not connected");
        if !self.stream_is_ready {
            stream::ensure(&self.jetstream).await?;
            self.stream_is_ready = true;
        }
        let mut due = relay_queue::next_due(&self.stores.db).await.context("looking for events")?;
        while due == Some(Duration::ZERO) {
            // The rows stay locked until they are marked: another relay takes others meanwhile.
            let mut tx = self.stores.db.begin().await.context("taking events")?;
            let events = relay_queue::take(&mut tx, BATCH).await.context("taking events")?;
            if events.is_empty() {
                return Ok(Some(PAUSE));
            }
            let (published, failure) = self.publish(&events).await;
            power_cut("event published");
            due = relay_queue::mark_published(&mut tx, &published).await.context("marking events")?;
            tx.commit().await.context("marking events")?;
            metrics::published(published.len());
            if let Some(error) = failure {
                return Err(error);
            }
        }
        Ok(due)
    }

    /// Publishes events at once; returns those the stream has and why others are missing.
    async fn publish(&self, events: &[Waiting]) -> (Vec<EventId>, Option<anyhow::Error>) {
        let outcomes = join_all(events.iter().map(async |Waiting { event, cause }| {
            let span = tracing::info_span!(
                parent: None,
                "publish",
                subject = event.subject,
                event = %event.id,
                id = cause.request_id,
                trace = tracing::field::Empty,
            );
            let cause = cause.followed_by(&span);
            stream::publish_for(&self.jetstream, event, &cause).instrument(span).await
        }))
        .await;
        let mut failure = None;
        let mut published = Vec::with_capacity(events.len());
        for (Waiting { event, .. }, outcome) in events.iter().zip(outcomes) {
            match outcome {
                Ok(()) => published.push(event.id),
                Err(error) => failure = Some(error),
            }
        }
        (published, failure)
    }

    /// Until something new is recorded, or the time of something comes that waits for it.
    async fn wait(&mut self, due: Option<Duration>) -> anyhow::Result<()> {
        match &mut self.wakeups {
            Some(wakeups) => wakeups.next(due.map_or(POLL, |due| due.min(POLL))).await.context("listening for events"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::{self, NewEvent};
    use api::event::{AVAILABILITY_CHANGED, AvailabilityChanged};
    use domain::Sku;

    use crate::testing::{record, stopped};
    use origin_testing::{Nats, wait_until};
    use std::time::Instant;

    #[tokio::test]
    async fn what_was_recorded_while_nats_was_down_is_published_once() {
        let mut nats = Nats::reserve();
        let stores = nats.stores().await;
        let (_stop, shutdown) = stopped();
        let relay = tokio::spawn(run(stores.clone(), shutdown));
        record(&stores, 450).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(relay_queue::waiting(&stores.db).await.expect("readable"), 450);
        nats.start().await;
        wait_until("all events are published", async || relay_queue::waiting(&stores.db).await.expect("readable") == 0)
            .await;
        // Once more, in the middle of the work.
        record(&stores, 450).await;
        nats.stop();
        record(&stores, 100).await;
        nats.start().await;
        wait_until("all events are published", async || relay_queue::waiting(&stores.db).await.expect("readable") == 0)
            .await;
        let ids = nats.message_ids(&stores).await;
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!((ids.len(), distinct.len()), (1000, 1000));
        relay.abort();
    }

    #[tokio::test]
    async fn a_crash_between_publishing_and_marking_doubles_nothing() {
        let nats = Nats::started().await;
        let stores = nats.stores().await;
        record(&stores, 7).await;
        let mut relay = Relay::new(stores.clone());
        stream::ensure(&relay.jetstream).await.expect("NATS is up");
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        let events = relay_queue::take(&mut tx, BATCH).await.expect("readable");
        let (published, failure) = relay.publish(&events).await;
        assert!(failure.is_none() && published.len() == 7);
        drop(tx);
        assert_eq!(relay_queue::waiting(&stores.db).await.expect("readable"), 7, "nothing was marked");
        relay.publish_waiting().await.expect("NATS is up");
        assert_eq!(relay_queue::waiting(&stores.db).await.expect("readable"), 0);
        assert_eq!(nats.message_ids(&stores).await.len(), 7);
    }

    #[tokio::test]
    async fn an_event_is_on_the_stream_soon_after_the_commit() {
        let nats = Nats::started().await;
        let stores = nats.stores().await;
        let (_stop, shutdown) = stopped();
        let relay = tokio::spawn(run(stores.clone(), shutdown));
        record(&stores, 1).await;
        wait_until("the relay is at work", async || relay_queue::waiting(&stores.db).await.expect("readable") == 0)
            .await;
        let mut fastest = Duration::MAX;
        for _ in 0..10 {
            let begun = Instant::now();
            record(&stores, 1).await;
            wait_until("it is published", async || relay_queue::waiting(&stores.db).await.expect("readable") == 0)
                .await;
            fastest = fastest.min(begun.elapsed());
        }
        // Polling alone would take half a second on average.
        assert!(fastest < Duration::from_millis(200), "{fastest:?}");
        relay.abort();
    }

    #[tokio::test]
    async fn repeats_are_told_once_at_the_end_of_a_moment() {
        let nats = Nats::started().await;
        let stores = nats.stores().await;
        let (_stop, shutdown) = stopped();
        let relays = [0, 1].map(|_| tokio::spawn(run(stores.clone(), shutdown.clone())));
        let flip = async |sku: &str| {
            let about: Sku = sku.parse().expect("a SKU");
            let data = AvailabilityChanged { sku: about, products: vec![], version: None, availability: None };
            let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
            let events = [NewEvent::repeatable(AVAILABILITY_CHANGED, Vec::new(), sku, &data)];
            outbox::record(&mut tx, &events).await.expect("PostgreSQL is up");
            tx.commit().await.expect("PostgreSQL is up");
        };
        let told = async || {
            wait_until("all is told", async || relay_queue::waiting(&stores.db).await.expect("readable") == 0).await;
            nats.message_ids(&stores).await.len()
        };
        flip("MUG").await;
        assert_eq!(told().await, 1);
        // However many come within a moment, they are one message; another SKU has its own.
        let begun = Instant::now();
        let mut flips = 0;
        while begun.elapsed() < outbox::TOGETHER * 5 {
            flip("MUG").await;
            flips += 1;
        }
        flip("BOWL").await;
        let count = told().await;
        let moments = usize::try_from(begun.elapsed().as_millis() / outbox::TOGETHER.as_millis()).expect("few");
        assert!((3..=moments + 3).contains(&count), "{count} messages of {flips} changes in {moments} moments");
        assert!(flips > 2 * count, "{flips} changes are too few to tell");
        for relay in relays {
            relay.abort();
        }
    }

    #[tokio::test]
    async fn two_relays_share_the_work() {
        let nats = Nats::started().await;
        let stores = nats.stores().await;
        let (stop, shutdown) = stopped();
        let relays = [tokio::spawn(run(stores.clone(), shutdown.clone())), tokio::spawn(run(stores.clone(), shutdown))];
        record(&stores, 600).await;
        wait_until("all events are published", async || relay_queue::waiting(&stores.db).await.expect("readable") == 0)
            .await;
        assert_eq!(nats.message_ids(&stores).await.len(), 600);
        stop.send_replace(true);
        for relay in relays {
            relay.await.expect("ends when asked to");
        }
    }
}
