//! What something stored depends on, and how long it is good.

use crate::expiry::{Age, Expiry, MILLISECONDS};
use crate::tags::TagVersions;

/// The freshness of a page without its fragments, or of a fragment.
#[derive(Debug)]
pub struct Freshness {
    /// What it depends on.
    pub tags: Box<[Box<str>]>,
    /// The newest purge applied before it was asked for.
    pub filled_at: u64,
    /// How long it is good by the clock.
    pub expiry: Expiry<MILLISECONDS>,
}

impl Freshness {
    /// Whether no purge since the fill concerns it.
    pub fn is_current(&self, versions: &TagVersions) -> bool {
        versions.is_current(self.filled_at, &self.tags)
    }

    /// Whether a hard purge since the fill concerns it, so that it may not be shown whatever happens.
    pub fn is_forbidden(&self, versions: &TagVersions) -> bool {
        versions.is_forbidden(self.filled_at, &self.tags)
    }

    /// Whether it is as good as a new one.
    pub fn is_fresh(&self, now: u64, versions: &TagVersions) -> bool {
        matches!(self.expiry.age(now, versions.is_live()), Age::Fresh(_)) && self.is_current(versions)
    }
}
