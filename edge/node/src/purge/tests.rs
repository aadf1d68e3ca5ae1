use std::sync::Mutex;

use serde_json::Value;
use time::format_description::well_known::Rfc3339;

use super::hearing::lag;
use super::*;
use crate::cache::cursor::StreamCursor;

const MESSAGE: &[u8] = br#"{"id":"x","subject":"shop.catalog.product_changed","tags":["p:1","c:2"],"data":{}}"#;

fn started(last: u64) -> (Position, TagVersions) {
    let (mut position, tags) = (Position::default(), TagVersions::default());
    assert_eq!(position.resume(7, 1, last, &tags), last + 1);
    (position, tags)
}

#[test]
fn the_lag_is_counted_from_the_record_of_the_change() {
    let now = OffsetDateTime::parse("2026-03-01T10:00:02.5Z", &Rfc3339).expect("a time");
    let of = |payload: &str| lag(payload.as_bytes(), now);
    assert_eq!(of(r#"{"occurred_at":"2026-03-01T10:00:00Z","tags":[]}"#), Some(Duration::from_millis(2500)));
    assert_eq!(of(r#"{"occurred_at":"2026-03-01T10:00:09Z","tags":[]}"#), Some(Duration::ZERO), "its clock is ahead");
    assert_eq!(of(r#"{"occurred_at":"2026-02-01T10:00:00Z","replay_of":"x"}"#), None);
    for unknown in [r#"{"tags":[]}"#, r#"{"occurred_at":"today"}"#, "x"] {
        assert_eq!(of(unknown), None, "{unknown}");
    }
}

#[test]
fn a_node_begins_at_the_end_of_the_stream() {
    let (mut position, tags) = started(40);
    assert_eq!(tags.applied(), 40);
    assert!(!tags.is_current(39, &[]) && tags.is_forbidden(39, &["p:1".into()]), "stored before the first look");
    assert!(tags.is_current(40, &[]));
    position.apply(41, MESSAGE, &tags, &VolatileTable::default());
    assert_eq!((tags.version("p:1"), tags.version("p:9")), (41, 40));
    assert_eq!(position.resume(7, 1, 41, &tags), 42);
    assert!(tags.is_current(40, &["p:9".into()]), "nothing was missed");
}

#[test]
fn what_a_message_tells_is_known_when_its_tag_has_risen() {
    let ((mut position, tags), volatile) = (started(40), VolatileTable::default());
    let product = "00000000-0000-7000-8000-000000000001";
    let tag = format!("s:{product}");
    let told = |data: Value| {
        let subject = api::event::AVAILABILITY_CHANGED;
        serde_json::to_vec(&serde_json::json!({ "subject": subject, "tags": [tag], "data": data })).expect("JSON")
    };
    let known = || -> api::volatile::VolatileValues {
        serde_json::from_slice(&volatile.get(&tag).expect("it was told")).expect("as it was written")
    };
    let out = serde_json::json!(
        { "sku": "MUG", "products": [product], "version": 7, "availability": { "state": "out" } });
    position.apply(41, &told(out), &tags, &volatile);
    assert_eq!((known().since, known().version, tags.version(&tag)), (40, 41, 41));
    position.apply(42, &told(serde_json::json!({ "sku": "MUG" })), &tags, &volatile);
    assert_eq!((known().since, known().version, tags.version(&tag)), (42, 42, 42));
    assert_eq!(known().stock[0].version, Some(7), "it is still newer than what was told before");
}

#[test]
fn a_hard_event_forbids_what_was_filled_before_it() {
    let (mut position, tags) = started(40);
    position.apply(41, MESSAGE, &tags, &VolatileTable::default());
    assert!(!tags.is_forbidden(40, &["p:1".into()]));
    let hard = br#"{"tags":["p:1"],"subject":"shop.catalog.prices_changed","data":{},"hard":true}"#;
    position.apply(42, hard, &tags, &VolatileTable::default());
    assert!(tags.is_forbidden(41, &["p:1".into()]) && !tags.is_forbidden(41, &["c:2".into()]));
    assert_eq!((tags.version("p:1"), tags.applied()), (42, 42));
    position.apply(43, br#"{"tags":["c:2"],"hard":"yes"}"#, &tags, &VolatileTable::default());
    assert!(!tags.is_current(42, &[]), "what cannot be read outdates everything");
}

#[test]
fn lost_messages_outdate_everything() {
    let (mut position, tags) = started(40);
    assert_eq!(position.resume(7, 50, 60, &tags), 50);
    assert!(!tags.is_current(40, &[]));
    assert!(tags.is_current(49, &[]));
    // Among what was lost may have been a hard one.
    assert!(tags.is_forbidden(40, &["p:1".into()]) && !tags.is_forbidden(49, &["p:1".into()]));
}

#[test]
fn a_stream_that_begins_anew_keeps_sequences_rising() {
    for (created, last) in [(7, 3), (8, 45)] {
        let (mut position, tags) = started(40);
        assert_eq!(position.resume(created, 1, last, &tags), last + 1);
        assert!(!tags.is_current(40, &[]));
        assert!(tags.is_forbidden(40, &["p:1".into()]), "what was missed is not known");
        let filled_at = tags.applied();
        assert!(tags.is_current(filled_at, &["p:1".into()]));
        position.apply(last + 1, MESSAGE, &tags, &VolatileTable::default());
        assert!(!tags.is_current(filled_at, &["p:1".into()]));
    }
}

#[test]
fn an_expired_stream_that_was_read_to_its_end_is_no_loss() {
    let (mut position, tags) = started(40);
    assert_eq!(position.resume(7, 41, 40, &tags), 41);
    assert!(tags.is_current(40, &[]));
}

#[test]
fn what_cannot_be_read_or_is_missing_outdates_everything() {
    for payload in [&b"no json"[..], b"{}", br#"{"tags":"p:1"}"#] {
        let (mut position, tags) = started(40);
        position.apply(41, payload, &tags, &VolatileTable::default());
        assert!(!tags.is_current(40, &[]) && tags.is_forbidden(40, &["p:1".into()]), "{payload:?}");
    }
    let (mut position, tags) = started(40);
    position.apply(43, MESSAGE, &tags, &VolatileTable::default());
    assert!(!tags.is_current(40, &[]) && tags.is_forbidden(40, &["p:9".into()]), "what is missing may be hard");
}

#[test]
fn an_empty_stream_outdates_what_was_stored_before_the_first_look_too() {
    let (mut position, tags) = started(0);
    assert!(!tags.is_current(0, &[]) && tags.is_forbidden(0, &["p:1".into()]));
    let filled_at = tags.applied();
    assert!(tags.is_current(filled_at, &["p:1".into()]));
    position.apply(1, MESSAGE, &tags, &VolatileTable::default());
    assert!(!tags.is_current(filled_at, &["p:1".into()]));
}

#[test]
fn what_was_read_is_told_by_the_numbers_of_the_stream() {
    let cursor = Arc::new(SharedCursor::default());
    let (mut position, tags) = (Position::new(Arc::clone(&cursor), false), TagVersions::default());
    assert_eq!(read_sequence(&cursor), 0);
    // Of an empty stream, and of one that began anew, the node's own numbers are higher: whoever compares nodes, or waits
    // until one has heard of something, cannot go by those.
    position.resume(7, 1, 0, &tags);
    assert_eq!((read_sequence(&cursor), tags.applied()), (0, 1));
    position.apply(1, MESSAGE, &tags, &VolatileTable::default());
    assert_eq!((read_sequence(&cursor), tags.applied()), (1, 2));
    position.resume(8, 1, 5, &tags);
    assert_eq!(read_sequence(&cursor), 5);
    assert!(tags.applied() > 5);
}

/// A node that has kept pages from when it was to read 41 next, after it has looked at the stream.
fn kept_and_resumed(created: i64, first: u64, last: u64) -> (u64, TagVersions) {
    let cursor = Arc::new(Mutex::new(Some(StreamCursor { created: 7, next: 41 })));
    let (mut position, tags) = (Position::new(cursor, true), TagVersions::default());
    (position.resume(created, first, last, &tags), tags)
}

#[test]
fn a_node_that_has_kept_pages_reads_on_where_it_stood() {
    let (next, tags) = kept_and_resumed(7, 1, 60);
    assert_eq!((next, tags.applied()), (41, 40));
    assert!(!tags.is_current(39, &[]), "stored by this process before it looked");
    assert!(!tags.is_forbidden(40, &["p:1".into()]), "a page that was kept");
}

#[test]
fn what_a_node_missed_while_it_was_down_forbids_the_pages_it_has_kept() {
    for (created, first, last) in [(7, 50, 60), (8, 1, 3), (7, 1, 3)] {
        let (_, tags) = kept_and_resumed(created, first, last);
        assert!(tags.is_forbidden(40, &["p:1".into()]), "{created} {first} {last}");
        assert!(!tags.is_forbidden(tags.applied(), &["p:1".into()]), "made since");
    }
}
