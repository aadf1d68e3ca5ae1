//! What the tests share: a product of two variants.

use std::collections::BTreeMap;

use api::catalog::{PriceEntry, ProductDocument, VariantDocument};
use domain::catalog::{Localized, ProductStatus};
use domain::{Currency, Locale};

/// A mug on two shelves.
pub fn product() -> ProductDocument {
    let sku = |text: &str| text.parse().expect("a SKU");
    let price = |amount_minor| PriceEntry {
        currency: Currency::Eur,
        amount_minor,
        compare_at_minor: Some(9900),
        lowest_before_minor: None,
    };
    let variant = |name: &str, amount| VariantDocument {
        sku: sku(name),
        gtin: Some("4006381333931".to_owned()),
        options: BTreeMap::new(),
        prices: vec![
            price(amount),
            PriceEntry { currency: Currency::Chf, amount_minor: 1, compare_at_minor: None, lowest_before_minor: None },
        ],
        on_hand: None,
        stock: BTreeMap::new(),
        policy: None,
        components: Vec::new(),
        weight_grams: Some(300),
        measure: Some("250 g / 100 g".parse().expect("a measure")),
        tax_class: Default::default(),
    };
    ProductDocument {
        slug: "harbour-mug".parse().expect("a slug"),
        status: ProductStatus::Draft,
        on_sale: Default::default(),
        handle: None,
        product_type: None,
        title: Localized::same("Harbour mug").with(Locale::De, "Hafenbecher"),
        summary: Localized::same("A mug."),
        description: Localized::same("One.\n\nTwo."),
        brand: "Selvedge".to_owned(),
        collections: vec!["table".parse().expect("a slug")],
        attributes: BTreeMap::new(),
        safety: Default::default(),
        released_on: None,
        options: Vec::new(),
        media: Vec::new(),
        variants: vec![variant("MUG / 1", 1999), variant("MUG-2", 2050)],
    }
}
