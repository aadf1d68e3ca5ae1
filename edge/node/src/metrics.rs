//! What the node counts, as Prometheus reads it. On the way of a cached page there is one relaxed
//! addition to an atomic; locks are taken only beside a call of the worker or of the origin.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use api::site::Limited;
use http::StatusCode;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::http::cache_status::{CacheStatus, Reason};
use crate::http::worker_error::WorkerError;

/// The media type of [`Metrics::text`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds in seconds, for renders and calls of the origin.
const WORK: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];
/// Upper bounds in seconds, for making an instance of the worker.
const STARTS: [f64; 7] = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.005, 0.025];
/// Upper bounds in seconds, for the way of a purge from the record to this node.
const LAG: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 300.0];

type Labels = [(&'static str, String); 1];

/// All counters of a node. What changes by itself is set by whoever asks for the text.
pub struct Metrics {
    registry: Registry,
    answers: Answers,
    failures: Family<Labels, Counter>,
    renders: Histogram,
    /// Requests that waited for another's render longer than they may.
    pub waits_ended: Counter,
    /// Hosts the worker asked for and may not reach.
    pub refused_hosts: Counter,
    limited: Family<Labels, Counter>,
    origin_calls: Family<Labels, Counter>,
    origin_seconds: Histogram,
    /// Reads that joined another instance's call of the origin.
    pub origin_coalesced: Counter,
    purges: Counter,
    purge_lag: Histogram,
    purge_lag_last: Gauge<f64, AtomicU64>,
    /// Pages that went to make room.
    pub page_evictions: Counter,
    /// Open connections of clients.
    pub connections: Gauge,
    /// Instances of the worker.
    pub instances: Gauge,
    /// Requests that wait for their turn at the worker.
    pub waiting: Gauge,
    instance_starts: Histogram,
    now: Gauges,
}

/// Answers to clients, one counter for each word of `Cache-Status`.
struct Answers {
    hit: Counter,
    filled: Counter,
    stale: Counter,
    stale_if_error: Counter,
    miss: Counter,
    outdated: Counter,
    coalesced: Counter,
    bypass: Counter,
    file: Counter,
    own: Counter,
}

/// What is read off when the text is made.
#[derive(Default)]
struct Gauges {
    live: Gauge,
    applied: Gauge<u64, AtomicU64>,
    pages: [Gauge<u64, AtomicU64>; 2],
    key_value: [Gauge<u64, AtomicU64>; 2],
}

/// The state of a node at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct GaugeValues {
    /// Whether purges arrive.
    pub live: bool,
    /// The sequence of the last event that was read.
    pub applied: u64,
    /// Stored pages, and their bytes.
    pub pages: (u64, u64),
    /// Entries of the key-value store, and their bytes.
    pub key_value: (u64, u64),
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("edge");
        let answers = Family::<Labels, Counter>::default();
        registry.register("answers", "Answers to clients, by what the cache did", answers.clone());
        let answer = |word: &str| answers.get_or_create_owned(&[("cache", word.to_owned())]);
        let metrics = Self {
            answers: Answers {
                hit: answer("hit"),
                filled: answer("filled"),
                stale: answer("stale"),
                stale_if_error: answer("stale-if-error"),
                miss: answer("miss"),
                outdated: answer("outdated"),
                coalesced: answer("coalesced"),
                bypass: answer("bypass"),
                file: answer("file"),
                own: answer("own"),
            },
            registry: Registry::default(),
            failures: Family::default(),
            renders: Histogram::new(WORK),
            waits_ended: Counter::default(),
            refused_hosts: Counter::default(),
            limited: Family::default(),
            origin_calls: Family::default(),
            origin_seconds: Histogram::new(WORK),
            origin_coalesced: Counter::default(),
            purges: Counter::default(),
            purge_lag: Histogram::new(LAG),
            purge_lag_last: Gauge::default(),
            page_evictions: Counter::default(),
            connections: Gauge::default(),
            instances: Gauge::default(),
            waiting: Gauge::default(),
            instance_starts: Histogram::new(STARTS),
            now: Gauges::default(),
        };
        metrics.register(registry)
    }
}

impl Metrics {
    fn register(mut self, mut registry: Registry) -> Self {
        let r = &mut registry;
        r.register("worker_failures", "Calls of the worker without an answer, by cause", self.failures.clone());
        r.register_with_unit("render", "Time to make a shared page", Unit::Seconds, self.renders.clone());
        r.register("waits_ended", "Waits for another's render that took too long", self.waits_ended.clone());
        r.register("refused_hosts", "Requests of the worker to a host it may not reach", self.refused_hosts.clone());
        r.register("limited", "Requests refused because their client made too many, by kind", self.limited.clone());
        r.register("origin_calls", "Calls of the origin, by status", self.origin_calls.clone());
        r.register_with_unit("origin_call", "Time of a call of the origin", Unit::Seconds, self.origin_seconds.clone());
        r.register("origin_coalesced", "Reads that joined another's call", self.origin_coalesced.clone());
        r.register("purges", "Purges applied", self.purges.clone());
        let lag = "From the record of a change to its purge here";
        r.register_with_unit("purge_lag", lag, Unit::Seconds, self.purge_lag.clone());
        r.register_with_unit("purge_lag_last", lag, Unit::Seconds, self.purge_lag_last.clone());
        r.register("purges_live", "1 while purges arrive", self.now.live.clone());
        r.register(
            "applied_sequence",
            "Sequence of the last event read of the stream of purges",
            self.now.applied.clone(),
        );
        r.register("connections", "Open connections of clients", self.connections.clone());
        r.register("instances", "Instances of the worker", self.instances.clone());
        r.register("waiting", "Requests that wait for their turn at the worker", self.waiting.clone());
        let start = "Time to make an instance of the worker";
        r.register_with_unit("instance_start", start, Unit::Seconds, self.instance_starts.clone());
        r.register("pages", "Stored pages", self.now.pages[0].clone());
        r.register_with_unit("pages", "Memory of stored pages", Unit::Bytes, self.now.pages[1].clone());
        r.register("page_evictions", "Pages that went to make room", self.page_evictions.clone());
        r.register("key_value_entries", "Entries of the worker's store", self.now.key_value[0].clone());
        r.register_with_unit("key_value", "Memory of the store", Unit::Bytes, self.now.key_value[1].clone());
        telemetry::traces::counted::register(r);
        self.registry = registry;
        self
    }

    /// Counts an answer to a client.
    pub fn answered(&self, status: CacheStatus) {
        let answers = &self.answers;
        let counter = match status {
            CacheStatus::File => &answers.file,
            CacheStatus::Hit(ttl) if ttl > 0 => &answers.hit,
            CacheStatus::Hit(_) => &answers.stale,
            CacheStatus::Filled(_) => &answers.filled,
            CacheStatus::StaleIfError(_) => &answers.stale_if_error,
            CacheStatus::Forwarded { collapsed: true, .. } => &answers.coalesced,
            CacheStatus::Forwarded { because: Reason::Miss, .. } => &answers.miss,
            CacheStatus::Forwarded { because: Reason::Stale, .. } => &answers.outdated,
            CacheStatus::Forwarded { because: Reason::Bypass | Reason::Method, .. } => &answers.bypass,
            CacheStatus::Own(_) => &answers.own,
        };
        counter.inc();
    }

    /// Counts a call of the worker that failed.
    pub fn failed(&self, failure: WorkerError) {
        let cause = match failure {
            WorkerError::Starting => "starting",
            WorkerError::Overloaded => "overloaded",
            WorkerError::Trapped => "trap",
            WorkerError::TimedOut => "timeout",
            WorkerError::Waited => "waited",
        };
        self.failures.get_or_create(&[("cause", cause.to_owned())]).inc();
    }

    /// Counts a request that was refused because its client made too many.
    pub fn limited(&self, limited: Limited) {
        self.limited.get_or_create(&[("kind", limited.name().to_owned())]).inc();
    }

    /// Counts a render of a shared page.
    pub fn rendered(&self, took: Duration) {
        self.renders.observe(took.as_secs_f64());
    }

    /// Counts an instance of the worker that was made.
    pub fn instance_started(&self, took: Duration) {
        self.instance_starts.observe(took.as_secs_f64());
    }

    /// Counts a call of the origin; no status means no answer.
    pub fn origin_called(&self, status: Option<StatusCode>, took: Duration) {
        let status = status.map_or_else(|| "none".to_owned(), |status| status.as_str().to_owned());
        self.origin_calls.get_or_create(&[("status", status)]).inc();
        self.origin_seconds.observe(took.as_secs_f64());
    }

    /// Counts a purge; its lag is unknown where the message does not tell when it happened.
    pub fn purged(&self, lag: Option<Duration>) {
        self.purges.inc();
        if let Some(lag) = lag {
            self.purge_lag.observe(lag.as_secs_f64());
            self.purge_lag_last.set(lag.as_secs_f64());
        }
    }

    /// Everything, in the text format of OpenMetrics.
    pub fn text(&self, now: GaugeValues) -> String {
        self.now.live.set(i64::from(now.live));
        self.now.applied.inner().store(now.applied, Ordering::Relaxed);
        for (gauges, (entries, bytes)) in [(&self.now.pages, now.pages), (&self.now.key_value, now.key_value)] {
            gauges[0].inner().store(entries, Ordering::Relaxed);
            gauges[1].inner().store(bytes, Ordering::Relaxed);
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a string takes every text");
        text
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_in_the_documents() {
        let metrics = Metrics::default();
        // What has labels is told from the first time that it is counted.
        metrics.failed(WorkerError::Trapped);
        metrics.limited(Limited::LogIn);
        metrics.origin_called(None, Duration::ZERO);
        let text = metrics.text(GaugeValues::default());
        let document = include_str!("../../../docs/metrics.md");
        let mut known = 0;
        for told in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
            let (name, kind) = told.split_once(' ').expect("a name and a type");
            let help = text.lines().find_map(|line| line.strip_prefix(&format!("# HELP {name} ")));
            let name = if kind == "counter" { format!("{name}_total") } else { name.to_owned() };
            let row = format!("| `{name}` | {kind} | {} |", help.unwrap_or_default());
            assert!(document.lines().any(|line| line == row), "docs/metrics.md lacks the line\n{row}");
            known += 1;
        }
        let rows = document.lines().filter(|line| line.starts_with("| `edge_")).count();
        assert_eq!(rows, known, "docs/metrics.md tells of what is not counted");
    }

    #[test]
    fn what_happened_is_in_the_text() {
        let metrics = Metrics::default();
        metrics.answered(CacheStatus::Hit(3));
        metrics.answered(CacheStatus::Hit(-3));
        metrics.answered(CacheStatus::BYPASS);
        metrics.failed(WorkerError::Trapped);
        metrics.origin_called(Some(StatusCode::OK), Duration::from_millis(3));
        metrics.origin_called(None, Duration::from_millis(3));
        metrics.instance_started(Duration::from_micros(300));
        metrics.purged(Some(Duration::from_millis(1500)));
        let text = metrics.text(GaugeValues { live: true, applied: 41, pages: (2, 3000), key_value: (4, 5000) });
        for line in [
            r#"edge_answers_total{cache="hit"} 1"#,
            r#"edge_answers_total{cache="stale"} 1"#,
            r#"edge_answers_total{cache="miss"} 0"#,
            r#"edge_answers_total{cache="bypass"} 1"#,
            r#"edge_worker_failures_total{cause="trap"} 1"#,
            r#"edge_origin_calls_total{status="200"} 1"#,
            r#"edge_origin_calls_total{status="none"} 1"#,
            r#"edge_origin_call_seconds_bucket{le="0.005"} 2"#,
            r#"edge_instance_start_seconds_bucket{le="0.00025"} 0"#,
            "edge_instance_start_seconds_count 1",
            "edge_purge_lag_last_seconds 1.5",
            "edge_purges_total 1",
            "edge_purges_live 1",
            "edge_applied_sequence 41",
            "edge_pages 2",
            "edge_pages_bytes 3000",
            "edge_key_value_bytes 5000",
            "# EOF",
        ] {
            assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
        }
    }
}
