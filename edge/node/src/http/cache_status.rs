//! What the cache did with a request, as the `Cache-Status` field (RFC 9211).

use std::fmt;

use http::{HeaderName, HeaderValue};

/// The field's name.
pub const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

/// One account of what the cache did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheStatus {
    /// A static file.
    File,
    /// A stored page; seconds it stays fresh, negative when it is stale.
    Hit(i64),
    /// A stored page with fragments that were made anew just now; seconds as of a hit.
    Filled(i64),
    /// A stale page, because a new one could not be made.
    StaleIfError(i64),
    /// Asked the worker.
    Forwarded {
        /// Why.
        because: Reason,
        /// Whether the answer was stored.
        stored: bool,
        /// Whether another request had already asked.
        collapsed: bool,
    },
    /// The node answered by itself; the word says why.
    Own(&'static str),
}

/// Why the worker was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing was stored.
    Miss,
    /// What was stored is too old or was purged.
    Stale,
    /// The request is one shopper's own.
    Bypass,
    /// The request changes something, or may.
    Method,
}

impl Reason {
    /// Its word (RFC 9211, 2.2).
    pub fn word(self) -> &'static str {
        match self {
            Self::Miss => "miss",
            Self::Stale => "stale",
            Self::Bypass => "bypass",
            Self::Method => "method",
        }
    }
}

impl CacheStatus {
    /// The worker answered a request that passes the cache by.
    pub const BYPASS: Self = Self::Forwarded { because: Reason::Bypass, stored: false, collapsed: false };
    /// The worker answered a request that no cache could have.
    pub const METHOD: Self = Self::Forwarded { because: Reason::Method, stored: false, collapsed: false };

    /// The field's value.
    pub fn value(self) -> HeaderValue {
        match self {
            Self::File => HeaderValue::from_static("edge; hit"),
            Self::BYPASS => HeaderValue::from_static("edge; fwd=bypass"),
            other => HeaderValue::from_str(&other.to_string()).expect("words and numbers are ASCII"),
        }
    }
}

impl fmt::Display for CacheStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::File => f.write_str("edge; hit"),
            Self::Hit(ttl) => write!(f, "edge; hit; ttl={ttl}"),
            Self::Filled(ttl) => write!(f, "edge; hit; ttl={ttl}; detail=filled"),
            Self::StaleIfError(ttl) => write!(f, "edge; hit; ttl={ttl}; detail=stale-if-error"),
            Self::Forwarded { because, stored, collapsed } => {
                write!(f, "edge; fwd={}", because.word())?;
                f.write_str(if stored { "; stored" } else { "" })?;
                f.write_str(if collapsed { "; collapsed" } else { "" })
            }
            Self::Own(detail) => write!(f, "edge; detail={detail}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_has_its_words() {
        let miss = CacheStatus::Forwarded { because: Reason::Miss, stored: true, collapsed: false };
        for (status, words) in [
            (CacheStatus::File, "edge; hit"),
            (CacheStatus::Hit(42), "edge; hit; ttl=42"),
            (CacheStatus::Hit(-3), "edge; hit; ttl=-3"),
            (CacheStatus::Filled(42), "edge; hit; ttl=42; detail=filled"),
            (CacheStatus::StaleIfError(-3), "edge; hit; ttl=-3; detail=stale-if-error"),
            (miss, "edge; fwd=miss; stored"),
            (CacheStatus::BYPASS, "edge; fwd=bypass"),
            (CacheStatus::METHOD, "edge; fwd=method"),
            (CacheStatus::Own("overloaded"), "edge; detail=overloaded"),
        ] {
            assert_eq!(status.value(), words);
        }
    }
}
