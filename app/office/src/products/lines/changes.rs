//! What lines say of a product's variants, and what differs by that.

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::{PriceEntry, ProductDocument, VariantDocument};
use domain::{Currency, Locale, Money, Sku};

use super::table::{Row, quoted};
use crate::fields::minor_units;
use crate::products::form::Stock;
use crate::products::terms::class_of;
use crate::products::variant::contents;
use crate::shop::currencies::currencies;

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    NoSkuColumn,
    UnknownColumn,
    ColumnTwice,
    NotASku,
    SkuTwice,
    NotAPrice,
    FormerPrice,
    NotACount,
    NotAWeight,
    NotAMeasure,
    NotATaxClass,
    NotContents,
    UnknownValue,
    TooManyColumns,
    TooManyLines,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The number of the line, from 1.
    pub line: usize,
    /// What it says there.
    pub text: String,
    slip: Slip,
}

impl Fault {
    pub fn at(line: usize, slip: Slip) -> Self {
        Self { line, text: String::new(), slip }
    }

    /// What to mend.
    pub fn said(&self, locale: Locale) -> &'static str {
        let (words, office) = (words::office_products(locale), words::office(locale));
        match self.slip {
            Slip::NoSkuColumn => words.no_sku_column(),
            Slip::UnknownColumn => words.unknown_column(),
            Slip::ColumnTwice => words.column_twice(),
            Slip::NotASku => office.not_a_sku(),
            Slip::SkuTwice => words.sku_twice(),
            Slip::NotAPrice => office.not_a_price(),
            Slip::FormerPrice => words.former_price(),
            Slip::NotACount => office.not_a_count(),
            Slip::NotAWeight => words.not_a_weight(),
            Slip::NotAMeasure => office.not_a_measure(),
            Slip::NotATaxClass => words.not_a_tax_class(),
            Slip::NotContents => words.not_contents(),
            Slip::UnknownValue => words.unknown_value(),
            Slip::TooManyColumns => words.too_many_columns(),
            Slip::TooManyLines => words.too_many_variants(),
        }
    }
}

/// One cell that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub sku: Sku,
    /// Whether the variant is new.
    pub is_new: bool,
    /// The column's name.
    pub column: String,
    pub before: String,
    pub after: String,
}

/// What lines come to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// All variants as they will be. Those that no line names stay.
    pub variants: Vec<VariantDocument>,
    /// What was counted.
    pub stock: Vec<(Sku, u32)>,
    /// What differs.
    pub changes: Vec<Change>,
}

/// What a column is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Sku,
    Option(String),
    Price(Currency),
    Former(Currency),
    Stock,
    Weight,
    Measure,
    Gtin,
    Tax,
    Contents,
}

/// Columns that a product's lines have. Their names are the same in every language, so that lines can be handed on.
fn columns(product: &ProductDocument) -> Vec<(String, Column)> {
    let mut columns = vec![("SKU".to_owned(), Column::Sku)];
    for currency in currencies() {
        columns.push((currency.code().to_owned(), Column::Price(currency)));
        columns.push((format!("{currency} before"), Column::Former(currency)));
    }
    columns.extend([
        ("Stock".to_owned(), Column::Stock),
        ("Grams".to_owned(), Column::Weight),
        ("Measure".to_owned(), Column::Measure),
        ("GTIN".to_owned(), Column::Gtin),
        ("Tax".to_owned(), Column::Tax),
        ("Contains".to_owned(), Column::Contents),
    ]);
    let is_taken = |code: &str| columns.iter().any(|(name, _)| name.eq_ignore_ascii_case(code));
    let called = |code: &str| if is_taken(code) { format!("{code} (option)") } else { code.to_owned() };
    let options: Vec<(String, Column)> =
        product.options.iter().map(|axis| (called(&axis.code), Column::Option(axis.code.clone()))).collect();
    columns.splice(1..1, options);
    columns
}

/// A cell as it is kept.
fn cell(variant: &VariantDocument, stock: &Stock, column: &Column, locale: Locale) -> String {
    let price = |currency: Currency| variant.prices.iter().find(|price| price.currency == currency);
    let amount = |minor: i64, currency| Money::new(minor, currency).typed(locale);
    match column {
        Column::Sku => variant.sku.to_string(),
        Column::Option(axis) => variant.options.get(axis).cloned().unwrap_or_default(),
        Column::Price(currency) => {
            price(*currency).map(|price| amount(price.amount_minor, *currency)).unwrap_or_default()
        }
        Column::Former(currency) => {
            let former = price(*currency).and_then(|price| price.compare_at_minor);
            former.map(|minor| amount(minor, *currency)).unwrap_or_default()
        }
        Column::Stock => stock.get(&variant.sku).map(ToString::to_string).unwrap_or_default(),
        Column::Weight => variant.weight_grams.map(|grams| grams.to_string()).unwrap_or_default(),
        Column::Measure => variant.measure.map(|measure| measure.to_string()).unwrap_or_default(),
        Column::Gtin => variant.gtin.clone().unwrap_or_default(),
        Column::Tax => variant.tax_class.code().to_owned(),
        Column::Contents => contents::on_one_line(&variant.components),
    }
}

/// The variants of a product as lines, separated by tabs.
pub(super) fn lines_of(product: &ProductDocument, stock: &Stock, locale: Locale) -> String {
    let columns = columns(product);
    let header: Vec<String> = columns.iter().map(|(name, _)| quoted(name)).collect();
    let mut lines = vec![header.join("\t")];
    for variant in &product.variants {
        let cells = columns.iter().map(|(_, column)| quoted(&cell(variant, stock, column, locale)));
        lines.push(cells.collect::<Vec<_>>().join("\t"));
    }
    lines.join("\n")
}

/// What lines say, beginning with that of the names of the columns. An empty cell takes away what is there, but for options,
/// stock and tax, of which it says nothing; a column that is not there changes nothing.
pub(super) fn read(rows: &[Row], product: &ProductDocument, stock: &Stock) -> Result<Read, Vec<Fault>> {
    let named = header(rows, product).map_err(|fault| vec![fault])?;
    let mut faults = Vec::new();
    let mut read = Read { variants: product.variants.clone(), stock: Vec::new(), changes: Vec::new() };
    let mut seen = BTreeSet::new();
    let mut places: BTreeMap<Sku, usize> =
        product.variants.iter().enumerate().map(|(place, variant)| (variant.sku.clone(), place)).collect();
    for row in rows.iter().skip(1) {
        let cells: BTreeMap<&Column, &str> =
            named.iter().zip(&row.cells).map(|((_, column), text)| (column, text.as_str())).collect();
        let text = cells.get(&Column::Sku).copied().unwrap_or_default();
        let Ok(sku) = text.parse::<Sku>() else {
            faults.push(Fault { line: row.line, text: text.to_owned(), slip: Slip::NotASku });
            continue;
        };
        if !seen.insert(sku.clone()) {
            faults.push(Fault { line: row.line, text: text.to_owned(), slip: Slip::SkuTwice });
            continue;
        }
        let place = places.get(&sku).copied();
        let mut variant = place.map_or_else(|| blank(&sku), |place| product.variants[place].clone());
        for (name, column) in &named {
            // A line that ends early says nothing of the rest.
            let Some(text) = cells.get(column).copied() else { continue };
            let before = cell(&variant, stock, column, Locale::default());
            match set(&mut variant, column, text, product, stock) {
                Err(slip) => faults.push(Fault { line: row.line, text: text.to_owned(), slip }),
                Ok(counted) => {
                    read.stock.extend(counted.map(|units| (sku.clone(), units)));
                    let after = match (column, counted) {
                        (Column::Stock, Some(units)) => units.to_string(),
                        _ => cell(&variant, stock, column, Locale::default()),
                    };
                    if before != after {
                        let is_new = place.is_none();
                        let column = name.clone();
                        read.changes.push(Change { sku: sku.clone(), is_new, column, before, after });
                    }
                }
            }
        }
        if variant.prices.iter().any(|price| price.compare_at_minor.is_some_and(|former| former <= price.amount_minor))
        {
            faults.push(Fault { line: row.line, text: sku.to_string(), slip: Slip::FormerPrice });
        }
        match place {
            Some(place) => read.variants[place] = variant,
            None => {
                if read.changes.last().is_none_or(|change| change.sku != sku) {
                    let column = "SKU".to_owned();
                    let (before, after) = (String::new(), sku.to_string());
                    read.changes.push(Change { sku: sku.clone(), is_new: true, column, before, after });
                }
                places.insert(sku, read.variants.len());
                read.variants.push(variant);
            }
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

/// The columns by what the first line calls them.
fn header(rows: &[Row], product: &ProductDocument) -> Result<Vec<(String, Column)>, Fault> {
    let Some(first) = rows.first() else { return Err(Fault::at(1, Slip::NoSkuColumn)) };
    let known = columns(product);
    let mut named: Vec<(String, Column)> = Vec::new();
    for text in &first.cells {
        let fault = |slip| Fault { line: first.line, text: text.clone(), slip };
        let found = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        let column = found.ok_or_else(|| fault(Slip::UnknownColumn))?;
        if named.contains(column) {
            return Err(fault(Slip::ColumnTwice));
        }
        named.push(column.clone());
    }
    match named.iter().any(|(_, column)| *column == Column::Sku) {
        true => Ok(named),
        false => Err(Fault::at(first.line, Slip::NoSkuColumn)),
    }
}

fn blank(sku: &Sku) -> VariantDocument {
    VariantDocument {
        sku: sku.clone(),
        gtin: None,
        options: BTreeMap::new(),
        prices: Vec::new(),
        on_hand: None,
        stock: BTreeMap::new(),
        policy: None,
        components: Vec::new(),
        weight_grams: None,
        measure: None,
        tax_class: Default::default(),
    }
}

/// Sets what a cell says; tells what was counted, if that is something else than before.
fn set(
    variant: &mut VariantDocument,
    column: &Column,
    text: &str,
    product: &ProductDocument,
    stock: &Stock,
) -> Result<Option<u32>, Slip> {
    match column {
        Column::Sku => {}
        Column::Option(code) => {
            let axis = product.options.iter().find(|axis| axis.code == *code);
            let is_it = |value: &&domain::catalog::OptionValue| {
                let named = Locale::ALL.into_iter().any(|locale| value.label.get(locale).eq_ignore_ascii_case(text));
                value.code == text || named
            };
            if !text.is_empty() {
                let value = axis.and_then(|axis| axis.values.iter().find(is_it)).ok_or(Slip::UnknownValue)?;
                variant.options.insert(code.clone(), value.code.clone());
            }
        }
        Column::Price(currency) => {
            let place = variant.prices.iter().position(|price| price.currency == *currency);
            match (text.is_empty(), place) {
                (true, Some(place)) => drop(variant.prices.remove(place)),
                (true, None) => {}
                (false, place) => {
                    let amount_minor = minor_units(text, *currency).ok_or(Slip::NotAPrice)?;
                    match place {
                        Some(place) => variant.prices[place].amount_minor = amount_minor,
                        None => {
                            let currency = *currency;
                            variant.prices.push(PriceEntry {
                                currency,
                                amount_minor,
                                compare_at_minor: None,
                                lowest_before_minor: None,
                            });
                        }
                    }
                }
            }
        }
        Column::Former(currency) => {
            let former = match text {
                "" => None,
                text => Some(minor_units(text, *currency).ok_or(Slip::NotAPrice)?),
            };
            match variant.prices.iter_mut().find(|price| price.currency == *currency) {
                Some(price) => price.compare_at_minor = former,
                None if former.is_none() => {}
                None => return Err(Slip::FormerPrice),
            }
        }
        Column::Stock if text.is_empty() => {}
        Column::Stock => {
            let had = stock.get(&variant.sku);
            // One that is as it was is not set, whatever it is.
            if had.map(ToString::to_string).as_deref() != Some(text) {
                let units: u32 = text.parse().map_err(|_| Slip::NotACount)?;
                return Ok((had != Some(&i64::from(units))).then_some(units));
            }
        }
        Column::Weight => {
            variant.weight_grams = match text {
                "" => None,
                text => Some(text.parse().map_err(|_| Slip::NotAWeight)?),
            };
        }
        Column::Measure => {
            variant.measure = match text {
                "" => None,
                text => Some(text.parse().map_err(|_| Slip::NotAMeasure)?),
            };
        }
        Column::Gtin => variant.gtin = Some(text.to_owned()).filter(|text| !text.is_empty()),
        Column::Tax if text.is_empty() => {}
        Column::Tax => variant.tax_class = class_of(text).ok_or(Slip::NotATaxClass)?,
        // A SKU may hold what stands between parts: what is as it was is not read.
        Column::Contents if text == contents::on_one_line(&variant.components) => {}
        Column::Contents => variant.components = contents::read_line(text).ok_or(Slip::NotContents)?,
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
