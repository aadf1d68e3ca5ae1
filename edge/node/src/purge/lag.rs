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
    /// Records how long a purge took that was heard at `now`.
    pub fn heard(&mut self, lag: Duration, now: Instant) {
        let late = lag > LATE;
        if late && self.late_until.is_none() {
            tracing::warn!(
                seconds = lag.as_secs(),
                "purges come late (or this clock is ahead), so pages stay fresh for 10 s at most"
            );
        }
        self.late_until = late.then(|| now + DOUBT);
    }

    /// Whether purges are late.
    pub fn is_late(&self) -> bool {
        self.late_until.is_some()
    }

    /// Until when they are, unless one comes in time or another late one before that.
    pub fn late_until(&self) -> Option<Instant> {
        self.late_until
    }

    /// Takes them for in time again.
    pub fn regain(&mut self) {
        self.late_until = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_purge_casts_doubt_until_one_is_in_time() {
        let (mut monitor, now) = (LagMonitor::default(), Instant::now());
        monitor.heard(Duration::from_millis(20), now);
        assert!(!monitor.is_late());
        monitor.heard(Duration::from_secs(6), now);
        assert!(monitor.is_late());
        assert_eq!(monitor.late_until(), Some(now + DOUBT));
        monitor.heard(Duration::from_secs(1), now);
        assert!(!monitor.is_late());
        assert_eq!(monitor.late_until(), None, "there is nothing to regain");
    }

    #[test]
    fn each_late_purge_prolongs_the_doubt_which_ends_when_it_is_told_to() {
        let (mut monitor, now) = (LagMonitor::default(), Instant::now());
        monitor.heard(Duration::from_secs(6), now);
        monitor.heard(Duration::from_secs(6), now + LATE);
        assert_eq!(monitor.late_until(), Some(now + LATE + DOUBT));
        monitor.regain();
        assert!(!monitor.is_late() && monitor.late_until().is_none());
    }
}
