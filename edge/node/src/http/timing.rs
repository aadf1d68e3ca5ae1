//! Where the time of an answer went, as the `Server-Timing` field. It tells nothing of who asked.

use std::time::Duration;

use http::{HeaderName, HeaderValue};

use crate::http::cache_status::{CacheStatus, Reason};

/// The field's name.
pub const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// The account of an answer for which nothing was made. It is the same for all, so that the usual
/// answer costs nothing.
pub fn of_stored(status: CacheStatus) -> HeaderValue {
    HeaderValue::from_static(match status {
        CacheStatus::Hit(left) if left > 0 => "cache;desc=hit",
        CacheStatus::Hit(_) => "cache;desc=stale",
        CacheStatus::Filled(_) => "cache;desc=filled",
        CacheStatus::StaleIfError(_) => "cache;desc=stale-if-error",
        _ => "cache;desc=own",
    })
}

/// The account of an answer for which the worker was asked, for so long.
pub fn of_made(because: Reason, render: Duration, total: Duration) -> HeaderValue {
    let milliseconds = |time: Duration| format!("{}.{}", time.as_millis(), time.as_micros() % 1000 / 100);
    let (render, total) = (milliseconds(render), milliseconds(total));
    let value = format!("cache;desc={}, render;dur={render}, total;dur={total}", because.word());
    HeaderValue::from_str(&value).expect("words and numbers are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_milliseconds_with_a_tenth() {
        let value = of_made(Reason::Miss, Duration::from_micros(12_345), Duration::from_micros(13_049));
        assert_eq!(value, "cache;desc=miss, render;dur=12.3, total;dur=13.0");
        assert_eq!(of_stored(CacheStatus::Hit(3)), "cache;desc=hit");
        assert_eq!(of_stored(CacheStatus::Hit(-3)), "cache;desc=stale");
    }
}
