//! What is read off when somebody asks: what waits in the outbox, on the stream, and as dead letters.

use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use anyhow::Context as _;
use api::event::STREAM;
use async_nats::jetstream;
use async_nats::jetstream::consumer::{Consumer, pull};
use futures::future::join_all;
use origin_platform::Stores;
use origin_platform::metrics::Label;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::{followed, turns};
use crate::{dead_letters, relay_queue};

/// How long PostgreSQL and NATS may take. Shorter than Prometheus waits.
const TIMEOUT: Duration = Duration::from_secs(1);
/// Said of what could not be read: no number, so that no rule takes an old one for the truth.
const UNKNOWN: f64 = f64::NAN;

type Number = Gauge<f64, AtomicU64>;

#[derive(Default)]
struct Readings {
    outbox: Number,
    oldest: Number,
    dead: Family<[(&'static str, String); 1], Number>,
    pending: Family<[Label; 1], Number>,
    unacknowledged: Family<[Label; 1], Number>,
}

static READINGS: LazyLock<Readings> = LazyLock::new(Readings::default);

pub(super) fn register(registry: &mut Registry) {
    let Readings { outbox, oldest, dead, pending, unacknowledged } = &*READINGS;
    let r = registry;
    let most = relay_queue::COUNTED;
    r.register("outbox_events", format!("Events that wait to be published, {most} at most"), outbox.clone());
    let help = "How long the first of the events has waited whose time has come";
    r.register_with_unit("outbox_oldest", help, Unit::Seconds, oldest.clone());
    r.register("dead_letters", "Events that a consumer could not handle, by consumer", dead.clone());
    let help = "Events of a consumer of this process that were not delivered yet";
    r.register("consumer_pending", help, pending.clone());
    let help = "Events that were delivered to a consumer of this process and not acknowledged yet";
    r.register("consumer_unacknowledged", help, unacknowledged.clone());
}

/// Looks at the outbox, at dead letters, at the consumers that this process follows and at its jobs. Takes a second at
/// most.
pub async fn read(stores: &Stores) {
    turns::read();
    tokio::join!(read_database(stores), read_consumers(stores));
}

async fn read_database(stores: &Stores) {
    let readings = &*READINGS;
    let reading = async {
        let backlog = relay_queue::backlog(&stores.db).await?;
        anyhow::Ok((backlog, dead_letters::by_consumer(&stores.db).await?))
    };
    let read = tokio::time::timeout(TIMEOUT, reading).await.context("PostgreSQL takes too long").flatten();
    readings.dead.clear();
    match read {
        Ok((backlog, dead)) => {
            readings.outbox.set(float(backlog.events));
            readings.oldest.set(backlog.oldest.as_secs_f64());
            for (consumer, letters) in dead {
                readings.dead.get_or_create(&[("consumer", consumer)]).set(float(letters));
            }
        }
        Err(error) => {
            tracing::debug!(error = format!("{error:#}"), "the outbox cannot be looked at");
            readings.outbox.set(UNKNOWN);
            readings.oldest.set(UNKNOWN);
        }
    }
}

async fn read_consumers(stores: &Stores) {
    let readings = &*READINGS;
    let jetstream = jetstream::new(stores.nats.clone());
    let looks = followed().into_iter().map(async |(name, on_stream)| {
        let looking = jetstream.get_consumer_from_stream(on_stream, STREAM);
        let found: Option<Consumer<pull::Config>> =
            tokio::time::timeout(TIMEOUT, looking).await.ok().and_then(Result::ok);
        (name, found)
    });
    for (name, found) in join_all(looks).await {
        let info = found.as_ref().map(Consumer::cached_info);
        let pending = info.map_or(UNKNOWN, |info| float(info.num_pending));
        let unacknowledged = info.map_or(UNKNOWN, |info| float(info.num_ack_pending));
        readings.pending.get_or_create(&[("consumer", name)]).set(pending);
        readings.unacknowledged.get_or_create(&[("consumer", name)]).set(unacknowledged);
    }
}

/// A count as Prometheus has numbers; exact below 2⁵³.
fn float(count: impl TryInto<u64>) -> f64 {
    let count = count.try_into().unwrap_or(u64::MAX);
    let (high, low) = (count >> 32, count & u64::from(u32::MAX));
    let part = |part: u64| u32::try_from(part).map_or(f64::INFINITY, f64::from);
    part(high) * 4_294_967_296.0 + part(low)
}

#[cfg(test)]
mod tests {
    use origin_testing::{Nats, wait_until};
    use prometheus_client::encoding::text::encode;

    use super::*;
    use crate::metrics;
    use crate::testing::record;

    #[test]
    fn counts_are_numbers() {
        assert_eq!((float(0_u64), float(7_i64), float(5_000_000_000_u64)), (0.0, 7.0, 5_000_000_000.0));
    }

    fn text() -> String {
        let mut registry = Registry::with_prefix("origin");
        metrics::register(&mut registry);
        let mut text = String::new();
        encode(&mut text, &registry).expect("a string takes every text");
        text
    }

    #[tokio::test]
    async fn what_waits_is_seen_and_what_cannot_be_seen_is_no_number() {
        let mut nats = Nats::started().await;
        let stores = nats.stores().await;
        record(&stores, 3).await;
        metrics::follows("nobody-made-it", "nobody-made-it".to_owned());
        read(&stores).await;
        let seen = text();
        for line in [
            "origin_outbox_events 3.0",
            r#"origin_consumer_pending{consumer="nobody-made-it"} NaN"#,
            r#"origin_events_handled_total{consumer="nobody-made-it",outcome="dead"} 0"#,
        ] {
            assert!(seen.lines().any(|known| known == line), "{line} is not in\n{seen}");
        }
        nats.stop();
        wait_until("it still answers without NATS", async || {
            read(&stores).await;
            text().contains("origin_outbox_events 3.0")
        })
        .await;
    }
}
