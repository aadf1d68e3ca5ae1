//! Whether a request was signed by somebody who shares a key with us.

use std::collections::BTreeSet;

use http::request::Parts;
use http::{HeaderMap, HeaderName};
use sfv::{BareItem, Dictionary, InnerList, ListEntry, Parser};

use crate::key::Keys;
use crate::{CONTENT_DIGEST, LIFETIME, SIGNATURE, SIGNATURE_INPUT, SKEW, base, digest, to_cover};

/// Why a request is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureRejection {
    /// There is no signature for this audience.
    #[error("it carries no signature")]
    Unsigned,
    /// What should be a signature is not, or lacks a parameter.
    #[error("its signature cannot be read")]
    Unreadable,
    /// Something that would be acted on is not signed.
    #[error("its signature does not cover {0}")]
    Uncovered(String),
    /// No key of ours has this name.
    #[error("it is signed with a key that is not known here")]
    UnknownKey,
    /// The signature does not fit the request.
    #[error("its signature does not fit")]
    Forged,
    /// The body is not the one that was signed.
    #[error("its body is not the one that was signed")]
    OtherBody,
    /// The signature's time is over.
    #[error("its signature is over: one is good for {LIFETIME} s; are the clocks right?")]
    Expired,
    /// The signature was made in what is the future here.
    #[error("its signature is from more than {SKEW} s ahead: are the clocks right?")]
    Early,
}

/// What a good signature says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The key it was made with.
    pub key: String,
    /// Its number, used once with this key.
    pub nonce: String,
    /// When it is over, in seconds since 1970; at most [`LIFETIME`] and [`SKEW`] from now.
    pub expires: u64,
}

/// Checks that a request with this body was signed for `audience` with one of `keys`, lately. `now` is
/// in seconds since 1970. Whether the nonce was seen before is for the caller to know.
///
/// # Errors
/// If the request must not be believed.
pub fn verify(
    head: &Parts,
    body: &[u8],
    audience: &str,
    keys: &Keys,
    now: u64,
) -> Result<Verified, SignatureRejection> {
    let inputs = dictionary(&head.headers, &SIGNATURE_INPUT)?.ok_or(SignatureRejection::Unsigned)?;
    let signatures = dictionary(&head.headers, &SIGNATURE)?.ok_or(SignatureRejection::Unsigned)?;
    let mut ours = inputs.iter().filter_map(|(label, entry)| match entry {
        ListEntry::InnerList(input) if text(input, "tag") == Some(audience) => Some((label, input)),
        _ => None,
    });
    let (label, input) = ours.next().ok_or(SignatureRejection::Unsigned)?;
    if ours.next().is_some() {
        return Err(SignatureRejection::Unreadable);
    }
    let code = bytes_of(signatures.get(label)).ok_or(SignatureRejection::Unreadable)?;
    let parameters = Parameters::of(input).ok_or(SignatureRejection::Unreadable)?;
    let covered = covered(input).ok_or(SignatureRejection::Unreadable)?;
    if let Some(missing) = to_cover(&head.headers, audience).find(|name| !covered.contains(name)) {
        return Err(SignatureRejection::Uncovered(missing.to_owned()));
    }
    let key = keys.find(parameters.key).ok_or(SignatureRejection::UnknownKey)?;
    // A component that is covered and not there was taken away on the way.
    let base = base::of(head, input).ok_or(SignatureRejection::Forged)?;
    if !key.made(&base, code) {
        return Err(SignatureRejection::Forged);
    }
    if parameters.created > now.saturating_add(SKEW) {
        return Err(SignatureRejection::Early);
    }
    let lasts = parameters.expires.checked_sub(parameters.created).is_some_and(|lasts| lasts <= LIFETIME);
    if !lasts || parameters.expires < now {
        return Err(SignatureRejection::Expired);
    }
    let digest = head.headers.get(CONTENT_DIGEST).ok_or(SignatureRejection::OtherBody)?;
    if !digest::fits(digest.as_bytes(), body) {
        return Err(SignatureRejection::OtherBody);
    }
    let (key, nonce) = (parameters.key.to_owned(), parameters.nonce.to_owned());
    Ok(Verified { key, nonce, expires: parameters.expires })
}

struct Parameters<'a> {
    created: u64,
    expires: u64,
    nonce: &'a str,
    key: &'a str,
}

impl<'a> Parameters<'a> {
    fn of(input: &'a InnerList) -> Option<Self> {
        let number = |name: &str| number(input, name);
        (text(input, "alg") == Some("hmac-sha256")).then_some(())?;
        Some(Self {
            created: number("created")?,
            expires: number("expires")?,
            nonce: text(input, "nonce").filter(|nonce| (16..=64).contains(&nonce.len()))?,
            key: text(input, "keyid")?,
        })
    }
}

/// A parameter that is a number from zero on.
pub(crate) fn number(input: &InnerList, name: &str) -> Option<u64> {
    match input.params.get(name)? {
        BareItem::Integer(number) => u64::try_from(i64::from(*number)).ok(),
        _ => None,
    }
}

/// A member that is bytes.
pub(crate) fn bytes_of(entry: Option<&ListEntry>) -> Option<&[u8]> {
    match entry? {
        ListEntry::Item(item) => item.bare_item.as_byte_sequence(),
        ListEntry::InnerList(_) => None,
    }
}

/// A parameter that is a text.
pub(crate) fn text<'a>(input: &'a InnerList, name: &str) -> Option<&'a str> {
    match input.params.get(name)? {
        BareItem::String(text) => Some(text.as_str()),
        _ => None,
    }
}

/// The names of what is covered; none if one is not a name, or comes twice.
fn covered(input: &InnerList) -> Option<BTreeSet<&str>> {
    let mut names = BTreeSet::new();
    for item in &input.items {
        match &item.bare_item {
            BareItem::String(name) if item.params.is_empty() && names.insert(name.as_str()) => {}
            _ => return None,
        }
    }
    Some(names)
}

/// A field as a dictionary; none if it is not there.
pub(crate) fn dictionary(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Dictionary>, SignatureRejection> {
    let lines: Vec<&[u8]> = headers.get_all(name).iter().map(|value| value.as_bytes()).collect();
    if lines.is_empty() {
        return Ok(None);
    }
    Parser::new(&lines.join(&b", "[..])).parse().map(Some).map_err(|_| SignatureRejection::Unreadable)
}
