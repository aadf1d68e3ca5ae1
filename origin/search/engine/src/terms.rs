//! The properties of a product as they lie in the index: by what they are found, and by what they are counted and shown.

use api::catalog::properties::{FALSE, IN_STOCK, Property, PropertyKind, PropertyValue, TRUE, properties};
use api::catalog::{ProductDocument, Text};
use domain::catalog::Localized;
use domain::{Locale, ProductId};
use tantivy::TantivyDocument;

use crate::fields::Fields;

/// What stands between the parts of a term, and in none of them.
const BETWEEN: char = '\u{1f}';
/// What follows [`BETWEEN`]: a term that begins with another and [`BETWEEN`] is before one that begins with it and this.
const BEHIND: char = '\u{20}';
/// What stands before a text that is in the language which stands in where another is missing.
const FOREIGN: char = '!';

/// Adds what lists are narrowed by to the entry of a product.
pub(crate) fn add(entry: &mut TantivyDocument, fields: &Fields, id: ProductId, product: &ProductDocument) {
    entry.add_u64(fields.order, id.0.as_u64_pair().1);
    for slug in &product.collections {
        entry.add_text(fields.members, slug.as_str());
    }
    // An attribute of that name would say another thing.
    for property in properties(product).iter().filter(|property| property.key != IN_STOCK) {
        for value in &property.values {
            add_value(entry, fields, property, value);
        }
    }
}

/// Adds whether any of a product can be sent now.
pub(crate) fn add_stock(entry: &mut TantivyDocument, fields: &Fields, is_in_stock: bool) {
    let (name, label, kind) = (Localized::default(), Localized::default(), PropertyKind::Boolean);
    let value = PropertyValue { code: stock_code(is_in_stock).to_owned(), label, swatch: None };
    let property = Property { key: IN_STOCK.to_owned(), name, kind, unit: String::new(), values: Vec::new() };
    add_value(entry, fields, &property, &value);
}

/// Units of which one more is said each: that so many were sold lately.
pub(crate) const SOLD_STEPS: [u64; 3] = [1, 10, 100];

/// Adds how much of a product was sold lately, in steps.
pub(crate) fn add_sold(entry: &mut TantivyDocument, fields: &Fields, sold: u64) {
    for step in SOLD_STEPS.into_iter().filter(|step| *step <= sold) {
        entry.add_text(fields.values, sold_term(step));
    }
}

/// The term by which products are found of which so many were sold. No property has such a key, so nobody can choose it.
pub(crate) fn sold_term(step: u64) -> String {
    found_by("~sold", &step.to_string())
}

/// What says so in the values of [`IN_STOCK`].
pub(crate) const fn stock_code(is_in_stock: bool) -> &'static str {
    if is_in_stock { TRUE } else { FALSE }
}

fn add_value(entry: &mut TantivyDocument, fields: &Fields, property: &Property, value: &PropertyValue) {
    entry.add_text(fields.values, found_by(&property.key, &value.code));
    for locale in Locale::ALL {
        entry.add_text(fields.shown_values[locale.index()], ShownValue::of(property, value, locale).term());
    }
}

/// The term by which products with a value are found.
pub(crate) fn found_by(key: &str, code: &str) -> String {
    format!("{key}{BETWEEN}{code}")
}

/// What the terms of a property's values begin with, or those of one value, and the first text behind all of them.
pub(crate) fn beginning(key: &str, code: Option<&str>) -> [String; 2] {
    let begins = code.map_or_else(|| key.to_owned(), |code| found_by(key, code));
    [format!("{begins}{BETWEEN}"), format!("{begins}{BEHIND}")]
}

/// The key of a term's property, and the code of its value.
pub(crate) fn parts(term: &[u8]) -> (&[u8], &[u8]) {
    let mut parts = term.split(|byte| char::from(*byte) == BETWEEN);
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

/// A value as shoppers of one language see it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ShownValue {
    pub(crate) key: String,
    pub(crate) code: String,
    pub(crate) kind: PropertyKind,
    /// What shoppers call the property, and the value; each with what says its language.
    name: String,
    label: String,
    pub(crate) swatch: Option<String>,
}

impl ShownValue {
    fn of(property: &Property, value: &PropertyValue, locale: Locale) -> Self {
        Self {
            key: property.key.clone(),
            code: value.code.clone(),
            kind: property.kind,
            name: marked(&Text::of(&property.name, locale)),
            label: marked(&Text::of(&value.label, locale)),
            swatch: value.swatch.as_deref().map(plain).filter(|swatch| !swatch.is_empty()),
        }
    }

    /// Reads a term.
    pub(crate) fn read(term: &[u8]) -> Option<Self> {
        let mut parts = std::str::from_utf8(term).ok()?.split(BETWEEN).map(str::to_owned);
        let mut next = || parts.next();
        let (key, code, kind, name, label, swatch) = (next()?, next()?, next()?, next()?, next()?, next()?);
        let kind = PropertyKind::ALL.into_iter().find(|known| known.code() == kind)?;
        Some(Self { key, code, kind, name, label, swatch: Some(swatch).filter(|swatch| !swatch.is_empty()) })
    }

    fn term(&self) -> String {
        let swatch = self.swatch.as_deref().unwrap_or_default();
        [&self.key, &self.code, self.kind.code(), &self.name, &self.label, swatch].join(&BETWEEN.to_string())
    }

    /// What shoppers call the property.
    pub(crate) fn name(&self) -> Text {
        unmarked(&self.name)
    }

    /// What shoppers read of the value.
    pub(crate) fn label(&self) -> Text {
        unmarked(&self.label)
    }
}

fn marked(text: &Text) -> String {
    let bare = plain(text.bare());
    if text.lang().is_some() { format!("{FOREIGN}{bare}") } else { format!(" {bare}") }
}

fn unmarked(text: &str) -> Text {
    let (is_foreign, bare) = (text.starts_with(FOREIGN), text.get(1..).unwrap_or_default());
    Text::kept(bare, is_foreign.then(Locale::default))
}

/// A text without control characters, one of which parts a term.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_says_all_that_is_shown() {
        let property = Property {
            key: "colour".to_owned(),
            name: Localized::same("Colour").with(Locale::De, "Farbe"),
            kind: PropertyKind::Colour,
            unit: String::new(),
            values: Vec::new(),
        };
        let value = PropertyValue {
            code: "oat".to_owned(),
            label: Localized::same("Oat\u{1f}!"),
            swatch: Some("#e8dfcf".to_owned()),
        };
        let shown = ShownValue::of(&property, &value, Locale::De);
        let term = shown.term();
        let [from, to] = beginning("colour", Some("oat"));
        assert!(from <= term && term < to && beginning("colour", None)[0] <= term);
        let read = ShownValue::read(term.as_bytes()).expect("readable");
        assert_eq!((&read, read.name()), (&shown, Text::plain("Farbe")));
        assert_eq!(read.label(), Text::kept("Oat !", Some(Locale::En)));
        assert_eq!(ShownValue::read(b"colour\x1foat"), None);
    }
}
