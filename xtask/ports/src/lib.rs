//! TCP ports of this machine for servers that are about to start: of `cargo xtask`, and of all tests.
//!
//! A server that can listen on port 0 itself needs none of this. One that must be told its port needs one that nobody
//! else is given before it listens. A port that the system picked (bound to port 0 and let go) is none: the system gives
//! the like to outgoing connections, of which tests make many.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Mutex, PoisonError};

/// The first port that is given.
const FIRST: u32 = 20_000;
/// How many there are: all lie below those that Linux gives to outgoing connections (32768 and up).
const COUNT: u32 = 12_000;
/// A step that shares no factor with the count reaches every port once.
const STEP: u32 = 7;

/// Every port that may be given, in an order that differs from process to process.
pub fn candidates() -> impl Iterator<Item = u16> {
    let start = std::process::id().wrapping_mul(1009) % COUNT;
    (0..COUNT).filter_map(move |turn| u16::try_from(FIRST + (start + turn * STEP) % COUNT).ok())
}

/// Whether a server could listen there.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A port that was free a moment ago, and that this process was not given before: a server that is being started may
/// not listen yet. Where nobody listens for the whole of a test is such a port too.
///
/// # Panics
/// If there is none.
pub fn free_port() -> u16 {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    let port = candidates().find(|port| !given.contains(port) && is_free(*port));
    let port = port.expect("this machine has a free TCP port between 20000 and 32000");
    given.insert(port);
    port
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_with_a_listener_is_not_free() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        assert!(!is_free(listener.local_addr().expect("it is bound").port()));
    }

    #[test]
    fn every_candidate_comes_once() {
        let all: BTreeSet<u16> = candidates().collect();
        assert_eq!((all.len(), all.first(), all.last()), (12_000, Some(&20_000), Some(&31_999)));
    }

    #[test]
    fn no_port_is_given_twice() {
        let (first, second) = (free_port(), free_port());
        assert!(is_free(first) && is_free(second) && first != second, "{first} {second}");
    }
}
