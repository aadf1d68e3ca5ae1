//! The node's own clock, which never goes back.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, as the machine's clock had it at the first call in this process, and counted on
/// from there: whatever is done to that clock later, time passes here.
pub fn now() -> u64 {
    static START: OnceLock<(Duration, Instant)> = OnceLock::new();
    let (start, begun) =
        START.get_or_init(|| (SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(), Instant::now()));
    u64::try_from((*start + begun.elapsed()).as_millis()).unwrap_or(u64::MAX)
}
