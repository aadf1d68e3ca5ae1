//! How long something stored is good, by the clock alone.

use std::time::Duration;

use crate::cache::policy::Policy;
use crate::cache::tags::Tags;

/// The longest freshness while purges do not arrive.
const FRESH_WITHOUT_PURGES: u64 = 10_000;

/// The times of something stored, in milliseconds of [`crate::cache::clock::now`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshnessLifetime {
    pub(crate) stored: u64,
    pub(crate) fresh_until: u64,
    pub(crate) stale_until: u64,
    pub(crate) error_until: u64,
}

/// How old something stored is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// As good as new, for so many milliseconds more.
    Fresh(u64),
    /// Old since so many milliseconds; may be sent once more while it is made anew.
    Stale(u64),
    /// Only good when no new one can be made.
    Over,
}

impl FreshnessLifetime {
    /// Of what never grows old.
    pub const ENDLESS: Self =
        Self { stored: u64::MAX, fresh_until: u64::MAX, stale_until: u64::MAX, error_until: u64::MAX };

    /// Of what was stored `now` under this policy.
    pub fn new(policy: Policy, now: u64) -> Self {
        let after = |lifetime: Duration| u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX);
        let fresh_until = now.saturating_add(after(policy.fresh));
        Self {
            stored: now,
            fresh_until,
            stale_until: fresh_until.saturating_add(after(policy.stale_while_revalidate)),
            error_until: fresh_until.saturating_add(after(policy.stale_if_error)),
        }
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

    /// When it was stored.
    pub fn stored(self) -> u64 {
        self.stored
    }

    /// How old it is.
    pub fn age(self, now: u64, tags: &Tags) -> Age {
        let fresh_until = self.fresh_until(tags);
        if now < fresh_until {
            Age::Fresh(fresh_until - now)
        // Without purges something old may be wrong, so it is not shown while it is made anew.
        } else if now < self.stale_until && tags.is_live() {
            Age::Stale(now - fresh_until)
        } else {
            Age::Over
        }
    }

    /// Milliseconds since it stopped being fresh, if it may still be sent because no new one
    /// could be made.
    pub fn good_on_error(self, now: u64, tags: &Tags) -> Option<u64> {
        (now < self.error_until).then(|| now.saturating_sub(self.fresh_until(tags)))
    }

    fn fresh_until(self, tags: &Tags) -> u64 {
        if tags.is_live() {
            self.fresh_until
        } else {
            self.fresh_until.min(self.stored.saturating_add(FRESH_WITHOUT_PURGES))
        }
    }
}
