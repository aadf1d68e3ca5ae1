//! Being asked to stop.

use std::time::Duration;

use tokio::sync::watch;

/// Tells a worker that it shall end.
#[derive(Clone)]
pub(crate) struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    pub(crate) fn new(stopped: watch::Receiver<bool>) -> Self {
        Self(stopped)
    }

    /// Returns when the worker shall end.
    pub(crate) async fn requested(&mut self) {
        // If nobody can ask any more, nobody needs the worker any more.
        self.0.wait_for(|stopped| *stopped).await.ok();
    }

    /// Waits; false if the worker shall end instead.
    pub(crate) async fn pause(&mut self, length: Duration) -> bool {
        tokio::time::timeout(length, self.requested()).await.is_err()
    }
}
