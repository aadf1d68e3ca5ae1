//! An endpoint is a struct: its fields are what is asked, its constants how.
//!
//! Fields named in [`Endpoint::PATH`] travel in the path, one named `if_match` in the header `If-Match`; the others in
//! the query of a GET or DELETE, or as the JSON body of everything else.

pub mod audience;
pub mod description;
pub mod fields;
pub mod if_match;

use std::borrow::Cow;

use bytes::Bytes;
use domain::staff::Permission;
use http::{Method, Request, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use self::audience::{Audience, CacheClass};
use self::if_match::{IF_MATCH, IfMatch};
use crate::cache::CachePolicy;
use crate::problem::{Code, Problem};

/// Who may call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// Everybody.
    Anyone,
    /// A logged-in shopper, who sees only what is theirs.
    Shopper,
    /// The merchant's staff who have this permission, by API key or signed in.
    Staff(Permission),
    /// Whoever signs the body with a secret shared with us, such as a payment provider. Its handler
    /// checks the signature over the bytes as they came, so it is not mounted as the others are.
    Signed,
}

impl Caller {
    /// Whether it is for staff alone.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Staff(_))
    }
}

/// One operation of the API.
pub trait Endpoint: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Verb and noun: `GetProduct`. Unique; also the operation id in OpenAPI.
    const NAME: &'static str;
    /// One line for the OpenAPI document.
    const SUMMARY: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// The path with its parameters: `/v1/products/{slug}`.
    const PATH: &'static str;
    /// Who may call it.
    const CALLER: Caller;
    /// For whom its reply is.
    const AUDIENCE: Audience;
    /// Who may keep its reply.
    const CACHE: CacheClass;
    /// What it answers with.
    type Reply: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;

    /// How the reply may be cached. Writes and personal replies: never, which is the default.
    fn cache_policy(&self, _reply: &Self::Reply) -> CachePolicy {
        CachePolicy::Never
    }

    /// How the absence of the thing asked for may be cached. By default not at all.
    fn cache_policy_of_absence(&self) -> CachePolicy {
        CachePolicy::Never
    }

    /// The version of the thing that the reply shows, which becomes its `ETag`. By default there is none.
    fn version(&self, _reply: &Self::Reply) -> Option<i64> {
        None
    }
}

/// Whether an endpoint changes anything, and so needs an `Idempotency-Key`.
pub fn is_write(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD)
}

/// Whether an endpoint takes its fields as a JSON body, and not in the query.
pub(crate) fn has_body(method: &Method) -> bool {
    is_write(method) && *method != Method::DELETE
}

/// The names of the parameters in a path such as `/v1/products/{slug}`.
pub fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

/// The request that asks for `endpoint`; its URI has path and query only.
pub fn request_of<E: Endpoint>(endpoint: &E) -> Request<Bytes> {
    let Value::Object(mut fields) = serde_json::to_value(endpoint).expect("endpoints are plain data") else {
        panic!("{} is not a struct with named fields", E::NAME)
    };
    let version = fields.remove(IF_MATCH).and_then(|version| serde_json::from_value::<IfMatch>(version).ok());
    let mut uri = String::with_capacity(E::PATH.len() + 32);
    for segment in E::PATH.split('/').skip(1) {
        uri.push('/');
        match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => uri.extend(encode(&text_of(fields.remove(name).unwrap_or_default()))),
            None => uri.push_str(segment),
        }
    }
    let mut request = Request::builder().method(E::METHOD);
    if let Some(version) = version {
        request = request.header(header::IF_MATCH, version.header());
    }
    let request = if has_body(&E::METHOD) {
        let body = serde_json::to_vec(&fields).expect("endpoints are plain data");
        request.uri(uri).header(header::CONTENT_TYPE, "application/json").body(Bytes::from(body))
    } else {
        append_query(&mut uri, fields);
        request.uri(uri).body(Bytes::new())
    };
    request.expect("an encoded path is a valid URI")
}

/// Reads an endpoint back from the parts of a request.
///
/// # Errors
/// A [`Problem`] that says what cannot be read: bad JSON, a missing field, a value out of range.
pub fn parse<E: Endpoint>(path: &[(&str, &str)], query: Option<&str>, body: &[u8]) -> Result<E, Problem> {
    if has_body(&E::METHOD) {
        let mut fields: Map<String, Value> = match body.is_empty() {
            true => Map::new(),
            false => serde_json::from_slice(body).map_err(unreadable)?,
        };
        let path = path.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
        fields.extend(path);
        return serde_json::from_value(Value::Object(fields)).map_err(unreadable);
    }
    // The path wins over a query parameter of the same name.
    let query = query.unwrap_or_default();
    let given: Vec<(String, String)> = serde_html_form::from_str(query).map_err(unreadable)?;
    let named = |name: &str| path.iter().any(|(taken, _)| *taken == name);
    let mut pairs: Vec<(&str, &str)> = path.to_vec();
    pairs.extend(given.iter().filter(|(name, _)| !named(name)).map(|(name, value)| (name.as_str(), value.as_str())));
    let merged = serde_html_form::to_string(&pairs).map_err(unreadable)?;
    serde_html_form::from_str(&merged).map_err(unreadable)
}

fn unreadable(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::InvalidRequest, error.to_string())
}

fn append_query(uri: &mut String, fields: Map<String, Value>) {
    let mut separator = '?';
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_null()) {
        uri.push(separator);
        uri.push_str(&name);
        uri.push('=');
        uri.extend(encode(&text_of(value)));
        separator = '&';
    }
}

fn text_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn encode(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, RESERVED)
}

/// The text as a segment of an address's path, a value of its query, or a part of an element's id: everything but
/// RFC 3986's unreserved characters is percent-encoded.
pub fn percent_encoded(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}

/// Declares an endpoint.
///
/// `endpoint!(GetCart: GET "/v1/carts/{cart}", Anyone, "A cart." => CartView)` is private and kept by nobody, as
/// whatever says nothing of it. One whose reply is the same for everybody says so, and names its policy:
/// `endpoint!(GetProduct: GET "/v1/products/{slug}", Anyone, Public UntilPurged, "One product." => ProductView, {
/// fn cache_policy(…) … })`. No other way leads to a policy. What staff call names the permission that it takes:
/// `Staff(CatalogRead)`.
#[macro_export]
macro_rules! endpoint {
    ($name:ident: $method:ident $path:literal, $caller:ident $(($permission:ident))?, $summary:literal => $reply:ty) => {
        $crate::endpoint!($name: $method $path, $caller $(($permission))?, Private Never, $summary => $reply, {});
    };
    ($name:ident: $method:ident $path:literal, $caller:ident $(($permission:ident))?, $audience:ident $cache:ident, $summary:literal => $reply:ty, { $($policy:item)* }) => {
        impl $crate::Endpoint for $name {
            const NAME: &'static str = stringify!($name);
            const SUMMARY: &'static str = $summary;
            const METHOD: ::http::Method = ::http::Method::$method;
            const PATH: &'static str = $path;
            const CALLER: $crate::Caller = $crate::Caller::$caller $(($crate::Permission::$permission))?;
            const AUDIENCE: $crate::Audience = $crate::Audience::$audience;
            const CACHE: $crate::CacheClass = $crate::CacheClass::$cache;
            type Reply = $reply;
            $($policy)*
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cart::{AddCartLine, DeleteCartLine};
    use crate::catalog::admin::{DeleteCollection, UpdateCollection};
    use crate::catalog::{ListProducts, Sort, UpdateVariant};
    use domain::{CartId, Market, Quantity};
    use proptest::prelude::*;

    fn round_trip<E: Endpoint>(endpoint: &E) -> E {
        let request = request_of(endpoint);
        let uri = request.uri();
        let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned();
        let pairs: Vec<(&str, String)> = E::PATH
            .split('/')
            .zip(uri.path().split('/'))
            .filter_map(|(template, actual)| Some((template.strip_prefix('{')?.strip_suffix('}')?, decode(actual))))
            .collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        parse(&pairs, uri.query(), request.body()).expect("what we write we can read")
    }

    #[test]
    fn a_get_keeps_its_fields_in_the_query() {
        let list = ListProducts {
            market: Market::De,
            collection: Some("table".parse().unwrap()),
            sort: Sort::Newest,
            page: 3,
        };
        let request = request_of(&list);
        assert_eq!(request.uri().path(), "/v1/products");
        assert_eq!(round_trip(&list), list);
    }

    #[test]
    fn defaults_fill_what_is_not_asked() {
        let list: ListProducts = parse(&[], None, b"").expect("all fields have defaults");
        assert_eq!((list.market, list.page, list.sort), (Market::Eu, 1, Sort::Featured));
        let unknown: ListProducts = parse(&[], Some("utm_source=x&page=2"), b"").expect("unknown names are ignored");
        assert_eq!(unknown.page, 2);
    }

    #[test]
    fn bad_input_is_a_problem_with_a_reason() {
        let check = |path: &[(&str, &str)], body: &[u8], reason: &str| {
            let problem = parse::<UpdateVariant>(path, None, body).expect_err("bad input");
            assert_eq!(problem.code, Code::InvalidRequest);
            assert!(problem.detail.contains(reason), "{}", problem.detail);
        };
        check(&[("sku", "A")], b"{", "EOF");
        check(&[("sku", "A")], b"[]", "map");
        check(&[("sku", "A")], b"\xff", "expected value");
        check(&[("sku", "a  b")], b"{}", "SKU");
        check(&[("sku", "A")], br#"{"on_hand":-1}"#, "-1");
        check(&[("sku", "A")], br#"{"prices":[{"currency":"XXX","amount_minor":1}]}"#, "XXX");
        let page = parse::<ListProducts>(&[], Some("page=-1"), b"").expect_err("pages start at 1");
        assert_eq!(page.code, Code::InvalidRequest);
    }

    #[test]
    fn the_version_that_was_read_travels_in_the_head() {
        let slug: domain::Slug = "bath".parse().unwrap();
        for (version, field) in [(IfMatch::Version(7), "\"7\""), (IfMatch::Any, "*")] {
            let delete = DeleteCollection { slug: slug.clone(), if_match: Some(version) };
            let request = request_of(&delete);
            assert_eq!(
                (request.uri().to_string().as_str(), &request.headers()[header::IF_MATCH]),
                ("/v1/admin/collections/bath", &http::HeaderValue::from_static(field))
            );
            assert_eq!(parse::<DeleteCollection>(&[("slug", "bath"), (IF_MATCH, field)], None, b""), Ok(delete));
        }
        let change = serde_json::json!({ "slug": "bath", "if_match": "7", "position": 3 });
        let change: UpdateCollection = serde_json::from_value(change).expect("a change");
        let request = request_of(&change);
        assert_eq!(request.body(), r#"{"position":3}"#);
        assert_eq!(parse(&[("slug", "bath"), (IF_MATCH, "W/\"7\"")], None, request.body()), Ok(change.clone()));
        let blind = UpdateCollection { if_match: None, ..change };
        assert!(!request_of(&blind).headers().contains_key(header::IF_MATCH));
        let unreadable = parse::<UpdateCollection>(&[("slug", "bath"), (IF_MATCH, "\"x\"")], None, b"{}");
        assert!(unreadable.expect_err("no version").detail.contains("If-Match"));
    }

    #[test]
    fn a_sku_in_an_address_is_percent_encoded() {
        assert_eq!(percent_encoded("A/1 ü&b_c.d-e~f"), "A%2F1%20%C3%BC%26b_c.d-e~f");
    }

    #[test]
    fn the_path_cannot_be_overridden_from_query_or_body() {
        let delete = DeleteCartLine { cart: CartId(uuid::Uuid::nil()), sku: "A".parse().unwrap(), market: Market::Eu };
        let nil = uuid::Uuid::nil().to_string();
        let parsed: DeleteCartLine =
            parse(&[("cart", &nil), ("sku", "A")], Some("sku=B&cart=x"), b"").expect("well-formed");
        assert_eq!(parsed, delete);
        let parsed: UpdateVariant = parse(&[("sku", "A")], None, br#"{"sku":"B"}"#).expect("well-formed");
        assert_eq!(parsed.sku.as_str(), "A");
    }

    proptest! {
        #[test]
        fn writes_survive_the_wire(sku in "[A-Za-z0-9%?#&+:;/\\\\(ü護)][A-Za-z0-9%?#&+:;/\\\\(ü護)._-]{0,63}", quantity in 1_i64..=99, cart: u128) {
            let add = AddCartLine {
                cart: CartId(uuid::Uuid::from_u128(cart)),
                sku: sku.parse().unwrap(),
                quantity: Quantity::try_from(quantity).unwrap(),
                market: Market::Us,
            };
            prop_assert_eq!(round_trip(&add), add.clone());
            let delete = DeleteCartLine { cart: add.cart, sku: add.sku, market: add.market };
            prop_assert_eq!(round_trip(&delete), delete);
        }
    }
}
