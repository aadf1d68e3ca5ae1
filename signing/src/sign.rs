//! Signing a request.

use http::HeaderValue;
use http::request::Parts;
use sfv::{BareItem, InnerList, Integer, Item, Key as Name, Parameters};

use crate::key::Key;
use crate::{CONTENT_DIGEST, LIFETIME, SIGNATURE, SIGNATURE_INPUT, base, digest, to_cover};

/// What our signature is called beside those of others.
const LABEL: &str = "edge";

/// Signs a request with this body for `audience`. `now` is in seconds since 1970; the `nonce`, of
/// visible ASCII, must not have been used before with this key. What the request carried of
/// signatures is replaced.
pub fn sign(head: &mut Parts, body: &[u8], audience: &str, key: &Key, now: u64, nonce: &str) {
    head.headers.remove(SIGNATURE);
    head.headers.remove(SIGNATURE_INPUT);
    head.headers.insert(CONTENT_DIGEST, digest::of(body));
    let items = to_cover(&head.headers, audience).map(|name| Item::new(text(name))).collect();
    let parameters = [
        ("created", number(now)),
        ("expires", number(now.saturating_add(LIFETIME))),
        ("nonce", text(nonce)),
        ("keyid", text(key.id())),
        ("alg", text("hmac-sha256")),
        ("tag", text(audience)),
    ];
    let parameters: Parameters = parameters.into_iter().map(|(name, value)| (label(name), value)).collect();
    let input = InnerList::with_params(items, parameters);
    let base = base::of(head, &input).expect("every component was looked for before it was named");
    let code = BareItem::ByteSequence(key.mac(&base));
    let mut signature = sfv::DictSerializer::new();
    signature.bare_item(&label(LABEL), &code);
    let signature = signature.finish().unwrap_or_default();
    head.headers.insert(SIGNATURE_INPUT, value(&format!("{LABEL}={}", base::written(&input))));
    head.headers.insert(SIGNATURE, value(&signature));
}

fn text(text: &str) -> BareItem {
    BareItem::String(sfv::String::from_string(text.to_owned()).expect("names, ids and nonces are visible ASCII"))
}

fn number(seconds: u64) -> BareItem {
    BareItem::Integer(Integer::try_from(seconds).expect("there are years to go until 999999999999999"))
}

fn label(name: &str) -> Name {
    Name::from_string(name.to_owned()).expect("a constant of lower-case letters")
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::try_from(text).expect("structured fields are visible ASCII")
}
