//! Lists and their counts, held against what counting one product after the other gives.

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::ProductDocument;
use api::catalog::properties::properties;
use domain::ProductId;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::tests::products::{id, index_of, product};

type Shop = Vec<(ProductId, ProductDocument)>;

fn index(products: &Shop) -> (TempDir, Index) {
    index_of(products)
}

fn lamp(number: usize, attributes: &Value, price: i64) -> ProductDocument {
    product(json!({
        "slug": format!("lamp-{number}"), "title": { "en": "Lamp" }, "collections": ["light"], "attributes": attributes,
        "variants": [{ "sku": format!("LAMP-{number}"), "prices": [{ "currency": "EUR", "amount_minor": price }] }],
    }))
}

fn all(filters: &Filters) -> List<'_> {
    let (market, sort) = (Market::Eu, Sort::Featured);
    List { query: "", market, sort, collection: None, filters, min: None, max: None, steering: None }
}

fn chosen(text: &str) -> Filters {
    text.parse().expect("readable")
}

fn brief(facets: &FacetList) -> Vec<String> {
    let values = |facet: &api::search::Facet| {
        let values = facet
            .values
            .iter()
            .map(|value| format!("{}{} {}", if value.chosen { "*" } else { "" }, value.label.bare(), value.products));
        values.collect::<Vec<_>>().join(", ")
    };
    facets.facets.iter().map(|facet| format!("{}: {}", facet.name.bare(), values(facet))).collect()
}

#[test]
fn a_property_does_not_narrow_itself() {
    let (_dir, index) = index(&vec![
        (id(1), lamp(1, &json!({ "colour": "Red", "material": "Oak", "watts": 10 }), 1000)),
        (id(2), lamp(2, &json!({ "colour": "red", "material": "Steel", "watts": 5 }), 2000)),
        (id(3), lamp(3, &json!({ "colour": "Blue", "material": "Oak", "watts": 5 }), 3000)),
        (id(4), lamp(4, &json!({ "colour": "Green", "material": "Glass", "watts": 40 }), 4000)),
    ]);
    let seen = |filters: &str, min, max| {
        let filters = chosen(filters);
        let list = List { min, max, ..all(&filters) };
        let facets = index.facets(&list, &[]).expect("a readable index");
        let found = index.list(&list, 1).expect("a readable index");
        assert_eq!((facets.total, found.total), (found.hits.len() as u64, found.hits.len() as u64), "{filters}");
        (found.hits.into_iter().map(|hit| hit.slug.to_string()).collect::<Vec<_>>().join(" "), facets)
    };
    let (slugs, plain) = seen("", None, None);
    assert_eq!(slugs, "lamp-1 lamp-2 lamp-3 lamp-4", "in the order of the catalogue");
    let everything = ["Colour: Red 2, Blue 1, Green 1", "Material: Oak 2, Glass 1, Steel 1", "Watts: 5 2, 10 1, 40 1"];
    assert_eq!(brief(&plain), everything);
    let price = plain.price.expect("they cost something");
    assert_eq!((price.lowest.minor, price.highest.minor, price.steps.iter().sum::<u64>()), (1000, 4000, 4));

    let (slugs, red) = seen("colour~red", None, None);
    assert_eq!(slugs, "lamp-1 lamp-2");
    assert!(brief(&red).contains(&"Colour: *Red 2, Blue 1, Green 1".to_owned()), "{:?}", brief(&red));
    assert!(brief(&red).contains(&"Material: Oak 1, Steel 1".to_owned()), "{:?}", brief(&red));

    let (slugs, two) = seen("colour~red,colour~blue,material~oak", None, None);
    assert_eq!(slugs, "lamp-1 lamp-3");
    assert!(brief(&two).contains(&"Colour: *Blue 1, *Red 1".to_owned()), "{:?}", brief(&two));
    assert!(brief(&two).contains(&"Material: *Oak 2, Steel 1".to_owned()), "{:?}", brief(&two));

    let (slugs, dear) = seen("colour~red", Some(15), Some(30));
    assert_eq!(slugs, "lamp-2");
    assert_eq!(
        dear.price.as_ref().map(|price| price.lowest.minor),
        Some(1000),
        "a range of prices does not narrow itself"
    );
    // As most of those spell it whom the other choices leave.
    assert!(brief(&dear).contains(&"Colour: Blue 1, *red 1".to_owned()), "{:?}", brief(&dear));

    let (slugs, none) = seen("colour~green,material~oak", None, None);
    assert_eq!(slugs, "");
    assert!(brief(&none).contains(&"Material: Glass 1, *Oak 0".to_owned()), "{:?}", brief(&none));
    assert_eq!(
        index.unknown(&chosen("colour~red,colour~pink,taste~sweet")).expect("readable"),
        ["colour~pink", "taste~sweet"]
    );
}

#[test]
fn numbers_are_narrowed_by_ranges_and_many_of_them_are_offered_as_such() {
    let shop: Shop = (0..40_usize)
        .map(|number| {
            let watts = if number == 39 { json!(-2.5) } else { json!(number) };
            (id(number as u128 + 1), lamp(number, &json!({ "watts": watts, "size": "10..20" }), 1000))
        })
        .collect();
    let (_dir, index) = index(&shop);
    let total = |filter: &str| {
        let filters = chosen(filter);
        let list = all(&filters);
        let (facets, found) = (index.facets(&list, &[]).expect("readable"), index.list(&list, 1).expect("readable"));
        assert_eq!(facets.total, found.total, "{filter}");
        facets.total
    };
    for (filter, expect) in [
        ("watts~10..19", 10),
        ("watts~10..", 29),
        ("watts~..0", 2),
        ("watts~minus3..0.5", 2),
        ("watts~10..19,watts~30", 11),
        ("watts~10..19,watts~15..24", 15),
        ("watts~100..200", 0),
        ("size~10..20", 40),
    ] {
        assert_eq!(total(filter), expect, "{filter}");
    }
    let unknown = |filter: &str| index.unknown(&chosen(filter)).expect("readable");
    assert!(unknown("watts~100..200,size~10..20").is_empty());
    assert_eq!(unknown("watts~20..10,size~1..2,taste~1..2"), ["size~1..2", "taste~1..2", "watts~20..10"]);

    // All are different, which says too little of each; half of them with the same number are enough to be asked for.
    let twice: Shop = (0..40_usize)
        .map(|number| (id(number as u128 + 1), lamp(number, &json!({ "watts": number / 2 }), 1000)))
        .collect();
    let (_dir, index) = index_of(&twice);
    let filters = chosen("watts~8..11");
    let facets = index.facets(&all(&filters), &[]).expect("readable").facets;
    assert!(facets[0].ranges.iter().all(|range| !range.typed), "these are there to choose");
    let ranges: Vec<(&str, &str, bool)> =
        facets[0].ranges.iter().map(|range| (range.code.as_str(), range.label.bare(), range.chosen)).collect();
    assert_eq!(
        ranges,
        [
            ("0..3", "0 – 3", false),
            ("4..7", "4 – 7", false),
            ("8..11", "8 – 11", true),
            ("12..15", "12 – 15", false),
            ("16..19", "16 – 19", false),
        ]
    );
    let other = chosen("watts~2.5..");
    let facets = index.facets(&List { market: Market::De, ..all(&other) }, &[]).expect("readable").facets;
    let own = facets[0].ranges.last().expect("what is chosen is there");
    assert_eq!((own.label.bare(), own.chosen, own.typed), ("≥ 2,5", true, true));
    let other = chosen("watts~7..7");
    let facets = index.facets(&all(&other), &[]).expect("readable").facets;
    let own = facets[0].ranges.last().expect("what is chosen is there");
    assert_eq!((own.label.bare(), own.chosen, own.typed), ("7", true, true));

    // Many have the same number, which is a range of its own.
    let heaped: Shop = (0..40_usize)
        .map(|number| (id(number as u128 + 1), lamp(number, &json!({ "watts": (number / 2).max(7) }), 1000)))
        .collect();
    let (_dir, index) = index_of(&heaped);
    let none = Filters::default();
    let facets = index.facets(&all(&none), &[]).expect("readable").facets;
    assert_eq!((facets[0].ranges[0].code.as_str(), facets[0].ranges[0].label.bare()), ("7..7", "7"));
}

#[test]
fn what_tells_nothing_apart_is_not_shown_and_there_is_no_end_of_nothing() {
    let lamps = (0..60).map(|number| {
        let mut attributes = json!({ "all": "same", "serial": format!("n{number}"), "even": number % 2 == 0 });
        if number < 5 {
            attributes["rare"] = json!(number % 2);
        }
        for wide in 0..12 {
            attributes[format!("wide_{wide:02}")] = json!(number % 3);
        }
        attributes["many"] = json!(format!("m{}", number % 50 / 2));
        (id(number as u128), lamp(number, &attributes, 100))
    });
    let lamps: Shop = lamps.collect();
    let (_dir, index) = index(&lamps);
    let facets = index.facets(&all(&Filters::default()), &[]).expect("a readable index").facets;
    let keys: Vec<&str> = facets.iter().map(|facet| facet.key.as_str()).collect();
    assert_eq!(keys.len(), choose::MAX_FACETS);
    assert!(keys.contains(&"even") && !keys.contains(&"all") && !keys.contains(&"serial") && !keys.contains(&"rare"));
    let serial = chosen("serial~n7");
    let facets = index.facets(&all(&serial), &[]).expect("a readable index").facets;
    let serial = facets.iter().find(|facet| facet.key == "serial").expect("what is chosen is shown");
    assert!(serial.values.iter().any(|value| value.chosen));
    assert_eq!((serial.values.len() + serial.more as usize, serial.values.len() <= choose::MAX_VALUES + 1), (60, true));
}

#[test]
fn texts_are_those_of_the_market() {
    let (_dir, index) = index(&vec![
        (id(1), crate::tests::products::harbour_mug()),
        (id(2), lamp(2, &json!({ "material": "Oak" }), 100)),
    ]);
    let none = Filters::default();
    let facets = index.facets(&List { market: Market::De, ..all(&none) }, &[]).expect("a readable index").facets;
    let colour = facets.iter().find(|facet| facet.key == "colour").expect("half of them have one");
    let labels: Vec<&str> = colour.values.iter().map(|value| value.label.bare()).collect();
    assert_eq!((colour.name.bare(), labels), ("Farbe", vec!["Tinte", "Hafer"]));
}

#[test]
fn what_staff_declare_decides() {
    let lamps = (0..4).map(|number| {
        let attributes =
            json!({ "colour": format!("c{number}"), "material": format!("m{}", number / 2), "watts": number });
        (id(number as u128), lamp(number, &attributes, 100))
    });
    let (_dir, index) = index(&lamps.collect());
    let declared = |key: &str, filterable: bool, position: i32| AdminAttribute {
        key: key.to_owned(),
        version: 2,
        kind: api::catalog::properties::PropertyKind::Term,
        unit: String::new(),
        label: domain::catalog::Localized::same(format!("The {key}")),
        filterable,
        position,
        declared: true,
    };
    let keys = |filters: &str, declared: &[AdminAttribute]| {
        let filters = chosen(filters);
        let facets = index.facets(&all(&filters), declared).expect("a readable index").facets;
        facets.into_iter().map(|facet| facet.name.bare().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(keys("", &[]), ["Material", "Colour", "Watts"]);
    let said = [declared("colour", true, -1), declared("material", false, 0)];
    assert_eq!(keys("", &said), ["The colour", "Watts"]);
    assert!(keys("material~m0", &said).contains(&"The material".to_owned()), "what is chosen is shown");
}

const KEYS: [&str; 3] = ["colour", "size", "tags"];

/// Its values by the places of their keys, its price, whether it is in the collection, and whether it is called red.
type Drawn = (Vec<(usize, usize)>, i64, bool, bool);

fn any_product() -> impl Strategy<Value = Drawn> {
    let values = prop::collection::vec((0..KEYS.len(), 0..4_usize), 0..5);
    (values, 0..4000_i64, any::<bool>(), any::<bool>())
}

fn catalogue(products: &[Drawn]) -> Shop {
    let documents = products.iter().enumerate().map(|(number, (values, price, is_light, is_red))| {
        let mut attributes: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (key, value) in values {
            attributes.entry(KEYS[*key]).or_default().insert(format!("V{value}"));
        }
        let mut document = lamp(number, &json!(attributes), *price);
        if !is_light {
            document.collections.clear();
        }
        if *is_red {
            document.title = domain::catalog::Localized::same("Red lamp");
        }
        if price % 7 == 0 {
            document.variants[0].prices.clear();
        }
        (id(number as u128 + 1), document)
    });
    documents.collect()
}

/// What counting one product after the other gives: how many are listed, each value with its count, and the prices.
fn counted_one_by_one(shop: &Shop, list: &List<'_>) -> (u64, BTreeMap<(String, String), u64>, Vec<u64>) {
    let (mut total, mut values, mut prices) = (0, BTreeMap::new(), Vec::new());
    for (_, document) in shop {
        let is_red = document.title.en == "Red lamp";
        if (list.query == "red" && !is_red) || list.collection.is_some_and(|slug| !document.collections.contains(slug))
        {
            continue;
        }
        let own: BTreeSet<(String, String)> = properties(document)
            .into_iter()
            .flat_map(|property| property.values.into_iter().map(move |value| (property.key.clone(), value.code)))
            .collect();
        let price = document.variants[0].prices.first().map(|entry| entry.amount_minor.unsigned_abs());
        let is_priced = list.prices().is_none_or(|prices| price.is_some_and(|price| prices.contains(&price)));
        let admits_but = |but: Option<&str>| {
            list.filters.keys().all(|(key, codes)| {
                but == Some(key) || codes.iter().any(|code| own.contains(&(key.to_owned(), code.clone())))
            })
        };
        total += u64::from(is_priced && admits_but(None));
        if admits_but(None) {
            prices.extend(price);
        }
        for value in own.iter().filter(|value| is_priced && admits_but(Some(&value.0))) {
            *values.entry(value.clone()).or_default() += 1;
        }
    }
    prices.sort_unstable();
    (total, values, prices)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn counts_are_what_counting_one_by_one_gives(
        products in prop::collection::vec(any_product(), 1..40),
        changed in prop::collection::vec((any::<prop::sample::Index>(), any_product()), 0..4),
        gone in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        choices in prop::collection::vec((0..KEYS.len(), 0..5_usize), 0..5),
        range in (prop::option::of(0..40_u32), prop::option::of(0..40_u32)),
        (is_searched, is_collection) in any::<(bool, bool)>(),
    ) {
        let mut shop = catalogue(&products);
        let (_dir, index) = index(&shop);
        let mut writer = index.writer().expect("nobody else writes");
        // Several commits: entries in several segments, some of them replaced and removed.
        for (place, other) in &changed {
            let place = place.index(shop.len());
            let document = catalogue(std::slice::from_ref(other)).remove(0).1;
            shop[place].1 = ProductDocument { slug: shop[place].1.slug.clone(), ..document };
            writer.upsert(&[(shop[place].0, 8, shop[place].1.clone())]).expect("room on the disk");
            writer.commit().expect("room on the disk");
        }
        for place in &gone {
            let place = place.index(shop.len());
            if shop.len() > 1 {
                let (id, _) = shop.remove(place);
                writer.delete(&[id]);
                writer.commit().expect("room on the disk");
            }
        }
        let pairs: Vec<String> = choices.iter().map(|(key, value)| format!("{}~v{value}", KEYS[*key])).collect();
        let filters = Filters::of_pairs(pairs.iter().map(String::as_str));
        let light: Slug = "light".parse().expect("a slug");
        let list = List {
            query: if is_searched { "red" } else { "" },
            collection: is_collection.then_some(&light),
            min: range.0,
            max: range.1,
            ..all(&filters)
        };
        let (total, values, prices) = counted_one_by_one(&shop, &list);
        let searcher = index.searcher().expect("a readable index");
        let mut counts = index.counts(&list, &searcher).expect("a readable index");
        counts.prices.sort_unstable();
        let mut counted = BTreeMap::new();
        for key in counts.properties().keys() {
            for value in counts.values(key).expect("a readable index") {
                counted.insert((value.shown.key.clone(), value.shown.code.clone()), value.products);
            }
        }
        prop_assert_eq!((counts.total, &counted, &counts.prices), (total, &values, &prices));
        let counted = index.count(&list).expect("a readable index");
        let read = |reading| counted.read(&[], reading).expect("a readable index");
        prop_assert_eq!(read(Reading::Shown), read(Reading::All), "what is not read would not be shown");

        for sort in Sort::ALL {
            let mut seen = BTreeSet::new();
            for page in 1..=3 {
                let found = index.list(&List { sort, ..list }, page).expect("a readable index");
                prop_assert_eq!(found.total, total);
                seen.extend(found.hits.into_iter().map(|hit| hit.product));
            }
            prop_assert_eq!(seen.len() as u64, total, "each product once, in every order");
        }
        let facets = index.facets(&list, &[]).expect("a readable index");
        for facet in &facets.facets {
            for value in &facet.values {
                let expect = values.get(&(facet.key.clone(), value.code.clone())).copied().unwrap_or_default();
                prop_assert_eq!(value.products, expect, "{}~{}", facet.key, value.code);
            }
        }
        prop_assert_eq!(facets.price.map_or(0, |price| price.steps.iter().sum::<u64>()), prices.len() as u64);
    }
}
