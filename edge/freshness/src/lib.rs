//! Freshness of what is cached: how long by the clock, and whether a purge has made it stale. Node and worker
//! judge by these rules alone. Nothing here waits or knows where
//! entries are kept; what judges is given the time.
//!
//! An entry is fresh while its [`Expiry`] says so and none of its tags was purged after its fill began
//! ([`TagVersions`], [`is_current`]).

pub mod clock;
mod entry;
mod expiry;
mod lifetime;
mod tags;

pub use entry::Freshness;
pub use expiry::{Age, Expiry, MILLISECONDS, SECONDS};
pub use lifetime::{Lifetime, MAX_IN_ONE_CACHE, MAX_LIFETIME, MAX_WITHOUT_PURGES};
pub use tags::{ALL, PurgeKind, TagVersions};

/// Whether an entry of which the fill began when `filled_at` was the newest purge is untouched by a tag with
/// this version. A purge that comes while the entry is filled makes it stale, too.
pub fn is_current(filled_at: u64, version: u64) -> bool {
    version <= filled_at
}
