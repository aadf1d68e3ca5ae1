//! What became of the spans of this process.

use std::sync::LazyLock;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

type Labels = [(&'static str, &'static str); 1];

/// Why spans were lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// More ended than the collector took meanwhile.
    Queue,
    /// The collector did not take them.
    Collector,
}

static SENT: LazyLock<Counter> = LazyLock::new(Counter::default);
static DROPPED: LazyLock<Family<Labels, Counter>> = LazyLock::new(|| {
    let dropped = Family::<Labels, Counter>::default();
    for cause in [Lost::Queue, Lost::Collector] {
        drop(dropped.get_or_create(&label(cause)));
    }
    dropped
});

fn label(cause: Lost) -> Labels {
    [(
        "cause",
        match cause {
            Lost::Queue => "queue",
            Lost::Collector => "collector",
        },
    )]
}

/// Adds what is counted of spans: none, where there are no traces.
pub fn register(registry: &mut Registry) {
    registry.register("spans_sent", "Spans of traces that the collector took", SENT.clone());
    registry.register("spans_dropped", "Spans of traces that were lost, by cause", DROPPED.clone());
}

pub(crate) fn sent(spans: usize) {
    SENT.inc_by(spans as u64);
}

pub(crate) fn dropped(cause: Lost, spans: usize) {
    if spans > 0 {
        DROPPED.get_or_create(&label(cause)).inc_by(spans as u64);
    }
}

/// How many were lost for a cause so far.
#[cfg(test)]
pub(crate) fn dropped_for(cause: Lost) -> u64 {
    DROPPED.get_or_create(&label(cause)).get()
}
