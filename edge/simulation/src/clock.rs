//! The time of a run, which passes from one step to the next and not by itself.

use std::cell::Cell;

/// Microseconds in a millisecond.
pub const MILLISECOND: u64 = 1_000;
/// Microseconds in a second.
pub const SECOND: u64 = 1_000 * MILLISECOND;

/// When runs begin, in milliseconds since 1970.
const BEGIN: u64 = 1_800_000_000_000;

thread_local! {
    // A run stays on one thread, and so several may run side by side.
    static NOW: Cell<u64> = const { Cell::new(0) };
}

/// Microseconds since the run began.
pub fn now() -> u64 {
    NOW.get()
}

/// Sets the time.
pub fn set(now: u64) {
    NOW.set(now);
}

/// Milliseconds since 1970: what caches are given for a clock.
pub fn milliseconds() -> u64 {
    BEGIN + now() / MILLISECOND
}
