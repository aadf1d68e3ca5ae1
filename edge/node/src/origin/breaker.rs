//! Stops asking an origin of which no member gives answers, and tries again by one call at a time.

use std::time::{Duration, Instant};

/// Calls in a row that nobody answered until it opens.
const OPENS_AFTER: u32 = 5;
/// How long it stays open the first time; twice as long each further time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// So often it doubles at most: to 8 s.
const MAX_DOUBLINGS: u32 = 3;

/// Closed, open, or half open: with one call under way that tries.
#[derive(Debug, Default)]
pub struct Breaker {
    failures: u32,
    pauses: u32,
    open_until: Option<Instant>,
    trying: bool,
}

impl Breaker {
    /// Whether a call may be made. Each that was allowed must be settled.
    pub fn allows(&mut self, now: Instant) -> bool {
        match self.open_until {
            None => true,
            Some(until) if now < until || self.trying => false,
            Some(_) => {
                self.trying = true;
                true
            }
        }
    }

    /// Somebody answered, or a probe saw that somebody would.
    pub fn close(&mut self) {
        *self = Self::default();
    }

    /// Nobody answered.
    pub fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        if std::mem::take(&mut self.trying) || (self.open_until.is_none() && self.failures >= OPENS_AFTER) {
            self.open_until = Some(now + FIRST_PAUSE * 2_u32.pow(self.pauses.min(MAX_DOUBLINGS)));
            self.pauses = self.pauses.saturating_add(1);
        }
    }

    /// The call came to no end: its caller went away.
    pub fn abandoned(&mut self) {
        self.trying = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_tries_and_closes() {
        let mut now = Instant::now();
        let mut breaker = Breaker::default();
        for _ in 0..OPENS_AFTER {
            assert!(breaker.allows(now));
            breaker.failed(now);
        }
        for seconds in [1, 2, 4, 8, 8] {
            assert!(!breaker.allows(now));
            now += Duration::from_secs(seconds);
            assert!(breaker.allows(now), "one may try after {seconds} s");
            assert!(!breaker.allows(now), "and no other");
            breaker.failed(now);
        }
        now += Duration::from_secs(8);
        assert!(breaker.allows(now));
        breaker.abandoned();
        assert!(breaker.allows(now));
        breaker.close();
        assert!(breaker.allows(now) && breaker.allows(now));
    }

    #[test]
    fn an_answer_between_failures_keeps_it_closed() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        for _ in 0..3 {
            for _ in 1..OPENS_AFTER {
                breaker.failed(now);
            }
            breaker.close();
        }
        assert!(breaker.allows(now));
    }
}
