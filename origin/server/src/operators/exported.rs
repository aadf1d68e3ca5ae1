//! Everything that a process of the origin tells: the list of rooms that count something.

use origin_platform::Stores;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

/// The counters of all rooms, each below `origin_`, and those of the process itself.
pub(crate) fn registry() -> Registry {
    let mut registry = Registry::default();
    origin_platform::metrics::register_process(&mut registry);
    let origin = registry.sub_registry_with_prefix("origin");
    origin_platform::metrics::register(origin);
    telemetry::traces::counted::register(origin);
    origin_messaging::metrics::register(origin);
    origin_orders::metrics::register(origin);
    origin_notifications::metrics::register(origin);
    origin_search::register_metrics(origin);
    origin_webhooks::register_metrics(origin);
    registry
}

/// Everything that is counted, and what is read off now, in the text format of OpenMetrics.
pub(crate) async fn text(registry: &Registry, stores: &Stores) -> String {
    tokio::join!(origin_platform::metrics::read(stores), origin_messaging::metrics::read(stores));
    let mut text = String::new();
    encode(&mut text, registry).expect("a string takes every text");
    text
}
