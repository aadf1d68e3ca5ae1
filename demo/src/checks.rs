//! The catalogue is complete, well-formed, and every picture it names is there.

mod pictures;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    art,
    catalog::{self, Collection, Line, Product, Words},
};

fn lines() -> Vec<Line> {
    catalog::read().expect("the catalogue parses")
}

fn products() -> Vec<Product> {
    let product = |line| if let Line::Product(product) = line { Some(product) } else { None };
    lines().into_iter().filter_map(product).collect()
}

fn collections() -> Vec<Collection> {
    let collection = |line| if let Line::Collection(collection) = line { Some(collection) } else { None };
    lines().into_iter().filter_map(collection).collect()
}

fn word(text: &str, longest: usize, letter: fn(u8) -> bool) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|byte| letter(byte) || byte.is_ascii_digit() || byte == b'-')
}

fn is_slug(text: &str) -> bool {
    word(text, 80, |byte| byte.is_ascii_lowercase())
}

fn is_gtin_13(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let weighted: u32 = digits.iter().zip([1, 3].iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    text.len() == 13 && digits.len() == 13 && weighted.is_multiple_of(10)
}

/// Both languages, no others, and words in each.
fn spoken(place: &str, words: &Words) {
    assert_eq!(words.keys().collect::<Vec<_>>(), ["de", "en"], "{place}: languages");
    for (language, text) in words {
        assert!(!text.trim().is_empty(), "{place}: nothing in {language}");
        assert_eq!(text.trim(), text, "{place}: blanks round {language}");
        assert!(!text.contains('"') && !text.contains('!'), "{place}: straight quote or shout in {language}");
        assert_eq!(text.matches('„').count(), text.matches('“').count(), "{place}: quotes in {language}");
    }
}

/// As [`spoken`], and long enough that the same words twice would be a forgotten translation.
fn translated(place: &str, words: &Words) {
    spoken(place, words);
    assert_ne!(words["en"], words["de"], "{place}: not translated");
}

#[test]
fn the_file_holds_a_shop_then_collections_then_products() {
    let order: String = lines()
        .iter()
        .map(|line| match line {
            Line::Shop { .. } => 's',
            Line::Collection(_) => 'c',
            Line::Product(_) => 'p',
        })
        .collect();
    let products = order.matches('p').count();
    assert_eq!(order, format!("scccccc{}", "p".repeat(products)));
    assert!(products >= 48, "{products} products");
    let positions: Vec<_> = collections().iter().map(|collection| collection.position).collect();
    assert_eq!(positions, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn each_collection_has_eight_products_and_the_shop_about_two_hundred_variants() {
    let products = products();
    for collection in collections() {
        let home = products.iter().filter(|product| product.collections.first() == Some(&collection.slug)).count();
        assert!(home >= 8, "{}: {home} products", collection.slug);
    }
    let variants: Vec<_> = products.iter().flat_map(|product| &product.variants).collect();
    assert!((150..=220).contains(&variants.len()), "{} variants", variants.len());
    assert!(variants.iter().filter(|variant| variant.on_hand == 0).count() >= 5, "some are sold out");
    assert!(
        variants.iter().filter(|variant| (1..=3).contains(&variant.on_hand)).count() >= 5,
        "some are nearly sold out"
    );
    let reduced = |prices: &[catalog::Price]| prices.iter().any(|price| price.compare_at_minor.is_some());
    assert!(variants.iter().filter(|variant| reduced(&variant.prices)).count() >= 5, "some are reduced");
}

#[test]
fn everything_is_said_in_english_and_in_german() {
    for line in lines() {
        match line {
            Line::Shop { name, tagline, about } => {
                assert!(!name.is_empty());
                translated("tagline", &tagline);
                translated("about", &about);
            }
            Line::Collection(collection) => {
                spoken(&collection.slug, &collection.title);
                translated(&collection.slug, &collection.description);
                translated(&collection.slug, &collection.image.alt);
            }
            Line::Product(product) => {
                translated(&product.slug, &product.title);
                translated(&product.slug, &product.summary);
                translated(&product.slug, &product.description);
                let paragraphs = |text: &String| text.split("\n\n").count();
                assert!(
                    product.description.values().all(|text| (2..=3).contains(&paragraphs(text))),
                    "{}",
                    product.slug
                );
                product.media.iter().for_each(|medium| translated(&product.slug, &medium.alt));
                for option in &product.options {
                    spoken(&product.slug, &option.label);
                    option.values.iter().for_each(|value| spoken(&product.slug, &value.label));
                }
            }
        }
    }
}

#[test]
fn slugs_skus_and_gtins_are_well_formed_and_unique() {
    let products = products();
    let mut seen = BTreeSet::new();
    for slug in
        products.iter().map(|product| &product.slug).chain(collections().iter().map(|collection| &collection.slug))
    {
        assert!(is_slug(slug), "{slug}");
        assert!(seen.insert(slug.clone()), "{slug} twice");
    }
    for variant in products.iter().flat_map(|product| &product.variants) {
        assert!(word(&variant.sku, 40, |byte| byte.is_ascii_uppercase()), "{}", variant.sku);
        assert!(is_gtin_13(&variant.gtin), "{}: {}", variant.sku, variant.gtin);
        assert!(variant.gtin.starts_with("20"), "{}: outside the in-store range", variant.gtin);
        assert!(seen.insert(variant.sku.clone()), "{} twice", variant.sku);
        assert!(seen.insert(variant.gtin.clone()), "{} twice", variant.gtin);
        assert!((50..20_000).contains(&variant.weight_grams), "{}: weight", variant.sku);
    }
}

#[test]
fn a_wrong_check_digit_is_noticed() {
    for (gtin, valid) in
        [("4006381333931", true), ("4006381333932", false), ("400638133393", false), ("40063813339x1", false)]
    {
        assert_eq!(is_gtin_13(gtin), valid, "{gtin}");
    }
}

#[test]
fn the_variants_are_every_combination_of_the_options() {
    for product in products() {
        let mut wanted = vec![BTreeMap::new()];
        for option in &product.options {
            assert!(is_slug(&option.code), "{}: {}", product.slug, option.code);
            let mut longer = Vec::new();
            for value in &option.values {
                assert!(is_slug(&value.code), "{}: {}", product.slug, value.code);
                let known = value.swatch.as_deref().is_none_or(|swatch| art::Ink::hex(swatch).is_some());
                assert!(known, "{}: swatch of {}", product.slug, value.code);
                longer.extend(wanted.iter().cloned().map(|mut chosen| {
                    chosen.insert(option.code.clone(), value.code.clone());
                    chosen
                }));
            }
            wanted = longer;
        }
        let wanted: BTreeSet<_> = wanted.into_iter().collect();
        let found: BTreeSet<_> = product.variants.iter().map(|variant| variant.options.clone()).collect();
        assert_eq!(found, wanted, "{}", product.slug);
        assert_eq!(product.variants.len(), wanted.len(), "{}: a combination twice", product.slug);
    }
}

#[test]
fn every_variant_has_a_price_in_euro_and_in_dollar() {
    for variant in products().iter().flat_map(|product| &product.variants) {
        let currencies: Vec<_> = variant.prices.iter().map(|price| price.currency.as_str()).collect();
        assert_eq!(currencies, ["EUR", "USD"], "{}", variant.sku);
        for price in &variant.prices {
            assert!(price.amount_minor > 0, "{}", variant.sku);
            assert!(price.compare_at_minor.is_none_or(|before| before > price.amount_minor), "{}", variant.sku);
        }
    }
}

#[test]
fn each_swatch_has_its_picture_and_products_name_real_collections() {
    let shelves: BTreeSet<_> = collections().into_iter().map(|collection| collection.slug).collect();
    for product in products() {
        assert!(product.collections.iter().all(|slug| shelves.contains(slug)), "{}", product.slug);
        assert!(!product.brand.is_empty() && !product.attributes.is_empty(), "{}", product.slug);
        let date: Vec<_> = product.released_on.split('-').map(str::len).collect();
        assert_eq!(date, [4, 2, 2], "{}", product.slug);
        let shown: BTreeSet<_> = product.media.iter().flat_map(|medium| medium.option.clone()).collect();
        let swatches: BTreeSet<_> = product
            .options
            .iter()
            .flat_map(|option| option.values.iter().map(move |value| (option, value)))
            .filter(|(_, value)| value.swatch.is_some())
            .map(|(option, value)| (option.code.clone(), value.code.clone()))
            .collect();
        assert_eq!(shown, swatches, "{}", product.slug);
        assert!(!product.media.is_empty(), "{}", product.slug);
    }
}

#[test]
fn every_fact_is_told_in_both_languages() {
    for product in products() {
        for (name, fact) in &product.attributes {
            let value = &fact["value"];
            assert!(fact["label"]["de"].is_string(), "{}: {name} has no German label", product.slug);
            assert!(!value.is_string(), "{}: {name} does not say in which language it is", product.slug);
            assert!(!value.is_object() || value["de"].is_string(), "{}: {name} is not translated", product.slug);
        }
    }
}
