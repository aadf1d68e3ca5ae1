//! Follows the purges the origin announces.
//!
//! Every message of the stream `SHOP` names tags, and its stream sequence orders it; some say how
//! things are now. Each node reads with an ephemeral consumer of its own from where it stands.
//! Whatever may have been missed is answered by purging everything, for that is always right.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::{self, stream};
use async_nats::{ConnectOptions, Event};
use futures::StreamExt as _;
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::Notify;

use crate::facts::FactTable;
use crate::metrics::Metrics;
use crate::punctuality::Punctuality;
use crate::tags::{ALL, Kind, Tags};

/// The stream the origin publishes to, and its subjects.
const STREAM: &str = "SHOP";
const SUBJECTS: &str = "shop.>";

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Where the stream is.
#[derive(Clone, Debug)]
pub struct Feed {
    /// The NATS server, with user and password where it wants them.
    pub address: String,
    /// The JetStream domain, where the server is a leaf node of those that hold the stream.
    pub domain: Option<String>,
}

/// Follows the stream for as long as the task runs, across every loss of connection.
pub async fn follow(feed: Feed, tags: Arc<Tags>, facts: Arc<FactTable>, metrics: Arc<Metrics>) {
    let lost = Arc::new(Notify::new());
    let context = loop {
        match connect(&feed.address, &tags, &lost).await {
            Ok(client) => match &feed.domain {
                Some(domain) => break jetstream::with_domain(client, domain),
                None => break jetstream::new(client),
            },
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "cannot use the NATS address");
                tokio::time::sleep(LONGEST_PAUSE).await;
            }
        }
    };
    let mut position = Position::default();
    let mut pause = FIRST_PAUSE;
    loop {
        let ended = read(&context, (&tags, &facts), &metrics, &mut position, &lost).await;
        if tags.is_live() {
            pause = FIRST_PAUSE;
        }
        tags.set_live(false);
        if let Err(error) = ended {
            tracing::info!(error = format!("{error:#}"), "purges do not arrive, trying again");
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn connect(address: &str, tags: &Arc<Tags>, lost: &Arc<Notify>) -> anyhow::Result<async_nats::Client> {
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
    let server: async_nats::ServerAddr = address.parse()?;
    let options = match (server.username(), server.password()) {
        (Some(user), Some(password)) => options.user_and_password(user.to_owned(), password.to_owned()),
        _ => options,
    };
    Ok(options.connect(server).await?)
}

/// Where the node stands in the stream.
#[derive(Debug, Default)]
struct Position {
    /// The stream's identity and the sequence to read next; nothing before the first look.
    stream: Option<(i128, u64)>,
    /// Added to stream sequences, so that they also rise across a stream that begins anew.
    base: u64,
}

impl Position {
    /// Finds the sequence to read from, and purges everything if anything was missed.
    fn resume(&mut self, created: i128, first: u64, last: u64, tags: &Tags) -> u64 {
        let next = match self.stream {
            // What was stored before the first look may already be untrue.
            None => {
                self.purge(last, [ALL], tags);
                last + 1
            }
            Some((known, next)) if known != created || last + 1 < next => {
                tracing::warn!("the stream of purges began anew, so every stored page is outdated");
                self.base = tags.applied() + 1;
                self.purge(last, [ALL], tags);
                last + 1
            }
            Some((_, next)) if first > next => {
                tracing::warn!("purges were lost, so every stored page is outdated");
                self.purge(first - 1, [ALL], tags);
                first
            }
            Some((_, next)) => next,
        };
        self.stream = Some((created, next));
        next
    }

    /// Applies one message.
    fn apply(&mut self, sequence: u64, payload: &[u8], tags: &Tags, facts: &FactTable) {
        let next = self.stream.as_ref().map_or(sequence, |(_, next)| *next);
        match serde_json::from_slice::<Message>(payload).ok() {
            Some(Message { tags: named, hard: true, .. }) if sequence <= next => {
                // Even with what it says of how things are now, nothing older may be shown.
                facts.take_in(self.base + sequence, "", &Value::Null, &named, tags);
                tags.apply(Kind::Hard, self.base + sequence, named);
            }
            Some(Message { tags: named, subject, data, hard: false }) if sequence <= next => {
                // The order matters: who sees the new versions also sees the facts.
                facts.take_in(self.base + sequence, &subject, &data, &named, tags);
                self.purge(sequence, named, tags);
            }
            Some(_) => {
                tracing::warn!(sequence, "purges are missing before this one, purging everything");
                self.purge(sequence, [ALL], tags);
            }
            None => {
                tracing::warn!(sequence, "a purge cannot be read, purging everything");
                self.purge(sequence, [ALL], tags);
            }
        }
        if let Some((_, next)) = &mut self.stream {
            *next = (*next).max(sequence + 1);
        }
    }

    fn purge<T: AsRef<str>>(&self, sequence: u64, named: impl IntoIterator<Item = T>, tags: &Tags) {
        tags.apply(Kind::Soft, self.base + sequence, named);
    }
}

/// What a node reads of a message.
#[derive(Deserialize)]
struct Message {
    tags: Vec<String>,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    data: Value,
    #[serde(default)]
    hard: bool,
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
    (tags, facts): (&Tags, &FactTable),
    metrics: &Metrics,
    position: &mut Position,
    lost: &Notify,
) -> anyhow::Result<()> {
    let stream: stream::Stream = context.get_stream(STREAM).await.context("the stream SHOP cannot be looked at")?;
    let info = stream.cached_info();
    let (first, last) = (info.state.first_sequence, info.state.last_sequence);
    let next = position.resume(info.created.unix_timestamp_nanos(), first, last, tags);
    let consumer = stream
        .create_consumer(pull::Config {
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
    let mut punctuality = Punctuality::default();
    let mut caught_up = last < next;
    tags.set_live(caught_up);
    let mut expected = 1;
    loop {
        let message = tokio::select! {
            () = lost.notified() => bail!("the connection was lost"),
            () = punctuality.regained() => {
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
        position.apply(info.stream_sequence, &message.payload, tags, facts);
        let lag = lag(&message.payload, OffsetDateTime::now_utc());
        metrics.purged(lag);
        if let Some(lag) = lag {
            punctuality.heard(lag);
        }
        caught_up |= info.pending == 0;
        if punctuality.is_late() {
            tags.set_live(false);
        } else if caught_up {
            tags.set_live(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &[u8] = br#"{"id":"x","subject":"shop.catalog.product_changed","tags":["p:1","c:2"],"data":{}}"#;

    fn started(last: u64) -> (Position, Tags) {
        let (mut position, tags) = (Position::default(), Tags::default());
        assert_eq!(position.resume(7, 1, last, &tags), last + 1);
        (position, tags)
    }

    #[test]
    fn the_lag_is_counted_from_the_record_of_the_change() {
        let now = OffsetDateTime::parse("2026-03-01T10:00:02.5Z", &Rfc3339).expect("a time");
        let of = |payload: &str| lag(payload.as_bytes(), now);
        assert_eq!(of(r#"{"occurred_at":"2026-03-01T10:00:00Z","tags":[]}"#), Some(Duration::from_millis(2500)));
        assert_eq!(
            of(r#"{"occurred_at":"2026-03-01T10:00:09Z","tags":[]}"#),
            Some(Duration::ZERO),
            "its clock is ahead"
        );
        assert_eq!(of(r#"{"occurred_at":"2026-02-01T10:00:00Z","replay_of":"x"}"#), None);
        for unknown in [r#"{"tags":[]}"#, r#"{"occurred_at":"today"}"#, "x"] {
            assert_eq!(of(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_node_begins_at_the_end_of_the_stream() {
        let (mut position, tags) = started(40);
        assert_eq!(tags.applied(), 40);
        assert!(!tags.is_current(39, &[]), "stored before the first look");
        assert!(tags.is_current(40, &[]));
        position.apply(41, MESSAGE, &tags, &FactTable::default());
        assert_eq!((tags.version("p:1"), tags.version("p:9")), (41, 40));
        assert_eq!(position.resume(7, 1, 41, &tags), 42);
        assert!(tags.is_current(40, &["p:9".into()]), "nothing was missed");
    }

    #[test]
    fn what_a_message_tells_is_known_when_its_tag_has_risen() {
        let ((mut position, tags), facts) = (started(40), FactTable::default());
        let product = "00000000-0000-7000-8000-000000000001";
        let tag = format!("s:{product}");
        let told = |data: Value| {
            let subject = api::event::AVAILABILITY_CHANGED;
            serde_json::to_vec(&serde_json::json!({ "subject": subject, "tags": [tag], "data": data })).expect("JSON")
        };
        let known = || -> api::facts::Facts {
            serde_json::from_slice(&facts.get(&tag).expect("it was told")).expect("as it was written")
        };
        let out = serde_json::json!(
            { "sku": "MUG", "products": [product], "version": 7, "availability": { "state": "out" } });
        position.apply(41, &told(out), &tags, &facts);
        assert_eq!((known().since, known().version, tags.version(&tag)), (40, 41, 41));
        position.apply(42, &told(serde_json::json!({ "sku": "MUG" })), &tags, &facts);
        assert_eq!((known().since, known().version, tags.version(&tag)), (42, 42, 42));
        assert_eq!(known().stock[0].version, Some(7), "it is still newer than what was told before");
    }

    #[test]
    fn a_hard_event_forbids_what_was_filled_before_it() {
        let (mut position, tags) = started(40);
        position.apply(41, MESSAGE, &tags, &FactTable::default());
        assert!(!tags.is_forbidden(40, &["p:1".into()]));
        let hard = br#"{"tags":["p:1"],"subject":"shop.catalog.prices_changed","data":{},"hard":true}"#;
        position.apply(42, hard, &tags, &FactTable::default());
        assert!(tags.is_forbidden(41, &["p:1".into()]) && !tags.is_forbidden(41, &["c:2".into()]));
        assert_eq!((tags.version("p:1"), tags.applied()), (42, 42));
        position.apply(43, br#"{"tags":["c:2"],"hard":"yes"}"#, &tags, &FactTable::default());
        assert!(!tags.is_current(42, &[]), "what cannot be read outdates everything");
    }

    #[test]
    fn lost_messages_outdate_everything() {
        let (mut position, tags) = started(40);
        assert_eq!(position.resume(7, 50, 60, &tags), 50);
        assert!(!tags.is_current(40, &[]));
        assert!(tags.is_current(49, &[]));
    }

    #[test]
    fn a_stream_that_begins_anew_keeps_sequences_rising() {
        for (created, last) in [(7, 3), (8, 45)] {
            let (mut position, tags) = started(40);
            assert_eq!(position.resume(created, 1, last, &tags), last + 1);
            assert!(!tags.is_current(40, &[]));
            let filled_at = tags.applied();
            assert!(tags.is_current(filled_at, &["p:1".into()]));
            position.apply(last + 1, MESSAGE, &tags, &FactTable::default());
            assert!(!tags.is_current(filled_at, &["p:1".into()]));
        }
    }

    #[test]
    fn an_expired_stream_that_was_read_to_its_end_is_no_loss() {
        let (mut position, tags) = started(40);
        assert_eq!(position.resume(7, 41, 40, &tags), 41);
        assert!(tags.is_current(40, &[]));
    }

    #[test]
    fn what_cannot_be_read_or_is_missing_outdates_everything() {
        for payload in [&b"no json"[..], b"{}", br#"{"tags":"p:1"}"#] {
            let (mut position, tags) = started(40);
            position.apply(41, payload, &tags, &FactTable::default());
            assert!(!tags.is_current(40, &[]), "{payload:?}");
        }
        let (mut position, tags) = started(40);
        position.apply(43, MESSAGE, &tags, &FactTable::default());
        assert!(!tags.is_current(40, &[]));
    }
}
