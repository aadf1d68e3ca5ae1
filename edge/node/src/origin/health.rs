//! How a member does, from what probes see and what becomes of calls. Decides and never waits.

use std::time::{Duration, Instant};

/// Probes in a row without an answer until a member is down.
const DOWN_AFTER: u32 = 2;
/// Calls in a row without an answer until a member is left out.
const EJECT_AFTER: u32 = 3;
/// How long it is left out the first time; twice as long each further time.
const FIRST_EJECTION: Duration = Duration::from_secs(1);
/// So often it doubles at most: to 32 s.
const MAX_DOUBLINGS: u32 = 5;

/// What a probe sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is ready.
    Ready,
    /// It answers, and misses something it needs.
    Degraded,
    /// It is about to end.
    Draining,
    /// It does not answer.
    Silent,
}

/// Who is asked first. The last of them are better than nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Well, as far as is known.
    Good,
    /// Misses something.
    Degraded,
    /// Left out because of calls, though it answers probes. Nobody else is left.
    Ejected,
    /// About to end, but still taking calls.
    Draining,
}

/// The health of one member.
#[derive(Debug, Default)]
pub struct MemberHealth {
    /// None until a probe has come back.
    seen: Option<Seen>,
    silent_probes: u32,
    failures: u32,
    ejections: u32,
    ejected_until: Option<Instant>,
    /// The one call that tries whether an ejected member is well again.
    trial: bool,
}

impl MemberHealth {
    /// Where it stands for a new call; none if it should not get one.
    pub fn tier(&self, now: Instant) -> Option<Tier> {
        let tier = match self.seen {
            None | Some(Seen::Ready) => Tier::Good,
            Some(Seen::Degraded) => Tier::Degraded,
            Some(Seen::Draining) => return Some(Tier::Draining),
            Some(Seen::Silent) => return None,
        };
        let left_out = self.trial || self.ejected_until.is_some_and(|until| now < until);
        Some(if left_out { Tier::Ejected } else { tier })
    }

    /// Whether a probe got an answer last.
    pub fn is_up(&self) -> bool {
        matches!(self.seen, Some(Seen::Ready | Seen::Degraded))
    }

    /// The health in a word.
    pub fn word(&self, now: Instant) -> &'static str {
        match (self.seen, self.tier(now)) {
            (Some(Seen::Silent), _) => "down",
            (Some(Seen::Draining), _) => "draining",
            (_, Some(Tier::Ejected)) => "ejected",
            (Some(Seen::Ready), _) => "up",
            (Some(Seen::Degraded), _) => "degraded",
            (None, _) => "unknown",
        }
    }

    /// A call goes to it. Returns whether it is the one that tries a member that was left out.
    pub fn begin(&mut self, now: Instant) -> bool {
        let over = self.ejected_until.is_some_and(|until| now >= until);
        let tries = over && !self.trial;
        self.trial |= tries;
        tries
    }

    /// The call that tries the member came to no end.
    pub fn give_up_trial(&mut self) {
        self.trial = false;
    }

    /// It answered a call.
    pub fn answered(&mut self) {
        self.failures = 0;
        self.trial = false;
        self.ejected_until = None;
    }

    /// A call got no answer. Returns whether it is left out from now on, which it is only while
    /// somebody else is well.
    pub fn failed(&mut self, now: Instant, other_is_well: bool) -> bool {
        self.failures = self.failures.saturating_add(1);
        let was_tried = std::mem::take(&mut self.trial);
        let eject =
            other_is_well && (was_tried || self.failures >= EJECT_AFTER) && self.tier(now) != Some(Tier::Ejected);
        if eject {
            self.ejected_until = Some(now + FIRST_EJECTION * 2_u32.pow(self.ejections.min(MAX_DOUBLINGS)));
            self.ejections = self.ejections.saturating_add(1);
            self.failures = 0;
        } else if was_tried && !other_is_well {
            self.ejected_until = None;
        }
        eject
    }

    /// A probe came back. Returns whether the health changed.
    pub fn probed(&mut self, seen: Seen) -> bool {
        if seen == Seen::Silent {
            self.silent_probes = self.silent_probes.saturating_add(1);
            if self.silent_probes < DOWN_AFTER && self.seen.is_some() {
                return false;
            }
        } else {
            self.silent_probes = 0;
        }
        let before = self.seen.replace(seen);
        if before == Some(Seen::Silent) && seen != Seen::Silent {
            // Another process than the one that failed.
            (self.failures, self.ejections, self.ejected_until, self.trial) = (0, 0, None, false);
        }
        if seen == Seen::Ready && self.ejected_until.is_none() {
            // Every second without trouble makes old trouble count less.
            self.ejections = self.ejections.saturating_sub(1);
        }
        before != Some(seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probes_decide_whether_there_is_anybody() {
        let now = Instant::now();
        let mut health = MemberHealth::default();
        assert_eq!((health.tier(now), health.is_up()), (Some(Tier::Good), false));
        for (seen, tier) in [
            (Seen::Ready, Some(Tier::Good)),
            (Seen::Silent, Some(Tier::Good)),
            (Seen::Silent, None),
            (Seen::Degraded, Some(Tier::Degraded)),
            (Seen::Draining, Some(Tier::Draining)),
            (Seen::Ready, Some(Tier::Good)),
        ] {
            health.probed(seen);
            assert_eq!(health.tier(now), tier, "{seen:?}");
        }
        let mut never_there = MemberHealth::default();
        assert!(never_there.probed(Seen::Silent));
        assert_eq!(never_there.tier(now), None);
    }

    #[test]
    fn who_gives_no_answers_is_left_out_for_a_growing_time() {
        let mut now = Instant::now();
        let mut health = MemberHealth::default();
        health.probed(Seen::Ready);
        assert!(!health.failed(now, true) && !health.failed(now, true));
        health.answered();
        assert!(!health.failed(now, true) && !health.failed(now, true));
        assert!(health.failed(now, true));
        for seconds in [1, 2, 4, 8, 16, 32, 32] {
            assert_eq!(health.tier(now), Some(Tier::Ejected));
            now += Duration::from_secs(seconds);
            assert_eq!(health.tier(now), Some(Tier::Good), "{seconds}");
            assert!(health.begin(now));
            // One tries it, the others wait for what becomes of it.
            assert_eq!(health.tier(now), Some(Tier::Ejected));
            assert!(health.failed(now, true));
        }
        now += Duration::from_secs(32);
        assert!(health.begin(now));
        health.answered();
        assert_eq!((health.tier(now), health.begin(now)), (Some(Tier::Good), false));
    }

    #[test]
    fn the_last_one_is_never_left_out() {
        let now = Instant::now();
        let mut health = MemberHealth::default();
        for _ in 0..10 {
            assert!(!health.failed(now, false));
        }
        assert_eq!(health.tier(now), Some(Tier::Good));
    }

    #[test]
    fn a_trial_that_comes_to_no_end_is_made_again() {
        let now = Instant::now();
        let mut health = MemberHealth::default();
        while !health.failed(now, true) {}
        let later = now + FIRST_EJECTION;
        assert!(health.begin(later));
        health.give_up_trial();
        assert!(health.begin(later));
    }

    #[test]
    fn who_comes_back_from_the_dead_begins_anew() {
        let now = Instant::now();
        let mut health = MemberHealth::default();
        while !health.failed(now, true) {}
        health.probed(Seen::Silent);
        assert!(health.probed(Seen::Ready));
        assert_eq!(health.tier(now), Some(Tier::Good));
    }
}
