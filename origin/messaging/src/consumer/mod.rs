//! What every consumer of events does: take a batch, let it have its effect, acknowledge.

mod pace;
mod reader;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context as _;
use api::event::{Event, STREAM};
use async_nats::jetstream::consumer::pull;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy};
use async_nats::jetstream::{self, AckKind, Message};
use futures::StreamExt as _;
use origin_platform::Stores;
use serde::de::DeserializeOwned;
use tracing::field::Empty;
use tracing::{Instrument as _, info_span};

use crate::backoff::{Backoff, redelivery};
use crate::dead_letters::{DeadLetter, bury};
use crate::handler_error::{BatchError, HandlerError};
use crate::metrics::{self, Fate};
use crate::{Cause, Shutdown, stream};

pub use reader::{Position, Reader};

/// What a consumer follows.
#[derive(Clone, Copy, Debug)]
pub struct Subscription {
    /// Its name on the stream, in figures and in dead letters.
    pub name: &'static str,
    /// The events it follows.
    pub subject: &'static str,
    /// How many events it takes at once, at most.
    pub max_batch: usize,
}

/// An event with its data.
#[derive(Clone, Debug)]
pub struct Received<D> {
    /// The event.
    pub event: Event,
    /// What it carries, read.
    pub data: D,
    /// What it was recorded for.
    pub cause: Cause,
}

/// The effect of events.
pub trait Handler: Send + Sync {
    /// What the events carry.
    type Data: DeserializeOwned + Send + Sync;

    /// How long a batch waits for more: events come in bursts.
    const GATHERING: Duration = Duration::from_millis(50);

    /// How long one waits that follows a burst: where a batch costs much whatever its length, few long ones cost less.
    const GATHERING_IN_A_BURST: Duration = Self::GATHERING;

    /// Lets events have their effect. They may have had it before: it must not double.
    fn handle(&self, events: &[Received<Self::Data>]) -> impl Future<Output = Result<(), BatchError>> + Send;
}

/// No acknowledgement within this time, and an event is delivered again.
const ACK_WAIT: Duration = Duration::from_secs(60);
/// So many failures in a row, and the rest of a batch waits without being tried.
const ENOUGH_FAILURES: usize = 3;

/// Consumes until the job shall end. What has begun is finished first.
pub async fn run<H: Handler>(stores: Stores, subscription: Subscription, handler: &H, shutdown: Shutdown) {
    run_as(stores, subscription, None, handler, shutdown).await;
}

/// The same for one of several readers, each of whom hears all events. In figures and in dead letters they have one name.
pub async fn run_own<H: Handler>(
    stores: Stores,
    subscription: Subscription,
    reader: &Reader,
    handler: &H,
    shutdown: Shutdown,
) {
    run_as(stores, subscription, Some(reader), handler, shutdown).await;
}

async fn run_as<H: Handler>(
    stores: Stores,
    subscription: Subscription,
    reader: Option<&Reader>,
    handler: &H,
    mut shutdown: Shutdown,
) {
    let name = subscription.name;
    metrics::follows(name, reader.map_or_else(|| name.to_owned(), |reader| reader.consumer(name)));
    let mut backoff = Backoff::default();
    let consumer = Consumer { jetstream: jetstream::new(stores.nats.clone()), stores, subscription, reader, handler };
    loop {
        match consumer.consume(&mut shutdown, &mut backoff).await {
            Ok(()) => return,
            Err(error) => {
                let error = format!("{error:#}");
                tracing::warn!(consumer = subscription.name, error, "no events come; trying again");
            }
        }
        if !shutdown.pause(backoff.wait()).await {
            return;
        }
    }
}

struct Consumer<'a, H> {
    stores: Stores,
    jetstream: jetstream::Context,
    subscription: Subscription,
    reader: Option<&'a Reader>,
    handler: &'a H,
}

impl<H: Handler> Consumer<'_, H> {
    async fn consume(&self, shutdown: &mut Shutdown, backoff: &mut Backoff) -> anyhow::Result<()> {
        let Subscription { name, subject, max_batch } = self.subscription;
        let config = pull::Config {
            durable_name: Some(name.to_owned()),
            filter_subject: subject.to_owned(),
            ack_policy: AckPolicy::Explicit,
            ack_wait: ACK_WAIT,
            deliver_policy: DeliverPolicy::All,
            max_deliver: -1,
            max_ack_pending: pace::pending(max_batch),
            ..pull::Config::default()
        };
        let connecting = async {
            stream::ensure(&self.jetstream, self.stores.nats_replicas).await?;
            let config = match self.reader {
                Some(reader) => reader.own(&self.jetstream, name, config).await?,
                None => config,
            };
            let consumer = self.jetstream.create_consumer_on_stream(config, STREAM).await;
            let consumer = consumer.context("making the consumer")?;
            let messages = consumer.stream().max_messages_per_batch(max_batch);
            let messages = messages.expires(Duration::from_secs(30)).heartbeat(Duration::from_secs(5));
            messages.messages().await.context("asking for events")
        };
        let mut messages = tokio::select! {
            () = shutdown.requested() => return Ok(()),
            messages = connecting => messages?,
        };
        let mut gathering = H::GATHERING;
        loop {
            let first = tokio::select! {
                () = shutdown.requested() => return Ok(()),
                first = messages.next() => first.context("the stream of events ended")??,
            };
            backoff.reset();
            let mut batch = vec![first];
            let deadline = tokio::time::Instant::now() + gathering;
            while batch.len() < max_batch {
                match tokio::time::timeout_at(deadline, messages.next()).await {
                    Ok(Some(Ok(message))) => batch.push(message),
                    // An error shows again when the next batch is asked for; this one counts first.
                    Ok(_) | Err(_) => break,
                }
            }
            gathering = pace::gathering_after::<H>(batch.len());
            self.settle(batch).await;
        }
    }

    /// Handles messages and says what became of each.
    async fn settle(&self, messages: Vec<Message>) {
        let mut batch = Vec::with_capacity(messages.len());
        for message in messages {
            match read(&message) {
                Ok(received) => batch.push((message, received)),
                Err(reason) => self.bury(&message, None, &reason).await,
            }
        }
        if batch.is_empty() {
            return;
        }
        let events: Vec<Received<H::Data>>;
        let messages: Vec<Message>;
        (messages, events) = batch.into_iter().unzip();
        match self.handle(&events).await {
            Ok(()) => {
                for (message, event) in messages.iter().zip(&events) {
                    self.done(message, event).await;
                }
            }
            Err(error) if events.len() == 1 => self.refuse(&messages[0], &events[0], error.of_one()).await,
            Err(BatchError::Somewhere(_)) => self.one_by_one(&messages, &events).await,
            Err(BatchError::At(errors)) => self.each_its_own(&messages, &events, errors).await,
        }
    }

    /// Lets events have their effect, in the trace of the first of them, which is linked to those of the others.
    async fn handle(&self, events: &[Received<H::Data>]) -> Result<(), BatchError> {
        let [first, others @ ..] = events else { return Ok(()) };
        let (consumer, event, id) = (self.subscription.name, first.event.id, first.cause.request_id.as_deref());
        let span = info_span!(parent: None, "consume", consumer, %event, events = events.len(), id, trace = Empty);
        telemetry::traces::follow_text(&span, first.cause.trace_parent.as_deref());
        for other in others {
            telemetry::traces::link(&span, other.cause.trace_parent.as_deref());
        }
        self.handler.handle(events).instrument(span).await
    }

    async fn each_its_own(
        &self,
        messages: &[Message],
        events: &[Received<H::Data>],
        mut errors: BTreeMap<usize, HandlerError>,
    ) {
        for (at, (message, event)) in messages.iter().zip(events).enumerate() {
            match errors.remove(&at) {
                None => self.done(message, event).await,
                Some(error) => self.refuse(message, event, error).await,
            }
        }
    }

    /// One of them is the trouble, or a store is away: alone each has its own fate.
    async fn one_by_one(&self, messages: &[Message], events: &[Received<H::Data>]) {
        let mut failures = 0;
        for (message, event) in messages.iter().zip(events) {
            if failures >= ENOUGH_FAILURES {
                self.answer(message, AckKind::Nak(Some(redelivery(deliveries(message))))).await;
                continue;
            }
            match self.handle(std::slice::from_ref(event)).await.map_err(BatchError::of_one) {
                Ok(()) => {
                    failures = 0;
                    self.done(message, event).await;
                }
                Err(error) => {
                    failures += usize::from(matches!(error, HandlerError::Retry(_)));
                    self.refuse(message, event, error).await;
                }
            }
        }
    }

    async fn done(&self, message: &Message, event: &Received<H::Data>) {
        metrics::done(self.subscription.name, &event.event);
        self.answer(message, AckKind::Ack).await;
    }

    async fn refuse(&self, message: &Message, event: &Received<H::Data>, error: HandlerError) {
        match error {
            HandlerError::Retry(error) => {
                let delay = redelivery(deliveries(message));
                let (consumer, error) = (self.subscription.name, format!("{error:#}"));
                let (event, id, trace) = (event.event.id, event.cause.request_id.as_deref(), event.cause.trace());
                tracing::warn!(consumer, %event, id, trace, error, ?delay, "an event waits to be handled again");
                metrics::handled(consumer, Fate::Retried);
                self.answer(message, AckKind::Nak(Some(delay))).await;
            }
            HandlerError::Permanent(reason) => self.bury(message, Some(&event.event), &reason).await,
        }
    }

    async fn bury(&self, message: &Message, event: Option<&Event>, reason: &str) {
        let consumer = self.subscription.name;
        let named = message.headers.as_ref().and_then(|headers| headers.get(async_nats::header::NATS_MESSAGE_ID));
        let named = named.and_then(|id| id.as_str().parse().ok());
        // A replay that fails takes the place of the letter it was made from.
        let told = event.map(Event::original);
        let read = || serde_json::from_slice(&message.payload).ok().map(|event: Event| event.original());
        let event = told.or_else(read).or(named);
        let (subject, payload) = (message.subject.as_str(), message.payload.as_ref());
        let letter = DeadLetter { consumer, event, subject, payload, reason };
        match bury(&self.stores.db, &letter).await {
            Ok(()) => {
                tracing::error!(consumer, subject, reason, "an event cannot be handled; it lies in shop.dead_letters");
                metrics::handled(consumer, Fate::Dead);
                self.answer(message, AckKind::Ack).await;
            }
            Err(error) => {
                tracing::warn!(consumer, %error, "a dead letter cannot be kept yet");
                self.answer(message, AckKind::Nak(Some(redelivery(deliveries(message))))).await;
            }
        }
    }

    /// An answer that is lost is no harm: the event comes again and has had its effect.
    async fn answer(&self, message: &Message, kind: AckKind) {
        if let Err(error) = message.ack_with(kind).await {
            tracing::warn!(consumer = self.subscription.name, %error, "an acknowledgement was not sent");
        }
    }
}

fn deliveries(message: &Message) -> i64 {
    message.info().map_or(1, |info| info.delivered)
}

fn read<D: DeserializeOwned>(message: &Message) -> Result<Received<D>, String> {
    let event: Event = serde_json::from_slice(&message.payload).map_err(|error| format!("not an event: {error}"))?;
    let data = D::deserialize(&event.data).map_err(|error| format!("not the data of such an event: {error}"))?;
    Ok(Received { event, data, cause: Cause::of(message.headers.as_ref()) })
}
