//! The service from the outside: products in, pages of hits out.

use std::time::{Duration, Instant};

use api::catalog::ProductDocument;
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
    dir: TempDir,
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
        Self { dir, index }
    }

    fn demo() -> Self {
        Self::with(&[
            (id(1), harbour_mug()),
            (id(2), plain("net-loft-blanket", "Net loft blanket")),
            (id(3), plain("tn-2110", "Brother TN-2110 toner")),
        ])
    }

    fn slugs(&self, query: &str) -> Vec<String> {
        self.slugs_in(query, Market::Eu)
    }

    fn slugs_in(&self, query: &str, market: Market) -> Vec<String> {
        let found = self.index.search(query, market, 1).expect("a readable index");
        assert_eq!(found.total as usize, found.hits.len(), "all on one page: {query}");
        found.hits.into_iter().map(|hit| hit.slug.into()).collect()
    }

    fn check(&self, queries: &[&str], expect: &str) {
        for query in queries {
            assert_eq!(self.slugs(query), [expect], "{query}");
        }
    }

    async fn client(&self) -> Client<InProcess> {
        let stores = origin_testing::fresh_stores().await;
        Client::new(InProcess(router(stores, self.index.clone())))
    }
}

fn ask(q: &str, market: Market, page: u32) -> Search {
    Search { q: q.to_owned(), market, page }
}

#[test]
fn a_product_is_found_by_whatever_it_says() {
    let shelf = Shelf::demo();
    shelf.check(&["harbour", "MUG", "mugs", "harbour mug", "mug, harbour!"], "harbour-mug");
    shelf.check(&["kleiwarft", "mug kleiwarft"], "harbour-mug");
    shelf.check(&["TBL-MUG-OAT", "tbl-mug-ink", "0095205603217", "95205603217"], "harbour-mug");
    shelf.check(&["feldspar", "oat mug", "dishwasher", "stoneware", "speckled", "table"], "harbour-mug");
    shelf.check(&["TN-2110", "tn2110", "tn 2110", "brother toner"], "tn-2110");
    assert!(shelf.slugs("300").is_empty(), "numbers alone say nothing");
    assert!(shelf.slugs("kayak").is_empty());
}

#[test]
fn german_texts_are_searched_in_german() {
    let shelf = Shelf::demo();
    for query in ["Becher", "hafen", "henkel", "Finger", "hafer", "glasuren", "Kleiwarft", "TBL-MUG-OAT"] {
        assert_eq!(shelf.slugs_in(query, Market::De), ["harbour-mug"], "{query}");
    }
    assert!(shelf.slugs_in("harbour", Market::De).is_empty());
    assert!(shelf.slugs("becher").is_empty());
    // What is not translated is found by its English words.
    assert_eq!(shelf.slugs_in("blanket", Market::De), ["net-loft-blanket"]);
}

#[test]
fn products_with_every_word_come_first_then_those_with_any() {
    let shelf = Shelf::with(&[
        (id(1), plain("red-lamp", "Red lamp")),
        (id(2), plain("blue-lamp", "Blue lamp lamp lamp")),
        (id(3), plain("red-chair", "Red red chair")),
        (id(4), plain("green-desk", "Green desk")),
    ]);
    let hits = shelf.slugs("red lamp");
    assert_eq!(hits[0], "red-lamp");
    assert_eq!(hits.len(), 3);
    assert!(!hits.contains(&"green-desk".to_owned()));
    assert_eq!(shelf.slugs("red kayak").len(), 2, "a word nobody has does not empty the page");
}

#[test]
fn enough_products_with_every_word_need_no_others() {
    let mut products: Vec<_> =
        (0..12).map(|number| (id(number), plain(&format!("lamp-{number}"), "Red lamp"))).collect();
    products.push((id(99), plain("other", "Red chair")));
    assert_eq!(Shelf::with(&products).slugs("red lamp").len(), 12);
}

#[test]
fn an_update_replaces_and_a_removal_removes() {
    let shelf = Shelf::demo();
    let mut writer = shelf.index.writer().expect("nobody else writes");
    writer.upsert(&[(id(1), 7, plain("harbour-mug", "Quayside cup"))]).expect("room on the disk");
    assert_eq!(shelf.slugs("mug"), ["harbour-mug"], "nothing changes before the commit");
    writer.commit().expect("room on the disk");
    assert!(shelf.slugs("mug").is_empty());
    assert_eq!(shelf.slugs("cup"), ["harbour-mug"]);
    writer.delete(&[id(1), id(2), id(77)]);
    writer.commit().expect("room on the disk");
    assert!(shelf.slugs("cup blanket").is_empty());
    assert_eq!(shelf.index.len().expect("readable"), 1);
    assert!(shelf.index.products().expect("readable").contains(&id(3)));
}

#[test]
fn another_process_sees_each_commit_at_once() {
    let shelf = Shelf::demo();
    let reader = Index::open(shelf.dir.path()).expect("two may read");
    let mut writer = shelf.index.writer().expect("nobody else writes");
    assert!(reader.writer().is_err(), "one may write");
    for round in 0..30 {
        writer.upsert(&[(id(1), 7, plain("mug", &format!("round{round}")))]).expect("room on the disk");
        writer.commit().expect("room on the disk");
        let found = reader.search(&format!("round{round}"), Market::Eu, 1).expect("a readable index");
        assert_eq!(found.total, 1, "round {round}");
    }
}

#[test]
fn hostile_queries_are_answered() {
    let shelf = Shelf::demo();
    let long = "mug ".repeat(2500);
    for query in
        ["", "   ", "!?*", "\"", "title:mug^9", "mug AND OR NOT", "a-b-c-d", "%_\\'", &"x".repeat(10_000), &long]
    {
        shelf.index.search(query, Market::Eu, 1).unwrap_or_else(|error| panic!("{query}: {error}"));
    }
    assert!(shelf.slugs("?!").is_empty() && shelf.slugs("").is_empty());
    assert_eq!(shelf.slugs(&long), ["harbour-mug"]);
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

fn fieldcases() -> Shelf {
    let named = [
        ("nor", "Fieldcase bracket NOR", "NOR.0707-60", Some("4006381333931")),
        ("dress", "Fieldcase insulation dress", "KT-INS114-DRE", None),
        ("soap", "L’Orangerie Seife", "FC-E-LOR", None),
        ("shirt", "Basic T-Shirt Fieldcase", "FC-E-TS", None),
        ("sheet", "Spannbettlaken 90 x 200 cm", "FC-E-SHEET", None),
        ("bottle", "Thermosflasche 500 ml", "FC-E-BOTTLE", None),
        ("jug", "Isolierkanne 1,5 l", "FC-E-KANNE", None),
        ("knives", "Paring knives fieldcase", "FC-E-KNIFE", None),
        ("socket", "Wi-Fi Steckdose", "FC-E-WIFI", None),
        ("cable", "Cable USB-C, 2 m", "CAB-2", None),
        ("pot", "Stoneware tea pot", "TBL-POT-OAT", None),
        ("mug", "Harbour mug", "TBL-MUG-OAT", None),
    ];
    let products = named.iter().enumerate().map(|(number, (slug, title, sku, gtin))| {
        let variant = json!({ "sku": sku, "gtin": gtin });
        let document = product(json!({ "slug": slug, "title": { "en": title }, "variants": [variant] }));
        (id(number as u128), document)
    });
    Shelf::with(&products.collect::<Vec<_>>())
}

/// The first hit, where more may follow that have some of the words.
#[test]
fn e_search_whatever_is_written_otherwise_is_found() {
    let shelf = fieldcases();
    let check = |queries: &[&str], expect: &str| {
        for query in queries {
            assert_eq!(shelf.slugs(query).first().map(String::as_str), Some(expect), "{query}");
        }
    };
    check(&["NOR.0707", "nor 0707", "NOR.0707-60", "nor070760", "NOR-0707/60", "0707-60", "NOR.07"], "nor");
    check(&["4006381333931", "4 006381 333931", "4-006381-333931", "400 6381 33393 1", "04006381333931"], "nor");
    check(&["KT-INS114", "kt ins114", "KTINS114", "INS114", "INS114-DRE", "kt-ins114-dre", "KT-INS11"], "dress");
    check(&["TBL-MUG", "tbl-mug-oat", "tblmug", "MUG-OAT"], "mug");
    check(&["lorangerie", "l'orangerie", "L’ORANGERIE", "orangerie", "l orangerie"], "soap");
    check(&["tshirt", "t-shirt", "t shirt", "T-Shirts", "tshirts"], "shirt");
    check(&["90x200", "90 x 200", "90 × 200", "90×200", "90X200cm", "90*200", "90 x 200 cm", "200 cm"], "sheet");
    check(&["500ml", "500 ml", "500 ML", "500-ml"], "bottle");
    check(&["1.5", "1,5", "1.5 l", "1,5l", "1.50 l", "1.5L"], "jug");
    check(&["knife", "knives", "paring knife"], "knives");
    check(&["wifi", "wi-fi", "wi fi", "WiFi Steckdose"], "socket");
    check(&["usbc", "usb-c", "usb c", "USB-C cable", "2m", "2 m"], "cable");
    check(&["teapot", "tea pot", "tea-pot", "teapots", "stoneware teapot"], "pot");
}

#[test]
fn e_search_wrong_neighbours_stay_away() {
    let shelf = fieldcases();
    let nothing = [
        "500 g",
        "5000 ml",
        "50 ml",
        "5 l",
        "15 l",
        "15",
        "200x90",
        "90x190",
        "x200",
        "usb-a",
        "usba",
        "KT-INS115",
        "KT-INS1142",
        "TBL-CUP",
        "DRE",
        "OAT",
        "KT",
        "4006381333932",
        "006381",
        "knit",
        "kniv",
        "lo",
        "rangerie",
        "ishirt",
        "pots and kettles of tin",
    ];
    for query in nothing {
        let found = shelf.slugs(query);
        let right = query.contains("pots").then_some("pot");
        assert_eq!(found.first().map(String::as_str), right, "{query}: {found:?}");
    }
    for (query, expect) in [("500ml", 1), ("90 × 200", 1), ("1.5", 1), ("knife", 1), ("teapot", 1), ("wifi", 1)] {
        assert_eq!(shelf.slugs(query).len(), expect, "{query}");
    }
}

#[test]
fn e_search_works_in_every_language() {
    let shelf = Shelf::with(&[
        (
            id(1),
            product(
                json!({ "slug": "kanne", "title": { "en": "Tea pot", "de": "Teekanne 1,5 l" }, "variants": [{ "sku": "K" }] }),
            ),
        ),
        (
            id(2),
            product(
                json!({ "slug": "laken", "title": { "en": "Sheet", "de": "Laken 90 × 200" }, "variants": [{ "sku": "L" }] }),
            ),
        ),
    ]);
    for query in ["teekanne", "Tee Kanne", "tee-kanne", "1.5 l", "1,5l"] {
        assert_eq!(shelf.slugs_in(query, Market::De), ["kanne"], "{query}");
    }
    assert_eq!(shelf.slugs_in("90x200", Market::De), ["laken"]);
}

/// Set `ICECAT_PRODUCTS` to the gzipped JSON lines of the Icecat set to measure on a real catalogue.
#[test]
fn a_real_catalogue_is_searched_in_milliseconds() {
    let Ok(path) = std::env::var("ICECAT_PRODUCTS") else {
        eprintln!("skipped: ICECAT_PRODUCTS does not name a file");
        return;
    };
    let file = std::fs::File::open(path).expect("the file");
    let lines = std::io::read_to_string(flate2::read::GzDecoder::new(file)).expect("gzip");
    let products: Vec<_> = lines.lines().enumerate().map(|(number, line)| (id(number as u128), icecat(line))).collect();
    let begun = Instant::now();
    let shelf = Shelf::with(&products);
    eprintln!("{} products indexed in {:?}", products.len(), begun.elapsed());
    let queries =
        ["laptop", "tablet", "hp toner black", "usb cable 2 m", "office chair", "wireless mouse logitech", "tv 40"];
    let mut times: Vec<Duration> = Vec::new();
    for query in queries.iter().cycle().take(700) {
        let begun = Instant::now();
        let found = shelf.index.search(query, Market::Eu, 1).expect("readable");
        times.push(begun.elapsed());
        assert!(found.total > 0, "{query}");
    }
    times.sort();
    eprintln!("p50 {:?}, p99 {:?}, worst {:?}", times[350], times[693], times[699]);
    assert!(times[350] < Duration::from_millis(20), "{:?}", times[350]);
}

fn icecat(line: &str) -> ProductDocument {
    let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let attributes: serde_json::Map<_, _> = row.as_object().expect("an object").clone();
    let attributes = attributes.into_iter().filter(|(name, _)| name.starts_with("attr_"));
    product(json!({
        "slug": format!("p-{}", row["id"].as_str().expect("an id")),
        "title": { "en": row["title"] },
        "summary": { "en": row["short_description"].as_str().unwrap_or_default() },
        "brand": row["supplier"],
        "attributes": serde_json::Value::Object(attributes.collect()),
        "variants": [{ "sku": row["id"], "gtin": row["ean"][0], "prices": [{ "currency": "USD", "amount_minor": row["price"].as_i64().unwrap_or(1) }] }],
    }))
}
