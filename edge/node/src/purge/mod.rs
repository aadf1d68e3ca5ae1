//! Follows the purges the origin announces.
//!
//! Every message of the stream `SHOP` names tags, and its stream sequence orders it; some say how
//! things are now. Each node reads with an ephemeral consumer of its own from where it stands.
//! Whatever may have been missed is answered by purging everything, for that is always right.

mod lag;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail};
use api::edge::plain::PlainHosts;
use api::edge::purge::Purge;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::{self, stream};
use async_nats::{ConnectOptions, Event};
use futures::StreamExt as _;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::cache::cursor::StreamCursor;
use crate::cache::volatile::VolatileTable;
use crate::metrics::Metrics;
use crate::purge::lag::LagMonitor;
use freshness::{ALL, PurgeKind, TagVersions, clock};

/// The stream the origin publishes to, and its subjects.
const STREAM: &str = "SHOP";
const SUBJECTS: &str = "shop.>";

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const MAX_PAUSE: Duration = Duration::from_secs(5);

/// Where a node stands, for others to look up; nothing before its first look at the stream.
pub type SharedCursor = Mutex<Option<StreamCursor>>;

/// Where the stream is, and where the node stands in it.
#[derive(Clone, Debug)]
pub struct Feed {
    /// The NATS server, with user and password where it wants them.
    pub address: String,
    /// Certificates of the authorities that it is certified by, beside those of the system.
    pub authorities: Option<PathBuf>,
    /// The JetStream domain, where the server is a leaf node of those that hold the stream.
    pub domain: Option<String>,
    /// Where the node stands, from before a restart if pages were kept across it.
    pub cursor: Arc<SharedCursor>,
    /// Whether pages were kept across a restart.
    pub keeps: bool,
}

/// Follows the stream for as long as the task runs, across every loss of connection.
pub async fn follow(feed: Feed, tags: Arc<TagVersions>, volatile: Arc<VolatileTable>, metrics: Arc<Metrics>) {
    let lost = Arc::new(Notify::new());
    let context = loop {
        match connect(&feed, &tags, &lost).await {
            Ok(client) => match &feed.domain {
                Some(domain) => break jetstream::with_domain(client, domain),
                None => break jetstream::new(client),
            },
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "cannot use the NATS address");
                tokio::time::sleep(MAX_PAUSE).await;
            }
        }
    };
    let mut position = Position::of(&feed);
    let mut pause = FIRST_PAUSE;
    loop {
        let ended = read(&context, (&tags, &volatile), &metrics, &mut position, &lost).await;
        if tags.is_live() {
            pause = FIRST_PAUSE;
        }
        tags.set_live(false);
        if let Err(error) = ended {
            tracing::info!(error = format!("{error:#}"), "purges do not arrive, trying again");
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(MAX_PAUSE);
    }
}

async fn connect(feed: &Feed, tags: &Arc<TagVersions>, lost: &Arc<Notify>) -> anyhow::Result<async_nats::Client> {
    let (tags, lost) = (Arc::clone(tags), Arc::clone(lost));
    let options = ConnectOptions::new()
        .name("edge-node")
        .retry_on_initial_connect()
        .connection_timeout(Duration::from_secs(2))
        .request_timeout(Some(Duration::from_secs(2)))
        .ping_interval(Duration::from_secs(3))
        .event_callback(move |event| {
            let (tags, lost) = (Arc::clone(&tags), Arc::clone(&lost));
            async move {
                if matches!(event, Event::Disconnected | Event::Closed | Event::SlowConsumer(_)) {
                    tags.set_live(false);
                    lost.notify_one();
                }
            }
        });
    // The client does not read the user and password of an address by itself.
    let server: async_nats::ServerAddr = feed.address.parse()?;
    let options = match (server.username(), server.password()) {
        (Some(user), Some(password)) => options.user_and_password(user.to_owned(), password.to_owned()),
        _ => options,
    };
    let options = match &feed.authorities {
        Some(authorities) => options.add_root_certificates(authorities.clone()),
        None => options,
    };
    Ok(options.connect(server).await?)
}

/// Checks that the way to the events is encrypted where it has to be.
///
/// # Errors
/// If it is not, or the address is none.
pub fn check(address: &str, plain: &PlainHosts) -> anyhow::Result<()> {
    let server: async_nats::ServerAddr = address.parse().context("--nats is not an address of NATS")?;
    if server.tls_required() {
        return Ok(());
    }
    let place = format!("the way to NATS at {}", server.host());
    plain.check(&place, server.host(), "write tls://").map_err(anyhow::Error::msg)
}

/// Where the node stands in the stream.
#[derive(Debug, Default)]
struct Position {
    cursor: Arc<SharedCursor>,
    /// Whether there are pages from before a restart, and the stream was not looked at since.
    keeps: bool,
    /// Added to stream sequences, so that they also rise across a stream that begins anew.
    base: u64,
}

impl Position {
    fn of(feed: &Feed) -> Self {
        Self { cursor: Arc::clone(&feed.cursor), keeps: feed.keeps, base: 0 }
    }

    fn cursor(&self) -> Option<StreamCursor> {
        *self.cursor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn move_to(&self, cursor: StreamCursor) {
        *self.cursor.lock().unwrap_or_else(PoisonError::into_inner) = Some(cursor);
    }

    /// Finds the sequence to read from, and purges everything if anything was missed.
    fn resume(&mut self, created: i64, first: u64, last: u64, tags: &TagVersions) -> u64 {
        // Among what a node missed before it started may be hard purges of pages it has kept.
        let keeps = std::mem::take(&mut self.keeps);
        let kind = if keeps { PurgeKind::Hard } else { PurgeKind::Soft };
        let next = match self.cursor() {
            // What was stored before the first look may already be untrue.
            None => {
                self.purge(kind, last, [ALL], tags);
                last + 1
            }
            Some(cursor) if cursor.created != created || last + 1 < cursor.next => {
                tracing::warn!("the stream of purges began anew, so every stored page is outdated");
                self.base = tags.applied().max(cursor.next) + 1;
                self.purge(kind, last, [ALL], tags);
                last + 1
            }
            Some(cursor) if first > cursor.next => {
                tracing::warn!("purges were lost, so every stored page is outdated");
                self.purge(kind, first - 1, [ALL], tags);
                first
            }
            Some(cursor) => {
                if keeps {
                    // As if it had stood here all the time.
                    self.purge(PurgeKind::Soft, cursor.next - 1, [ALL], tags);
                }
                cursor.next
            }
        };
        self.move_to(StreamCursor { created, next });
        next
    }

    /// Applies one message.
    fn apply(&mut self, sequence: u64, payload: &[u8], tags: &TagVersions, volatile: &VolatileTable) {
        let cursor = self.cursor();
        let next = cursor.map_or(sequence, |cursor| cursor.next);
        match serde_json::from_slice::<Purge>(payload).ok() {
            Some(Purge { tags: named, hard: true, .. }) if sequence <= next => {
                // Even with what it says of how things are now, nothing older may be shown.
                volatile.take_in(self.base + sequence, "", &Value::Null, &named, tags);
                tags.apply(PurgeKind::Hard, self.base + sequence, named);
            }
            Some(Purge { tags: named, subject, data, hard: false }) if sequence <= next => {
                // The order matters: who sees the new versions also sees the volatile values.
                volatile.take_in(self.base + sequence, &subject, &data, &named, tags);
                self.purge(PurgeKind::Soft, sequence, named, tags);
            }
            Some(_) => {
                tracing::warn!(sequence, "purges are missing before this one, purging everything");
                self.purge(PurgeKind::Soft, sequence, [ALL], tags);
            }
            None => {
                tracing::warn!(sequence, "a purge cannot be read, purging everything");
                self.purge(PurgeKind::Soft, sequence, [ALL], tags);
            }
        }
        if let Some(cursor) = cursor {
            self.move_to(StreamCursor { next: cursor.next.max(sequence + 1), ..cursor });
        }
    }

    fn purge<T: AsRef<str>>(
        &self,
        kind: PurgeKind,
        sequence: u64,
        named: impl IntoIterator<Item = T>,
        tags: &TagVersions,
    ) {
        tags.apply(kind, self.base + sequence, named);
    }
}

/// Time since what a message tells of was recorded; nothing if it does not say, or is told again.
fn lag(payload: &[u8], now: OffsetDateTime) -> Option<Duration> {
    #[derive(Deserialize)]
    struct Message {
        occurred_at: String,
        #[serde(default)]
        replay_of: Option<serde::de::IgnoredAny>,
    }
    let message: Message = serde_json::from_slice(payload).ok()?;
    let occurred_at = OffsetDateTime::parse(&message.occurred_at, &Rfc3339).ok()?;
    // A clock that is behind makes it negative, which is no lag.
    message.replay_of.is_none().then(|| Duration::try_from(now - occurred_at).unwrap_or_default())
}

/// Reads until the connection or the consumer fails.
async fn read(
    context: &jetstream::Context,
    (tags, volatile): (&TagVersions, &VolatileTable),
    metrics: &Metrics,
    position: &mut Position,
    lost: &Notify,
) -> anyhow::Result<()> {
    let stream: stream::Stream = context.get_stream(STREAM).await.context("the stream SHOP cannot be looked at")?;
    let info = stream.cached_info();
    let (first, last) = (info.state.first_sequence, info.state.last_sequence);
    let created = i64::try_from(info.created.unix_timestamp_nanos()).unwrap_or(i64::MAX);
    let next = position.resume(created, first, last, tags);
    let consumer = stream
        .create_consumer(pull::Config {
            // By its name it is told from the origin's, which nodes may not touch (docs/nats-users.conf).
            name: Some(format!("edge-{}", Uuid::new_v4().simple())),
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: next },
            ack_policy: AckPolicy::None,
            filter_subject: SUBJECTS.to_owned(),
            inactive_threshold: Duration::from_secs(30),
            memory_storage: true,
            num_replicas: 1,
            ..Default::default()
        })
        .await
        .context("no consumer of SHOP could be made")?;
    let mut messages = consumer
        .stream()
        .max_messages_per_batch(500)
        .expires(Duration::from_secs(30))
        .heartbeat(Duration::from_secs(2))
        .messages()
        .await
        .context("SHOP cannot be read")?;
    let mut monitor = LagMonitor::default();
    let mut caught_up = last < next;
    tags.set_live(caught_up);
    let mut expected = 1;
    loop {
        let message = tokio::select! {
            () = lost.notified() => bail!("the connection was lost"),
            () = monitor.regained() => {
                tags.set_live(caught_up);
                continue;
            }
            message = messages.next() => message.context("the consumer ended")?,
        };
        let message = message.context("the consumer failed")?;
        let info = message.info().map_err(|error| anyhow::anyhow!(error))?;
        if info.consumer_sequence != expected {
            bail!("a message was not delivered");
        }
        expected += 1;
        position.apply(info.stream_sequence, &message.payload, tags, volatile);
        let lag = lag(&message.payload, OffsetDateTime::UNIX_EPOCH + clock::since_1970());
        metrics.purged(lag);
        if let Some(lag) = lag {
            monitor.heard(lag);
        }
        caught_up |= info.pending == 0;
        if monitor.is_late() {
            tags.set_live(false);
        } else if caught_up {
            tags.set_live(true);
        }
    }
}

#[cfg(test)]
mod tests;
