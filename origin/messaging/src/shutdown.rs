//! Being asked to stop.

use std::time::Duration;

use tokio::sync::watch;

/// Tells a job that it shall end.
#[derive(Clone)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// A shutdown that is requested when the value becomes true.
    pub fn new(stopped: watch::Receiver<bool>) -> Self {
        Self(stopped)
    }

    /// Returns when the job shall end.
    pub async fn requested(&mut self) {
        // If nobody can ask any more, nobody needs the worker any more.
        self.0.wait_for(|stopped| *stopped).await.ok();
    }

    /// Waits; false if the job shall end instead.
    pub async fn pause(&mut self, length: Duration) -> bool {
        tokio::time::timeout(length, self.requested()).await.is_err()
    }
}
