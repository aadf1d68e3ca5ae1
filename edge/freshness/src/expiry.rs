//! How long something stored is good, by the clock alone.

use std::time::Duration;

use crate::lifetime::{Lifetime, MAX_IN_ONE_CACHE};

/// The unit of a clock that counts milliseconds.
pub const MILLISECONDS: u64 = 1_000;
/// The unit of a clock that counts seconds.
pub const SECONDS: u64 = 1;

/// The times of something stored, as a clock counts that makes `PER_SECOND` steps in a second. Times of different
/// clocks cannot be mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry<const PER_SECOND: u64> {
    /// When it was stored.
    pub stored: u64,
    /// Until when it is fresh.
    pub fresh_until: u64,
    /// Until when it may be shown while it is made anew.
    pub stale_until: u64,
    /// Until when it may be shown if it cannot be made anew.
    pub error_until: u64,
}

/// How old something stored is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// As good as new, for so many steps of the clock more.
    Fresh(u64),
    /// Old since so many steps; may be sent once more while it is made anew.
    Stale(u64),
    /// Only good when no new one can be made.
    Over,
}

impl<const PER_SECOND: u64> Expiry<PER_SECOND> {
    /// Of what never grows old.
    pub const ENDLESS: Self =
        Self { stored: u64::MAX, fresh_until: u64::MAX, stale_until: u64::MAX, error_until: u64::MAX };

    /// Of what was stored `now` with this lifetime.
    pub fn new(lifetime: Lifetime, now: u64) -> Self {
        let fresh_until = now.saturating_add(steps::<PER_SECOND>(lifetime.fresh));
        let after = |duration| fresh_until.saturating_add(steps::<PER_SECOND>(duration));
        let (stale_until, error_until) = (after(lifetime.stale_while_revalidate), after(lifetime.stale_if_error));
        Self { stored: now, fresh_until, stale_until, error_until }
    }

    /// Of what is made of both: the shorter in each respect.
    pub fn and(self, other: Self) -> Self {
        Self {
            stored: self.stored.min(other.stored),
            fresh_until: self.fresh_until.min(other.fresh_until),
            stale_until: self.stale_until.min(other.stale_until),
            error_until: self.error_until.min(other.error_until),
        }
    }

    /// How old it is. `live` says whether purges arrive.
    pub fn age(self, now: u64, live: bool) -> Age {
        let fresh_until = self.fresh_until(live);
        if now < fresh_until {
            Age::Fresh(fresh_until - now)
        // Without purges something old may be wrong, so it is not shown while it is made anew.
        } else if now < self.stale_until && live {
            Age::Stale(now - fresh_until)
        } else {
            Age::Over
        }
    }

    /// Steps since it stopped being fresh, if it may still be sent because no new one could be made.
    pub fn stale_on_error(self, now: u64, live: bool) -> Option<u64> {
        (now < self.error_until).then(|| now.saturating_sub(self.fresh_until(live)))
    }

    fn fresh_until(self, live: bool) -> u64 {
        if live {
            self.fresh_until
        } else {
            self.fresh_until.min(self.stored.saturating_add(steps::<PER_SECOND>(MAX_IN_ONE_CACHE)))
        }
    }
}

/// A duration in steps of a clock, begun ones not counted.
fn steps<const PER_SECOND: u64>(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos() * u128::from(PER_SECOND) / 1_000_000_000).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lifetime() -> impl Strategy<Value = Lifetime> {
        prop::array::uniform3(0_u32..5000)
            .prop_map(|[fresh, revalidate, error]| Lifetime::of_seconds(fresh, revalidate, error))
    }

    fn rank(age: Age) -> u8 {
        match age {
            Age::Fresh(_) => 0,
            Age::Stale(_) => 1,
            Age::Over => 2,
        }
    }

    proptest! {
        #[test]
        fn nothing_grows_younger(lifetime in lifetime(), stored in 0_u64..1000, now in 0_u64..9000, later in 0_u64..9000, live: bool) {
            let expiry = Expiry::<SECONDS>::new(lifetime, stored);
            let (now, later) = (stored + now, stored + now + later);
            prop_assert!(rank(expiry.age(now, live)) <= rank(expiry.age(later, live)));
            prop_assert!(expiry.stale_on_error(later, live).is_none() || expiry.stale_on_error(now, live).is_some());
        }

        #[test]
        fn what_is_made_of_both_is_as_old_as_the_older(a in lifetime(), b in lifetime(), stored in prop::array::uniform2(0_u64..1000), now in 1000_u64..9000) {
            let (a, b) = (Expiry::<SECONDS>::new(a, stored[0]), Expiry::<SECONDS>::new(b, stored[1]));
            let both = a.and(b);
            prop_assert_eq!(rank(both.age(now, true)), rank(a.age(now, true)).max(rank(b.age(now, true))));
            prop_assert_eq!(a.and(Expiry::ENDLESS), a);
        }

        #[test]
        fn clocks_of_both_kinds_agree(lifetime in lifetime(), stored in 0_u64..1000, now in 0_u64..9000, live: bool) {
            let (coarse, fine) = (Expiry::<SECONDS>::new(lifetime, stored), Expiry::<MILLISECONDS>::new(lifetime, stored * 1000));
            let fine = match fine.age((stored + now) * 1000, live) {
                Age::Fresh(left) => Age::Fresh(left / 1000),
                Age::Stale(since) => Age::Stale(since / 1000),
                Age::Over => Age::Over,
            };
            prop_assert_eq!(coarse.age(stored + now, live), fine);
        }

        #[test]
        fn without_purges_nothing_is_fresh_for_long(lifetime in lifetime(), now in 10_u64..9000) {
            let age = Expiry::<SECONDS>::new(lifetime, 0).age(now, false);
            prop_assert_eq!(age, Age::Over);
        }
    }
}
