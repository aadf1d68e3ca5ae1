//! What was seen lately by this process, within bounds.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// As many writes as one process can take in while a signature is good, and some more.
const MAX_NONCES: usize = 200_000;

/// Names with the time until which each is remembered.
#[derive(Debug, Default)]
pub struct Nonces(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    names: HashSet<Arc<str>>,
    /// In the order in which they came, which is nearly that in which they are over.
    order: VecDeque<(u64, Arc<str>)>,
}

impl Nonces {
    /// Remembers a name until `expires`; false if it is remembered already. Both times are in seconds.
    pub fn insert(&self, name: &str, expires: u64, now: u64) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while seen.order.front().is_some_and(|(over, _)| *over < now) || seen.order.len() >= MAX_NONCES {
            if let Some((_, old)) = seen.order.pop_front() {
                seen.names.remove(&old);
            }
        }
        let name: Arc<str> = name.into();
        if !seen.names.insert(Arc::clone(&name)) {
            return false;
        }
        seen.order.push_back((expires, name));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_until_its_time_is_over() {
        let nonces = Nonces::default();
        assert!(nonces.insert("a", 110, 50));
        assert!(nonces.insert("b", 60, 50));
        assert!(!nonces.insert("a", 110, 110));
        assert!(nonces.insert("c", 200, 111));
        assert_eq!(nonces.0.lock().expect("unpoisoned").order.len(), 1);
        assert!(nonces.insert("a", 200, 111));
    }

    #[test]
    fn there_is_a_bound() {
        let nonces = Nonces::default();
        for number in 0..=MAX_NONCES {
            assert!(nonces.insert(&number.to_string(), 100, 50));
        }
        let seen = nonces.0.lock().expect("unpoisoned");
        assert_eq!((seen.order.len(), seen.names.len()), (MAX_NONCES, MAX_NONCES));
        assert!(!seen.names.contains("0") && seen.names.contains("1"));
    }
}
