//! What is written is read.

use api::catalog::ProductDocument;
use domain::{Currency, Slug};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Sheet;
use crate::testing::{input, product, reading, rows};
use crate::{Format, Record, Row};

const CURRENCIES: [Currency; 3] = [Currency::Eur, Currency::Jpy, Currency::Kwd];

fn places() -> Vec<Slug> {
    vec!["the-attic".parse().expect("a slug")]
}

fn read(text: String) -> Vec<Row> {
    let items = reading(Format::Csv).items(input(text)).expect("it is known by its header");
    let (rows, summary) = rows(items);
    assert_eq!(summary.columns_left_out, []);
    rows
}

fn written(products: &[ProductDocument]) -> String {
    let sheet = Sheet::new(&CURRENCIES, &places());
    products
        .iter()
        .fold(sheet.header(), |file, product| file + &sheet.rows(product).expect("there is a column for all"))
}

/// Any letters but those that no decoder keeps, with some that mean something to tables and to spreadsheets.
fn text() -> impl Strategy<Value = String> {
    let odd =
        prop::sample::select(vec!["=", "+", "-", "@", "'", "\"", ",", ";", "\n", "\r\n", "\t", " ", "＝", "ß", "🫖"]);
    let part = prop_oneof![odd.prop_map(str::to_owned), "\\PC{0,6}"];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat().replace('\u{fffd}', "?"))
}

fn localized() -> impl Strategy<Value = Value> {
    (text(), prop::option::of(text())).prop_map(|(en, de)| match de {
        Some(de) => json!({ "en": en, "de": de }),
        None => json!({ "en": en }),
    })
}

fn prices() -> impl Strategy<Value = Value> {
    let entry = |code: &'static str| {
        let amounts = (0..1_000_000_000_i64, prop::option::of(0..1_000_000_000_i64));
        prop::option::of(amounts.prop_map(move |(amount, former)| match former {
            Some(former) => json!({ "currency": code, "amount_minor": amount, "compare_at_minor": former }),
            None => json!({ "currency": code, "amount_minor": amount }),
        }))
    };
    (entry("EUR"), entry("JPY"), entry("KWD"))
        .prop_map(|(eur, jpy, kwd)| Value::Array([eur, jpy, kwd].into_iter().flatten().collect()))
}

fn policy() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        Value::Null,
        json!({ "kind": "tracked" }),
        json!({ "kind": "untracked" }),
        json!({ "kind": "backorder" }),
        json!({ "kind": "backorder", "limit": 7 }),
    ])
}

fn variant() -> impl Strategy<Value = Value> {
    let kept = (prop::option::of(any::<u32>()), prop::option::of(any::<u32>()), policy(), 0..4_usize);
    (text(), prices(), kept, prop::option::of(any::<u32>()), any::<bool>()).prop_map(
        |(choice, prices, (on_hand, attic, policy, class), grams, is_bundle)| {
            let components = if is_bundle { json!([{ "sku": "=PART 1", "units": 2 }]) } else { json!([]) };
            let measure = if is_bundle { json!({ "content": "0.75 l", "per": "1 l" }) } else { Value::Null };
            let class = ["standard", "reduced", "super_reduced", "zero"][class];
            let stock = attic.map_or(json!({}), |units| json!({ "the-attic": units }));
            json!({
                "sku": "SKU", "gtin": if is_bundle { json!("4006381333931") } else { Value::Null },
                "options": { "colour": choice }, "prices": prices, "on_hand": on_hand, "stock": stock,
                "policy": policy, "components": components, "weight_grams": grams, "measure": measure,
                "tax_class": class,
            })
        },
    )
}

fn any_product() -> impl Strategy<Value = ProductDocument> {
    let texts = (localized(), localized(), localized(), text(), text());
    let times = prop::sample::select(vec![("draft", None), ("active", Some(7_000_000_000_i64)), ("archived", None)]);
    (texts, times, prop::collection::vec(variant(), 1..5), any::<bool>(), "[a-z]{1,9}").prop_map(
        |((title, summary, description, brand, fact), (status, until), variants, has_more, slug)| {
            let mut variants = variants;
            for (at, variant) in variants.iter_mut().enumerate() {
                variant["sku"] = json!(format!("-{slug}-{at}"));
            }
            let mut product = json!({
                "slug": slug, "status": status, "title": title, "summary": summary, "description": description,
                "brand": brand, "attributes": { "a": fact, "b": [1, true, null] }, "variants": variants,
            });
            if let Some(until) = until {
                product["on_sale"] = json!({ "until": until });
            }
            if has_more {
                product["handle"] = json!("@handle");
                product["product_type"] = json!("mug");
                product["collections"] = json!(["table", "bath"]);
                product["released_on"] = json!("2026-03-01");
                product["safety"] = json!({ "warnings": { "en": fact } });
                product["options"] = json!([{ "code": "colour", "label": { "en": fact }, "values": [] }]);
                product["media"] = json!([{ "path": "p1/a", "alt": { "en": fact }, "width": 4, "height": 5 }]);
            }
            serde_json::from_value(product).expect("a product")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn every_product_is_read_as_it_was_written(products in prop::collection::vec(any_product(), 1..4)) {
        let mut products = products;
        for (at, product) in products.iter_mut().enumerate() {
            product.slug = format!("{}-{at}", product.slug).parse().expect("a slug");
        }
        let rows = read(written(&products));
        prop_assert_eq!(rows.len(), products.len());
        for (row, expected) in rows.iter().zip(&products) {
            prop_assert_eq!(product(row), expected);
            prop_assert!(row.notes.is_empty() && row.refused.is_empty());
        }
    }
}

fn mug() -> ProductDocument {
    let variant = |sku: &str| json!({ "sku": sku, "options": { "colour": sku }, "prices": [{ "currency": "EUR", "amount_minor": 1905 }] });
    serde_json::from_value(json!({
        "slug": "mug", "title": { "en": "Mug", "de": "=Becher" }, "collections": ["table"],
        "variants": [variant("A"), variant("B")],
    }))
    .expect("a product")
}

#[test]
fn a_table_is_one_that_people_can_read_and_no_spreadsheet_runs() {
    let file = written(&[mug()]);
    assert!(file.starts_with("\u{feff}slug,status,"), "{file}");
    assert!(file.contains(",'=Becher,") && file.contains(",19.05,") && file.matches("\r\n").count() == 3, "{file}");
    let Ok(Record::Product(_, implied)) = &read(file)[0].record else { panic!("a product") };
    assert_eq!(implied[0].title.en, "Table", "a collection that is not there is made");
}

#[test]
fn what_a_spreadsheet_makes_of_it_is_read_too() {
    let file = written(&[mug()]).replace("19.05", "\"19,05\"").replace(',', ";").replace("\"19;05\"", "\"19,05\"");
    assert_eq!(product(&read(file)[0]), &mug());
}

#[test]
fn a_row_that_cannot_be_read_refuses_its_product_and_says_where() {
    let file = written(&[mug()]);
    let last = file.rfind("19.05").expect("the price of the last variant");
    let spoilt = format!("{}much{}", &file[..last], &file[last + 5..]);
    let reason = read(spoilt)[0].record.as_ref().err().cloned().expect("it is refused");
    assert!(reason.contains("line 3") && reason.contains("price_EUR"), "{reason}");
    let nameless = file.replace("\r\nmug,", "\r\n,");
    assert!(read(nameless).iter().all(|row| row.record.as_ref().is_err_and(|reason| reason.contains("slug"))));
}

#[test]
fn a_table_without_a_column_is_refused_since_it_would_empty_what_it_does_not_say() {
    let text = b"slug,sku,title_en,price_EUR\r\nmug,A,Mug,19.05\r\n".to_vec();
    let error = reading(Format::Csv).items(input(text)).err().expect("it is refused");
    assert!(format!("{error:#}").contains("options, media"), "{error:#}");
}

#[test]
fn a_table_of_a_release_that_knew_no_types_is_read_and_leaves_them_as_they_are() {
    let file = written(&[mug()]);
    assert_eq!(read(file.clone())[0].types, None, "it says the type");
    // Before the sixth column no cell holds a separator.
    let rows = file.split_inclusive("\r\n").map(|row| {
        let mut cells: Vec<&str> = row.splitn(7, ',').collect();
        let taken = cells.remove(5);
        assert!(taken.is_empty() || taken == "product_type", "{taken}");
        cells.join(",")
    });
    let former = read(rows.collect::<String>());
    assert_eq!((product(&former[0]), &former[0].types), (&mug(), &Some(Vec::new())));
}

#[test]
fn a_price_that_has_no_column_is_not_left_out_in_silence() {
    let sheet = Sheet::new(&[Currency::Usd], &[]);
    assert!(sheet.rows(&mug()).is_err_and(|reason| reason.contains("begin anew")));
}
