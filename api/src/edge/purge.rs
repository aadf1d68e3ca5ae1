//! Purges: what an edge reads of an event to know what became stale. The node hears events on the stream,
//! which gives them their sequences; where nobody follows it, the origin posts them with a sequence each.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cache::Tag;

/// Where purges are posted. edge-node answers for everything under `/_edge/` by itself.
pub const PATH: &str = "/_edge/purge";

/// What an event says to caches. Whatever else it says is left to others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Purge {
    /// What became stale.
    pub tags: Vec<Tag>,
    /// What happened.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// How things are now, if the event says so ([`crate::volatile`]).
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub data: Value,
    /// Nothing older may be shown, not even for want of anything newer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hard: bool,
}

/// A purge with its place among all purges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SequencedPurge {
    /// Higher than that of every purge before it.
    pub sequence: u64,
    /// It.
    #[serde(flatten)]
    pub purge: Purge,
}

/// The body of a post to [`PATH`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Purges {
    /// A list, in any order.
    Several(Vec<SequencedPurge>),
    /// One by itself.
    One(SequencedPurge),
}

impl Purges {
    /// All of them, in their order.
    pub fn in_order(self) -> Vec<SequencedPurge> {
        let mut purges = match self {
            Self::Several(purges) => purges,
            Self::One(purge) => vec![purge],
        };
        purges.sort_by_key(|purge| purge.sequence);
        purges
    }
}

/// The answer to a post of purges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The newest purge that is known there now.
    pub applied: u64,
    /// Tags whose version rose.
    #[serde(default)]
    pub raised: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn purge(sequence: u64, hard: bool) -> SequencedPurge {
        let (subject, data) = ("shop.catalog.product_changed".to_owned(), json!({ "product": "a" }));
        SequencedPurge { sequence, purge: Purge { tags: vec![Tag::navigation()], subject, data, hard } }
    }

    #[test]
    fn purges_come_back_as_they_were_posted() {
        for purges in [Purges::One(purge(7, true)), Purges::Several(vec![purge(8, false), purge(7, true)])] {
            let text = serde_json::to_string(&purges).expect("plain data");
            assert_eq!(serde_json::from_str::<Purges>(&text).ok(), Some(purges));
        }
        let sequences = Purges::Several(vec![purge(8, false), purge(7, true)]).in_order();
        assert_eq!(sequences.iter().map(|purge| purge.sequence).collect::<Vec<_>>(), [7, 8]);
    }

    #[test]
    fn little_is_enough_and_more_is_left_alone() {
        let read = |value: Value| serde_json::from_value::<Purge>(value).ok();
        let least = Purge { tags: vec![Tag::navigation()], ..Purge::default() };
        assert_eq!(read(json!({ "tags": ["nav"] })), Some(least.clone()));
        assert_eq!(read(json!({ "tags": ["nav"], "id": 3, "occurred_at": "now" })), Some(least));
        assert_eq!(read(json!({ "subject": "a" })), None);
    }
}
