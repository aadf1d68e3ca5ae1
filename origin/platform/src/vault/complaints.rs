//! What cannot be read is said, but not each time that somebody tries: keys of payments are read twice a second.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Between two times that the same is said.
const AGAIN: Duration = Duration::from_secs(60);
/// What nobody has tried to read for so long may be gone, and nothing is kept of it.
const FORGOTTEN: Duration = Duration::from_secs(60 * 60);

/// What was said not to be readable, and when.
#[derive(Default)]
pub(super) struct Complaints(Mutex<HashMap<String, Instant>>);

impl Complaints {
    /// Whether it is time to say of this that it cannot be read, which is noted as said.
    pub(super) fn is_due(&self, what: &str, now: Instant) -> bool {
        let mut said = self.lock();
        let since = |at: &Instant| now.saturating_duration_since(*at);
        if said.get(what).is_some_and(|at| since(at) < AGAIN) {
            return false;
        }
        said.retain(|_, at| since(at) < FORGOTTEN);
        said.insert(what.to_owned(), now);
        true
    }

    /// Whether this was said, and is over.
    pub(super) fn is_over(&self, what: &str) -> bool {
        self.lock().remove(what).is_some()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_once_a_minute_and_once_when_it_is_over() {
        let (complaints, begun) = (Complaints::default(), Instant::now());
        let at = |half_seconds: u32| begun + Duration::from_millis(500) * half_seconds;
        let said = (0..240).filter(|half| complaints.is_due("a", at(*half))).count();
        assert_eq!(said, 2, "twice a second for two minutes");
        assert!(complaints.is_due("b", at(1)), "another thing is said all the same");
        assert!(complaints.is_over("a") && !complaints.is_over("a"));
        assert!(complaints.is_due("a", at(240)), "it is broken anew");
        // Of what nobody tries to read any more nothing is kept.
        assert!(complaints.is_due("c", at(3 * 60 * 120)));
        assert!(!complaints.is_over("a") && !complaints.is_over("b") && complaints.is_over("c"));
    }
}
