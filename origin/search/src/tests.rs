//! The service from the outside: queries in, pages of hits out.

use api::catalog::{ProductDocument, Sort};
use api::problem::Code;
use api::search::{Search, SearchPage};
use api::{CachePolicy, Client, Credentials, Tag};
use domain::{Currency, Market, ProductId};
use origin_platform::transport::InProcess;
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Index, router};

struct Shelf {
    _dir: TempDir,
    index: Index,
}

fn id(number: u128) -> ProductId {
    ProductId(Uuid::from_u128(number))
}

fn product(json: serde_json::Value) -> ProductDocument {
    serde_json::from_value(json).expect("a product")
}

fn plain(slug: &str, title: &str) -> ProductDocument {
    product(json!({ "slug": slug, "title": { "en": title }, "variants": [{ "sku": slug }] }))
}

fn harbour_mug() -> ProductDocument {
    product(json!({
        "slug": "harbour-mug",
        "title": { "en": "Harbour mug", "de": "Becher „Hafen“" },
        "summary": { "en": "Stoneware with a handle for three fingers.", "de": "Steinzeug mit Henkel für drei Finger." },
        "description": { "en": "Iron in the clay <b>speckles</b> the glaze.", "de": "Eisen sprenkelt die Glasur." },
        "brand": "Kleiwarft",
        "collections": ["table"],
        "attributes": { "material": "Feldspar", "dishwasher_safe": true, "capacity_ml": 300 },
        "options": [{ "code": "colour", "label": { "en": "Colour", "de": "Farbe" }, "values": [
            { "code": "oat", "label": { "en": "Oat", "de": "Hafer" } },
            { "code": "ink", "label": { "en": "Ink", "de": "Tinte" } },
        ] }],
        "media": [{ "path": "products/harbour-mug", "alt": { "en": "A mug", "de": "Ein Becher" }, "width": 4, "height": 5 }],
        "variants": [
            { "sku": "TBL-MUG-OAT", "gtin": "0095205603217", "options": { "colour": "oat" }, "prices": [
                { "currency": "EUR", "amount_minor": 2400, "compare_at_minor": 2900 },
                { "currency": "USD", "amount_minor": 2600 },
            ] },
            { "sku": "TBL-MUG-INK", "options": { "colour": "ink" }, "prices": [
                { "currency": "EUR", "amount_minor": 2200 }, { "currency": "USD", "amount_minor": 2600 },
            ] },
        ],
    }))
}

impl Shelf {
    fn with(products: &[(ProductId, ProductDocument)]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let index = Index::open(dir.path()).expect("an empty index");
        let mut writer = index.writer().expect("nobody else writes");
        let products: Vec<_> = products.iter().cloned().map(|(id, product)| (id, 7, product)).collect();
        writer.upsert(&products).expect("room on the disk");
        writer.commit().expect("room on the disk");
        Self { _dir: dir, index }
    }

    fn demo() -> Self {
        Self::with(&[(id(1), harbour_mug()), (id(2), plain("net-loft-blanket", "Net loft blanket"))])
    }

    async fn client(&self) -> Client<InProcess> {
        let stores = origin_testing::fresh_stores().await;
        Client::new(InProcess(router(stores, self.index.clone())))
    }
}

fn ask(q: &str, market: Market, page: u32) -> Search {
    Search { q: q.to_owned(), market, sort: Sort::Featured, page }
}

#[tokio::test]
async fn a_hit_has_the_language_and_the_prices_of_its_market() {
    let shelf = Shelf::demo();
    let client = shelf.client().await;
    let hit = async |q: &str, market| client.call(&ask(q, market, 1)).await.expect("a page").hits.remove(0);
    let eu = hit("harbour", Market::Eu).await;
    let price = eu.price.expect("sold for euros");
    assert_eq!((price.amount.minor, price.amount.currency, price.compare_at), (2200, Currency::Eur, None));
    assert!(eu.from);
    assert_eq!((eu.title.bare(), eu.brand.as_str(), eu.sku.as_str()), ("Harbour mug", "Kleiwarft", "TBL-MUG-OAT"));
    let us = hit("harbour", Market::Us).await;
    assert_eq!(us.price.map(|price| (price.amount.minor, price.amount.currency)), Some((2600, Currency::Usd)));
    assert!(!us.from);
    let de = hit("becher", Market::De).await;
    assert_eq!(de.title, "Becher „Hafen“");
    assert_eq!(de.picture.expect("a picture").alt, "Ein Becher");
    assert_eq!(hit("blanket", Market::Eu).await.price, None);
}

#[tokio::test]
async fn pages_hold_24_hits_and_each_hit_is_on_one() {
    let products: Vec<_> = (0..50).map(|number| (id(number), plain(&format!("lamp-{number}"), "Red lamp"))).collect();
    let client = Shelf::with(&products);
    let client = client.client().await;
    let mut seen = std::collections::BTreeSet::new();
    for (page, expect) in [(1, 24), (2, 24), (3, 2), (4, 0), (1000, 0)] {
        let reply: SearchPage = client.call(&ask("lamp", Market::Eu, page)).await.expect("a page");
        assert_eq!((reply.hits.len(), reply.total, reply.pages, reply.page), (expect, 50, 3, page));
        seen.extend(reply.hits.into_iter().map(|hit| hit.slug));
    }
    assert_eq!(seen.len(), 50);
    for page in [0, 1001, u32::MAX] {
        let problem = client.call(&ask("lamp", Market::Eu, page)).await.expect_err("no such page");
        assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some("page")));
    }
}

#[tokio::test]
async fn nothing_asked_is_nothing_found_and_every_answer_may_be_cached() {
    let shelf = Shelf::demo();
    let client = shelf.client().await;
    for query in ["", "  ", "!?…", &"y".repeat(10_000)] {
        let reply = client.call_cached(&ask(query, Market::Eu, 1), &Credentials::default()).await;
        let page = reply.reply.expect("a page");
        assert_eq!((page.hits.len(), page.total, page.pages), (0, 0, 1));
        assert!(matches!(reply.policy, CachePolicy::UntilPurged(_, tags) if tags == [Tag::search()]));
    }
    let page = client.call(&ask("  Harbour   MUG ", Market::Eu, 1)).await.expect("a page");
    assert_eq!((page.query.as_str(), page.total), ("harbour mug", 1));
}
