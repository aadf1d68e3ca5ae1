//! A product as it lies in the index: words to find it by, and what a hit shows.

use std::collections::BTreeSet;

use api::catalog::{Attribute, MediaDocument, ProductDocument, Text};
use api::search::SearchHit;
use domain::catalog::{Localized, Price, lowest};
use domain::{Currency, Locale, Market, ProductId, Sku, Slug};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tantivy::TantivyDocument;

use crate::analysis::{self, Lexeme};
use crate::fields::Fields;

/// What a hit shows, in every language and currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    sku: Sku,
    slug: Slug,
    title: Localized,
    brand: String,
    product: ProductId,
    prices: Vec<Lowest>,
    prices_version: i64,
    picture: Option<MediaDocument>,
}

/// The lowest price in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Lowest {
    price: Price,
    /// Whether the variants' prices differ.
    from: bool,
}

impl Shown {
    /// None for a product that has nothing to sell.
    pub(crate) fn new(id: ProductId, prices_version: i64, product: &ProductDocument) -> Option<Self> {
        let listed = |currency: Currency| {
            let all = product.variants.iter().flat_map(|variant| &variant.prices);
            let lowest = lowest(all.filter(|entry| entry.currency == currency).map(|entry| entry.price()))?;
            Some(Lowest { price: lowest.price, from: lowest.varies })
        };
        Some(Self {
            product: id,
            prices_version,
            sku: product.variants.first()?.sku.clone(),
            slug: product.slug.clone(),
            title: product.title.clone(),
            brand: product.brand.clone(),
            prices: Currency::ALL.into_iter().filter_map(listed).collect(),
            picture: product.media.first().cloned(),
        })
    }

    /// The hit as shoppers of a market see it.
    pub(crate) fn hit(self, market: Market) -> SearchHit {
        let lowest = self.prices.iter().find(|lowest| lowest.price.amount.currency == market.currency());
        SearchHit {
            product: self.product,
            prices_version: self.prices_version,
            title: Text::of(&self.title, market.locale()),
            price: lowest.map(|lowest| lowest.price),
            from: lowest.is_some_and(|lowest| lowest.from),
            picture: self.picture.map(|picture| picture.view(market.locale())),
            sku: self.sku,
            slug: self.slug,
            brand: self.brand,
        }
    }
}

/// The index entry of a product. None for a product that has nothing to sell.
pub(crate) fn entry(
    fields: &Fields,
    id: ProductId,
    prices_version: i64,
    product: &ProductDocument,
) -> Option<TantivyDocument> {
    let shown = serde_json::to_vec(&Shown::new(id, prices_version, product)?).expect("plain data");
    let mut entry = TantivyDocument::new();
    entry.add_text(fields.id, id.to_string());
    entry.add_bytes(fields.shown, &shown);
    for code in codes(product) {
        entry.add_text(fields.codes, code);
    }
    for locale in Locale::ALL {
        let texts = fields.texts(locale);
        let said = [
            (texts.title, product.title.get(locale)),
            (texts.brand, product.brand.as_str()),
            (texts.summary, product.summary.get(locale)),
            (texts.description, product.description.get(locale)),
        ];
        for (field, text) in said {
            entry.add_text(field, text);
            entry.add_text(texts.joined, text);
        }
        for value in attributes(product, locale) {
            entry.add_text(texts.attributes, &value);
            entry.add_text(texts.joined, value);
        }
        for slug in &product.collections {
            entry.add_text(texts.collections, slug.as_str());
        }
    }
    Some(entry)
}

/// What shoppers type from a label: SKUs, barcodes, and words of the title that have letters and digits. What is only
/// a number, or a number with its unit, names no product.
fn codes(product: &ProductDocument) -> BTreeSet<String> {
    let skus = product.variants.iter().map(|variant| variant.sku.as_str());
    let barcodes = product.variants.iter().filter_map(|variant| variant.gtin.as_deref());
    let titles = Locale::ALL.into_iter().flat_map(|locale| product.title.get(locale).split_whitespace());
    let models = titles.filter(|word| names_a_model(&analysis::lexemes(&analysis::fold(word))));
    skus.chain(barcodes).chain(models).flat_map(analysis::codes_of).collect()
}

/// Whether a word is a model's number: letters with digits behind them, or among them.
fn names_a_model(parts: &[Lexeme]) -> bool {
    let begins_with_letter = parts.first().is_some_and(|part| !part.is_number);
    begins_with_letter && parts.iter().any(|part| analysis::has_digit(&part.text))
}

/// Facts and choices as text. Numbers alone say nothing; a truth is told by its name.
fn attributes(product: &ProductDocument, locale: Locale) -> Vec<String> {
    let texts = product.attributes.iter().filter_map(|(key, value)| {
        let Attribute { label, value, .. } = value.into();
        match value {
            Value::String(text) => Some(text),
            Value::Bool(true) => {
                Some(label.map_or_else(|| key.replace('_', " "), |label| label.get(locale).to_owned()))
            }
            Value::Object(_) => Some(serde_json::from_value::<Localized>(value).ok()?.get(locale).to_owned()),
            _ => None,
        }
    });
    let choices = product.options.iter().flat_map(|axis| &axis.values);
    texts.chain(choices.map(|value| value.label.get(locale).to_owned())).collect()
}
