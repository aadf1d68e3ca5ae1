//! Holes: where in a page the pieces stand that show what changes often.
//!
//! The worker tells of them in a header field, by their places in the body, so nothing is looked
//! for in a body and no text in it can be taken for a hole.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName};
use serde::Deserialize;

use crate::pieces::Piece;
use crate::shelf_life::ShelfLife;

/// On a request to the worker: this node fills holes. On its answer: where they are, as JSON.
pub const HOLES: HeaderName = HeaderName::from_static("x-edge-holes");

/// Bytes of a key at most.
const LONGEST_KEY: usize = 300;

/// A hole of a page with the piece that fills it.
#[derive(Clone, Debug)]
pub struct Hole {
    /// What the worker makes the piece by.
    pub key: Arc<str>,
    /// The piece.
    pub piece: Arc<Piece>,
    /// Where the piece stands in the body.
    place: Range<usize>,
}

/// The worker's word on a hole.
#[derive(Deserialize)]
struct Placed {
    key: String,
    at: usize,
    length: usize,
    tags: Vec<Box<str>>,
}

/// The worker described holes that the body cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// The holes of an answer that was filled at `filled_at`, in the order of the body. Their pieces
/// are as old as the page.
///
/// # Errors
/// When the description does not fit the body. Such a page must not be stored: its tags do not say
/// all that it depends on.
pub fn of_answer(headers: &HeaderMap, body: &Bytes, filled_at: u64, life: ShelfLife) -> Result<Vec<Hole>, Malformed> {
    let Some(description) = headers.get(HOLES) else { return Ok(Vec::new()) };
    let placed: Vec<Placed> = serde_json::from_slice(description.as_bytes()).map_err(|_| Malformed)?;
    let mut end = 0;
    let holes = placed.into_iter().map(|Placed { key, at, length, tags }| {
        let place = at..at.checked_add(length).ok_or(Malformed)?;
        if !is_key(&key) || place.start < end || place.end > body.len() {
            return Err(Malformed);
        }
        end = place.end;
        let piece = Piece::new(body.slice(place.clone()), tags, filled_at, life);
        Ok(Hole { key: key.into(), piece: Arc::new(piece), place })
    });
    holes.collect()
}

/// Whether a key can stand in a query as it is.
pub fn is_key(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":-._/".contains(&byte);
    (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(plain)
}

/// The body with the pieces that `renewed` gives in place of those that stand in it, and its holes.
/// None when every piece is the same text as before.
pub fn put_together(body: &Bytes, holes: &[Hole], renewed: &[Arc<Piece>]) -> (Option<Bytes>, Vec<Hole>) {
    let changed = holes.iter().zip(renewed).any(|(hole, piece)| hole.piece.html() != piece.html());
    if !changed {
        let holes = holes.iter().zip(renewed).map(|(hole, piece)| Hole { piece: Arc::clone(piece), ..hole.clone() });
        return (None, holes.collect());
    }
    let more: usize = renewed.iter().map(|piece| piece.html().len()).sum();
    let mut whole = Vec::with_capacity(body.len() + more);
    let mut from = 0;
    let mut placed = Vec::with_capacity(holes.len());
    for (hole, piece) in holes.iter().zip(renewed) {
        whole.extend_from_slice(&body[from..hole.place.start]);
        let start = whole.len();
        whole.extend_from_slice(piece.html());
        let place = start..whole.len();
        placed.push(Hole { key: Arc::clone(&hole.key), piece: Arc::clone(piece), place });
        from = hole.place.end;
    }
    whole.extend_from_slice(&body[from..]);
    (Some(whole.into()), placed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Bytes = Bytes::from_static(b"<p>1</p><p>2</p>");

    fn parse(description: &'static str) -> Result<Vec<Hole>, Malformed> {
        let headers = HeaderMap::from_iter([(HOLES, http::HeaderValue::from_static(description))]);
        of_answer(&headers, &BODY, 7, ShelfLife::ENDLESS)
    }

    fn piece(html: &'static str) -> Arc<Piece> {
        Arc::new(Piece::new(Bytes::from_static(html.as_bytes()), vec![], 8, ShelfLife::ENDLESS))
    }

    const TWO: &str = r#"[{"key":"a","at":3,"length":1,"tags":["s:1"]},{"key":"b","at":11,"length":1,"tags":[]}]"#;

    #[test]
    fn pieces_are_exchanged_again_and_again() {
        let holes = parse(TWO).expect("holes");
        assert_eq!(holes[0].piece.html(), "1");
        let (body, holes) = put_together(&BODY, &holes, &[piece("one"), Arc::clone(&holes[1].piece)]);
        let body = body.expect("changed");
        assert_eq!(body, "<p>one</p><p>2</p>");
        let (body, holes) = put_together(&body, &holes, &[piece(""), piece("two")]);
        let body = body.expect("changed");
        assert_eq!(body, "<p></p><p>two</p>");
        let (body, holes) = put_together(&body, &holes, &[piece("1"), piece("2")]);
        let body = body.expect("changed");
        assert_eq!(body, BODY);
        let (same, holes) = put_together(&body, &holes, &[piece("1"), piece("2")]);
        assert_eq!((same, holes.len()), (None, 2), "nothing to put together");
    }

    #[test]
    fn holes_that_the_body_cannot_have_are_refused() {
        assert!(of_answer(&HeaderMap::new(), &BODY, 7, ShelfLife::ENDLESS).is_ok_and(|holes| holes.is_empty()));
        for wrong in [
            "",
            "{}",
            r#"[{"key":"a","at":3,"length":1}]"#,
            r#"[{"key":"a","at":-1,"length":1,"tags":[]}]"#,
            r#"[{"key":"a","at":3,"length":99,"tags":[]}]"#,
            r#"[{"key":"a","at":18446744073709551615,"length":1,"tags":[]}]"#,
            r#"[{"key":"a","at":3,"length":2,"tags":[]},{"key":"b","at":4,"length":1,"tags":[]}]"#,
            r#"[{"key":"","at":3,"length":1,"tags":[]}]"#,
            r#"[{"key":"a&key=b","at":3,"length":1,"tags":[]}]"#,
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
