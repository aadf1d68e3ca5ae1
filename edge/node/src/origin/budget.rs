//! How much may be tried again, so that a failing origin is not buried under repeats.

use std::time::Instant;

/// Hundredths of a repeat that each call earns: one repeat for five calls.
const EARNED: u64 = 20;
/// What one repeat costs.
const REPEAT: u64 = 100;
/// What a second earns, so that few calls may be repeated too: ten repeats.
const A_SECOND: u64 = 1000;
/// What can be saved up: a hundred repeats.
const MAX_SAVED: u64 = 10_000;

/// What was earned and not spent.
#[derive(Debug)]
pub struct Budget {
    saved: u64,
    counted: Instant,
}

impl Budget {
    /// A budget with a second's earnings.
    pub fn new(now: Instant) -> Self {
        Self { saved: A_SECOND, counted: now }
    }

    /// A call is made for the first time.
    pub fn earn(&mut self) {
        self.saved = (self.saved + EARNED).min(MAX_SAVED);
    }

    /// Whether a call may be repeated; then it is paid for.
    pub fn spend(&mut self, now: Instant) -> bool {
        let millis = now.saturating_duration_since(self.counted).as_millis().min(u128::from(MAX_SAVED));
        let earned = u64::try_from(millis).unwrap_or(MAX_SAVED) * A_SECOND / 1000;
        self.counted = now;
        self.saved = (self.saved + earned).min(MAX_SAVED);
        let enough = self.saved >= REPEAT;
        self.saved -= if enough { REPEAT } else { 0 };
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn repeats_are_earned_by_calls_and_time() {
        let now = Instant::now();
        let mut budget = Budget::new(now);
        let mut spendable = |now| (0..1000).take_while(|_| budget.spend(now)).count();
        assert_eq!(spendable(now), 10);
        assert_eq!(spendable(now + Duration::from_secs(1)), 10);
        assert_eq!(spendable(now + Duration::from_secs(3600)), 100);
        for _ in 0..50 {
            budget.earn();
        }
        let later = now + Duration::from_secs(3600);
        assert_eq!((0..1000).take_while(|_| budget.spend(later)).count(), 10);
    }
}
