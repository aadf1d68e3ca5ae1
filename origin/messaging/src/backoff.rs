//! How long to wait before trying again.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(100);
const MAX: Duration = Duration::from_secs(5);

/// Waits that double, from 0.1 to 5 seconds.
pub struct Backoff(Duration);

impl Default for Backoff {
    /// Begins with the shortest wait.
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Backoff {
    /// The next wait.
    pub fn wait(&mut self) -> Duration {
        let wait = self.0;
        self.0 = (wait * 2).min(MAX);
        wait
    }

    /// Something worked: the next wait is the first again.
    pub fn reset(&mut self) {
        self.0 = FIRST;
    }
}

/// How long a message waits that was delivered this often before: 1 second, doubling up to a minute.
pub fn redelivery(delivered: i64) -> Duration {
    let doublings = u32::try_from(delivered.clamp(1, 7) - 1).expect("at most six");
    Duration::from_secs(1 << doublings).min(Duration::from_secs(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_bound_and_begin_anew() {
        let mut backoff = Backoff::default();
        let waits: Vec<u128> = (0..8).map(|_| backoff.wait().as_millis()).collect();
        assert_eq!(waits, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        backoff.reset();
        assert_eq!(backoff.wait(), FIRST);
    }

    #[test]
    fn redelivery_waits_at_most_a_minute() {
        assert_eq!([0, 1, 2, 6, 7, 1000].map(|n| redelivery(n).as_secs()), [1, 1, 2, 32, 60, 60]);
    }
}
