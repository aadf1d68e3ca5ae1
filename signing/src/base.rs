//! The bytes that a signature is made over (RFC 9421, 2.5).

use http::header::HOST;
use http::request::Parts;
use sfv::{BareItem, Dictionary, InnerList, ListEntry, ListSerializer, Parser};

/// The signature base of a request; none if a component is not there, or is of a kind that we do
/// not know.
pub fn of(head: &Parts, input: &InnerList) -> Option<Vec<u8>> {
    let mut base = Vec::with_capacity(512);
    for item in &input.items {
        let BareItem::String(name) = &item.bare_item else { return None };
        base.extend_from_slice(serialized(&ListEntry::Item(item.clone())).as_bytes());
        base.extend_from_slice(b": ");
        base.extend_from_slice(&match item.params.len() {
            0 => component(head, name.as_str())?,
            1 => member(head, name.as_str(), item.params.get("key")?)?,
            _ => return None,
        });
        base.push(b'\n');
    }
    base.extend_from_slice(b"\"@signature-params\": ");
    base.extend_from_slice(written(input).as_bytes());
    Some(base)
}

/// A list of components with its parameters, as it stands in `Signature-Input`.
pub fn written(input: &InnerList) -> String {
    serialized(&ListEntry::InnerList(input.clone()))
}

fn serialized(entry: &ListEntry) -> String {
    let mut list = ListSerializer::new();
    list.members([entry]);
    list.finish().unwrap_or_default()
}

/// One member of a field that is a dictionary (RFC 9421, 2.1.2).
fn member(head: &Parts, name: &str, key: &BareItem) -> Option<Vec<u8>> {
    let BareItem::String(key) = key else { return None };
    let field: Dictionary = Parser::new(&component(head, name).filter(|_| !name.starts_with('@'))?).parse().ok()?;
    Some(serialized(field.get(key.as_str())?).into_bytes())
}

/// What a component without parameters is of this request; none if it is not there.
pub fn component(head: &Parts, name: &str) -> Option<Vec<u8>> {
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
