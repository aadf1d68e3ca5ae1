//! What is counted of events and jobs: on their way out, on their way to their effect, and beside.

mod readings;
mod turns;

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use api::event::Event;
use origin_platform::metrics::Label;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub use readings::read;
pub(crate) use turns::Turns;

/// Upper bounds in seconds, from the record of a change to its effect.
const LAGS: [f64; 10] = [0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0, 3600.0];

struct Events {
    published: Counter,
    handled: Family<[Label; 2], Counter>,
    lag: Family<[Label; 1], Histogram, fn() -> Histogram>,
    purge_calls: Family<[Label; 1], Counter>,
    purge_lag: Histogram,
    /// The consumers that this process follows, for whoever asks how far they are behind: by what they are called in figures,
    /// what they are called on the stream.
    followed: Mutex<BTreeMap<&'static str, String>>,
}

static EVENTS: LazyLock<Events> = LazyLock::new(|| Events {
    published: Counter::default(),
    handled: Family::default(),
    lag: Family::new_with_constructor(lags as fn() -> Histogram),
    purge_calls: Family::default(),
    purge_lag: lags(),
    followed: Mutex::default(),
});

fn lags() -> Histogram {
    Histogram::new(LAGS)
}

/// Adds what is counted of events and jobs.
pub fn register(registry: &mut Registry) {
    let Events { published, handled, lag, purge_calls, purge_lag, .. } = &*EVENTS;
    let r = &mut *registry;
    r.register("events_published", "Events that the stream took from the outbox", published.clone());
    r.register("events_handled", "Events at a consumer, by what became of them", handled.clone());
    let effect = "From the record of a change to its effect at a consumer";
    r.register_with_unit("event_lag", effect, Unit::Seconds, lag.clone());
    r.register("purge_calls", "Calls that tell an edge of purges, by outcome", purge_calls.clone());
    let told = "From the record of a change to its purge at an edge that is told by calls";
    r.register_with_unit("purge_lag", told, Unit::Seconds, purge_lag.clone());
    turns::register(registry);
    readings::register(registry);
}

/// What became of an event at a consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It had its effect.
    Done,
    /// It comes again.
    Retried,
    /// It is a dead letter now.
    Dead,
}

impl Fate {
    const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retried => "retried",
            Self::Dead => "dead",
        }
    }
}

/// Notes that this process follows a consumer, and what that is called on the stream.
pub(crate) fn follows(consumer: &'static str, on_stream: String) {
    EVENTS.followed.lock().unwrap_or_else(PoisonError::into_inner).insert(consumer, on_stream);
    for fate in [Fate::Done, Fate::Retried, Fate::Dead] {
        // From the beginning, so that the first of its kind is a rise.
        drop(EVENTS.handled.get_or_create(&[("consumer", consumer), ("outcome", fate.name())]));
    }
}

/// The consumers that this process follows, each with what it is called on the stream.
fn followed() -> Vec<(&'static str, String)> {
    let followed = EVENTS.followed.lock().unwrap_or_else(PoisonError::into_inner);
    followed.iter().map(|(name, on_stream)| (*name, on_stream.clone())).collect()
}

/// Counts events that the stream has taken.
pub(crate) fn published(events: usize) {
    EVENTS.published.inc_by(u64::try_from(events).unwrap_or(u64::MAX));
}

/// Counts what became of an event at a consumer.
pub(crate) fn handled(consumer: &'static str, fate: Fate) {
    EVENTS.handled.get_or_create(&[("consumer", consumer), ("outcome", fate.name())]).inc();
}

/// Counts an event that had its effect, and how long after the change that was. What is told again is as old as it is.
pub(crate) fn done(consumer: &'static str, event: &Event) {
    handled(consumer, Fate::Done);
    if event.replay_of.is_some() {
        return;
    }
    if let Ok(occurred_at) = OffsetDateTime::parse(&event.occurred_at, &Rfc3339) {
        let lag = (origin_platform::clock::utc() - occurred_at).as_seconds_f64().max(0.0);
        EVENTS.lag.get_or_create(&[("consumer", consumer)]).observe(lag);
    }
}

/// Notes that this process tells edges of purges by calls.
pub(crate) fn tells_purges() {
    // From the beginning, so that the first of its kind is a rise.
    for outcome in ["taken", "failed"] {
        drop(EVENTS.purge_calls.get_or_create(&[("outcome", outcome)]));
    }
}

/// Counts a call that tells an edge of purges.
pub(crate) fn purges_told(taken: bool) {
    EVENTS.purge_calls.get_or_create(&[("outcome", if taken { "taken" } else { "failed" })]).inc();
}

/// Notes how late a purge came.
pub(crate) fn purge_lag(lag: std::time::Duration) {
    EVENTS.purge_lag.observe(lag.as_secs_f64());
}
