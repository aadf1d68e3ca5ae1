//! An invoice.

use domain::checkout::{Breakdown, PriceMode, Territory};
use domain::orders::DocumentKind;
use domain::{Money, Sku};

use crate::layout::{begin, finish, keep_together, less, paragraph, tax_table};
use crate::sheet::{BODY, NOTE, RIGHT};
use crate::table::{self, Column, Row};
use crate::{Heading, Unprintable};

/// An invoice: what was sold and how it was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// What stands at its top.
    pub heading: Heading,
    /// What was sold, in the order of the breakdown's lines.
    pub lines: Vec<SoldLine>,
    /// What its way of delivery was called when it was ordered; without it, the shop's own word stands there.
    pub delivery: Option<String>,
    /// What it cost.
    pub breakdown: Breakdown,
    /// What of it was called off before it was paid for, and never taken; zero if nothing was.
    pub released: Money,
    /// The part of a country that it went to, if that has tax rules of its own.
    pub territory: Option<Territory>,
}

/// What was sold, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldLine {
    /// The product's name.
    pub title: String,
    /// Its choices; may be empty.
    pub choice: String,
}

impl Invoice {
    /// The invoice as a PDF.
    ///
    /// # Errors
    /// If the lines are not those of the breakdown.
    pub fn render(&self) -> Result<Vec<u8>, Unprintable> {
        let (locale, parts) = (self.heading.locale, self.breakdown.parts());
        let words = words::documents(locale);
        if self.lines.len() != parts.lines.len() {
            return Err(Unprintable::OtherLines);
        }
        let rows = self.lines.iter().zip(&parts.lines).map(|(sold, charge)| Row {
            title: sold.title.clone(),
            notes: notes(&sold.choice, &charge.sku),
            cells: vec![
                charge.quantity.get().to_string(),
                charge.unit_price.display(locale),
                less(charge.discount, locale),
                words::percent(locale, charge.tax_rate),
                charge.net.display(locale),
            ],
        });
        let columns = [
            Column { name: words.quantity(), right: 296.0 },
            Column { name: words.unit_price(), right: 366.0 },
            Column { name: words.discount(), right: 426.0 },
            Column { name: words.tax(), right: 466.0 },
            Column { name: words.amount(), right: RIGHT },
        ];
        let mut sheet = begin(DocumentKind::Invoice, &self.heading, &[]);
        table::draw(&mut sheet, words.item(), &columns, &rows.collect::<Vec<_>>());
        let sums = self.sums()?;
        keep_together(&mut sheet, 210.0 + table::height_of_more_lines(&sums));
        table::sums(&mut sheet, &sums);
        for (name, amount) in self.payments() {
            sheet.left(330.0, BODY, name);
            sheet.right(RIGHT, BODY, &amount);
            sheet.down(15.0);
        }
        if self.released.minor > 0 {
            paragraph(&mut sheet, BODY, &words.released(self.released));
        }
        sheet.down(12.0);
        tax_table(&mut sheet, locale, parts.mode, &parts.tax_by_rate)?;
        paragraph(&mut sheet, NOTE, &self.about_tax());
        paragraph(&mut sheet, NOTE, words.supplied());
        finish(sheet, DocumentKind::Invoice, &self.heading)
    }

    /// What is said of the tax: why there is none, or whether it is in the prices.
    fn about_tax(&self) -> String {
        let (locale, parts) = (self.heading.locale, self.breakdown.parts());
        let words = words::documents(locale);
        let export = self.territory.filter(|territory| territory.is_export());
        match (export, parts.mode) {
            (Some(territory), _) => words.export(words::territories(locale).name(territory)),
            (None, _) if parts.tax_by_rate.iter().all(|sum| sum.rate == 0) => words.no_tax().to_owned(),
            (None, PriceMode::TaxIncluded) => words.incl_tax().to_owned(),
            (None, PriceMode::TaxExcluded) => words.plus_tax().to_owned(),
        }
    }

    fn sums(&self) -> Result<Vec<(String, String)>, Unprintable> {
        let (locale, parts) = (self.heading.locale, self.breakdown.parts());
        let words = words::documents(locale);
        let goods = Money::sum(parts.currency, parts.lines.iter().map(|line| line.net))?;
        let mut sums = vec![(words.goods().to_owned(), goods.display(locale))];
        if let Some(delivery) = &parts.delivery {
            let own = || words::checkout(locale).delivery_method(delivery.method);
            let name = format!("{} ({})", words.delivery(), self.delivery.as_deref().unwrap_or_else(own));
            sums.push((name, delivery.fee.display(locale)));
            if delivery.discount.minor > 0 {
                sums.push((words.delivery_discount().to_owned(), less(delivery.discount, locale)));
            }
        }
        if parts.mode == PriceMode::TaxExcluded {
            sums.push((words.tax().to_owned(), parts.tax.display(locale)));
        }
        sums.push((words.total().to_owned(), parts.total.display(locale)));
        Ok(sums)
    }

    fn payments(&self) -> Vec<(&'static str, String)> {
        let (locale, parts) = (self.heading.locale, self.breakdown.parts());
        let words = words::documents(locale);
        let cards = parts.gift_cards.iter().map(|part| (words.gift_card(), part.amount.display(locale)));
        let charged = (parts.to_charge.minor > 0).then(|| (words.paid_online(), parts.to_charge.display(locale)));
        cards.chain(charged).collect()
    }
}

/// What stands below a line's title.
pub(crate) fn notes(choice: &str, sku: &Sku) -> Vec<String> {
    let known = [choice, sku.as_str()].into_iter().filter(|note| !note.is_empty());
    vec![known.collect::<Vec<_>>().join(" · ")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::Face;
    use crate::reader::{pages_of, text_of};
    use crate::testing::{invoice, show};
    use domain::Locale;
    use domain::checkout::PriceMode::{TaxExcluded, TaxIncluded};
    use domain::checkout::address::{postal_code, region};
    use domain::checkout::{Address, Country};
    use proptest::prelude::*;

    #[test]
    fn an_invoice_says_who_what_when_and_how_much() {
        let invoice = invoice(Locale::De, TaxIncluded, 3);
        let pdf = invoice.render().expect("rendered");
        show("invoice-de", &pdf);
        let text = text_of(&pdf);
        for expect in [
            "Rechnung 17",
            "23. November 2026",
            "Bestellung",
            "1042",
            "Jürgen Groß",
            "Straße der Übung 5",
            "Deutschland",
            "Selvedge Weberei",
            "USt-IdNr. DE123456789",
            "Becher 1 für Frühstück",
            "SKU-1",
            "19 %",
            "7 %",
            "Mit Geschenkkarte bezahlt",
            "Online bezahlt",
            "Seite 1 von 1",
        ] {
            assert!(text.contains(expect), "{expect}: {text}");
        }
        let parts = invoice.breakdown.parts();
        let line = parts.lines.iter().flat_map(|line| [line.unit_price, line.net]);
        let sums = parts.tax_by_rate.iter().flat_map(|sum| [sum.amount, sum.tax]);
        for amount in line.chain(sums).chain([parts.total, parts.to_charge]) {
            let amount = amount.display(Locale::De).replace('\u{a0}', " ");
            assert!(text.contains(&amount), "{amount}: {text}");
        }
    }

    #[test]
    fn delivery_is_called_what_the_shopper_read_however_long_that_is() {
        let own = invoice(Locale::De, TaxIncluded, 1);
        assert!(text_of(&own.render().expect("rendered")).contains("Versand (Express)"));
        let name = "Grünes Paket, das auch über Berge und Flüsse kommt, mit den Lastenrädern der Stadt";
        let named = Invoice { delivery: Some(name.to_owned()), ..own };
        let pdf = named.render().expect("rendered");
        show("invoice-delivery", &pdf);
        assert_eq!(pages_of(&pdf), 1);
        let text = text_of(&pdf);
        assert!(!text.contains("Express"), "{text}");
        assert!(name.split(' ').all(|word| text.contains(word)), "{text}");
    }

    #[test]
    fn the_same_invoice_is_the_same_bytes() {
        let render = || invoice(Locale::En, TaxIncluded, 5).render().expect("rendered");
        assert_eq!(render(), render());
    }

    #[test]
    fn many_lines_go_over_pages_each_with_its_number() {
        let mut long = invoice(Locale::En, TaxIncluded, 60);
        long.lines[7].title = "A very long name of a thing that is wanted by everybody ".repeat(4);
        let pdf = long.render().expect("rendered");
        show("invoice-long", &pdf);
        let text = text_of(&pdf);
        let pages = pages_of(&pdf);
        assert!((3..=6).contains(&pages), "{pages}");
        assert!((1..=pages).all(|page| text.contains(&format!("Page {page} of {pages}"))), "{text}");
        assert!((1..=60).all(|sku| text.contains(&format!("SKU-{sku}"))), "{text}");
    }

    #[test]
    fn tax_on_top_of_prices_is_a_sum_of_its_own() {
        let invoice = invoice(Locale::En, TaxExcluded, 2);
        let pdf = invoice.render().expect("rendered");
        show("invoice-us", &pdf);
        let text = text_of(&pdf);
        let tax = invoice.breakdown.parts().tax.display(Locale::En);
        assert!(tax.starts_with('$') && text.contains(&tax) && text.contains("Tax is added"), "{text}");
    }

    #[test]
    fn what_was_called_off_before_it_was_paid_for_is_said_beside_what_was_paid() {
        let whole = invoice(Locale::En, TaxIncluded, 2);
        let words = "was cancelled before you paid";
        assert!(!text_of(&whole.render().expect("rendered")).contains(words));
        let part = Invoice { released: Money::new(1234, whole.breakdown.parts().currency), ..whole };
        let text = text_of(&part.render().expect("rendered"));
        assert!(text.contains("€12.34") && text.contains(words), "{text}");
    }

    #[test]
    fn names_that_the_font_does_not_have_are_no_obstacle() {
        let mut strange = invoice(Locale::En, TaxIncluded, 1);
        strange.lines[0].title = "漢字 \u{0}\u{feff}\u{1f9f6} ok".to_owned();
        strange.heading.buyer.name = "Ελένη Жукова".to_owned();
        let text = text_of(&strange.render().expect("rendered"));
        assert!(text.contains("Ελένη Жукова") && text.contains("?? ") && text.contains("ok"), "{text}");
    }

    /// The glyphs of a text but for blanks, by which lines are broken.
    fn glyphs(text: &str) -> Vec<u16> {
        text.chars().filter(|c| *c != ' ').map(|c| Face::Regular.glyph(c).0).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
        #[test]
        fn c13_whoever_may_order_stands_on_the_invoice_letter_by_letter(
            name in "[\\p{L}\\p{M}\\p{N} .,'/&-]{1,40}|\\PC{1,20}",
            street in "[A-Za-zäöüßéñøłж \"<>()\\\\%-]{1,120}",
            extra in "(\\p{Greek}|\\p{Cyrillic}|[ -]){0,120}|\\p{Han}{0,120}",
            city in "[\\p{Latin}\\p{Mn} -]{1,60}",
            at in 0..Country::ALL.len(),
        ) {
            let country = Country::ALL[at].0;
            let region = region::regions(country).next().map(|region| region.name.to_owned()).unwrap_or_default();
            let postal_code = postal_code::example(country).to_owned();
            if let Ok(buyer) = (Address { name, street, extra, postal_code, city, region, country }).checked() {
                let mut invoice = invoice(Locale::En, TaxIncluded, 1);
                invoice.heading.buyer = buyer.clone();
                let shown = glyphs(&text_of(&invoice.render().expect("rendered")));
                for line in [&buyer.name, &buyer.street, &buyer.extra, &buyer.town_line()] {
                    let line = glyphs(line);
                    let stands = line.is_empty() || shown.windows(line.len()).any(|window| window == line);
                    prop_assert!(stands, "{:?}", buyer);
                }
            }
        }
    }

    #[test]
    fn other_lines_than_those_of_the_breakdown_are_refused() {
        let sold = |title: &str| SoldLine { title: title.to_owned(), choice: String::new() };
        let invoice = Invoice { lines: vec![sold("one")], ..invoice(Locale::En, TaxIncluded, 2) };
        assert!(matches!(invoice.render(), Err(Unprintable::OtherLines)));
    }
}
