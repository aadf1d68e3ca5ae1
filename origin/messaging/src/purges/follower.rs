//! From the stream to one edge.

use std::time::Duration;

use super::targets::{self, Look, Place};
use anyhow::{Context as _, ensure};
use api::edge::purge::SequencedPurge;
use api::event::{Event, STREAM};
use async_nats::jetstream::consumer::{AckPolicy, Consumer, DeliverPolicy, pull};
use async_nats::jetstream::stream::{State, Stream};
use async_nats::jetstream::{self, AckKind, Message};
use futures::StreamExt as _;
use origin_platform::Stores;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::edge::Edge;
use super::wire::{all, bodies, nothing, purge_of};
use crate::backoff::Backoff;
use crate::shutdown::Shutdown;
use crate::{metrics, stream};

/// Events of one turn at most.
const MAX_BATCH: usize = 100;
/// How long to wait for an event before asking again. After a loss of NATS it is the longest delay.
const WAIT_FIRST: Duration = Duration::from_secs(5);
/// How long to wait for one more of those that are there.
const REST: Duration = Duration::from_secs(2);
/// Longer than an attempt and the wait after it, at whose end the events are held on to.
const ACK_WAIT: Duration = Duration::from_secs(20);
/// A place that nobody asks for is given up when the stream holds nothing of what it waits for.
const FORGOTTEN: Duration = Duration::from_secs(8 * 24 * 60 * 60);
/// Purges that come later than this are worth a word.
const LATE: Duration = Duration::from_secs(5);

/// Tells one edge.
pub(super) struct Follower {
    stores: Stores,
    edge: Edge,
    target: String,
    late: bool,
}

/// The stream as it is read for an edge.
struct Reading {
    stream: Stream,
    consumer: Consumer<pull::Config>,
    place: Place,
    /// The sequence that is read next, if none is missing.
    next: u64,
}

/// Whether to go on.
#[derive(PartialEq, Eq)]
enum After {
    GoOn,
    Stop,
}

impl Follower {
    pub(super) fn new(stores: Stores, edge: Edge) -> Self {
        let target = edge.address().fingerprint();
        Self { stores, edge, target, late: false }
    }

    /// Tells the edge until the job shall end. Whatever is away is waited for.
    pub(super) async fn run(mut self, mut shutdown: Shutdown) {
        let mut backoff = Backoff::default();
        metrics::tells_purges();
        loop {
            match self.follow(&mut shutdown, &mut backoff).await {
                Ok(()) => return,
                Err(error) => {
                    let (edge, error) = (self.edge.address(), format!("{error:#}"));
                    tracing::warn!(%edge, error, "purges wait; trying again");
                }
            }
            if !shutdown.pause(backoff.wait()).await {
                return;
            }
        }
    }

    async fn follow(&mut self, shutdown: &mut Shutdown, backoff: &mut Backoff) -> anyhow::Result<()> {
        let mut reading = tokio::select! {
            () = shutdown.requested() => return Ok(()),
            reading = self.begin() => reading?,
        };
        loop {
            // What was taken and not read comes again.
            let messages = tokio::select! {
                () = shutdown.requested() => return Ok(()),
                messages = reading.turn() => messages?,
            };
            if !messages.is_empty() && self.deliver(&mut reading, &messages, shutdown, backoff).await? == After::Stop {
                return Ok(());
            }
        }
    }

    /// Finds where the edge stands, and purges everything there if something may have been missed.
    async fn begin(&self) -> anyhow::Result<Reading> {
        let jetstream = jetstream::new(self.stores.nats.clone());
        stream::ensure(&jetstream, self.stores.nats_replicas).await?;
        // Before the look at the stream: whoever else tells this edge is not ahead of that then.
        let applied = self.tell(&[nothing()]).await?;
        let stream = jetstream.get_stream(STREAM).await.context("looking at the stream of events")?;
        let info = stream.cached_info();
        let created = i64::try_from(info.created.unix_timestamp_nanos()).context("the stream is from another age")?;
        let look = Look { created, last: signed(info.state.last_sequence)?, applied: signed(applied)? };
        let db = &self.stores.db;
        let place = targets::open(db, &self.target, look).await.context("reading the book of purges")?;
        ensure!(place.stream_created == created, "the stream began anew just now");
        let after = unsigned(place.after)?;
        // The base is part of the name, since with another one events are to be read from elsewhere.
        let name = format!("purges-{}-{}", &self.target[..16], place.base);
        let config = pull::Config {
            durable_name: Some(name.clone()),
            ack_policy: AckPolicy::Explicit,
            ack_wait: ACK_WAIT,
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: after + 1 },
            max_deliver: -1,
            inactive_threshold: FORGOTTEN,
            ..pull::Config::default()
        };
        let consumer = stream.get_or_create_consumer(&name, config).await.context("making the consumer")?;
        let floor = &consumer.cached_info().ack_floor;
        let is_new = floor.consumer_sequence == 0;
        let read = if is_new { after } else { floor.stream_sequence };
        // NATS forgets what a consumer has not read when the messages are gone; our book does not.
        let next = read.min(unsigned(place.sent)?) + 1;
        let first = info.state.first_sequence;
        let mut reading = Reading { stream, consumer, place, next };
        if first > reading.next {
            reading.next = first;
            tracing::warn!(edge = %self.edge.address(), "events are gone before they were sent: everything is purged");
        } else if !is_new {
            return Ok(reading);
        }
        // The edge may hold anything. Said again, with the same number, until the first event is sent.
        let told = reading.next - 1;
        self.tell(&[all(reading.number(told)?)]).await?;
        self.sent(&reading, told).await?;
        Ok(reading)
    }

    /// Tells the edge what these messages make stale, however often it takes, then acknowledges them.
    async fn deliver(
        &mut self,
        reading: &mut Reading,
        messages: &[Message],
        shutdown: &mut Shutdown,
        backoff: &mut Backoff,
    ) -> anyhow::Result<After> {
        let (purges, highest) = reading.purges(messages).await?;
        for (last, body) in bodies(&purges) {
            let applied = loop {
                match self.call(body.clone()).await {
                    Ok(applied) => break applied,
                    Err(error) => {
                        let (edge, error, waiting) = (self.edge.address(), format!("{error:#}"), messages.len());
                        tracing::warn!(%edge, error, waiting, "the edge takes no purges; trying again");
                    }
                }
                answer(messages, AckKind::Progress).await;
                if !shutdown.pause(backoff.wait()).await {
                    answer(messages, AckKind::Nak(None)).await;
                    return Ok(After::Stop);
                }
            };
            if applied > last {
                let known = reading.stream.get_info().await.context("looking at the stream of events")?.state;
                let newest = reading.number(known.last_sequence)?;
                ensure!(applied <= newest, "the edge was told higher numbers than ours: beginning anew above them");
            }
        }
        backoff.reset();
        self.sent(reading, highest).await?;
        answer(messages, AckKind::Ack).await;
        self.note_lag(messages);
        Ok(After::GoOn)
    }

    async fn tell(&self, purges: &[SequencedPurge]) -> anyhow::Result<u64> {
        let mut applied = 0;
        for (_, body) in bodies(purges) {
            applied = self.call(body).await.context("the edge takes no purges")?;
        }
        Ok(applied)
    }

    /// Calls the edge, which is counted whatever becomes of it: also of one that was never there.
    async fn call(&self, body: String) -> anyhow::Result<u64> {
        let told = self.edge.tell(body).await;
        metrics::purges_told(told.is_ok());
        told
    }

    async fn sent(&self, reading: &Reading, sequence: u64) -> anyhow::Result<()> {
        let sent = targets::sent(&self.stores.db, &self.target, reading.place, signed(sequence)?);
        sent.await.context("writing the book of purges")
    }

    /// Says when purges begin to be late, and when they are in time again.
    fn note_lag(&mut self, messages: &[Message]) {
        let now = origin_platform::clock::utc();
        let Some(lag) = messages.iter().filter_map(|message| lag(&message.payload, now)).max() else { return };
        metrics::purge_lag(lag);
        let edge = self.edge.address();
        if lag > LATE && !self.late {
            tracing::warn!(%edge, lag_seconds = lag.as_secs(), "purges come late: the edge has shown what was stale");
        } else if lag <= LATE && self.late {
            tracing::info!(%edge, "purges are in time again");
        }
        self.late = lag > LATE;
    }
}

impl Reading {
    /// What is on the stream now; waits a while for the first.
    async fn turn(&self) -> anyhow::Result<Vec<Message>> {
        let first = self.consumer.batch().max_messages(1).expires(WAIT_FIRST).messages();
        let Some(first) = first.await.context("asking for events")?.next().await else {
            // Who asks a consumer that is gone, as after its stream was made anew, has no answer either.
            self.consumer.get_info().await.context("looking for the consumer")?;
            return Ok(Vec::new());
        };
        let mut messages = vec![first.map_err(anyhow::Error::from_boxed).context("asking for events")?];
        let rest = self.consumer.fetch().max_messages(MAX_BATCH - 1).messages();
        let mut rest = rest.await.context("asking for more events")?;
        // An error shows again in the next turn; what is here counts first.
        while let Ok(Some(Ok(message))) = tokio::time::timeout(REST, rest.next()).await {
            messages.push(message);
        }
        Ok(messages)
    }

    /// What messages make stale, in the order of their numbers, and the highest of their sequences.
    async fn purges(&mut self, messages: &[Message]) -> anyhow::Result<(Vec<SequencedPurge>, u64)> {
        let mut purges = Vec::with_capacity(messages.len());
        for message in messages {
            let info = message.info().map_err(anyhow::Error::from_boxed).context("a message without its sequence")?;
            let sequence = info.stream_sequence;
            if sequence > self.next && self.is_lost(sequence).await? {
                tracing::warn!(sequence, "events before this one are gone: everything is purged");
                purges.push(all(self.number(sequence - 1)?));
            }
            self.next = self.next.max(sequence + 1);
            let purge = purge_of(self.number(sequence)?, &message.payload);
            if !purge.purge.tags.is_empty() {
                purges.push(purge);
            }
        }
        purges.sort_by_key(|purge| purge.sequence);
        Ok((purges, self.next - 1))
    }

    /// Whether the stream has lost any of what lies between the next sequence and this one. If not, they
    /// are on their way: another process has them, or they are delivered again.
    async fn is_lost(&self, sequence: u64) -> anyhow::Result<bool> {
        let info = self.stream.info_builder().with_deleted(true).fetch().await.context("looking for events")?;
        let State { first_sequence, deleted, .. } = &info.info.state;
        let missing = self.next..sequence;
        Ok(*first_sequence > self.next || deleted.iter().flatten().any(|gone| missing.contains(gone)))
    }

    /// What a sequence of the stream is called at the edge.
    fn number(&self, sequence: u64) -> anyhow::Result<u64> {
        Ok(unsigned(self.place.base)? + sequence)
    }
}

/// An answer that is lost is no harm: the event comes again, and purges may be told again.
async fn answer(messages: &[Message], kind: AckKind) {
    for message in messages {
        if let Err(error) = message.ack_with(kind).await {
            tracing::warn!(%error, "an acknowledgement was not sent");
            return;
        }
    }
}

/// Time since what a message tells of was recorded; nothing if it is told again.
fn lag(payload: &[u8], now: OffsetDateTime) -> Option<Duration> {
    let event: Event = serde_json::from_slice(payload).ok()?;
    let occurred_at = OffsetDateTime::parse(&event.occurred_at, &Rfc3339).ok()?;
    (event.replay_of.is_none() && !event.tags.is_empty()).then(|| Duration::try_from(now - occurred_at).ok())?
}

fn signed(number: u64) -> anyhow::Result<i64> {
    i64::try_from(number).context("a number beyond all that are given")
}

fn unsigned(number: i64) -> anyhow::Result<u64> {
    u64::try_from(number).context("a negative number in the book of purges")
}
