//! Pieces that are kept for somebody for a while. All times are Unix seconds.

use serde::{Deserialize, Serialize};

/// How long pieces are kept unless the shop says otherwise: 15 minutes.
pub const RESERVATION_SECONDS: u32 = 15 * 60;

/// How long pieces are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reservation {
    /// The first second in which they are no longer.
    pub until: i64,
}

impl Reservation {
    /// Pieces kept from `now` on for `seconds`.
    pub const fn of(now: i64, seconds: u32) -> Self {
        Self { until: now.saturating_add(seconds as i64) }
    }

    /// The same pieces, kept for `seconds` from `now` on; never for less long than before.
    pub fn extended(self, now: i64, seconds: u32) -> Self {
        self.max(Self::of(now, seconds))
    }

    /// Whether the pieces are anybody's again.
    pub const fn is_expired(self, now: i64) -> bool {
        now >= self.until
    }

    /// How many seconds are left; 0 if none.
    pub const fn seconds_left(self, now: i64) -> u64 {
        if now < self.until { self.until.abs_diff(now) } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reservation_ends_at_its_second() {
        let kept = Reservation::of(1_000, RESERVATION_SECONDS);
        assert_eq!(kept.until, 1_900);
        for (now, expired, left) in
            [(i64::MIN, false, 1_900 + (1 << 63)), (1_899, false, 1), (1_900, true, 0), (i64::MAX, true, 0)]
        {
            assert_eq!((kept.is_expired(now), kept.seconds_left(now)), (expired, left), "{now}");
        }
        assert_eq!(kept.extended(1_100, 900).until, 2_000);
        assert_eq!(kept.extended(1_100, 60).until, 1_900);
        assert_eq!(Reservation::of(i64::MAX, 1).until, i64::MAX);
    }
}
