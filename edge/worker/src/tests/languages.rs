//! What nobody translated is said in its language on every page.

use std::sync::Arc;

use api::cache::{CachePolicy, Lifetime};
use api::catalog::Text;
use api::client::Answer;
use api::{Code, Problem};
use bytes::Bytes;
use domain::catalog::Localized;
use domain::{Locale, Market};
use http::{HeaderValue, Request, Response, header};
use serde_json::{Value, json};

use super::pages::{ReadAloud, misread, read_aloud};
use super::settings::setting;
use crate::Worker;
use crate::platform::{Boxed, Platform};

/// Every page of this shop that shows anything of the merchant's. All of it has the word “English” in English, and the
/// word “Deutsch” where it is translated.
const PAGES: [&str; 11] = [
    "/",
    "/products",
    "/collections",
    "/collections/seats",
    "/products/stool",
    "/search?q=stool",
    "/cart",
    "/checkout",
    ORDER,
    "/orders/019b0000-0000-7000-8000-000000000001/return",
    "/orders/019b0000-0000-7000-8000-000000000001/withdrawal",
];
const ORDER: &str = "/orders/019b0000-0000-7000-8000-000000000001";

/// An origin with one product and one collection, of which nobody translated anything but the finish “raw”.
struct Untranslated;

impl Platform for Untranslated {
    fn get<'a>(&'a self, _: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async { None })
    }

    fn set<'a>(&'a self, _: &'a str, _: Vec<u8>) -> Boxed<'a, ()> {
        Box::pin(async {})
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        let response = answer(&request);
        Box::pin(async move { Ok(response) })
    }

    fn variable<'a>(&'a self, name: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(std::future::ready(setting(name)))
    }

    fn now(&self) -> u64 {
        0
    }

    fn spawn(&self, _: Boxed<'static, ()>) {}
}

/// A text of the merchant's for shoppers of one language.
struct Words(Locale);

impl Words {
    fn english(&self, text: &str) -> Text {
        Text::of(&Localized::same(format!("English {text}")), self.0)
    }

    fn both(&self, text: &str) -> Text {
        let both = Localized::same(format!("English {text}")).with(Locale::De, format!("Deutsch {text}"));
        Text::of(&both, self.0)
    }
}

fn answer(request: &Request<Bytes>) -> Response<Bytes> {
    let (parts, body) = (request.uri(), String::from_utf8_lossy(request.body()));
    // A checkout is asked for by a body.
    let is_german = parts.query().unwrap_or_default().contains("market=de") || body.contains("\"de\"");
    let words = Words(if is_german { Locale::De } else { Locale::En });
    let found = match parts.path().trim_start_matches("/v1/").split('/').collect::<Vec<_>>()[..] {
        ["home"] => Some(home(&words)),
        ["collections"] => Some(json!([collection(&words)])),
        ["collections", _] => Some(collection(&words)),
        ["products", _, "stock"] => Some(json!([])),
        ["products", _] => Some(product(&words)),
        ["products"] => Some(json!({ "items": [card(&words)], "total": 1, "page": 1, "pages": 1 })),
        ["search"] => Some(json!({ "query": "", "hits": [card(&words)], "total": 1, "page": 1, "pages": 1 })),
        ["carts", _] => Some(cart(&words)),
        ["checkouts"] | ["carts", _, "checkout"] => Some(checkout(&words)),
        ["orders", _] => Some(order(&Words(Locale::De))),
        _ => None,
    };
    let (status, body) = match found {
        Some(found) => (200, found),
        None => (404, json!(Problem::new(Code::NotFound, ""))),
    };
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status.try_into().expect("a status");
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let tag = "p:stool".parse().expect("a tag");
    CachePolicy::UntilPurged(Lifetime::PAGE, vec![tag]).write(response.headers_mut());
    response
}

fn money(minor: u32) -> Value {
    json!({ "minor": minor, "currency": "EUR" })
}

fn picture(words: &Words) -> Value {
    json!({ "path": "stool", "alt": words.english("picture"), "width": 1200, "height": 1500 })
}

/// A home page of every kind of block that has words.
fn home(words: &Words) -> Value {
    let link = json!({ "label": words.english("link"), "href": "/products" });
    json!({ "blocks": [
        { "kind": "announcement", "text": words.english("news."), "link": link },
        { "kind": "hero", "picture": picture(words), "heading": words.english("heading"), "text": words.both("text."), "link": link },
        { "kind": "products", "heading": words.english("row"), "count": 1 },
        { "kind": "collections", "heading": words.both("rooms") },
        { "kind": "text", "heading": words.english("words"), "html": words.english("<b>story</b>.") },
        { "kind": "about" },
    ] })
}

fn collection(words: &Words) -> Value {
    json!({
        "slug": "seats", "title": words.english("seats"), "description": words.english("things to sit on."),
        "products": 1, "picture": picture(words),
    })
}

fn card(words: &Words) -> Value {
    let id = "019b0000-0000-7000-8000-000000000002";
    json!({
        "id": id, "product": id, "sku": "STOOL", "slug": "stool", "title": words.english("stool"), "brand": "Kleiwarft",
        "price": { "amount": money(9_900) }, "from": false, "picture": picture(words), "prices_version": 1,
    })
}

fn product(words: &Words) -> Value {
    let variant = |sku: &str, finish: &str| json!({ "sku": sku, "options": { "finish": finish }, "price": { "amount": money(9_900) } });
    json!({
        "id": "019b0000-0000-7000-8000-000000000002", "slug": "stool", "title": words.english("stool"),
        "summary": words.english("summary."), "brand": "Kleiwarft",
        "description": Text::of(&Localized::same("English story.\n\nEnglish end of it."), words.0),
        "collections": [{ "slug": "seats", "title": words.english("seats") }],
        "attributes": [[words.english("wood"), words.english("oak")], [words.both("height"), Text::plain("45 cm")]],
        "options": [{
            "code": "finish", "label": words.english("finish"),
            "values": [
                { "code": "oiled", "label": words.english("oiled") },
                { "code": "raw", "label": words.both("raw") },
            ],
        }],
        "media": [picture(words), picture(words)],
        "variants": [variant("STOOL", "oiled"), variant("STOOL-RAW", "raw")], "prices_version": 1,
    })
}

fn discount(words: &Words) -> Value {
    json!({ "promotion": "019b0000-0000-7000-8000-000000000003", "label": words.english("sale"), "amount": money(900) })
}

fn cart(words: &Words) -> Value {
    let line = |sku: &str, choice: Text| {
        json!({
            "sku": sku, "slug": "stool", "title": words.english("stool"), "choice": choice, "quantity": 1,
            "unit_price": money(9_900), "total": money(9_900), "availability": { "state": "in_stock" },
            "picture": picture(words),
        })
    };
    json!({
        "id": "019b0000-0000-7000-8000-000000000004",
        "lines": [line("STOOL", words.english("oiled")), line("STOOL-RAW", words.both("raw"))],
        "subtotal": money(19_800), "discounts": [discount(words)], "total": money(18_900),
    })
}

fn checkout(words: &Words) -> Value {
    let delivery = json!({
        "method": "standard", "fee": money(490), "tax": money(0), "included_tax": money(3_000), "total": money(19_390),
        "discounts": [discount(words)],
    });
    json!({ "cart": cart(words), "deliveries": [delivery], "payment": { "provider": "test" } })
}

/// An order of two stools in the market `de`: one line is in English, for nobody had translated it, the other in German.
fn order(words: &Words) -> Value {
    let line = |sku: &str, title: Text, choice: Text| {
        json!({
            "sku": sku, "slug": "stool", "title": title, "choice": choice, "quantity": 1, "unit_price": money(9_900),
            "total": money(9_900),
        })
    };
    let units = json!([{ "sku": "STOOL", "quantity": 1 }, { "sku": "STOOL-RAW", "quantity": 1 }]);
    json!({
        "id": "019b0000-0000-7000-8000-000000000001", "number": 1001, "state": "fulfilled",
        "placed_at": "2026-11-01T10:00:00Z", "market": "de", "email": "ada@example.com",
        "address": { "name": "Ada", "street": "Am Deich 1", "postal_code": "10115", "city": "Berlin", "country": "DE" },
        "delivery": "standard", "subtotal": money(19_800), "delivery_fee": money(490), "tax": money(0),
        "included_tax": money(3_000), "total": money(19_390), "discounts": [discount(words)],
        "lines": [
            line("STOOL", words.english("stool"), words.english("oiled")),
            line("STOOL-RAW", words.both("stool"), words.both("raw")),
        ],
        "shipments": [{
            "id": "019b0000-0000-7000-8000-000000000005", "position": 1, "state": "delivered", "lines": units.clone(),
        }],
        "returnable": units, "withdrawable": true,
    })
}

async fn page(market: Market, path: &str) -> String {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = market.path(path).parse().expect("an address");
    let cookie = "__Host-cart=019b0000-0000-7000-8000-000000000004";
    request.headers_mut().insert(header::COOKIE, HeaderValue::from_static(cookie));
    let response = crate::handle(&Worker::new(Arc::new(Untranslated)), request).await;
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("in memory");
    assert_eq!(parts.status, 200, "{path}");
    String::from_utf8(body.to_vec()).expect("UTF-8")
}

/// Whether a page reads out `text` in the language `lang`.
fn says(page: &str, text: &str, lang: &str) -> bool {
    read_aloud(page).contains(&ReadAloud { text: text.to_owned(), lang: lang.to_owned() })
}

#[tokio::test]
async fn j02_nothing_english_is_read_as_german() {
    for path in PAGES {
        let page = page(Market::De, path).await;
        assert!(
            page.contains("<html lang=\"de\">") && page.contains("English stool") || path == "/collections",
            "{path}"
        );
        assert_eq!(misread(&page, "English", "en"), [], "{path}: {page}");
        assert_eq!(misread(&page, "Deutsch", "de"), [], "{path}: {page}");
    }
}

#[tokio::test]
async fn j02_nothing_is_said_to_be_foreign_on_pages_in_its_language() {
    for path in PAGES.into_iter().filter(|path| !path.starts_with("/orders/")) {
        let page = page(Market::Eu, path).await;
        let foreign = |said: &ReadAloud| said.text.contains("English") && said.lang != "en";
        assert_eq!(read_aloud(&page).into_iter().find(foreign), None, "{path}");
        let main = page.split_once("<main").expect("it has one").1.split_once("</main>").expect("it ends").0;
        assert!(!main.contains(" lang="), "{path}: {main}");
    }
}

#[tokio::test]
async fn j02_attributes_say_their_language() {
    let page = page(Market::De, "/products/stool").await;
    assert!(says(&page, "English wood", "en") && says(&page, "English oak", "en"), "{page}");
    assert!(says(&page, "Deutsch height", "de") && says(&page, "45 cm", "de"), "{page}");
}

#[tokio::test]
async fn j02_options_say_their_language() {
    let page = page(Market::De, "/products/stool").await;
    assert!(says(&page, "English finish", "en") && says(&page, "English oiled", "en"), "{page}");
    assert!(says(&page, "Deutsch raw", "de"), "{page}");
    let cart = self::page(Market::De, "/cart").await;
    assert!(says(&cart, "English oiled", "en") && says(&cart, "Deutsch raw", "de"), "{cart}");
}

#[tokio::test]
async fn j02_alt_texts_say_their_language() {
    let page = page(Market::De, "/products/stool").await;
    assert_eq!(page.matches(" alt=\"English picture\" lang=\"en\"").count(), 2, "{page}");
}

#[tokio::test]
async fn j02_collections_say_their_language() {
    for path in ["/products/stool", "/collections", "/collections/seats"] {
        let page = page(Market::De, path).await;
        let menu =
            page.split_once("class=\"rooms\"").expect("there is a menu").1.split_once("</nav>").expect("it ends").0;
        assert!(menu.contains(" lang=\"en\">English seats</a>"), "{menu}");
        assert!(says(&page, "English seats", "en"), "{path}");
    }
    assert!(says(&page(Market::De, "/collections/seats").await, "English things to sit on.", "en"));
    assert!(page(Market::De, "/collections/seats").await.contains("<title lang=\"en\">English seats"));
}

#[tokio::test]
async fn j02_order_lines_are_in_the_language_they_were_ordered_in() {
    let german = page(Market::De, ORDER).await;
    for (text, lang) in
        [("English stool", "en"), ("English oiled", "en"), ("Deutsch stool", "de"), ("English sale", "en")]
    {
        assert!(says(&german, text, lang), "{text}: {german}");
    }
    // The same order on pages in English: now German is what is foreign there.
    for path in PAGES.into_iter().filter(|path| path.starts_with("/orders/")) {
        let english = page(Market::Eu, path).await;
        assert!(says(&english, "Deutsch stool", "de") && says(&english, "English stool", "en"), "{path}: {english}");
        assert_eq!(
            (misread(&english, "English", "en"), misread(&english, "Deutsch", "de")),
            (vec![], vec![]),
            "{path}"
        );
    }
}
