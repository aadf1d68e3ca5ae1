//! Follows the purges the origin announces.
//!
//! Every message of the stream `SHOP` names tags, and its stream sequence orders it; some say how
//! things are now. Each node reads with an ephemeral consumer of its own from where it stands.
//! Whatever may have been missed is answered by purging everything, for that is always right.

pub mod hearing;
mod lag;
pub mod position;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use api::edge::plain::PlainHosts;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::{self, stream};
use async_nats::{ConnectOptions, Event};
use futures::StreamExt as _;
use time::OffsetDateTime;
use tokio::sync::Notify;
use tokio::time::Instant;
use uuid::Uuid;

use crate::cache::volatile::VolatileTable;
use crate::metrics::Metrics;
use crate::purge::hearing::{Delivery, Hearing};
use crate::purge::position::Position;
use freshness::{TagVersions, clock};

pub use position::{SharedCursor, read_sequence};

/// The stream the origin publishes to, and its subjects.
const STREAM: &str = "SHOP";
const SUBJECTS: &str = "shop.>";

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const MAX_PAUSE: Duration = Duration::from_secs(5);

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

/// Follows the stream for as long as the task runs, across every loss of connection. A purge that comes more than five
/// seconds after it was published is heeded and counted as too late: for a while nothing stays fresh for more than ten
/// seconds then. What may have been missed altogether makes everything stale.
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
    let mut position = Position::new(Arc::clone(&feed.cursor), feed.keeps);
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
    let servers = servers(&feed.address)?;
    // Those that a cluster tells of are spoken to as those that were named.
    let options = options.require_tls(servers.iter().all(async_nats::ServerAddr::tls_required));
    // The client does not read the user and password of an address by itself.
    let first = servers.first().context("--nats names no server")?;
    let options = match (first.username(), first.password()) {
        (Some(user), Some(password)) => options.user_and_password(user.to_owned(), password.to_owned()),
        _ => options,
    };
    let options = match &feed.authorities {
        Some(authorities) => options.add_root_certificates(authorities.clone()),
        None => options,
    };
    Ok(options.connect(servers).await?)
}

/// The servers that an address names, with commas between them. The user and password of the first count.
fn servers(address: &str) -> anyhow::Result<Vec<async_nats::ServerAddr>> {
    let read = |one: &str| {
        // The client takes nothing for its own machine.
        anyhow::ensure!(!one.trim().is_empty(), "an address of --nats is empty: take out the comma too many");
        one.trim().parse().context("--nats is not an address of NATS")
    };
    address.split(',').map(read).collect()
}

/// Checks that the way to the events is encrypted where it has to be.
///
/// # Errors
/// If it is not, or the address is none.
pub fn check(address: &str, plain: &PlainHosts) -> anyhow::Result<()> {
    for server in servers(address)?.iter().filter(|server| !server.tls_required()) {
        let place = format!("the way to NATS at {}", server.host());
        plain.check(&place, server.host(), "write tls://").map_err(anyhow::Error::msg)?;
    }
    Ok(())
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
    let mut hearing = Hearing::begin(next, last, tags);
    loop {
        let late_until = hearing.late_until();
        let regained = async {
            match late_until {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let message = tokio::select! {
            () = lost.notified() => bail!("the connection was lost"),
            () = regained => {
                hearing.regain(tags);
                continue;
            }
            message = messages.next() => message.context("the consumer ended")?,
        };
        let message = message.context("the consumer failed")?;
        let info = message.info().map_err(|error| anyhow::anyhow!(error))?;
        let delivery = Delivery {
            consumer_sequence: info.consumer_sequence,
            stream_sequence: info.stream_sequence,
            pending: info.pending,
            payload: &message.payload,
        };
        let now = (OffsetDateTime::UNIX_EPOCH + clock::since_1970(), Instant::now());
        metrics.purged(hearing.hear(delivery, position, (tags, volatile), now)?);
    }
}

#[cfg(test)]
mod tests;
