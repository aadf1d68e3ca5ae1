//! A credit note.

use std::collections::BTreeMap;

use domain::checkout::{Breakdown, PriceMode, TaxSum};
use domain::money::MoneyError;
use domain::orders::DocumentKind;
use domain::{Money, Quantity, Sku};

use crate::invoice::notes;
use crate::layout::{begin, finish, keep_together, paragraph, tax_table};
use crate::sheet::{BODY, NOTE, RIGHT};
use crate::table::{self, Column, Row};
use domain::date::written;

use crate::{Heading, Unprintable};

/// A credit note: what of an invoice was given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditNote {
    /// What stands at its top.
    pub heading: Heading,
    /// The number of the invoice it corrects.
    pub invoice: i64,
    /// The day of that invoice.
    pub invoiced_on: String,
    /// Why, in the merchant's words.
    pub reason: String,
    /// The pieces that are repaid.
    pub lines: Vec<CreditedLine>,
    /// Of delivery, tax included.
    pub delivery: Money,
    /// For no piece in particular, tax included.
    pub goodwill: Money,
    /// All of it.
    pub total: Money,
    /// Whether the money was never taken, so that none goes back.
    pub released: bool,
    /// What the order cost: it says at which rates delivery and goodwill were taxed.
    pub breakdown: Breakdown,
}

/// Pieces of one line that are repaid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditedLine {
    /// The product's name.
    pub title: String,
    /// Its choices; may be empty.
    pub choice: String,
    /// The variant.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// What is repaid for them, tax included.
    pub amount: Money,
    /// The tax in it.
    pub tax: Money,
    /// Its rate in basis points.
    pub tax_rate: u32,
}

impl CreditNote {
    /// The credit note as a PDF.
    ///
    /// # Errors
    /// If the parts do not add up to the total.
    pub fn render(&self) -> Result<Vec<u8>, Unprintable> {
        let locale = self.heading.locale;
        let words = words::documents(locale);
        let taxes = self.tax_by_rate()?;
        if Money::sum(self.total.currency, taxes.iter().map(|sum| sum.amount))? != self.total {
            return Err(Unprintable::OtherSum);
        }
        let rows = self.lines.iter().map(|line| Row {
            title: line.title.clone(),
            notes: notes(&line.choice, &line.sku),
            cells: vec![
                line.quantity.get().to_string(),
                words::percent(locale, line.tax_rate),
                line.amount.display(locale),
            ],
        });
        let columns = [
            Column { name: words.quantity(), right: 366.0 },
            Column { name: words.tax(), right: 440.0 },
            Column { name: words.gross(), right: RIGHT },
        ];
        let invoice = format!("{} ({})", self.invoice, written(locale, &self.invoiced_on));
        let mut sheet = begin(DocumentKind::CreditNote, &self.heading, &[(words.of_invoice(), invoice)]);
        paragraph(&mut sheet, BODY, &format!("{}: {}", words.reason(), self.reason));
        sheet.down(14.0);
        if !self.lines.is_empty() {
            table::draw(&mut sheet, words.item(), &columns, &rows.collect::<Vec<_>>());
        }
        keep_together(&mut sheet, 180.0);
        let parts = [(words.delivery(), self.delivery), (words.goodwill(), self.goodwill)];
        let parts = parts.into_iter().filter(|(_, amount)| amount.minor > 0).chain([(words.credited(), self.total)]);
        let sums: Vec<_> = parts.map(|(name, amount)| (name.to_owned(), amount.display(locale))).collect();
        table::sums(&mut sheet, &sums);
        sheet.down(12.0);
        // What is repaid is said with its tax, whether or not the prices were.
        tax_table(&mut sheet, locale, PriceMode::TaxIncluded, &taxes)?;
        paragraph(&mut sheet, NOTE, if self.released { words.corrects_released() } else { words.corrects() });
        finish(sheet, DocumentKind::CreditNote, &self.heading)
    }

    /// What is repaid by rate of tax, tax included. Delivery and goodwill share the rates they were
    /// paid at, in proportion.
    fn tax_by_rate(&self) -> Result<Vec<TaxSum>, MoneyError> {
        let parts = self.breakdown.parts();
        let delivery = parts.delivery.as_ref().map(|delivery| delivery.by_rate.as_slice()).unwrap_or_default();
        let lines = self.lines.iter().map(|line| TaxSum { rate: line.tax_rate, amount: line.amount, tax: line.tax });
        let shares = shares(self.delivery, parts.mode, delivery)?;
        let goodwill = shares_of_goodwill(self.goodwill, parts.mode, &parts.tax_by_rate)?;
        let mut sums: BTreeMap<u32, TaxSum> = BTreeMap::new();
        for sum in lines.chain(shares).chain(goodwill).filter(|sum| sum.amount.minor > 0) {
            let nothing = Money::zero(sum.amount.currency);
            let all = sums.entry(sum.rate).or_insert(TaxSum { rate: sum.rate, amount: nothing, tax: nothing });
            all.amount = all.amount.checked_add(sum.amount)?;
            all.tax = all.tax.checked_add(sum.tax)?;
        }
        Ok(sums.into_values().collect())
    }
}

/// What was paid at each rate, tax included.
fn gross(mode: PriceMode, paid: &[TaxSum]) -> Result<Vec<TaxSum>, MoneyError> {
    let with_tax = |sum: &TaxSum| match mode {
        PriceMode::TaxIncluded => Ok(*sum),
        PriceMode::TaxExcluded => Ok(TaxSum { amount: sum.amount.checked_add(sum.tax)?, ..*sum }),
    };
    paid.iter().map(with_tax).collect()
}

/// What is repaid of `paid`: the very same if it is all of it.
fn shares(amount: Money, mode: PriceMode, paid: &[TaxSum]) -> Result<Vec<TaxSum>, MoneyError> {
    let gross = gross(mode, paid)?;
    let whole = Money::sum(amount.currency, gross.iter().map(|sum| sum.amount))?;
    if whole == amount { Ok(gross) } else { Ok(in_proportion(amount, &gross)) }
}

fn shares_of_goodwill(amount: Money, mode: PriceMode, paid: &[TaxSum]) -> Result<Vec<TaxSum>, MoneyError> {
    Ok(in_proportion(amount, &gross(mode, paid)?))
}

fn in_proportion(amount: Money, paid: &[TaxSum]) -> Vec<TaxSum> {
    let weights: Vec<u64> = paid.iter().map(|sum| sum.amount.minor.unsigned_abs()).collect();
    let share = |(part, sum): (Money, &TaxSum)| {
        let tax = part.included_basis_points(sum.rate);
        TaxSum { rate: sum.rate, amount: part, tax }
    };
    amount.split_by(&weights).into_iter().zip(paid).map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::text_of;
    use crate::testing::{credit_note, show};
    use domain::checkout::PriceMode::{TaxExcluded, TaxIncluded};
    use domain::{Currency, Locale};

    #[test]
    fn a_credit_note_names_its_invoice_and_what_goes_back() {
        let german = ("Gutschrift 3", "17 (23. November 2026)");
        let english = ("Credit note 3", "17 (23 November 2026)");
        for (locale, mode, name, (title, invoice)) in
            [(Locale::De, TaxIncluded, "credit-de", german), (Locale::En, TaxExcluded, "credit-us", english)]
        {
            let note = credit_note(locale, mode);
            let pdf = note.render().expect("rendered");
            show(name, &pdf);
            let text = text_of(&pdf);
            let total = note.total.display(locale).replace('\u{a0}', " ");
            for expect in [title, invoice, "Chipped rim", "SKU-1", total.as_str()] {
                assert!(text.contains(expect), "{expect}: {text}");
            }
        }
    }

    #[test]
    fn a_credit_note_of_what_was_never_taken_promises_no_money() {
        let text =
            text_of(&CreditNote { released: true, ..credit_note(Locale::En, TaxIncluded) }.render().expect("rendered"));
        assert!(text.contains("was not taken") && !text.contains("goes back"), "{text}");
    }

    #[test]
    fn all_of_delivery_is_credited_with_the_tax_it_bore() {
        let note = credit_note(Locale::De, TaxIncluded);
        let delivery = note.breakdown.parts().delivery.clone().expect("there is one");
        assert_eq!(note.delivery, delivery.net);
        let only = CreditNote { lines: vec![], goodwill: Money::zero(Currency::Eur), total: note.delivery, ..note };
        let taxes = only.tax_by_rate().expect("one currency");
        assert_eq!(taxes, delivery.by_rate);
        assert!(only.render().is_ok());
    }

    #[test]
    fn goodwill_is_shared_over_the_rates() {
        let note = credit_note(Locale::De, TaxIncluded);
        let (lines, nothing) = (vec![], Money::zero(Currency::Eur));
        let goodwill = CreditNote { lines, delivery: nothing, total: note.goodwill, ..note };
        let taxes = goodwill.tax_by_rate().expect("one currency");
        assert_eq!(taxes.iter().map(|sum| sum.amount.minor).sum::<i64>(), goodwill.goodwill.minor);
        assert!(taxes.len() == 2 && taxes.iter().all(|sum| sum.tax == sum.amount.included_basis_points(sum.rate)));
    }

    #[test]
    fn parts_that_are_not_the_total_are_refused() {
        let note = credit_note(Locale::De, TaxIncluded);
        let more = Money::new(note.total.minor + 1, note.total.currency);
        assert!(matches!(CreditNote { total: more, ..note }.render(), Err(Unprintable::OtherSum)));
    }
}
