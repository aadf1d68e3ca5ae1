//! What an edge is told, in calls of bounded length.

use api::cache::Tag;
use api::edge::purge::{Purge, SequencedPurge};
use api::event::Event;
use serde_json::Value;

/// Bytes of one call at most, about.
const MAX_BYTES: usize = 256 * 1024;

/// Everything that was filled before is stale.
pub(super) fn all(sequence: u64) -> SequencedPurge {
    SequencedPurge { sequence, purge: Purge { tags: vec![Tag::all()], ..Purge::default() } }
}

/// Nothing is stale: asks how far the edge is.
pub(super) fn nothing() -> SequencedPurge {
    SequencedPurge { sequence: 0, purge: Purge::default() }
}

/// What a message of the stream makes stale: of one that cannot be read, everything.
pub(super) fn purge_of(sequence: u64, payload: &[u8]) -> SequencedPurge {
    let Ok(Event { tags, subject, data, hard, .. }) = serde_json::from_slice(payload) else {
        tracing::warn!(sequence, "an event cannot be read: everything is purged");
        return all(sequence);
    };
    // Without what it says of how things are now, an event is a plain purge, which is right too.
    let data = if payload.len() > MAX_BYTES { Value::Null } else { data };
    SequencedPurge { sequence, purge: Purge { tags, subject, data, hard } }
}

/// Bodies of calls, in order, each with its last number.
pub(super) fn bodies(purges: &[SequencedPurge]) -> Vec<(u64, String)> {
    let mut bodies: Vec<(u64, String)> = Vec::new();
    for purge in purges {
        let text = serde_json::to_string(purge).expect("plain data");
        match bodies.last_mut() {
            Some((last, body)) if body.len() + text.len() < MAX_BYTES => {
                body.push(',');
                body.push_str(&text);
                *last = purge.sequence;
            }
            _ => bodies.push((purge.sequence, format!("[{text}"))),
        }
    }
    for (_, body) in &mut bodies {
        body.push(']');
    }
    bodies
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_be_read_purges_everything() {
        for payload in [&b"no json"[..], b"{}", br#"{"tags":["p:1"]}"#] {
            assert_eq!(json!(purge_of(7, payload)), json!({ "sequence": 7, "tags": ["all"] }));
        }
    }

    #[test]
    fn what_is_hard_is_said_to_be() {
        let event = json!({ "id": uuid::Uuid::nil(), "subject": "shop.a.b", "occurred_at": "2026-01-01T00:00:00Z",
            "tags": ["p:1"], "data": {}, "hard": true });
        let purge = json!(purge_of(7, event.to_string().as_bytes()));
        assert_eq!(purge, json!({ "sequence": 7, "tags": ["p:1"], "subject": "shop.a.b", "data": {}, "hard": true }));
    }

    #[test]
    fn calls_are_of_bounded_length() {
        let large = |sequence| SequencedPurge {
            sequence,
            purge: Purge { data: json!("x".repeat(MAX_BYTES / 3)), ..all(sequence).purge },
        };
        let bodies = bodies(&[large(1), large(2), large(3), all(4)]);
        let numbers: Vec<u64> = bodies.iter().map(|(last, _)| *last).collect();
        assert_eq!(numbers, [2, 4]);
        for (_, body) in bodies {
            let purges: Vec<Value> = serde_json::from_str(&body).expect("JSON");
            assert_eq!(purges.len(), 2);
        }
    }
}
