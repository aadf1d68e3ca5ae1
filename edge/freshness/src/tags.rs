//! The tag scheme: which cached things a purge has made untrue.
//!
//! A purge is a message with a sequence number and tags. It raises the version of each of
//! its tags to its sequence, and only then the newest applied sequence. Whoever fills a
//! cache reads the applied sequence before the fill begins and stores it as `filled_at`.
//! The entry is current while no tag of it has a version above `filled_at`. A purge that
//! comes in during the fill therefore also makes the entry untrue, and since every value
//! only rises, replayed and reordered messages do no harm.
//!
//! A purge may be hard: what was filled before it may not be sent any more, not even when
//! nothing newer can be had. So each tag also has the sequence of its newest hard purge.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

/// The tag that every entry carries, named or not.
pub const ALL: &str = "all";

/// How untrue a purge makes what was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurgeKind {
    /// It may still be sent if nothing newer can be had.
    Soft,
    /// It may not be sent at all.
    Hard,
}

/// Beyond this many known tags the table is folded into [`ALL`], so that memory is bounded.
const MAX_TAGS: usize = 200_000;

/// Versions of all tags, shared by the page cache, the worker's key-value store and the
/// purge subscriber.
#[derive(Debug, Default)]
pub struct TagVersions {
    versions: RwLock<HashMap<Box<str>, u64>>,
    all: AtomicU64,
    /// The newest hard purges. They rise before the versions do.
    hard: RwLock<HashMap<Box<str>, u64>>,
    /// The newest hard purge of any tag.
    newest_hard: AtomicU64,
    applied: AtomicU64,
    changes: AtomicU64,
    live: AtomicBool,
    /// Purges by hand. Each takes a number of its own, so all that follow are higher by one than
    /// their message says. Changed under the lock of `versions` alone.
    by_hand: AtomicU64,
}

impl TagVersions {
    /// The newest purge sequence applied. Read it before a fill begins.
    #[inline]
    pub fn applied(&self) -> u64 {
        self.applied.load(Ordering::Acquire)
    }

    /// Counts purges applied, in whatever order. While it stays the same, so do all answers
    /// of [`TagVersions::is_current`].
    #[inline]
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// The version of one tag: the highest sequence that purged it or everything, or 0.
    pub fn version(&self, tag: &str) -> u64 {
        let versions = self.versions.read().unwrap_or_else(PoisonError::into_inner);
        // Read under the lock, for folding moves versions from the table into `all`.
        let all = self.all.load(Ordering::Acquire);
        versions.get(tag).copied().unwrap_or(0).max(all)
    }

    /// Whether no purge since `filled_at` concerns an entry with these tags.
    pub fn is_current(&self, filled_at: u64, tags: &[Box<str>]) -> bool {
        let versions = self.versions.read().unwrap_or_else(PoisonError::into_inner);
        if self.all.load(Ordering::Acquire) > filled_at {
            return false;
        }
        tags.iter().all(|tag| versions.get(tag).is_none_or(|version| crate::is_current(filled_at, *version)))
    }

    /// The newest hard purge of one tag or of everything, or 0.
    pub fn hard_version(&self, tag: &str) -> u64 {
        let hard = self.hard.read().unwrap_or_else(PoisonError::into_inner);
        [tag, ALL].into_iter().filter_map(|tag| hard.get(tag).copied()).max().unwrap_or(0)
    }

    /// Whether a hard purge since `filled_at` concerns an entry with these tags, so that it may not be
    /// sent whatever happens.
    pub fn is_forbidden(&self, filled_at: u64, tags: &[Box<str>]) -> bool {
        if self.newest_hard.load(Ordering::Acquire) <= filled_at {
            return false;
        }
        let hard = self.hard.read().unwrap_or_else(PoisonError::into_inner);
        let mut named = tags.iter().map(AsRef::as_ref).chain([ALL]);
        named.any(|tag| hard.get(tag).is_some_and(|version| *version > filled_at))
    }

    /// Applies one soft purge.
    pub fn purge<T: AsRef<str>>(&self, sequence: u64, tags: impl IntoIterator<Item = T>) {
        self.apply(PurgeKind::Soft, sequence, tags);
    }

    /// Applies one purge.
    pub fn apply<T: AsRef<str>>(&self, kind: PurgeKind, sequence: u64, tags: impl IntoIterator<Item = T>) {
        let mut versions = self.versions.write().unwrap_or_else(PoisonError::into_inner);
        let sequence = sequence + self.by_hand.load(Ordering::Relaxed);
        self.raise(&mut versions, kind, sequence, tags);
    }

    /// Purges by hand, on this node alone, and returns the sequence it took: one above all so far.
    pub fn purge_here<T: AsRef<str>>(&self, kind: PurgeKind, tags: impl IntoIterator<Item = T>) -> u64 {
        let mut versions = self.versions.write().unwrap_or_else(PoisonError::into_inner);
        self.by_hand.fetch_add(1, Ordering::Relaxed);
        let sequence = self.applied.load(Ordering::Acquire) + 1;
        self.raise(&mut versions, kind, sequence, tags);
        sequence
    }

    fn raise<T: AsRef<str>>(
        &self,
        versions: &mut HashMap<Box<str>, u64>,
        kind: PurgeKind,
        sequence: u64,
        tags: impl IntoIterator<Item = T>,
    ) {
        for tag in tags {
            let tag = tag.as_ref();
            if kind == PurgeKind::Hard {
                self.raise_hard(tag, sequence);
            }
            if tag == ALL {
                self.all.fetch_max(sequence, Ordering::AcqRel);
            } else if let Some(version) = versions.get_mut(tag) {
                *version = (*version).max(sequence);
            } else {
                versions.insert(tag.into(), sequence);
            }
        }
        if versions.len() > MAX_TAGS {
            let highest = versions.values().copied().max().unwrap_or(0);
            self.all.fetch_max(highest, Ordering::AcqRel);
            versions.clear();
        }
        // The order matters: who sees the new sequence also sees the versions it raised. And
        // under the lock, so that a purge by hand takes a sequence that nobody has seen yet.
        self.applied.fetch_max(sequence, Ordering::AcqRel);
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    fn raise_hard(&self, tag: &str, sequence: u64) {
        let mut hard = self.hard.write().unwrap_or_else(PoisonError::into_inner);
        let version = hard.entry(tag.into()).or_default();
        *version = (*version).max(sequence);
        if hard.len() > MAX_TAGS {
            let highest = hard.values().copied().max().unwrap_or(0);
            hard.clear();
            hard.insert(ALL.into(), highest);
        }
        self.newest_hard.fetch_max(sequence, Ordering::AcqRel);
    }

    /// Whether purges arrive. While they do not, nothing may stay fresh for long.
    #[inline]
    pub fn is_live(&self) -> bool {
        self.live.load(Ordering::Relaxed)
    }

    /// Records whether purges arrive.
    pub fn set_live(&self, live: bool) {
        self.live.store(live, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tags(names: &[&str]) -> Vec<Box<str>> {
        names.iter().map(|name| Box::from(*name)).collect()
    }

    #[test]
    fn a_purge_during_a_fill_makes_the_entry_untrue() {
        let table = TagVersions::default();
        table.purge(5, ["p:1"]);
        let filled_at = table.applied();
        table.purge(6, ["p:1"]);
        assert!(!table.is_current(filled_at, &tags(&["p:1"])));
        assert!(table.is_current(filled_at, &tags(&["p:2"])));
        assert!(table.is_current(table.applied(), &tags(&["p:1"])));
    }

    #[test]
    fn a_purge_by_hand_stands_between_the_messages_before_and_after_it() {
        let table = TagVersions::default();
        table.purge(5, ["p:1"]);
        let before = table.applied();
        assert_eq!(table.purge_here(PurgeKind::Soft, ["p:1"]), 6);
        assert!(!table.is_current(before, &tags(&["p:1"])));
        assert!(table.is_current(before, &tags(&["p:2"])));
        // The stream does not know of it: its next message has the sequence 6, too.
        let between = table.applied();
        assert!(table.is_current(between, &tags(&["p:1"])));
        table.purge(6, ["p:1"]);
        assert!(!table.is_current(between, &tags(&["p:1"])));
        assert!(table.is_current(table.applied(), &tags(&["p:1"])));
    }

    #[test]
    fn all_concerns_every_entry_even_one_without_tags() {
        let table = TagVersions::default();
        table.purge(3, [ALL]);
        assert!(!table.is_current(2, &[]));
        assert!(table.is_current(3, &[]));
        assert_eq!(table.version("p:1"), 3);
    }

    #[test]
    fn a_late_message_is_noticed_although_the_applied_sequence_stands() {
        let table = TagVersions::default();
        let filled_at = table.applied();
        table.purge(9, ["c:1"]);
        let seen = table.changes();
        table.purge(7, ["p:1"]);
        assert_eq!(table.applied(), 9);
        assert_ne!(table.changes(), seen);
        assert!(!table.is_current(filled_at, &tags(&["p:1"])));
    }

    #[test]
    fn a_hard_purge_forbids_what_was_filled_before_it() {
        let table = TagVersions::default();
        table.apply(PurgeKind::Hard, 5, ["p:1"]);
        table.purge(6, ["p:1", "p:2"]);
        assert!(table.is_forbidden(4, &tags(&["nav", "p:1"])) && !table.is_current(4, &tags(&["p:1"])));
        assert!(!table.is_forbidden(5, &tags(&["p:1"])), "a soft purge came after it");
        assert!(!table.is_forbidden(4, &tags(&["p:2"])));
        table.apply(PurgeKind::Hard, 3, ["p:1"]);
        assert_eq!((table.hard_version("p:1"), table.hard_version("p:2")), (5, 0));
        assert_eq!(table.purge_here(PurgeKind::Hard, [ALL]), 7);
        assert!(table.is_forbidden(6, &[]) && !table.is_forbidden(7, &tags(&["p:1"])));
        assert_eq!(table.hard_version("p:2"), 7);
    }

    #[test]
    fn too_many_hard_purges_fold_into_all() {
        let table = TagVersions::default();
        for number in 0..=(MAX_TAGS as u64) {
            table.apply(PurgeKind::Hard, number + 1, [format!("p:{number}")]);
        }
        assert!(table.is_forbidden(10, &tags(&["p:50"])));
        assert!(!table.is_forbidden(table.applied(), &tags(&["p:50"])));
    }

    #[test]
    fn too_many_tags_fold_into_all() {
        let table = TagVersions::default();
        for number in 0..=(MAX_TAGS as u64) {
            table.purge(number + 1, [format!("p:{number}")]);
        }
        assert!(!table.is_current(10, &tags(&["p:50"])));
        assert!(table.is_current(table.applied(), &tags(&["p:50"])));
    }

    proptest! {
        /// Any order, with any message repeated, gives the versions of the right order.
        #[test]
        fn replay_and_reorder_change_nothing(
            purges in prop::collection::vec((0u8..6, 0u8..6), 1..40),
            picks in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
            seed in any::<u64>(),
        ) {
            let messages: Vec<(u64, [String; 2])> = purges.iter().enumerate()
                .map(|(at, (a, b))| (at as u64 + 1, [format!("p:{a}"), format!("p:{b}")]))
                .collect();
            let right = TagVersions::default();
            for (sequence, names) in &messages {
                right.purge(*sequence, names);
            }
            let mut mixed = messages.clone();
            mixed.extend(picks.iter().map(|pick| pick.get(&messages).clone()));
            mixed.sort_by_key(|(sequence, _)| (sequence ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let other = TagVersions::default();
            for (sequence, names) in &mixed {
                other.purge(*sequence, names);
            }
            prop_assert_eq!(right.applied(), other.applied());
            for name in 0..6 {
                let name = format!("p:{name}");
                prop_assert_eq!(right.version(&name), other.version(&name));
            }
        }

        /// An entry is current exactly if no purge of one of its tags came in after the
        /// applied sequence was read for its fill.
        #[test]
        fn an_entry_is_current_iff_no_later_purge_names_it(
            purges in prop::collection::vec(0u8..5, 0..30),
            begun in 0usize..30,
            own in prop::collection::vec(0u8..5, 0..4),
        ) {
            let table = TagVersions::default();
            let begun = begun.min(purges.len());
            let mut filled_at = 0;
            for (at, tag) in purges.iter().enumerate() {
                if at == begun {
                    filled_at = table.applied();
                }
                table.purge(at as u64 + 1, [format!("p:{tag}")]);
            }
            if begun == purges.len() {
                filled_at = table.applied();
            }
            let own_tags: Vec<Box<str>> = own.iter().map(|tag| format!("p:{tag}").into()).collect();
            let untouched = purges[begun..].iter().all(|tag| !own.contains(tag));
            prop_assert_eq!(table.is_current(filled_at, &own_tags), untouched);
        }
    }
}
