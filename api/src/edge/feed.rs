//! Keys of the worker's key-value store that belong to the feed of purges. The node answers them from what it
//! has heard, read-only; elsewhere the worker writes them when purges are posted to it.

use std::fmt;

/// A key of the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedKey<'a> {
    /// The newest purge that was applied, as decimal text.
    Applied,
    /// There where older values are withheld while purges do not arrive.
    Guarded,
    /// The newest purge of a tag, as decimal text.
    Version(&'a str),
    /// The newest hard purge of a tag, as decimal text.
    Hard(&'a str),
    /// What purges have said of a tag, as JSON ([`crate::volatile`]).
    Volatile(&'a str),
}

impl<'a> FeedKey<'a> {
    /// The key with this text; none if it is not of the feed.
    pub fn parse(text: &'a str) -> Option<Self> {
        match text {
            "@seq" => return Some(Self::Applied),
            "@guarded" => return Some(Self::Guarded),
            _ => {}
        }
        let (kind, tag) = text.split_once(':')?;
        match kind {
            "t" => Some(Self::Version(tag)),
            "h" => Some(Self::Hard(tag)),
            "f" => Some(Self::Volatile(tag)),
            _ => None,
        }
    }
}

impl fmt::Display for FeedKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applied => f.write_str("@seq"),
            Self::Guarded => f.write_str("@guarded"),
            Self::Version(tag) => write!(f, "t:{tag}"),
            Self::Hard(tag) => write!(f, "h:{tag}"),
            Self::Volatile(tag) => write!(f, "f:{tag}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_text() {
        use FeedKey::{Applied, Guarded, Hard, Version, Volatile};
        for key in [Applied, Guarded, Version("p:1"), Hard("nav"), Volatile("s:1"), Version("")] {
            assert_eq!(FeedKey::parse(&key.to_string()), Some(key));
        }
        for other in ["", "a", "d3:http://origin/v1", "@nonces", "x:1"] {
            assert_eq!(FeedKey::parse(other), None, "{other}");
        }
    }
}
