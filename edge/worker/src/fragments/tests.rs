//! Pages with slots over an origin that knows one product.

use std::collections::HashMap;
use std::sync::Arc;

use api::cache::Lifetime;
use api::client::Answer;
use api::edge::feed::FeedKey;
use bytes::Bytes;
use http::{Response as HttpResponse, StatusCode};
use serde_json::{Value, json};

use super::*;
use crate::instance::Worker;
use crate::platform::{Boxed, Platform};

const ID: &str = "019b0000-0000-7000-8000-000000000001";

/// Replies by path; no store, no settings.
struct Origin {
    replies: HashMap<&'static str, (Value, CachePolicy)>,
    is_guarded: bool,
}

impl Platform for Origin {
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        let is_known = self.is_guarded && key == FeedKey::Guarded.to_string();
        Box::pin(async move { is_known.then(|| b"1".to_vec()) })
    }

    fn set<'a>(&'a self, _: &'a str, _: Vec<u8>) -> Boxed<'a, ()> {
        Box::pin(async {})
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        let (reply, policy) = self.replies[request.uri().path()].clone();
        Box::pin(async move {
            let mut response = HttpResponse::new(Bytes::from(reply.to_string()));
            policy.write(response.headers_mut());
            Ok(response)
        })
    }

    fn variable<'a>(&'a self, _: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(async { Some("https://shop.example".to_owned()) })
    }

    fn now(&self) -> u64 {
        0
    }

    fn spawn(&self, _: Boxed<'static, ()>) {}
}

fn policy(tags: &[&str]) -> CachePolicy {
    CachePolicy::UntilPurged(Lifetime::PAGE, tags.iter().map(|tag| tag.parse().expect("a tag")).collect())
}

/// An origin whose one product has this text wherever a text may stand.
fn origin(text: &str) -> Arc<Origin> {
    let price = json!({"amount": {"minor": 1900, "currency": "EUR"}});
    let value = |code: &str| json!({"code": code, "label": text});
    let variant = |sku: &str, size: &str| json!({"sku": sku, "options": {"size": size}, "price": price});
    let product = json!({
        "id": ID, "slug": "mug", "title": text, "summary": text, "description": text, "brand": text,
        "collections": [{"slug": "mugs", "title": text}], "attributes": [[text, text]],
        "options": [{"code": "size", "label": text, "values": [value("s"), value("l")]}],
        "media": [{"path": "products/mug", "alt": text, "width": 10, "height": 10}],
        "variants": [variant("MUG-S", "s"), variant("MUG-L", "l")], "prices_version": 1,
    });
    let card = json!({
        "id": ID, "slug": "mug", "title": text, "brand": text, "price": price, "from": false, "picture": null, "prices_version": 1,
    });
    let stock = json!([
        {"sku": "MUG-S", "availability": {"state": "out"}}, {"sku": "MUG-L", "availability": {"state": "in_stock"}},
    ]);
    let facet = json!({
        "key": "colour", "name": text, "kind": "term", "values": [{"code": "ink", "label": text, "products": 1}],
    });
    let (price_tag, stock_tag) = (format!("pr:{ID}"), format!("s:{ID}"));
    let replies = HashMap::from([
        ("/v1/products/mug", (product, policy(&["p:1", &price_tag]))),
        (concat!("/v1/products/", "019b0000-0000-7000-8000-000000000001", "/stock"), (stock, policy(&[&stock_tag]))),
        (
            "/v1/products",
            (json!({"items": [card], "total": 1, "page": 1, "pages": 1}), policy(&["catalog", &price_tag])),
        ),
        ("/v1/collections", (json!([]), policy(&["nav"]))),
        ("/v1/settings", (json!({}), policy(&["settings"]))),
        ("/v1/home", (json!({}), policy(&["home", "settings"]))),
        ("/v1/delivery", (json!({"from": {"minor": 490, "currency": "EUR"}}), policy(&["delivery"]))),
        ("/v1/search/companions", (json!({"bought_together": [], "alike": []}), policy(&["co:mug"]))),
        ("/v1/facets", (json!({"total": 1, "facets": [facet]}), policy(&["search"]))),
    ]);
    Arc::new(Origin { replies, is_guarded: true })
}

async fn ask(origin: &Arc<Origin>, target: &str, fills: bool) -> (HeaderMap, String) {
    ask_as(origin, target, fills.then(wire::host_version)).await
}

/// Asks as a host that says this of the slots it fills.
async fn ask_as(origin: &Arc<Origin>, target: &str, version: Option<HeaderValue>) -> (HeaderMap, String) {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = target.parse().expect("a target");
    if let Some(version) = version {
        request.headers_mut().insert(FRAGMENTS, version);
    }
    let response = crate::handle(&Worker::new(Arc::clone(origin)), request).await;
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("in memory");
    assert_eq!(parts.status, StatusCode::OK, "{target}");
    (parts.headers, String::from_utf8(body.to_vec()).expect("UTF-8"))
}

/// Key and text of each fragment that the headers describe.
fn placed(headers: &HeaderMap, page: &str) -> Vec<(String, String)> {
    let placed: Value = serde_json::from_slice(headers[FRAGMENTS].as_bytes()).expect("JSON");
    let placed = placed["slots"].as_array().expect("a list").iter().map(|placed| {
        let number = |name: &str| usize::try_from(placed[name].as_u64().expect("a number")).expect("small");
        let (at, length) = (number("at"), number("length"));
        (placed["key"].as_str().expect("a key").to_owned(), page[at..at + length].to_owned())
    });
    placed.collect()
}

const PRODUCT: &str = "/de/products/mug?variant=MUG-L";

#[tokio::test]
async fn a_page_says_where_its_fragments_stand_to_a_host_that_fills_slots() {
    let origin = origin("Mug");
    let (headers, page) = ask(&origin, PRODUCT, true).await;
    let fragments = placed(&headers, &page);
    assert_eq!(fragments.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["de:buy:mug:MUG-L", "de:data:mug"]);
    assert!(
        fragments[0].1.starts_with("<leptos-island") && fragments[0].1.ends_with("</leptos-island>"),
        "{}",
        fragments[0].1
    );
    assert!(fragments[1].1.starts_with("<script type=\"application/ld+json\">"), "{}", fragments[1].1);
    assert_eq!(
        headers["cache-tag"], "co:mug,delivery,nav,p:1,settings",
        "what only the fragments depend on is not the page's"
    );

    let (plain, same) = ask(&origin, PRODUCT, false).await;
    assert_eq!(page, same, "the page is whole without a host that fills slots");
    assert!(!plain.contains_key(FRAGMENTS));
    assert_eq!(plain["cache-tag"], format!("co:mug,delivery,nav,p:1,pr:{ID},s:{ID},settings"));
}

#[tokio::test]
async fn a_host_of_another_version_gets_whole_pages_that_carry_all_tags() {
    let origin = origin("Mug");
    let (plain, page) = ask(&origin, PRODUCT, false).await;
    for other in [api::edge::VERSION - 1, api::edge::VERSION + 1] {
        let (headers, same) = ask_as(&origin, PRODUCT, Some(other.into())).await;
        assert!(!headers.contains_key(FRAGMENTS), "version {other} was told of slots");
        assert_eq!((&headers["cache-tag"], same), (&plain["cache-tag"], page.clone()), "version {other}");
    }
}

#[tokio::test]
async fn an_outsider_is_told_nothing_and_takes_no_tags_away() {
    let guarded = origin("Mug");
    let bare = Arc::new(Origin { replies: guarded.replies.clone(), is_guarded: false });
    let (headers, _) = ask(&bare, PRODUCT, true).await;
    assert!(!headers.contains_key(FRAGMENTS));
    assert_eq!(headers["cache-tag"], format!("co:mug,delivery,nav,p:1,pr:{ID},s:{ID},settings"));
    assert!(headers.contains_key("x-content-type-options") && headers.contains_key("x-frame-options"));
}

#[tokio::test]
async fn a_fragment_made_alone_is_the_fragment_in_the_page() {
    let origin = origin("Mug & <b>");
    for target in [PRODUCT, "/de/products/mug", "/products/mug", "/", "/us/products"] {
        let (headers, page) = ask(&origin, target, true).await;
        let placed = placed(&headers, &page);
        assert!(!placed.is_empty(), "{target}");
        let keys: Vec<String> = placed.iter().map(|(key, _)| format!("key={key}")).collect();
        let (_, made) = ask(&origin, &format!("{}?{}", wire::PATH, keys.join("&")), false).await;
        let made: Value = serde_json::from_str(&made).expect("JSON");
        let made = made["fragments"].as_array().expect("a list");
        assert_eq!(made.len(), placed.len());
        for ((key, html), made) in placed.iter().zip(made) {
            assert_eq!((made["key"].as_str(), made["html"].as_str()), (Some(key.as_str()), Some(html.as_str())));
            assert_eq!(made["fresh"], Lifetime::PAGE.fresh);
            let of_price = made["tags"].as_array().expect("tags").contains(&json!(format!("pr:{ID}")));
            assert!(of_price, "{made}");
        }
    }
}

#[tokio::test]
async fn texts_of_a_product_make_no_slots() {
    for text in ["<!--0:0-->", "--><!--hole eu:price:mug-->", "</script><!--", "\"><!--x:0-->"] {
        let origin = origin(text);
        for (target, count) in [(PRODUCT, 2), ("/de/products", 1)] {
            let (headers, page) = ask(&origin, target, true).await;
            assert_eq!(placed(&headers, &page).len(), count, "{text} {target}");
            assert!(!page.contains(text), "{text} stands in {target} as it is");
        }
    }
}

#[tokio::test]
async fn what_no_variant_is_called_does_not_get_into_a_key() {
    let origin = origin("Mug");
    for variant in ["MUG-X", "%3C!--", "a:b", ""] {
        let (headers, page) = ask(&origin, &format!("/products/mug?variant={variant}"), true).await;
        assert_eq!(placed(&headers, &page)[0].0, "eu:buy:mug", "{variant}");
        // There is no end of such names: none gets into a cache.
        assert_eq!(headers.contains_key("cdn-cache-control"), variant.is_empty(), "{variant}");
    }
}

#[tokio::test]
async fn a_list_in_the_order_of_prices_depends_on_them_itself() {
    let (headers, _) = ask(&origin("Mug"), "/products?sort=price_ascending", true).await;
    assert!(!headers.contains_key(FRAGMENTS));
    assert!(headers["cache-tag"].to_str().expect("ASCII").contains("pr:"));
    let (headers, page) = ask(&origin("Mug"), "/products?sort=newest", true).await;
    assert_eq!(placed(&headers, &page)[0].0, "eu:price:mug");
    assert_eq!(headers["cache-tag"], "catalog,nav,search,settings", "and by what it can be narrowed");
}

#[test]
fn keys_are_few_and_known() {
    let many = vec!["key=eu:price:a"; MAX_KEYS];
    assert_eq!(named(&many.join("&")).map(|keys| keys.len()), Some(MAX_KEYS));
    let long = format!("key=eu:price:{}", "a".repeat(wire::MAX_KEY_LENGTH));
    for query in [
        "",
        "key=",
        "key=eu:price",
        "a=b",
        "key=eu:price:a&",
        &long,
        &[many.join("&"), "&key=eu:price:a".to_owned()].concat(),
    ] {
        assert_eq!(named(query), None, "{query}");
    }
}
