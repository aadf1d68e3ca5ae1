//! The audience of an answer, and with it the class of caches that may keep one.

use serde::Serialize;

/// For whom an answer is, in the words of RFC 9111.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Everybody: the answer is the same whoever asks, for it is made without knowing who does.
    Public,
    /// Whoever asks, alone. Whatever is not known to be public is this.
    Private,
}

/// Who may keep an answer, and until when. The policy of the single answer ([`crate::CachePolicy`]) may be
/// stricter, never laxer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CacheClass {
    /// Nobody keeps it: `private, no-store`.
    Never,
    /// Shared caches keep it until one of its tags is purged or its lifetime is over.
    UntilPurged,
    /// Browsers keep it too, for a time that is fixed beforehand: no purge reaches it.
    Timed,
}
