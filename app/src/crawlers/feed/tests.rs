//! The feed by the rules of the format: required elements, lengths, how prices and identifiers are written.

use super::*;
use domain::catalog::{Choice, Measure};
use domain::{Currency, Money};

fn variant(sku: &str) -> FeedVariant {
    let money = |minor| Money::new(minor, Currency::Eur);
    FeedVariant {
        sku: sku.parse().expect("a SKU"),
        gtin: Some("4006381333931".to_owned()),
        choices: Choice::from([("colour".to_owned(), "Oat & ink".to_owned())]),
        pictures: (0..20).map(|at| format!("p1/mug-{at}")).collect(),
        price: Price {
            amount: money(1900),
            compare_at: Some(money(2500)),
            lowest_before: Some(money(2300)),
            measure: Some("250 ml / 1 l".parse::<Measure>().expect("a measure")),
        },
        availability: Availability::Low { left: 2 },
        weight_grams: Some(300),
    }
}

fn product(variants: Vec<FeedVariant>) -> FeedProduct {
    FeedProduct {
        slug: "harbour-mug".parse().expect("a slug"),
        title: "Harbour <mug>".to_owned(),
        description: "Thrown by hand.\n\nHolds\u{7} a quarter.".to_owned(),
        brand: "Kontor".to_owned(),
        has_variants: variants.len() > 1,
        variants,
    }
}

fn written(market: Market, products: &[FeedProduct]) -> String {
    let mut feed = Feed::new("Kontor & Sons", market, "https://shop.example");
    products.iter().for_each(|product| feed.add(product));
    feed.end()
}

/// What stands in an element, each time.
fn all<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(open.as_str()).skip(1).map(|rest| rest.split(close.as_str()).next().unwrap_or_default()).collect()
}

#[test]
fn an_item_has_what_the_format_requires_and_each_as_it_is_to_be_written() {
    let xml = written(Market::De, &[product(vec![variant("MUG/1 é"), variant("MUG-2")])]);
    assert!(xml.starts_with("<?xml") && xml.contains("xmlns:g=\"http://base.google.com/ns/1.0\""), "{xml}");
    assert_eq!(xml.matches("<item>").count(), 2);
    for required in
        ["g:id", "g:title", "g:description", "g:link", "g:image_link", "g:availability", "g:price", "g:condition"]
    {
        assert!(
            all(&xml, required).len() == 2 && all(&xml, required).iter().all(|text| !text.is_empty()),
            "{required}"
        );
    }
    let first = |name| all(&xml, name)[0];
    assert_eq!((first("g:id"), first("g:item_group_id")), ("MUG/1 é", "harbour-mug"));
    assert_eq!(first("g:title"), "Harbour &lt;mug&gt; – Oat &amp; ink");
    assert_eq!(first("g:description"), "Thrown by hand. Holds a quarter.");
    assert_eq!(first("g:link"), "https://shop.example/de/products/harbour-mug?variant=MUG%2F1%20%C3%A9");
    assert_eq!(first("g:image_link"), "https://shop.example/media/p1/mug-0-1200.webp");
    assert_eq!(all(&xml, "g:additional_image_link").len(), 2 * 10);
    // In the EU a price is reduced from the lowest of the thirty days before.
    assert_eq!((first("g:price"), first("g:sale_price")), ("23.00 EUR", "19.00 EUR"));
    assert_eq!((first("g:availability"), first("g:condition")), ("in_stock", "new"));
    assert_eq!((first("g:brand"), first("g:gtin")), ("Kontor", "4006381333931"));
    assert_eq!((first("g:unit_pricing_measure"), first("g:unit_pricing_base_measure")), ("250ml", "1l"));
    assert_eq!((first("g:color"), first("g:shipping_weight")), ("Oat &amp; ink", "300 g"));
    assert!(all(&xml, "g:identifier_exists").is_empty());
    assert_eq!(all(&xml, "title")[0], "Kontor &amp; Sons");
}

#[test]
fn nothing_is_longer_than_the_format_takes() {
    let mut long = variant(&"S".repeat(200));
    long.choices = Choice::from([("size".to_owned(), "größe ".repeat(100))]);
    let mut mug = product(vec![long, variant(&"S".repeat(201))]);
    (mug.title, mug.description, mug.brand) = ("Mug ".repeat(100), "ö&".repeat(9_000), "B".repeat(100));
    mug.slug = "m".repeat(90).parse().expect("a slug");
    let xml = written(Market::Eu, &[mug]);
    for (name, most) in [
        ("g:id", 50),
        ("g:item_group_id", 50),
        ("g:title", 150),
        ("g:description", 5_000),
        ("g:brand", 70),
        ("g:size", 100),
    ] {
        for text in all(&xml, name) {
            let text = text.replace("&amp;", "&");
            assert!((1..=most).contains(&text.chars().count()), "{name}: {text}");
        }
    }
    let ids = all(&xml, "g:id");
    assert_ne!(ids[0], ids[1], "cut, and yet two");
}

#[test]
fn what_cannot_be_said_is_left_out() {
    let mut bare = variant("MUG");
    bare.price = Price { compare_at: None, lowest_before: None, measure: None, ..bare.price };
    (bare.gtin, bare.weight_grams, bare.availability) = (None, None, Availability::Backorder);
    bare.choices.clear();
    let mut mug = product(vec![bare]);
    (mug.brand, mug.description) = (String::new(), " ".to_owned());
    let mut unseen = product(vec![variant("UNSEEN")]);
    unseen.variants[0].pictures.clear();
    let xml = written(Market::Us, &[mug, unseen]);
    assert_eq!((all(&xml, "item").len(), all(&xml, "g:identifier_exists")), (1, vec!["no"]), "one without a picture");
    assert_eq!((all(&xml, "g:price")[0], all(&xml, "g:availability")[0]), ("19.00 EUR", "out_of_stock"));
    assert_eq!(
        (all(&xml, "g:title")[0], all(&xml, "g:description")[0]),
        ("Harbour &lt;mug&gt;", "Harbour &lt;mug&gt;")
    );
    assert_eq!(all(&xml, "link")[0], "https://shop.example/us");
    for absent in
        ["g:sale_price", "g:gtin", "g:brand", "g:shipping_weight", "g:item_group_id", "g:unit_pricing_measure"]
    {
        assert!(all(&xml, absent).is_empty(), "{absent}");
    }
}
