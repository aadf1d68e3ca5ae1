//! Reading the shop's own table.

use std::collections::BTreeMap;

use api::catalog::{PriceEntry, ProductDocument, VariantDocument};
use domain::catalog::{Localized, Measure, ProductStatus, SaleTimes};
use domain::checkout::TaxClass;
use domain::inventory::StockPolicy;
use domain::{Locale, Sku, Slug};
use serde::de::DeserializeOwned;

use super::cells::unguarded;
use super::columns::{Column, is_header, missing};
use crate::note::{Note, Topic, shown};
use crate::report::ColumnLeftOut;
use crate::row::{Record, Row, named, title_of};
use crate::shopify::groups::{Group, Place};
use crate::table::TableRow;
use crate::values::number;

/// The shop's own table being read.
pub struct Own {
    columns: Vec<(usize, Column)>,
    /// Columns that nobody knows, with the rows in which they say something.
    left_out: BTreeMap<usize, ColumnLeftOut>,
    /// Whether semicolons separate the fields, as where commas are in numbers.
    semicolons: bool,
}

/// A row by its columns.
struct Cells<'a> {
    own: &'a Own,
    row: &'a TableRow,
}

impl Own {
    /// Whether a header is that of such a table.
    pub fn is_header(header: &TableRow) -> bool {
        is_header(header)
    }

    /// One with this header. Of two columns of one name the first counts.
    ///
    /// # Errors
    /// The names of columns that are missing.
    pub fn new(header: &TableRow, semicolons: bool) -> Result<Self, String> {
        let missing = missing(header);
        if !missing.is_empty() {
            return Err(format!(
                "columns are missing: {}. Of what a product's row does not say, nothing would be left: take an export of the shop and change that",
                missing.join(", ")
            ));
        }
        let (mut columns, mut left_out): (Vec<(usize, Column)>, BTreeMap<_, _>) = Default::default();
        for (at, name) in header.cells.iter().enumerate().filter(|(_, name)| !name.trim().is_empty()) {
            let reason = match Column::of(name) {
                Ok(column) if columns.iter().all(|(_, known)| *known != column) => {
                    columns.push((at, column));
                    continue;
                }
                Ok(_) => "a column of that name stands before it",
                Err(reason) => reason,
            };
            left_out.insert(at, ColumnLeftOut { name: name.clone(), values: 0, reason });
        }
        Ok(Self { columns, left_out, semicolons })
    }

    /// The product that a row is about.
    pub fn place(&mut self, row: &TableRow) -> Result<Place, String> {
        for (at, column) in &mut self.left_out {
            column.values += u64::from(row.cells.get(*at).is_some_and(|cell| !cell.trim().is_empty()));
        }
        let cells = Cells { own: self, row };
        let slug = cells.plain(&Column::Slug).to_owned();
        if slug.is_empty() {
            return Err("it has no slug, by which its product would be known: give it one".to_owned());
        }
        // Its title tells no product from another: a row that was refused for it would be a variant that is deleted.
        Ok(Place { key: slug.clone(), handle: slug, title: String::new() })
    }

    /// The columns that were not taken.
    pub fn left_out(&self) -> Vec<ColumnLeftOut> {
        self.left_out.values().cloned().collect()
    }

    /// The product of its rows. If one of them cannot be read, the product is refused: a variant that was left out would be
    /// deleted.
    pub fn row(&self, group: Group) -> Row {
        let mut notes = Vec::new();
        let record = self.product(&group, &mut notes);
        let lines = group.rows.iter().map(|row| row.line).collect();
        let record = record.map(|product| {
            let implied = product.collections.iter().map(|slug| named(slug.clone(), &title_of(slug))).collect();
            Record::Product(Box::new(product), implied)
        });
        // A table of the release before says nothing of types.
        let says_type = self.columns.iter().any(|(_, column)| *column == Column::ProductType);
        let types = (!says_type).then(Vec::new);
        Row { lines, name: group.handle, record, refused: Vec::new(), notes, pictures: Vec::new(), types }
    }

    fn product(&self, group: &Group, notes: &mut Vec<Note>) -> Result<ProductDocument, String> {
        let first = &group.rows[0];
        let cells = Cells { own: self, row: first };
        for row in &group.rows[1..] {
            let here = Cells { own: self, row };
            let mut of_product = self.columns.iter().filter(|(_, column)| column.is_of_product());
            let differs = |column: &Column| !here.plain(column).is_empty() && here.raw(column) != cells.raw(column);
            if let Some((_, column)) = of_product.find(|(_, column)| differs(column)) {
                let text = format!("“{}” is taken from the product's first row, on line {}", column.name(), first.line);
                notes.push(Note::new(row.line, Topic::LeftOut, text));
            }
        }
        let variants = group.rows.iter().map(|row| {
            let read = Cells { own: self, row }.variant();
            read.map_err(|reason| format!("line {}: {reason}", row.line))
        });
        let variants = variants.collect::<Result<Vec<_>, _>>()?;
        cells.product(variants)
    }
}

impl Cells<'_> {
    /// A cell as it stands there; empty if there is none.
    fn raw(&self, column: &Column) -> &str {
        let at = self.own.columns.iter().find(|(_, known)| known == column).map(|(at, _)| *at);
        at.and_then(|at| self.row.cells.get(at)).map_or("", String::as_str)
    }

    /// A text, to the letter.
    fn text(&self, column: &Column) -> &str {
        unguarded(self.raw(column))
    }

    /// A text that may be missing.
    fn perhaps(&self, column: &Column) -> Option<String> {
        Some(self.raw(column)).filter(|cell| !cell.is_empty()).map(|cell| unguarded(cell).to_owned())
    }

    /// A word or number, without blanks around it.
    fn plain(&self, column: &Column) -> &str {
        self.raw(column).trim()
    }

    fn localized(&self, of: fn(Locale) -> Column) -> Localized {
        let english = Localized::same(self.text(&of(Locale::default())));
        let others = Locale::ALL.into_iter().filter(|locale| *locale != Locale::default());
        others.fold(english, |text, locale| match self.perhaps(&of(locale)) {
            Some(translation) => text.with(locale, translation),
            None => text,
        })
    }

    fn json<T: DeserializeOwned + Default>(&self, column: &Column) -> Result<T, String> {
        match self.plain(column) {
            "" => Ok(T::default()),
            text => serde_json::from_str(text).map_err(|error| format!("{}: {error}", column.name())),
        }
    }

    fn parsed<T>(&self, column: &Column, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
        match self.plain(column) {
            "" => Ok(None),
            text => read(text).map(Some).ok_or_else(|| format!("{}: “{}” is none", column.name(), shown(text))),
        }
    }

    fn product(&self, variants: Vec<VariantDocument>) -> Result<ProductDocument, String> {
        let slug = self.plain(&Column::Slug);
        let named = |text: &str| ProductStatus::ALL.into_iter().find(|status| status.code() == text);
        let seconds = |column| self.parsed(&column, |text| text.parse::<i64>().ok());
        let collections = self.plain(&Column::Collections).split([' ', ',', ';', '\n']).map(str::trim);
        let collections: Result<Vec<Slug>, String> = collections
            .filter(|slug| !slug.is_empty())
            .map(|slug| slug.parse::<Slug>().map_err(|error| format!("collections: “{}”: {error}", shown(slug))))
            .collect();
        Ok(ProductDocument {
            slug: slug.parse::<Slug>().map_err(|error| format!("slug: “{}”: {error}", shown(slug)))?,
            status: self.parsed(&Column::Status, named)?.unwrap_or_default(),
            on_sale: SaleTimes { from: seconds(Column::OnSaleFrom)?, until: seconds(Column::OnSaleUntil)? },
            handle: self.perhaps(&Column::Handle),
            product_type: self.parsed(&Column::ProductType, |text| text.parse::<Slug>().ok())?,
            title: self.localized(Column::Title),
            summary: self.localized(Column::Summary),
            description: self.localized(Column::Description),
            brand: self.text(&Column::Brand).to_owned(),
            collections: collections?,
            attributes: self.json(&Column::Attributes)?,
            safety: self.json(&Column::Safety)?,
            released_on: self.perhaps(&Column::ReleasedOn),
            options: self.json(&Column::Options)?,
            media: self.json(&Column::Media)?,
            variants,
        })
    }

    fn variant(&self) -> Result<VariantDocument, String> {
        let whole = |column| self.parsed(&column, |text| text.parse::<u32>().ok());
        let tax_class = |text: &str| serde_json::from_value::<TaxClass>(text.into()).ok();
        let (mut prices, mut stock) = (Vec::new(), BTreeMap::new());
        for (_, column) in &self.own.columns {
            match column {
                Column::Price(currency) => {
                    let Some(amount_minor) = self.minor(column)? else { continue };
                    let compare_at_minor = self.minor(&Column::FormerPrice(*currency))?;
                    prices.push(PriceEntry { compare_at_minor, ..PriceEntry::plain(*currency, amount_minor) });
                }
                Column::FormerPrice(currency)
                    if !self.plain(column).is_empty() && self.plain(&Column::Price(*currency)).is_empty() =>
                {
                    return Err(format!("{}: there is no price beside it", column.name()));
                }
                Column::Stock(location) => {
                    stock.extend(whole(column.clone())?.map(|units| (location.clone(), units)));
                }
                _ => {}
            }
        }
        prices.sort_by_key(|entry| entry.currency.code());
        let sku = self.text(&Column::Sku);
        Ok(VariantDocument {
            sku: sku.parse::<Sku>().map_err(|error| format!("sku: “{}”: {error}", shown(sku)))?,
            gtin: self.perhaps(&Column::Gtin),
            options: self.json(&Column::Choices)?,
            prices,
            on_hand: whole(Column::OnHand)?,
            stock,
            policy: self.parsed(&Column::Policy, policy)?,
            components: self.json(&Column::Components)?,
            weight_grams: whole(Column::WeightGrams)?,
            measure: self.parsed(&Column::Measure, |text| text.parse::<Measure>().ok())?,
            tax_class: self.parsed(&Column::TaxClass, tax_class)?.unwrap_or_default(),
        })
    }

    fn minor(&self, column: &Column) -> Result<Option<i64>, String> {
        let (Column::Price(currency) | Column::FormerPrice(currency)) = column else { return Ok(None) };
        match self.plain(column) {
            "" => Ok(None),
            text => number::minor(text, *currency, self.own.semicolons)
                .map(Some)
                .map_err(|reason| format!("{}: {reason}", column.name())),
        }
    }
}

fn policy(text: &str) -> Option<StockPolicy> {
    match text {
        "tracked" => Some(StockPolicy::Tracked),
        "untracked" => Some(StockPolicy::Untracked),
        "backorder" => Some(StockPolicy::Backorder { limit: None }),
        _ => {
            let limit = text.strip_prefix("backorder ")?.trim().parse().ok()?;
            Some(StockPolicy::Backorder { limit: Some(limit) })
        }
    }
}
