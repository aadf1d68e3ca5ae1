//! Holes: where in a page the pieces stand that show what changes often.
//!
//! The worker tells of them in a header field, by their places in the body, so nothing is looked
//! for in a body and no text in it can be taken for a hole.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName};
use serde::Deserialize;

use crate::cache::fragments::Piece;
use crate::cache::freshness::{Validity, allocated};
use crate::cache::lifetime::ShelfLife;

/// On a request to the worker: this node fills holes. On its answer: where they are, as JSON.
pub const HOLES: HeaderName = HeaderName::from_static("x-edge-holes");

/// Bytes of a key at most.
const LONGEST_KEY: usize = 300;

/// A hole of a page, with what is known of the piece that fills it.
#[derive(Clone, Debug)]
pub struct Hole {
    /// What the worker makes the piece by.
    pub key: Arc<str>,
    /// What the piece depends on, and how long it is good.
    pub validity: Arc<Validity>,
    /// Where the piece stands in the body.
    place: Range<usize>,
}

impl Hole {
    /// Bytes it takes in memory.
    pub fn size(&self) -> usize {
        size_of::<Self>() + 16 + allocated(self.key.len()) + allocated(self.validity.size())
    }
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
pub fn of_answer(headers: &HeaderMap, body: &Bytes, filled_at: u64, life: ShelfLife) -> Result<Box<[Hole]>, Malformed> {
    let Some(description) = headers.get(HOLES) else { return Ok(Box::default()) };
    let placed: Vec<Placed> = serde_json::from_slice(description.as_bytes()).map_err(|_| Malformed)?;
    let mut end = 0;
    let holes = placed.into_iter().map(|Placed { key, at, length, tags }| {
        let place = at..at.checked_add(length).ok_or(Malformed)?;
        if !is_key(&key) || place.start < end || place.end > body.len() {
            return Err(Malformed);
        }
        end = place.end;
        let validity = Arc::new(Validity { tags: tags.into(), filled_at, life });
        Ok(Hole { key: key.into(), validity, place })
    });
    holes.collect()
}

/// Whether a key can stand in a query as it is.
pub fn is_key(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":-._/".contains(&byte);
    (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(plain)
}

/// The body with these pieces in its holes, where there is one for a hole, and its holes then. No body
/// when every piece is the same text as before.
pub fn put_together(body: &[u8], holes: &[Hole], renewed: &[Option<Arc<Piece>>]) -> (Option<Vec<u8>>, Box<[Hole]>) {
    let more: usize = renewed.iter().flatten().map(|piece| piece.html().len()).sum();
    let mut whole = Vec::with_capacity(body.len() + more);
    let mut from = 0;
    let mut placed = Vec::with_capacity(holes.len());
    for (hole, piece) in holes.iter().zip(renewed) {
        whole.extend_from_slice(&body[from..hole.place.start]);
        let start = whole.len();
        let (html, validity) = match piece {
            Some(piece) => (piece.html().as_bytes(), piece.validity()),
            None => (&body[hole.place.clone()], &hole.validity),
        };
        whole.extend_from_slice(html);
        placed.push(Hole { key: Arc::clone(&hole.key), validity: Arc::clone(validity), place: start..whole.len() });
        from = hole.place.end;
    }
    whole.extend_from_slice(&body[from..]);
    ((whole != body).then_some(whole), placed.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Bytes = Bytes::from_static(b"<p>1</p><p>2</p>");

    fn parse(description: &'static str) -> Result<Box<[Hole]>, Malformed> {
        let headers = HeaderMap::from_iter([(HOLES, http::HeaderValue::from_static(description))]);
        of_answer(&headers, &BODY, 7, ShelfLife::ENDLESS)
    }

    fn piece(html: &'static str) -> Option<Arc<Piece>> {
        let validity = Validity { tags: Box::default(), filled_at: 8, life: ShelfLife::ENDLESS };
        Some(Arc::new(Piece::new(html.into(), validity)))
    }

    const TWO: &str = r#"[{"key":"a","at":3,"length":1,"tags":["s:1"]},{"key":"b","at":11,"length":1,"tags":[]}]"#;

    #[test]
    fn pieces_are_exchanged_again_and_again() {
        let holes = parse(TWO).expect("holes");
        let (body, holes) = put_together(&BODY, &holes, &[piece("one"), None]);
        let body = body.expect("changed");
        assert_eq!(body, b"<p>one</p><p>2</p>");
        assert_eq!([holes[0].validity.filled_at, holes[1].validity.filled_at], [8, 7]);
        let (body, holes) = put_together(&body, &holes, &[piece(""), piece("two")]);
        let body = body.expect("changed");
        assert_eq!(body, b"<p></p><p>two</p>");
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
