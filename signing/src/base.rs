//! The bytes that a signature is made over (RFC 9421, 2.5).

use http::header::HOST;
use http::request::Parts;
use sfv::{BareItem, InnerList, ListEntry, ListSerializer};

/// The signature base of a request; none if a component is not there, or is of a kind that we do
/// not know.
pub fn of(head: &Parts, input: &InnerList) -> Option<Vec<u8>> {
    let mut base = Vec::with_capacity(512);
    for item in &input.items {
        let BareItem::String(name) = &item.bare_item else { return None };
        if !item.params.is_empty() {
            return None;
        }
        base.extend_from_slice(format!("\"{}\": ", name.as_str()).as_bytes());
        base.extend_from_slice(&component(head, name.as_str())?);
        base.push(b'\n');
    }
    base.extend_from_slice(b"\"@signature-params\": ");
    base.extend_from_slice(written(input).as_bytes());
    Some(base)
}

/// A list of components with its parameters, as it stands in `Signature-Input`.
pub fn written(input: &InnerList) -> String {
    let mut list = ListSerializer::new();
    list.members([&ListEntry::InnerList(input.clone())]);
    list.finish().unwrap_or_default()
}

fn component(head: &Parts, name: &str) -> Option<Vec<u8>> {
    match name {
        "@method" => Some(head.method.as_str().into()),
        "@authority" => {
            let named = head.uri.authority().map(|authority| authority.as_str().as_bytes());
            let named = named.or_else(|| head.headers.get(HOST).map(|host| host.as_bytes()))?;
            Some(named.to_ascii_lowercase())
        }
        "@path" => Some(if head.uri.path().is_empty() { "/" } else { head.uri.path() }.into()),
        "@query" => Some(format!("?{}", head.uri.query().unwrap_or_default()).into()),
        _ => {
            let mut values = head.headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii());
            let mut joined = values.next()?.to_vec();
            for value in values {
                joined.extend_from_slice(b", ");
                joined.extend_from_slice(value);
            }
            Some(joined)
        }
    }
}
