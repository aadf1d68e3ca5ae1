//! The variants of a product, of the rows that stand for one.

use api::catalog::{PriceEntry, VariantDocument};
use domain::catalog::Choice;
use domain::checkout::TaxClass;
use domain::inventory::StockPolicy;
use domain::{Currency, Slug};

use crate::note::{Note, Topic, shown};
use crate::shopify::axes::Axes;
use crate::shopify::columns::{Column, Columns};
use crate::shopify::measure;
use crate::shopify::product::{Findings, Products};
use crate::shopify::skus::{self, Skus};
use crate::shopify::status;
use crate::table::TableRow;
use crate::values::{gtin, number, spreadsheet};

/// What else a row says of a variant, as people call it.
const DETAILS: [(Column, &str); 9] = [
    (Column::CompareAt, "compare-at price"),
    (Column::Quantity, "quantity"),
    (Column::Barcode, "barcode"),
    (Column::Grams, "weight"),
    (Column::Weight, "weight"),
    (Column::Backorder, "inventory policy"),
    (Column::Tracker, "inventory tracker"),
    (Column::Tracked, "word on tracking"),
    (Column::Taxable, "word on tax"),
];

/// Columns of which a value makes a row one of a variant.
const OF_A_VARIANT: [Column; 6] =
    [Column::Sku, Column::Price, Column::Quantity, Column::Barcode, Column::Grams, Column::Variant];

/// Variants being read.
pub struct Variants<'p> {
    columns: &'p Columns,
    currency: Currency,
    semicolons: bool,
    /// Variants whose stock is counted and whose quantity is not said.
    uncounted: u64,
}

/// A row that stands for a variant, with what it says of others of its kind.
struct Made {
    line: u64,
    /// The SKU as the row gives it.
    given: String,
    document: VariantDocument,
}

impl<'p> Variants<'p> {
    pub fn new(products: &'p Products) -> Self {
        let Products { columns, currency, semicolons, .. } = products;
        Self { columns, currency: *currency, semicolons: *semicolons, uncounted: 0 }
    }

    /// The variants of a product's rows, and how many of them want for a quantity. Rows that choose nothing hold the
    /// product's texts, another picture, or the price in another currency of a SKU that is there already.
    ///
    /// # Errors
    /// If a row cannot be read: a product that lacks one of its sizes is not the merchant's product.
    pub fn of(
        mut self,
        slug: &Slug,
        rows: &[TableRow],
        axes: &mut Axes,
        found: &mut Findings,
    ) -> Result<(Vec<VariantDocument>, u64), String> {
        let columns = self.columns;
        let given = |row: &TableRow| skus::clean(columns.get(row, Column::Sku));
        let is_one = |row: &TableRow| match axes.is_empty() {
            true => OF_A_VARIANT.iter().any(|column| !columns.get(row, *column).is_empty()),
            false => axes.chosen_by(columns, row),
        };
        let (of_variants, others): (Vec<&TableRow>, Vec<&TableRow>) = rows.iter().partition(|row| is_one(row));
        let given_skus: Vec<String> = of_variants.iter().map(|row| given(row)).filter(|sku| !sku.is_empty()).collect();
        let mut skus = Skus::new(given_skus.iter().map(String::as_str));
        let mut made: Vec<Made> = Vec::new();
        let mut later: Vec<&TableRow> = Vec::new();
        for row in of_variants {
            let at_line =
                |reason: String| if rows.len() == 1 { reason } else { format!("line {}: {reason}", row.line) };
            let choice = axes.choice(self.columns, row).map_err(at_line)?;
            let given = given(row);
            if let Some(twin) = made.iter_mut().find(|made| made.document.options == choice) {
                match given.is_empty() || given == twin.given {
                    true => self.add_prices(twin, row, rows, found).map_err(at_line)?,
                    false => {
                        let reason = format!(
                            "it makes the same choice as line {}: two variants must differ in an option",
                            twin.line
                        );
                        found.refused.push((row.line, reason));
                    }
                }
                continue;
            }
            let document = self.variant(row, &given, slug, choice, &mut skus, found).map_err(at_line)?;
            made.push(Made { line: row.line, given, document });
        }
        for row in others {
            if OF_A_VARIANT.iter().any(|column| !self.columns.get(row, *column).is_empty()) {
                later.push(row);
            }
        }
        for row in later {
            self.of_no_choice(row, &given(row), rows, &mut made, found)
                .map_err(|reason| format!("line {}: {reason}", row.line))?;
        }
        found.notes.extend(skus.note());
        if made.is_empty() {
            return Err("none of its rows has a price, a SKU or an option: there is nothing to sell".to_owned());
        }
        Ok((made.into_iter().map(|made| made.document).collect(), self.uncounted))
    }

    /// A row that says something of a variant and chooses none.
    fn of_no_choice(
        &self,
        row: &TableRow,
        given: &str,
        rows: &[TableRow],
        made: &mut [Made],
        found: &mut Findings,
    ) -> Result<(), String> {
        let mut same: Vec<&mut Made> =
            made.iter_mut().filter(|made| !given.is_empty() && made.given == given).collect();
        match same.as_mut_slice() {
            [one] => return self.add_prices(one, row, rows, found),
            [] if rows.first().is_some_and(|first| first.line == row.line) => {
                // Of a product with options the first row may be the product itself.
                let says = |column: &Column| {
                    let cell = self.columns.get(row, *column);
                    !cell.is_empty() && !cell.bytes().all(|byte| matches!(byte, b'0' | b'.' | b','))
                };
                if OF_A_VARIANT.iter().any(says) {
                    let text =
                        "its first row chooses no option: the row's SKU, price and quantity are those of no variant";
                    found.notes.push(Note::new(row.line, Topic::LeftOut, text));
                }
            }
            [] => found.refused.push((row.line, "it names no value of the product's options".to_owned())),
            _ => {
                let reason =
                    format!("SKU “{}” stands for several variants, and the row chooses none of them", shown(given));
                found.refused.push((row.line, reason));
            }
        }
        Ok(())
    }

    /// A SKU that comes again is not another variant but has another price, in another currency. What else the row
    /// says was said already, or is named.
    fn add_prices(
        &self,
        made: &mut Made,
        row: &TableRow,
        rows: &[TableRow],
        found: &mut Findings,
    ) -> Result<(), String> {
        let before = made.document.prices.len();
        for entry in self.prices(row, found)? {
            match made.document.prices.iter().find(|known| known.currency == entry.currency) {
                None => made.document.prices.push(entry),
                Some(known) if *known == entry => {}
                Some(_) => {
                    let reason =
                        format!("line {} has another price in {} for the same variant", made.line, entry.currency);
                    found.refused.push((row.line, reason));
                    return Ok(());
                }
            }
        }
        let Some(first) = rows.iter().find(|row| row.line == made.line) else { return Ok(()) };
        let is_another = made.document.prices.len() > before;
        for (column, what) in DETAILS.into_iter().filter(|(column, _)| !is_another || *column != Column::CompareAt) {
            let (kept, other) = (self.columns.get(first, column), self.columns.get(row, column));
            if !other.is_empty() && other != kept {
                let text =
                    format!("its {what} “{}” is another than on line {}, which was kept", shown(other), made.line);
                found.notes.push(Note::new(row.line, Topic::LeftOut, text));
            }
        }
        if !is_another {
            let text = format!("the row is about the variant of line {} again", made.line);
            found.notes.push(Note::new(row.line, Topic::LeftOut, text));
        }
        Ok(())
    }

    fn variant(
        &mut self,
        row: &TableRow,
        given: &str,
        slug: &Slug,
        choice: Choice,
        skus: &mut Skus,
        found: &mut Findings,
    ) -> Result<VariantDocument, String> {
        let get = |column| self.columns.get(row, column);
        let prices = self.prices(row, found)?;
        let mut note = |topic, text: String| found.notes.push(Note::new(row.line, topic, text));
        match prices.first() {
            None => note(Topic::Price, "it has no price and cannot be bought until it has one".to_owned()),
            Some(entry) if entry.amount_minor == 0 => note(Topic::Price, "it costs nothing".to_owned()),
            Some(_) => {}
        }
        let raw = get(Column::Sku).trim_start_matches('\'').trim();
        if !raw.is_empty() && raw != given {
            note(
                Topic::Changed,
                format!(
                    "SKU “{}” has blanks or letters that cannot be seen: “{}” without them",
                    shown(raw),
                    shown(given)
                ),
            );
        }
        if let Some(damage) = spreadsheet::damage(given) {
            note(Topic::Changed, format!("SKU “{}” {damage}; it was taken as it stands", shown(given)));
        }
        let printed = get(Column::Barcode).trim_start_matches('\'');
        let barcode: String = printed.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        // What programs make of a column in which they have seen a number.
        let barcode = barcode.strip_suffix(".0").map_or(barcode.clone(), str::to_owned);
        let gtin = Some(barcode).filter(|barcode| gtin::is_valid(barcode));
        if gtin.is_none() && !printed.is_empty() {
            let why = spreadsheet::damage(printed).unwrap_or("is no GTIN: its check digit is wrong");
            note(Topic::LeftOut, format!("barcode “{}” {why}", shown(printed)));
        }
        if status::truth(get(Column::RequiresShipping)) == Some(false) {
            note(
                Topic::LeftOut,
                "it needs no shipping, says the file; the shop sends it like anything else".to_owned(),
            );
        }
        let weight_grams = self.grams(row, &mut note);
        let measure = measure::of(self.columns, row, &mut note);
        let (on_hand, policy) = self.stock(row, &mut note)?;
        let sku = skus.of(row.line, given, slug, &choice, &mut found.notes)?;
        let counted = !matches!(policy, Some(StockPolicy::Untracked | StockPolicy::Backorder { .. }));
        self.uncounted += u64::from(on_hand.is_none() && counted);
        Ok(VariantDocument {
            sku,
            gtin,
            options: choice,
            prices,
            on_hand,
            stock: Default::default(),
            policy,
            components: vec![],
            weight_grams,
            measure,
            tax_class: tax_class(get(Column::Taxable), get(Column::TaxClass))?,
        })
    }

    /// Grams as given, or worked out from a weight with its unit.
    fn grams(&self, row: &TableRow, note: &mut impl FnMut(Topic, String)) -> Option<u32> {
        let (grams, weight, unit) = (
            self.columns.get(row, Column::Grams),
            self.columns.get(row, Column::Weight),
            self.columns.get(row, Column::WeightUnit),
        );
        let (number, unit) = if grams.is_empty() { (weight, unit) } else { (grams, "g") };
        let read = number::grams(number, unit, self.semicolons);
        if read.is_none() && !number.is_empty() {
            note(Topic::LeftOut, format!("weight “{}” in “{}” cannot be read", shown(number), shown(unit)));
        }
        read.filter(|grams| *grams > 0)
    }

    /// How many there are, and how strictly they are kept, where the file says so.
    fn stock(
        &self,
        row: &TableRow,
        note: &mut impl FnMut(Topic, String),
    ) -> Result<(Option<u32>, Option<StockPolicy>), String> {
        let get = |column| self.columns.get(row, column);
        let on_hand = match get(Column::Quantity) {
            "" => None,
            text => {
                let (units, exact) = number::units(text, self.semicolons)?;
                if !exact {
                    note(Topic::Stock, format!("quantity “{}” is below zero and was taken for none", shown(text)));
                }
                Some(units)
            }
        };
        let beyond = match get(Column::Backorder).to_lowercase().as_str() {
            "" | "deny" => false,
            "continue" => true,
            word => status::truth(word)
                .ok_or_else(|| format!("inventory policy “{}” is neither deny nor continue", shown(word)))?,
        };
        let tracked = get(Column::Tracked);
        let counted = match (self.columns.has(Column::Tracker), tracked) {
            (true, _) => !get(Column::Tracker).is_empty(),
            (false, "") => true,
            (false, word) => {
                status::truth(word).ok_or_else(|| format!("“{}” does not say whether stock is tracked", shown(word)))?
            }
        };
        if !counted && on_hand.is_some_and(|units| units > 0) {
            let text = "it has a quantity and nobody who counts it: it is sold without counting".to_owned();
            note(Topic::Stock, text);
        }
        let says = [Column::Backorder, Column::Tracker, Column::Tracked].iter().any(|column| self.columns.has(*column));
        let policy = match (counted, beyond) {
            (false, _) => StockPolicy::Untracked,
            (true, true) => StockPolicy::Backorder { limit: None },
            (true, false) => StockPolicy::Tracked,
        };
        Ok((on_hand, says.then_some(policy)))
    }

    fn prices(&self, row: &TableRow, found: &mut Findings) -> Result<Vec<PriceEntry>, String> {
        let get = |column| self.columns.get(row, column);
        let currency = match get(Column::CurrencyCode) {
            "" => self.currency,
            code => code.parse().map_err(|error: domain::money::UnknownCurrency| error.to_string())?,
        };
        let price = get(Column::Price);
        let mut entries = Vec::new();
        for currency in Currency::ALL {
            let amount_minor = match get(Column::PriceIn(currency)) {
                "" => continue,
                text if self.columns.minor_units => match number::units(text, self.semicolons) {
                    Ok((units, true)) => i64::from(units),
                    _ => {
                        return Err(format!(
                            "price “{}” is no whole number of {currency}'s smallest unit",
                            shown(text)
                        ));
                    }
                },
                text => number::minor(text, currency, self.semicolons)?,
            };
            entries.push(PriceEntry { currency, amount_minor, compare_at_minor: None, lowest_before_minor: None });
        }
        if !entries.is_empty() {
            return Ok(entries);
        }
        if price.is_empty() {
            let former = get(Column::CompareAt);
            if !former.is_empty() {
                let text = format!("there is no price to compare its compare-at price “{}” with", shown(former));
                found.notes.push(Note::new(row.line, Topic::LeftOut, text));
            }
            return Ok(Vec::new());
        }
        let amount_minor = number::minor(price, currency, self.semicolons)?;
        let former = match get(Column::CompareAt) {
            "" => 0,
            former => {
                number::minor(former, currency, self.semicolons).map_err(|reason| format!("compare-at {reason}"))?
            }
        };
        if former > 0 && former < amount_minor {
            let text = "its compare-at price is below its price, which would be no reduction";
            found.notes.push(Note::new(row.line, Topic::LeftOut, text));
        }
        let compare_at_minor = Some(former).filter(|former| *former > amount_minor);
        Ok(vec![PriceEntry { currency, amount_minor, compare_at_minor, lowest_before_minor: None }])
    }
}

/// Shopify says only whether a variant is taxed at all; another file may name a class.
fn tax_class(taxable: &str, class: &str) -> Result<TaxClass, String> {
    let taxed = if class == TaxClass::Reduced.code() { TaxClass::Reduced } else { TaxClass::Standard };
    match taxable {
        "" => Ok(taxed),
        word => match status::truth(word) {
            Some(true) => Ok(taxed),
            Some(false) => Ok(TaxClass::Zero),
            None => Err(format!("“{}” does not say whether it is taxed: write TRUE or FALSE", shown(word))),
        },
    }
}
