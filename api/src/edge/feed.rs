//! Keys of the worker's key-value store that belong to the feed of purges. The node answers them from what it
//! has heard, read-only; elsewhere the worker writes them when purges are posted to it.

use std::fmt;

/// A key of the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedKey<'a> {
    /// The newest purge that was applied, as decimal text.
    Applied,
    /// Counts the purges that were applied, in whatever order, as decimal text: while it is the same, whatever
    /// was right is right still. Told only while purges arrive, and only where all of a purge is applied at once.
    State,
    /// There where older values are withheld while purges do not arrive.
    Guarded,
    /// The newest purge of a tag, as decimal text.
    Version(&'a str),
    /// Of several tags, apart by blanks, the newest purge of each, and before these the newest that was applied, read
    /// first: decimal texts, apart by blanks. Told where [`FeedKey::State`] is.
    Versions(&'a str),
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
            "@state" => return Some(Self::State),
            "@guarded" => return Some(Self::Guarded),
            _ => {}
        }
        let (kind, tag) = text.split_once(':')?;
        match kind {
            "t" => Some(Self::Version(tag)),
            "v" => Some(Self::Versions(tag)),
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
            Self::State => f.write_str("@state"),
            Self::Guarded => f.write_str("@guarded"),
            Self::Version(tag) => write!(f, "t:{tag}"),
            Self::Versions(tags) => write!(f, "v:{tags}"),
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
        use FeedKey::{Applied, Guarded, Hard, State, Version, Versions, Volatile};
        let named = [Version("p:1"), Versions("p:1 s:1"), Hard("nav"), Volatile("s:1"), Version("")];
        for key in [Applied, State, Guarded].into_iter().chain(named) {
            assert_eq!(FeedKey::parse(&key.to_string()), Some(key));
        }
        for other in ["", "a", "d3:http://origin/v1", "@nonces", "x:1"] {
            assert_eq!(FeedKey::parse(other), None, "{other}");
        }
    }
}
