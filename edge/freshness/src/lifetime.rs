//! How long something may be kept.

use std::time::Duration;

/// Nothing is kept for longer, whatever a header says.
pub const MAX_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// While purges do not arrive, nothing is shown as fresh that was read longer ago than this.
pub const MAX_WITHOUT_PURGES: Duration = Duration::from_secs(10);

/// What each cache may take of that: a page, or a fragment of one, is made of data that was kept before it.
pub const MAX_IN_ONE_CACHE: Duration = Duration::from_secs(MAX_WITHOUT_PURGES.as_secs() / 2);

/// Freshness lifetime of a stored answer, and how long it may be shown after that (RFC 9111, RFC 5861).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Served without a question.
    pub fresh: Duration,
    /// After that, served while it is made anew.
    pub stale_while_revalidate: Duration,
    /// After freshness, served when it cannot be made anew.
    pub stale_if_error: Duration,
}

impl Lifetime {
    /// A lifetime of so many whole seconds in each respect.
    pub fn of_seconds(fresh: u32, stale_while_revalidate: u32, stale_if_error: u32) -> Self {
        let [fresh, stale_while_revalidate, stale_if_error] =
            [fresh, stale_while_revalidate, stale_if_error].map(|seconds| Duration::from_secs(seconds.into()));
        Self { fresh, stale_while_revalidate, stale_if_error }
    }
}
