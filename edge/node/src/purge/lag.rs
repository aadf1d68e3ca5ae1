//! Whether purges come in time. Lifetimes of an hour rest on that: while purges are late, whatever
//! is stored counts as if none arrived.

use std::time::Duration;

use tokio::time::Instant;

/// The longest way of a purge, from the record of the change to this node, that counts as in time.
const LATE: Duration = Duration::from_secs(5);
/// After a late purge there may be others on their late way. If none is heard of for so long, and
/// none in time either, they are taken to have arrived.
const DOUBT: Duration = Duration::from_secs(10);

/// What the last purges were like.
#[derive(Debug, Default)]
pub struct LagMonitor {
    late_until: Option<Instant>,
}

impl LagMonitor {
    /// Records how long a purge took.
    pub fn heard(&mut self, lag: Duration) {
        let late = lag > LATE;
        if late && self.late_until.is_none() {
            tracing::warn!(
                seconds = lag.as_secs(),
                "purges come late (or this clock is ahead), so pages stay fresh for 10 s at most"
            );
        }
        self.late_until = late.then(|| Instant::now() + DOUBT);
    }

    /// Whether purges are late.
    pub fn is_late(&self) -> bool {
        self.late_until.is_some()
    }

    /// Waits until purges that were late count as in time again; for ever while they are.
    pub async fn regained(&mut self) {
        match self.late_until {
            Some(at) => tokio::time::sleep_until(at).await,
            None => std::future::pending().await,
        }
        self.late_until = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_late_purge_casts_doubt_until_one_is_in_time() {
        let mut monitor = LagMonitor::default();
        monitor.heard(Duration::from_millis(20));
        assert!(!monitor.is_late());
        monitor.heard(Duration::from_secs(6));
        assert!(monitor.is_late());
        assert!(futures::poll!(Box::pin(monitor.regained())).is_pending());
        monitor.heard(Duration::from_secs(1));
        assert!(!monitor.is_late());
        assert!(futures::poll!(Box::pin(monitor.regained())).is_pending(), "there is nothing to regain");
    }

    #[tokio::test]
    async fn doubt_ends_by_itself() {
        let mut monitor = LagMonitor { late_until: Some(Instant::now()) };
        monitor.regained().await;
        assert!(!monitor.is_late());
    }
}
