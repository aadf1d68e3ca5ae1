//! VolatileValues that come in any order, and replies they are laid over.

use std::collections::HashMap;

use domain::inventory::Availability;
use domain::{Currency, Market, Money, ProductId};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::catalog::{PriceEntry, ProductPage, ProductView};
use crate::event::VariantPrices;
use crate::search::{SearchPage, SearchSuggestions};

fn product() -> ProductId {
    ProductId(Uuid::from_u128(1))
}

fn euro(amount_minor: i64, compare_at_minor: Option<i64>) -> PriceEntry {
    PriceEntry { currency: Currency::Eur, amount_minor, compare_at_minor, lowest_before_minor: None }
}

fn prices(version: i64, variants: &[(&str, &[PriceEntry])]) -> PricesChanged {
    let variants = variants
        .iter()
        .map(|(sku, prices)| VariantPrices { sku: sku.parse().expect("a SKU"), prices: prices.to_vec(), measure: None })
        .collect();
    PricesChanged { product: product(), version, variants }
}

fn known(prices: PricesChanged) -> HashMap<Tag, VolatileValues> {
    [(Tag::price(product()), VolatileValues { prices: Some(prices), ..VolatileValues::default() })].into()
}

#[test]
fn events_without_values_are_plain_purges() {
    let tag = Tag::stock(product());
    for data in [
        json!({ "sku": "MUG" }),
        json!({ "sku": "MUG", "products": [product()], "version": 3 }),
        json!({ "sku": "MUG", "products": [product()], "availability": { "state": "out" } }),
        json!({}),
    ] {
        assert_eq!(Carried::of(AVAILABILITY_CHANGED, &data), None, "{data}");
    }
    let data = json!({ "sku": "MUG", "products": [product()], "version": 3, "availability": { "state": "out" } });
    let carried = Carried::of(AVAILABILITY_CHANGED, &data).expect("values");
    assert!(carried.covers(&tag) && !carried.covers(&Tag::price(product())) && !carried.covers(&Tag::catalog()));
    assert_eq!(Carried::of("shop.catalog.product_changed", &data), None);
    let told = json!(prices(1, &[]));
    let carried = Carried::of(PRICES_CHANGED, &told).expect("values");
    assert!(carried.covers(&Tag::price(product())) && !carried.covers(&Tag::by_price()));
}

#[test]
fn the_first_values_of_a_tag_are_complete_since_its_last_purge() {
    let told = Carried::Prices(prices(1, &[]));
    let tag = Tag::price(product());
    assert_eq!(VolatileValues::after(None, &tag, 7, 9, None), None);
    let values = VolatileValues::after(None, &tag, 7, 9, Some(&told)).expect("told");
    assert_eq!((values.since, values.version), (7, 9));
    // A purge was not taken in here.
    let later = VolatileValues::after(Some(values.clone()), &tag, 11, 12, Some(&told)).expect("told");
    assert_eq!((later.since, later.version), (11, 12));
    let purged = VolatileValues::after(Some(values), &tag, 9, 10, None).expect("told before");
    assert_eq!((purged.since, purged.version, purged.prices.is_some()), (10, 10, true));
}

#[test]
fn a_reply_that_is_newer_than_the_values_stays_as_it_is() {
    let card = json!({ "id": product(), "slug": "mug", "title": "Mug", "brand": "", "picture": null, "from": true,
        "price": null, "prices_version": 5 });
    let page = json!({ "items": [card], "total": 1, "page": 1, "pages": 1 }).to_string();
    let lay = |version| overlay("/v1/products", None, page.as_bytes(), &known(prices(version, &[])));
    assert_eq!((lay(4), lay(5)), (Ok(None), Ok(None)));
    assert!(lay(6).expect("a list").is_some());
    assert_eq!(overlay("/v1/products", None, b"no json", &HashMap::new()), Ok(None));
    assert_eq!(overlay("/v1/products", None, b"no json", &known(prices(6, &[]))), Err(Unreadable));
    assert_eq!(overlay("/v1/collections", None, b"[]", &known(prices(6, &[]))), Err(Unreadable));
}

#[test]
fn prices_are_laid_over_products_lists_and_hits_in_the_currency_of_the_market() {
    let dollars = PriceEntry { currency: Currency::Usd, ..euro(700, None) };
    let told = known(prices(9, &[("A", &[euro(900, None), dollars]), ("B", &[euro(500, Some(800))]), ("C", &[])]));
    let money = |minor, currency| Money::new(minor, currency);
    let variant = |sku: &str| json!({ "sku": sku, "options": {}, "price": { "amount": money(1, Currency::Eur) } });
    let view = json!({ "id": product(), "slug": "mug", "title": "", "summary": "", "description": "", "brand": "",
        "collections": [], "attributes": [], "options": [], "media": [], "prices_version": 3,
        "variants": [variant("C"), variant("B"), variant("A"), variant("D")] });
    let lay = |path: &str, query: Option<&str>, body: &Value| {
        overlay(path, query, body.to_string().as_bytes(), &told).expect("readable").expect("newer")
    };
    let view: ProductView = serde_json::from_slice(&lay("/v1/products/mug", None, &view)).expect("a product");
    let shown: Vec<_> =
        view.variants.iter().map(|variant| variant.price.map(|price| (price.amount.minor, price.compare_at))).collect();
    assert_eq!(shown, [None, Some((500, Some(money(800, Currency::Eur)))), Some((900, None)), Some((1, None))]);
    assert_eq!(view.prices_version, 9);

    let card = json!({ "id": product(), "product": product(), "sku": "A", "slug": "mug", "title": "", "brand": "",
        "picture": null, "from": false, "price": null, "prices_version": 3 });
    let page = json!({ "items": [card], "hits": [card], "products": [card], "queries": [], "brands": [], "collections": [], "query": "", "total": 1, "page": 1, "pages": 1 });
    for (market, expect) in [(Market::Eu, (Some((500, Some(800))), true)), (Market::Us, (Some((700, None)), false))] {
        let query = format!("market={}", market.code());
        let list: ProductPage = serde_json::from_slice(&lay("/v1/products", Some(&query), &page)).expect("a list");
        let found: SearchPage = serde_json::from_slice(&lay("/v1/search", Some(&query), &page)).expect("a page");
        let path = "/v1/search/suggestions";
        let suggested: SearchSuggestions =
            serde_json::from_slice(&lay(path, Some(&query), &page)).expect("suggestions");
        assert_eq!(suggested.products, found.hits);
        let (card, hit) = (&list.items[0], &found.hits[0]);
        let price = card.price.map(|price| (price.amount.minor, price.compare_at.map(|money| money.minor)));
        assert_eq!((price, card.from), expect, "{market:?}");
        assert_eq!((hit.price, hit.from, hit.prices_version), (card.price, card.from, 9));
    }
}

#[test]
fn a_price_by_measure_follows_the_price_that_is_laid_over() {
    let mut told = prices(9, &[("SMALL", &[euro(900, None)]), ("LARGE", &[euro(500, None)])]);
    told.variants[0].measure = "1 kg / 100 g".parse().ok();
    told.variants[1].measure = "250 g / 100 g".parse().ok();
    let card = json!({ "id": product(), "slug": "tea", "title": "", "brand": "", "picture": null, "from": false,
        "price": null, "prices_version": 3 });
    let page = json!({ "items": [card], "total": 1, "page": 1, "pages": 1 }).to_string();
    let laid = overlay("/v1/products", Some("market=eu"), page.as_bytes(), &known(told.clone()));
    let page: ProductPage = serde_json::from_slice(&laid.expect("readable").expect("newer")).expect("a list");
    let unit = page.items[0].price.and_then(|price| price.unit_price()).map(|unit| unit.price.minor);
    assert_eq!(unit, Some(200), "of the cheapest, which is not the cheapest by measure");
    let variant = |sku: &str| json!({ "sku": sku, "options": {}, "price": null });
    let view = json!({ "id": product(), "slug": "tea", "title": "", "summary": "", "description": "", "brand": "",
        "collections": [], "attributes": [], "options": [], "media": [], "prices_version": 3,
        "variants": [variant("SMALL"), variant("LARGE")] });
    let laid = overlay("/v1/products/tea", Some("market=eu"), view.to_string().as_bytes(), &known(told));
    let view: ProductView = serde_json::from_slice(&laid.expect("readable").expect("newer")).expect("a product");
    let units = view.variants.iter().map(|variant| variant.price.and_then(|price| price.unit_price()));
    assert_eq!(units.map(|unit| unit.map(|unit| unit.price.minor)).collect::<Vec<_>>(), [Some(90), Some(200)]);
}

#[test]
fn stock_is_laid_over_by_variant_and_never_over_a_bundle() {
    let view = |sku: &str, version: Option<i64>| StockView {
        sku: sku.parse().expect("a SKU"),
        availability: Availability::InStock,
        version,
        steps: vec![],
    };
    let out = |sku, version| StockView { availability: Availability::Out, ..view(sku, version) };
    let told = VolatileValues {
        stock: vec![out("OLD", Some(3)), out("NEW", Some(5)), out("SET", Some(5)), out("GONE", Some(5))],
        ..VolatileValues::default()
    };
    let values: HashMap<Tag, VolatileValues> = [(Tag::stock(product()), told)].into();
    let body = serde_json::to_vec(&[view("OLD", Some(4)), view("NEW", Some(4)), view("SET", None)]).expect("plain");
    let path = format!("/v1/products/{}/stock", product());
    let laid = overlay(&path, None, &body, &values).expect("a list").expect("newer");
    let laid: Vec<StockView> = serde_json::from_slice(&laid).expect("a list");
    assert_eq!(laid, [view("OLD", Some(4)), out("NEW", Some(5)), view("SET", None)]);
}

proptest! {
    /// Any order, with any event repeated, comes to the newest value of each variant.
    #[test]
    fn the_newest_value_stays(
        order in prop::collection::vec((0_usize..3, 1_i64..20), 1..40),
    ) {
        let tag = Tag::stock(product());
        let mut values = None;
        for (at, (sku, version)) in order.iter().enumerate() {
            let sku = ["A", "B", "C"][*sku];
            let data = json!({ "sku": sku, "products": [product()], "version": version,
                "availability": { "state": "low", "left": version } });
            let carried = Carried::of(AVAILABILITY_CHANGED, &data).expect("values");
            values = VolatileValues::after(values, &tag, at as u64, at as u64 + 1, Some(&carried));
        }
        let values = values.expect("told");
        prop_assert_eq!((values.since, values.version), (0, order.len() as u64));
        for (at, sku) in ["A", "B", "C"].into_iter().enumerate() {
            let newest = order.iter().filter(|(of, _)| *of == at).map(|(_, version)| *version).max();
            let known = values.stock.iter().find(|known| known.sku.as_str() == sku);
            prop_assert_eq!(known.and_then(|known| known.version), newest);
            let left = newest.map(|left| Availability::Low { left: u32::try_from(left).expect("small") });
            prop_assert_eq!(known.map(|known| known.availability), left);
        }
    }
}
