//! The clocks of the edge.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What tells the age of what is stored, in milliseconds: [`now`], but in a simulation, where time passes as it is
/// told to.
pub type Clock = fn() -> u64;

/// Milliseconds since 1970, as the machine's clock had it at the first call in this process, and counted on
/// from there: whatever is done to that clock later, time passes here. Ages of what is stored are reckoned by it.
pub fn now() -> u64 {
    static START: OnceLock<(Duration, Instant)> = OnceLock::new();
    let (start, begun) = START.get_or_init(|| (since_1970(), Instant::now()));
    u64::try_from((*start + begun.elapsed()).as_millis()).unwrap_or(u64::MAX)
}

/// Time since 1970 by the machine's clock as it is set now: for what is compared with other machines, such as
/// signatures and events.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
