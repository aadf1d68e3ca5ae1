//! Instances of the worker: what they are made of, and what bounds them; the ways into one ([`entry`]), what one does from its
//! beginning to its end (`event_loop`), and which one answers a request ([`pool`], [`line`]).

pub mod entry;
mod event_loop;
pub mod line;
pub mod pool;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use wasmtime::{Engine, Store};

use self::entry::{Entry, EntryPre};
use crate::metrics::Metrics;
use crate::wasm::runtime::{self, Guest, Limits, Shared};

/// Requests one instance serves before it is replaced, which bounds what a leak can grow to. A new one makes and reads
/// once more what an instance keeps, which costs as much as some pages.
const REUSE: usize = 1024;
/// Bytes of linear memory beyond which an instance is replaced, however few it has served.
const GROWN: usize = 10 * 1024 * 1024;

/// What instances are made of, of whatever kind.
pub struct MadeOf {
    /// What runs them.
    pub engine: Engine,
    /// The component, its imports resolved.
    pub entry: EntryPre,
    /// What all of them use.
    pub shared: Arc<Shared>,
    /// What each may use.
    pub limits: Limits,
    /// How long a request may take.
    pub timeout: Duration,
    /// Whether the node stops, so that the end of an instance is no news.
    pub stopping: Arc<AtomicBool>,
}

/// One instance.
pub struct Instance {
    /// What it owns.
    pub store: Store<Guest>,
    /// The way into it.
    pub entry: Entry,
    /// Counts it.
    pub alive: Alive,
}

/// A new instance.
///
/// # Errors
/// If there are too many, or no memory for one.
pub async fn made(made_of: &MadeOf) -> wasmtime::Result<Instance> {
    let begun = Instant::now();
    let MadeOf { engine, entry, shared, limits, .. } = made_of;
    let mut store = runtime::store(engine, shared, limits);
    let entry = entry.open(&mut store).await?;
    let alive = Alive::new(&shared.metrics);
    shared.metrics.instance_started(begun.elapsed());
    Ok(Instance { store, entry, alive })
}

/// Counts an instance for as long as it lives.
pub struct Alive(Arc<Metrics>);

impl Alive {
    fn new(metrics: &Arc<Metrics>) -> Self {
        metrics.instances.inc();
        Self(Arc::clone(metrics))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.instances.dec();
    }
}

/// Whether an instance that has taken so many requests and has so much memory takes no more. It takes one, whatever it
/// has: the next would have as much.
pub fn is_used_up(requests: usize, memory: usize) -> bool {
    requests >= REUSE || (requests > 0 && memory > GROWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_used_up_by_requests_or_by_what_it_has_grown_to() {
        for (requests, memory, expected) in
            [(0, GROWN * 2, false), (1, GROWN, false), (1, GROWN + 1, true), (REUSE - 1, 0, false), (REUSE, 0, true)]
        {
            assert_eq!(is_used_up(requests, memory), expected, "{requests} {memory}");
        }
    }
}
