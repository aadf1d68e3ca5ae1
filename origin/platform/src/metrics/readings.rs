//! What is read off when somebody asks: the pool of connections and the stores.

use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::{Label, process};
use crate::Stores;
use crate::database::waits;

/// A store that takes longer counts as one that is away. Shorter than Prometheus waits.
const TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Readings {
    connections: Family<[Label; 1], Gauge<u64, AtomicU64>>,
    max_connections: Gauge<u64, AtomicU64>,
    waiting: Gauge<u64, AtomicU64>,
    stores: Family<[Label; 1], Gauge>,
}

static READINGS: LazyLock<Readings> = LazyLock::new(Readings::default);

pub(super) fn register(registry: &mut Registry) {
    let Readings { connections, max_connections, waiting, stores } = &*READINGS;
    let r = registry;
    r.register("database_connections", "Connections to PostgreSQL, by what they do", connections.clone());
    r.register("database_connections_max", "Connections to PostgreSQL at most", max_connections.clone());
    r.register("database_waiting", "Who waits for a connection to PostgreSQL", waiting.clone());
    let wait = "Time until there was a connection to PostgreSQL";
    r.register_with_unit("database_wait", wait, Unit::Seconds, waits().clone());
    r.register("store_up", "1 if the store answers within a second", stores.clone());
}

/// Looks at the pool, the stores and the process. Takes a second at most.
pub async fn read(stores: &Stores) {
    let readings = &*READINGS;
    process::read();
    // Before a connection is taken for the look.
    let pool = stores.db.saturation();
    for (state, count) in [("used", pool.open.saturating_sub(pool.idle)), ("idle", pool.idle)] {
        readings.connections.get_or_create(&[("state", state)]).set(number(count));
    }
    readings.max_connections.set(number(pool.max));
    readings.waiting.set(number(pool.waiting));
    for (store, is_up) in stores.look(TIMEOUT).await.by_name() {
        readings.stores.get_or_create(&[("store", store)]).set(i64::from(is_up));
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;

    use super::*;
    use crate::testing::fresh_stores;

    #[tokio::test]
    async fn a_connection_in_use_and_stores_that_are_up_are_seen() {
        let stores = fresh_stores().await;
        let taken = stores.db.acquire().await.expect("PostgreSQL is up");
        read(&stores).await;
        let mut registry = Registry::with_prefix("origin");
        register(&mut registry);
        let mut text = String::new();
        encode(&mut text, &registry).expect("a string takes every text");
        for line in [
            r#"origin_database_connections{state="used"} 1"#,
            "origin_database_connections_max 5",
            "origin_database_waiting 0",
            r#"origin_store_up{store="postgres"} 1"#,
            r#"origin_store_up{store="redis"} 1"#,
        ] {
            assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
        }
        let waited = text.lines().find_map(|line| line.strip_prefix("origin_database_wait_seconds_count "));
        assert!(waited.is_some_and(|count| count != "0"), "whoever took a connection was timed\n{text}");
        drop(taken);
    }
}
