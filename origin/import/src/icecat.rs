//! Icecat products: one JSON object a line, attributes as `attr_t_…` (text), `attr_n_…` (number)
//! and `attr_b_…` (truth value). What the maker calls it, `name`, is an attribute too.

use std::collections::BTreeMap;
use std::{io, iter};

use api::catalog::{PriceEntry, ProductDocument, VariantDocument};
use domain::catalog::{Choice, Localized, ProductStatus};
use domain::{Currency, Slug};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::encoding::Text;
use crate::jsonl::{self, LeftOut};
use crate::row::{Item, Record, named};
use crate::values::{address, gtin};

/// Pieces in stock unless the command line says otherwise.
pub const ON_HAND: u32 = 25;

const COLLECTION: &str = "electronics";
/// The attribute that `name` becomes.
const PART_NUMBER: &str = "part_number";

const PICTURES: &str = "pictures are not taken over";
const NO_ATTRIBUTE: &str = "it is none of attr_t_…, attr_n_… and attr_b_…";

#[derive(Deserialize)]
struct IcecatItem {
    id: String,
    #[serde(default)]
    name: String,
    title: String,
    #[serde(default)]
    ean: Vec<String>,
    #[serde(default)]
    short_description: String,
    #[serde(default)]
    supplier: String,
    /// US cents.
    price: i64,
    date_released: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// What a file says, line by line.
pub(crate) fn items(text: Text) -> impl Iterator<Item = io::Result<Item>> + Send {
    jsonl::of_lines(text, |text, left_out| record(text, left_out).map(|record| (record, Vec::new())))
}

fn record(text: &[u8], left_out: &mut LeftOut) -> Result<Record, String> {
    let item: IcecatItem = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let sku = item.id.parse().map_err(|error| format!("id: {error}"))?;
    let collection: Slug = COLLECTION.parse().expect("a slug");
    let price =
        |currency| PriceEntry { currency, amount_minor: item.price, compare_at_minor: None, lowest_before_minor: None };
    let variant = VariantDocument {
        sku,
        gtin: item.ean.into_iter().find(|ean| gtin::is_valid(ean)),
        options: Choice::new(),
        prices: vec![price(Currency::Eur), price(Currency::Usd)],
        on_hand: None,
        stock: Default::default(),
        policy: None,
        components: vec![],
        weight_grams: None,
        measure: None,
        tax_class: Default::default(),
    };
    let document = ProductDocument {
        status: ProductStatus::Active,
        on_sale: Default::default(),
        handle: None,
        product_type: None,
        slug: slug(&item.title, &item.id),
        title: Localized::same(item.title.trim()),
        summary: Localized::same(item.short_description.trim()),
        description: Localized::default(),
        brand: item.supplier.trim().to_owned(),
        collections: vec![collection.clone()],
        attributes: attributes(item.name.trim(), item.rest, left_out),
        safety: Default::default(),
        released_on: item.date_released.and_then(|date| date.get(..10).map(str::to_owned)),
        options: Vec::new(),
        media: Vec::new(),
        variants: vec![variant],
    };
    Ok(Record::Product(Box::new(document), vec![named(collection, "Electronics")]))
}

/// The id makes it unique: many titles occur more than once.
fn slug(title: &str, id: &str) -> Slug {
    address::of(&format!("{title} {id}"))
}

/// The attributes by plain names. The same name may occur as text and as number: the second gets a 2, the third a 3.
fn attributes(name: &str, fields: Map<String, Value>, left_out: &mut LeftOut) -> BTreeMap<String, Value> {
    let part_number = (!name.is_empty()).then(|| (PART_NUMBER.to_owned(), Value::from(name)));
    let mut attributes: BTreeMap<String, Value> = part_number.into_iter().collect();
    for (field, value) in fields {
        let name = ["attr_t_", "attr_n_", "attr_b_"].iter().find_map(|prefix| field.strip_prefix(prefix));
        let Some(name) = name else {
            left_out.add(&field, if field.starts_with("img_") { PICTURES } else { NO_ATTRIBUTE });
            continue;
        };
        let name = name.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
        let free = (2..).map(|number| format!("{name}_{number}"));
        let free = iter::once(name.clone()).chain(free).find(|name| !attributes.contains_key(name));
        attributes.insert(free.unwrap_or(name), value);
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_item_becomes_a_product() {
        let item = json!({
            "id": "3920564", "name": "006R90321", "title": "Xerox 006R90321 toner, 6 pc(s)", "supplier": "Xerox",
            "ean": ["0095205603218", "0095205603217"], "short_description": "Toner", "price": 4995,
            "date_released": "2009-12-10T00:00:00Z", "img_high": "http://example.com/1.jpg",
            "attr_t_type": "Original", "attr_n_contrast_ratio__typical_": 6.0, "attr_b_type": true, "attr_n_type": 7,
        });
        let Ok(Record::Product(product, implied)) = record(item.to_string().as_bytes(), &mut LeftOut::default()) else {
            panic!("a product")
        };
        assert_eq!(product.slug.as_str(), "xerox-006r90321-toner-6-pc-s-3920564");
        assert_eq!(product.released_on.as_deref(), Some("2009-12-10"));
        let attributes = [
            ("contrast_ratio_typical", json!(6.0)),
            ("part_number", json!("006R90321")),
            ("type", json!(true)),
            ("type_2", json!(7)),
            ("type_3", json!("Original")),
        ];
        assert_eq!(product.attributes, attributes.map(|(name, value)| (name.to_owned(), value)).into());
        let variant = &product.variants[0];
        assert_eq!((variant.sku.as_str(), variant.gtin.as_deref()), ("3920564", Some("0095205603217")));
        let prices = [Currency::Eur, Currency::Usd];
        assert_eq!(variant.prices.iter().map(|entry| entry.currency).collect::<Vec<_>>(), prices);
        assert!(variant.prices.iter().all(|entry| entry.amount_minor == 4995));
        assert_eq!(implied[0].slug.as_str(), "electronics");
    }

    #[test]
    fn a_title_of_other_letters_is_written_by_its_sound() {
        assert_eq!(slug("トナー", "12").as_str(), "tona-12");
    }
}
