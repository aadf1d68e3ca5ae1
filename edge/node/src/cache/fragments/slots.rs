//! Slots: where in a page the fragments stand that show what changes often.
//!
//! The worker tells of them in a header field, by their places in the body, so nothing is looked
//! for in a body and no text in it can be taken for a slot.

use std::ops::Range;
use std::sync::Arc;

use api::edge::fragments::{FRAGMENTS, Slot, Slots, is_key};
use bytes::Bytes;
use http::HeaderMap;

use crate::cache::fragments::Fragment;
use crate::cache::memory::{self, allocated};
use crate::cache::policy;
use freshness::Freshness;
use freshness::{Expiry, MILLISECONDS};

/// A slot of a page, with what is known of the fragment that fills it.
#[derive(Clone, Debug)]
pub struct FragmentSlot {
    /// What the worker makes the fragment by.
    pub key: Arc<str>,
    /// What the fragment depends on, and how long it is good.
    pub freshness: Arc<Freshness>,
    /// Where the fragment stands in the body.
    place: Range<usize>,
}

impl FragmentSlot {
    /// Bytes it takes in memory.
    pub fn size(&self) -> usize {
        size_of::<Self>() + 16 + allocated(self.key.len()) + allocated(memory::of_freshness(&self.freshness))
    }
}

/// The worker described slots that the body cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotError;

/// The slots of an answer that was filled at `filled_at`, in the order of the body. Their fragments
/// are as old as the page.
///
/// # Errors
/// When the description does not fit the body, or is in another version of the protocol. Such a page
/// must not be stored: its tags do not say all that it depends on.
pub fn of_answer(
    headers: &HeaderMap,
    body: &Bytes,
    filled_at: u64,
    expiry: Expiry<MILLISECONDS>,
) -> Result<Box<[FragmentSlot]>, SlotError> {
    let Some(description) = headers.get(FRAGMENTS) else { return Ok(Box::default()) };
    let told = Slots::read(description).map_err(|_| SlotError)?.slots;
    let mut end = 0;
    let slots = told.into_iter().map(|Slot { key, at, length, tags }| {
        let place = at..at.checked_add(length).ok_or(SlotError)?;
        if !is_key(&key) || place.start < end || place.end > body.len() {
            return Err(SlotError);
        }
        end = place.end;
        let freshness = Arc::new(Freshness { tags: policy::kept(tags), filled_at, expiry });
        Ok(FragmentSlot { key: key.into(), freshness, place })
    });
    slots.collect()
}

/// The body with these fragments in its slots, where there is one for a slot, and its slots then. No body
/// when every fragment is the same text as before.
pub fn assemble(
    body: &[u8],
    slots: &[FragmentSlot],
    renewed: &[Option<Arc<Fragment>>],
) -> (Option<Vec<u8>>, Box<[FragmentSlot]>) {
    let more: usize = renewed.iter().flatten().map(|fragment| fragment.html().len()).sum();
    let mut whole = Vec::with_capacity(body.len() + more);
    let mut from = 0;
    let mut placed = Vec::with_capacity(slots.len());
    for (slot, fragment) in slots.iter().zip(renewed) {
        whole.extend_from_slice(&body[from..slot.place.start]);
        let start = whole.len();
        let (html, freshness) = match fragment {
            Some(fragment) => (fragment.html().as_bytes(), fragment.freshness()),
            None => (&body[slot.place.clone()], &slot.freshness),
        };
        whole.extend_from_slice(html);
        placed.push(FragmentSlot {
            key: Arc::clone(&slot.key),
            freshness: Arc::clone(freshness),
            place: start..whole.len(),
        });
        from = slot.place.end;
    }
    whole.extend_from_slice(&body[from..]);
    ((whole != body).then_some(whole), placed.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Bytes = Bytes::from_static(b"<p>1</p><p>2</p>");

    fn parse(slots: &str) -> Result<Box<[FragmentSlot]>, SlotError> {
        let description = format!(r#"{{"version":{},"slots":{slots}}}"#, api::edge::VERSION);
        let headers = HeaderMap::from_iter([(FRAGMENTS, http::HeaderValue::try_from(description).expect("ASCII"))]);
        of_answer(&headers, &BODY, 7, Expiry::ENDLESS)
    }

    fn fragment(html: &'static str) -> Option<Arc<Fragment>> {
        let freshness = Freshness { tags: Box::default(), filled_at: 8, expiry: Expiry::ENDLESS };
        Some(Arc::new(Fragment::new(html.into(), freshness)))
    }

    const TWO: &str = r#"[{"key":"a","at":3,"length":1,"tags":["s:1"]},{"key":"b","at":11,"length":1,"tags":[]}]"#;

    #[test]
    fn fragments_are_exchanged_again_and_again() {
        let slots = parse(TWO).expect("slots");
        let (body, slots) = assemble(&BODY, &slots, &[fragment("one"), None]);
        let body = body.expect("changed");
        assert_eq!(body, b"<p>one</p><p>2</p>");
        assert_eq!([slots[0].freshness.filled_at, slots[1].freshness.filled_at], [8, 7]);
        let (body, slots) = assemble(&body, &slots, &[fragment(""), fragment("two")]);
        let body = body.expect("changed");
        assert_eq!(body, b"<p></p><p>two</p>");
        let (body, slots) = assemble(&body, &slots, &[fragment("1"), fragment("2")]);
        let body = body.expect("changed");
        assert_eq!(body, BODY);
        let (same, slots) = assemble(&body, &slots, &[fragment("1"), fragment("2")]);
        assert_eq!((same, slots.len()), (None, 2), "nothing to put together");
    }

    #[test]
    fn slots_that_the_body_cannot_have_are_refused() {
        assert!(of_answer(&HeaderMap::new(), &BODY, 7, Expiry::ENDLESS).is_ok_and(|slots| slots.is_empty()));
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
