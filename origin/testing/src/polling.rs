//! Waiting until something is so.

use std::time::{Duration, Instant};

/// Longer than anything takes on a machine that is busy with other tests.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Waits until something is so.
///
/// # Panics
/// If it is not so within half a minute.
pub async fn wait_until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !so().await {
        assert!(begun.elapsed() < TIMEOUT, "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
