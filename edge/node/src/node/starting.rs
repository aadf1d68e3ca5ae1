//! What becomes of whoever comes before the worker is loaded.

use std::time::Duration;

use super::{Node, Worker};
use crate::http::worker_error::WorkerError;

/// How long somebody waits for a node that begins: a worker that was compiled before is loaded in a tenth of a second. One
/// that is compiled first takes longer, and then it is better to be told than to wait.
pub const MAX_START: Duration = Duration::from_secs(5);

impl Node {
    /// The worker. A load balancer that knows the address from before sends somebody as soon as it is listened at; they wait.
    ///
    /// # Errors
    /// If it is not loaded by then.
    pub(crate) async fn loaded(&self) -> Result<&Worker, WorkerError> {
        match self.worker.get() {
            Some(worker) => Ok(worker),
            // Nobody else has room for it.
            None => {
                Box::pin(tokio::time::timeout(self.start, self.worker.wait())).await.map_err(|_| WorkerError::Starting)
            }
        }
    }
}
