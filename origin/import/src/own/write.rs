//! Writing the shop's own table.

use std::borrow::Cow;

use api::catalog::{ProductDocument, VariantDocument};
use domain::catalog::Localized;
use domain::inventory::StockPolicy;
use domain::{Currency, Locale, Slug};
use serde::{Deserialize as _, Serialize};
use serde_json::Value;

use super::cells::{append, guarded, perhaps};
use super::columns::Column;

/// Tells spreadsheets that the file is UTF-8.
const MARK: char = '\u{feff}';

/// A table being written.
pub struct Sheet {
    columns: Vec<Column>,
}

impl Sheet {
    /// One with prices in these currencies and stock at these places beside the main one.
    pub fn new(currencies: &[Currency], locations: &[Slug]) -> Self {
        let prices = currencies.iter().flat_map(|currency| [Column::Price(*currency), Column::FormerPrice(*currency)]);
        let stock = locations.iter().cloned().map(Column::Stock);
        Self { columns: Column::fixed().into_iter().chain(prices).chain(stock).collect() }
    }

    /// What stands above: the names of the columns.
    pub fn header(&self) -> String {
        let mut record = String::from(MARK);
        self.columns.iter().enumerate().for_each(|(at, column)| {
            record.push_str(if at == 0 { "" } else { "," });
            append(&mut record, &column.name());
        });
        record.push_str("\r\n");
        record
    }

    /// The rows of a line of JSON; of a collection or a type of products there are none.
    ///
    /// # Errors
    /// If it is none of these and no product, and those of [`Self::rows`].
    pub fn of_line(&self, line: &Value) -> Result<String, String> {
        match line["kind"] == "collection" || line["kind"] == "product_type" {
            true => Ok(String::new()),
            false => self.rows(&ProductDocument::deserialize(line).map_err(|error| error.to_string())?),
        }
    }

    /// A product's rows.
    ///
    /// # Errors
    /// If it has something for which there is no column: a price in a currency, or stock at a place, that came after the
    /// header.
    pub fn rows(&self, product: &ProductDocument) -> Result<String, String> {
        let mut rows = String::new();
        for (row, variant) in product.variants.iter().enumerate() {
            self.check(product, variant)?;
            for (at, column) in self.columns.iter().enumerate() {
                rows.push_str(if at == 0 { "" } else { "," });
                let is_told = row == 0 || !column.is_of_product() || *column == Column::Slug;
                let cell = if is_told { cell(product, variant, column)? } else { Cow::Borrowed("") };
                append(&mut rows, &cell);
            }
            rows.push_str("\r\n");
        }
        Ok(rows)
    }

    fn check(&self, product: &ProductDocument, variant: &VariantDocument) -> Result<(), String> {
        let has = |column: Column| self.columns.contains(&column);
        let priced = variant.prices.iter().all(|entry| has(Column::Price(entry.currency)));
        let placed = variant.stock.keys().all(|place| has(Column::Stock(place.clone())));
        match priced && placed {
            true => Ok(()),
            false => Err(format!(
                "product “{}” got a price in another currency, or stock at another place, while the file was written: begin anew",
                product.slug
            )),
        }
    }
}

fn cell<'a>(
    product: &'a ProductDocument,
    variant: &'a VariantDocument,
    column: &Column,
) -> Result<Cow<'a, str>, String> {
    let number = |number: Option<i64>| Cow::Owned(number.map(|number| number.to_string()).unwrap_or_default());
    Ok(match column {
        Column::Slug => Cow::Borrowed(product.slug.as_str()),
        Column::Status => Cow::Borrowed(product.status.code()),
        Column::OnSaleFrom => number(product.on_sale.from),
        Column::OnSaleUntil => number(product.on_sale.until),
        Column::Handle => perhaps(product.handle.as_deref()),
        Column::ProductType => Cow::Borrowed(product.product_type.as_ref().map_or("", Slug::as_str)),
        Column::Title(locale) => text(&product.title, *locale),
        Column::Summary(locale) => text(&product.summary, *locale),
        Column::Description(locale) => text(&product.description, *locale),
        Column::Brand => guarded(&product.brand),
        Column::Collections => {
            let slugs: Vec<&str> = product.collections.iter().map(Slug::as_str).collect();
            Cow::Owned(slugs.join(" "))
        }
        Column::Attributes => json(&product.attributes, product.attributes.is_empty())?,
        Column::Safety => json(&product.safety, product.safety.is_unset())?,
        Column::ReleasedOn => perhaps(product.released_on.as_deref()),
        Column::Options => json(&product.options, product.options.is_empty())?,
        Column::Media => json(&product.media, product.media.is_empty())?,
        Column::Sku => guarded(variant.sku.as_str()),
        Column::Gtin => perhaps(variant.gtin.as_deref()),
        Column::Choices => json(&variant.options, variant.options.is_empty())?,
        Column::WeightGrams => number(variant.weight_grams.map(i64::from)),
        Column::Measure => Cow::Owned(variant.measure.map(|measure| measure.to_string()).unwrap_or_default()),
        Column::TaxClass => Cow::Borrowed(variant.tax_class.code()),
        Column::Components => json(&variant.components, variant.components.is_empty())?,
        Column::Policy => Cow::Owned(variant.policy.map(policy).unwrap_or_default()),
        Column::OnHand => number(variant.on_hand.map(i64::from)),
        Column::Price(currency) => price(variant, *currency, false),
        Column::FormerPrice(currency) => price(variant, *currency, true),
        Column::Stock(location) => number(variant.stock.get(location).copied().map(i64::from)),
    })
}

fn text(text: &Localized, locale: Locale) -> Cow<'_, str> {
    if locale == Locale::default() { guarded(&text.en) } else { perhaps(text.translation(locale)) }
}

fn json(value: &impl Serialize, is_empty: bool) -> Result<Cow<'static, str>, String> {
    if is_empty {
        return Ok(Cow::Borrowed(""));
    }
    serde_json::to_string(value).map(Cow::Owned).map_err(|error| error.to_string())
}

fn policy(policy: StockPolicy) -> String {
    match policy {
        StockPolicy::Tracked => "tracked".to_owned(),
        StockPolicy::Untracked => "untracked".to_owned(),
        StockPolicy::Backorder { limit: None } => "backorder".to_owned(),
        StockPolicy::Backorder { limit: Some(limit) } => format!("backorder {limit}"),
    }
}

/// A price as a decimal number with a point.
fn price(variant: &VariantDocument, currency: Currency, is_former: bool) -> Cow<'static, str> {
    let entry = variant.prices.iter().find(|entry| entry.currency == currency);
    let minor = entry.and_then(|entry| if is_former { entry.compare_at_minor } else { Some(entry.amount_minor) });
    Cow::Owned(minor.map(|minor| decimal(minor, currency)).unwrap_or_default())
}

fn decimal(minor: i64, currency: Currency) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let exponent = currency.exponent() as usize;
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = exponent + 1);
    let (whole, fraction) = digits.split_at(digits.len() - exponent);
    if exponent == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}
