//! How near the pool is to its end.

use std::sync::LazyLock;
use std::time::Duration;

use prometheus_client::metrics::histogram::Histogram;

use super::Database;

/// Upper bounds in seconds.
const WAITS: [f64; 8] = [0.000_1, 0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 3.0];

static WAITED: LazyLock<Histogram> = LazyLock::new(|| Histogram::new(WAITS));

/// Connections of a pool at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Saturation {
    /// So many it may open.
    pub max: usize,
    /// So many are open.
    pub open: usize,
    /// So many of those nobody uses.
    pub idle: usize,
    /// So many wait for one.
    pub waiting: usize,
}

impl Database {
    /// How much of the pool is in use.
    pub fn saturation(&self) -> Saturation {
        let now = self.pool.status();
        Saturation { max: now.max_size, open: now.size, idle: now.available, waiting: now.waiting }
    }
}

/// Notes how long somebody waited for a connection, whether or not there was one.
pub(super) fn waited(time: Duration) {
    WAITED.observe(time.as_secs_f64());
}

/// How long those who asked this process' pools for connections waited.
pub fn waits() -> &'static Histogram {
    &WAITED
}
