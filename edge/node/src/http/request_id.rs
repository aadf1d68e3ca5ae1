//! What requests are called, in headers and in the log.

use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A name for one request, unlikely to be used by any other node or at any other time.
pub fn request_id() -> String {
    static PROCESS: OnceLock<u64> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    // The standard library seeds its hashers from the system's randomness.
    let seed = || std::hash::RandomState::new().build_hasher().finish();
    let process = PROCESS.get_or_init(seed);
    format!("{process:016x}-{:08x}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A path for the log. The id of a cart or an order opens it, so ids are left out.
pub fn without_ids(path: &str) -> String {
    let is_id = |segment: &str| segment.len() == 36 && segment.matches('-').count() == 4;
    let shown: Vec<&str> = path.split('/').map(|segment| if is_id(segment) { "…" } else { segment }).collect();
    shown.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_has_a_name_of_its_own() {
        assert_ne!(request_id(), request_id());
    }
}
