//! When to stop.

use tokio::signal::unix::{SignalKind, signal};

/// Returns when the process is asked to stop, by a terminal (SIGINT) or by whoever runs it (SIGTERM).
pub async fn requested() {
    let mut terminate = signal(SignalKind::terminate()).expect("the process may listen to signals");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("stopping");
}
