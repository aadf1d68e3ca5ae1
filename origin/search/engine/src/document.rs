//! A product as it lies in the index: words to find it by, and what a hit shows.

use std::collections::{BTreeSet, HashMap};

use api::catalog::{Attribute, MediaDocument, ProductDocument, Text};
use api::search::SearchHit;
use domain::catalog::{Localized, Price, lowest};
use domain::{Currency, Locale, Market, ProductId, Sku, Slug};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tantivy::TantivyDocument;

use crate::analysis::{self, Lexeme, Stems};
use crate::fields::Fields;
use crate::product_type::{self, Dictionary, Said};
use crate::terms;
use crate::vocabulary::{Vocabulary, Words};

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
            let lowest = lowest(product.variants.iter().filter_map(|variant| variant.price(currency)))?;
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

/// What the shop knows of a product beside what the merchant says of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Volatile {
    /// Units of it that were sold lately.
    pub sold: u64,
    /// Whether any of it can be sent now; none if that is not known.
    pub is_in_stock: Option<bool>,
}

/// Attributes that say what the maker calls the product, by their keys.
const MODELS: [&str; 6] = ["part_number", "mpn", "manufacturer_part_number", "model", "model_number", "model_name"];
/// Attributes that declare what kind of thing it is.
const TYPES: [&str; 4] = ["product_type", "type_of_product", "product_kind", "article_type"];

/// Letters and digits of the shortest part number.
const MIN_PART_NUMBER: usize = 5;

/// Makes entries of products.
pub(crate) struct Entries {
    fields: Fields,
    stems: [Stems; Locale::ALL.len()],
    /// What the merchant calls the types of products, by their handles.
    type_names: HashMap<Slug, Localized>,
}

impl Entries {
    pub(crate) fn new(fields: Fields) -> Self {
        Self { fields, stems: Locale::ALL.map(Stems::of), type_names: HashMap::new() }
    }

    /// Takes the merchant's names of types, which are believed of the products that have them.
    pub(crate) fn name_types(&mut self, names: HashMap<Slug, Localized>) {
        self.type_names = names;
    }

    /// What the product teaches about types, and about words that compounds are made of, in every language.
    pub(crate) fn teach(&mut self, product: &ProductDocument, dictionary: &mut Dictionary, words: &mut Words) {
        for locale in Locale::ALL {
            let details = Details::of(product, locale, &self.type_names);
            let said = details.said(product, locale);
            let stems = &mut self.stems[locale.index()];
            for term in product_type::learn(&said, locale, &Dictionary::default(), stems).terms {
                dictionary.count(locale, &term);
            }
            if analysis::has_compounds(locale) {
                words.add(locale, said.spellings());
            }
        }
    }

    /// The index entry of a product. None for a product that has nothing to sell.
    pub(crate) fn entry(
        &mut self,
        id: ProductId,
        prices_version: i64,
        product: &ProductDocument,
        volatile: Volatile,
        dictionary: &Dictionary,
        vocabulary: &Vocabulary<'_>,
    ) -> Option<TantivyDocument> {
        let shown = Shown::new(id, prices_version, product)?;
        let mut entry = TantivyDocument::new();
        entry.add_text(self.fields.id, id.to_string());
        entry.add_bytes(self.fields.shown, &serde_json::to_vec(&shown).expect("plain data"));
        entry.add_u64(self.fields.age, id.0.as_u64_pair().0);
        terms::add(&mut entry, &self.fields, id, product);
        if let Some(is_in_stock) = volatile.is_in_stock {
            terms::add_stock(&mut entry, &self.fields, is_in_stock);
        }
        terms::add_sold(&mut entry, &self.fields, volatile.sold);
        if volatile.sold > 0 {
            entry.add_u64(self.fields.sold, volatile.sold);
        }
        if let Some(day) = product.released_on.as_deref().and_then(day) {
            entry.add_u64(self.fields.released, day);
        }
        for (field, currency) in self.fields.prices.into_iter().zip(Currency::ALL) {
            let lowest = shown.prices.iter().find(|lowest| lowest.price.amount.currency == currency);
            if let Some(minor) = lowest.and_then(|lowest| u64::try_from(lowest.price.amount.minor).ok()) {
                entry.add_u64(field, minor);
            }
        }
        for code in codes(product) {
            entry.add_text(self.fields.codes, code);
        }
        if let Some(maker) = analysis::as_one_word(&product.brand) {
            entry.add_text(self.fields.makers, maker);
        }
        for locale in Locale::ALL {
            self.add_texts(&mut entry, product, locale, dictionary, vocabulary);
        }
        Some(entry)
    }

    fn add_texts(
        &mut self,
        entry: &mut TantivyDocument,
        product: &ProductDocument,
        locale: Locale,
        dictionary: &Dictionary,
        vocabulary: &Vocabulary<'_>,
    ) {
        let details = Details::of(product, locale, &self.type_names);
        let said = details.said(product, locale);
        let texts = self.fields.texts(locale);
        let learnt = product_type::learn(&said, locale, dictionary, &mut self.stems[locale.index()]);
        for term in learnt.terms {
            entry.add_text(texts.kinds, term);
        }
        let kinds = [learnt.words].into_iter().chain(said.declared.iter().cloned());
        kinds.filter(|words| !words.is_empty()).for_each(|words| entry.add_text(texts.kind, words));
        let model = said.model.unwrap_or_default();
        let written = [
            (texts.title, said.title),
            (texts.brand, said.brand),
            (texts.model, model),
            (texts.summary, said.summary),
            (texts.description, product.description.get(locale)),
        ];
        for (field, text) in written.into_iter().filter(|(_, text)| !text.is_empty()) {
            entry.add_text(field, text);
            entry.add_text(texts.joined, text);
        }
        for word in said.spellings() {
            for head in analysis::heads(locale, &word, |first| vocabulary.has(texts.spellings, locale, first)) {
                entry.add_text(texts.heads, head);
            }
            entry.add_text(texts.spellings, word);
        }
        for value in &details.values {
            entry.add_text(texts.attributes, value);
            entry.add_text(texts.joined, value);
        }
        for name in &details.truths {
            entry.add_text(texts.features, name);
        }
        for slug in &product.collections {
            entry.add_text(texts.collections, slug.as_str());
        }
    }
}

/// A product's attributes and choices as text, in one language.
struct Details {
    /// Those that are texts.
    values: Vec<String>,
    /// The names of those that are true.
    truths: Vec<String>,
    model: Option<String>,
    declared: Vec<String>,
}

impl Details {
    fn of(product: &ProductDocument, locale: Locale, type_names: &HashMap<Slug, Localized>) -> Self {
        let said = product.product_type.as_ref().and_then(|handle| type_names.get(handle));
        let said = said.map(|name| name.get(locale).to_owned());
        let named = |keys: &[&str]| {
            let values = keys.iter().filter_map(|key| product.attributes.get(*key));
            values.filter_map(|value| text(value.into(), locale)).collect::<Vec<String>>()
        };
        Self {
            values: values(product, locale),
            truths: truths(product, locale),
            model: named(&MODELS).into_iter().find(|model| !model.trim().is_empty()),
            declared: said.into_iter().chain(named(&TYPES)).collect(),
        }
    }

    fn said<'a>(&'a self, product: &'a ProductDocument, locale: Locale) -> Said<'a> {
        Said {
            title: product.title.get(locale),
            summary: product.summary.get(locale),
            brand: &product.brand,
            model: self.model.as_deref(),
            declared: self.declared.clone(),
            values: &self.values,
        }
    }
}

/// What shoppers type from a label: SKUs, barcodes, and words of the title that have letters and digits. What is only
/// a number, or a number with its unit, names no product.
fn codes(product: &ProductDocument) -> BTreeSet<String> {
    let skus = product.variants.iter().map(|variant| variant.sku.as_str());
    let barcodes = product.variants.iter().filter_map(|variant| variant.gtin.as_deref());
    let titles = Locale::ALL.into_iter().flat_map(|locale| product.title.get(locale).split_whitespace());
    let models = titles.filter(|word| names_a_model(&analysis::lexemes(&analysis::fold(word))));
    let numbers = MODELS.into_iter().filter_map(|key| product.attributes.get(key)?.as_str());
    let numbers = numbers.flat_map(str::split_whitespace).filter(|word| is_part_number(word));
    skus.chain(barcodes).chain(models).chain(numbers).flat_map(analysis::codes_of).collect()
}

/// A day as digits: 20260301 for `2026-03-01`.
fn day(text: &str) -> Option<u64> {
    text.split('-').collect::<String>().parse().ok().filter(|_| text.len() == "2026-03-01".len())
}

/// Whether a word of what the maker calls the product is a number of it: no size, no year's last digits.
fn is_part_number(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphanumeric()).count() >= MIN_PART_NUMBER && analysis::has_digit(word)
}

/// Whether a word is a model's number: letters with digits behind them, or among them.
fn names_a_model(parts: &[Lexeme]) -> bool {
    let begins_with_letter = parts.first().is_some_and(|part| !part.is_number);
    begins_with_letter && parts.iter().any(|part| analysis::has_digit(&part.text))
}

/// Attributes and choices as text, but for what the maker calls it. Numbers alone say nothing.
fn values(product: &ProductDocument, locale: Locale) -> Vec<String> {
    let others = product.attributes.iter().filter(|(key, _)| !MODELS.contains(&key.as_str()));
    let texts = others.filter_map(|(_, value)| text(Attribute::from(value), locale));
    let choices = product.options.iter().flat_map(|axis| &axis.values);
    texts.chain(choices.map(|value| value.label.get(locale).to_owned())).collect()
}

/// A truth is told by its name.
fn truths(product: &ProductDocument, locale: Locale) -> Vec<String> {
    let named = product.attributes.iter().filter_map(|(key, value)| {
        let attribute = Attribute::from(value);
        let name = || attribute.label.map_or_else(|| key.replace('_', " "), |label| label.get(locale).to_owned());
        (attribute.value == Value::Bool(true)).then(name)
    });
    named.collect()
}

/// An attribute that is a text.
fn text(attribute: Attribute, locale: Locale) -> Option<String> {
    match attribute.value {
        Value::String(text) => Some(text),
        value @ Value::Object(_) => Some(serde_json::from_value::<Localized>(value).ok()?.get(locale).to_owned()),
        _ => None,
    }
}
