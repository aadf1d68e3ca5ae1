//! A packing slip: what lies in a parcel, for who packs it and who opens it. It names no prices.

use domain::Locale;
use domain::checkout::Address;
use domain::date::written;

use crate::layout::{address_lines, finish_as, keep_together, letterhead, paragraph};
use crate::sheet::{BODY, Ink, LEFT, NOTE, RIGHT, STRONG, Sheet, Style};
use crate::table::{self, Column, Row};
use crate::{Merchant, Unprintable};

/// What lies in a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackingSlip {
    /// The order's number.
    pub order_number: i64,
    /// Whether it is the order's first parcel, second, …; none if nobody has packed it yet.
    pub parcel: Option<u32>,
    /// The day of the order: `2026-11-23`.
    pub ordered_on: String,
    /// The day this is printed.
    pub printed_on: String,
    /// The language it is written in.
    pub locale: Locale,
    /// Who sells.
    pub merchant: Merchant,
    /// How it travels, as the shopper read it.
    pub delivery: String,
    /// Where the parcel goes.
    pub to: Address,
    /// What lies in it.
    pub lines: Vec<PackedLine>,
}

/// Units of a variant in a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedLine {
    /// The product's name.
    pub title: String,
    /// Its choices; may be empty.
    pub choice: String,
    /// What names it in the stock room.
    pub sku: String,
    /// How many.
    pub quantity: u32,
}

impl PackingSlip {
    /// The slip as a PDF.
    ///
    /// # Errors
    /// If the font cannot be embedded.
    pub fn render(&self) -> Result<Vec<u8>, Unprintable> {
        let words = words::documents(self.locale);
        let mut sheet = Sheet::new();
        let top = letterhead(&mut sheet, &self.merchant, self.locale);
        sheet.y = top + 17.0;
        for line in address_lines(&self.to, self.locale) {
            for line in BODY.face.wrap(&line, 10.0, 265.0) {
                sheet.left(LEFT, Style { size: 10.0, ..BODY }, &line);
                sheet.down(14.0);
            }
        }
        let after_address = sheet.y;
        sheet.y = top + 17.0;
        let parcel = self.parcel.map(|parcel| (words.parcel(), parcel.to_string()));
        let rows = [
            (words.order(), self.order_number.to_string()),
            (words.ordered(), written(self.locale, &self.ordered_on)),
            (words.date(), written(self.locale, &self.printed_on)),
        ];
        for (name, text) in rows.iter().chain(&parcel) {
            sheet.left(340.0, Style { ink: Ink::Soft, ..BODY }, name);
            sheet.right(RIGHT, BODY, text);
            sheet.down(14.0);
        }
        sheet.left(340.0, Style { ink: Ink::Soft, ..BODY }, words.delivery());
        for line in BODY.face.wrap(&self.delivery, BODY.size, 140.0) {
            sheet.right(RIGHT, BODY, &line);
            sheet.down(14.0);
        }
        sheet.y = sheet.y.max(after_address) + 34.0;
        let title = words.packing_slip();
        sheet.left(LEFT, Style { size: 15.0, ..STRONG }, title);
        sheet.down(26.0);
        let lines = self.lines.iter().map(|line| Row {
            title: line.title.clone(),
            notes: [line.choice.clone()].into_iter().filter(|choice| !choice.is_empty()).collect(),
            cells: vec![line.sku.clone(), line.quantity.to_string()],
        });
        let columns = [Column { name: words.sku(), right: 440.0 }, Column { name: words.quantity(), right: RIGHT }];
        table::draw(&mut sheet, words.item(), &columns, &lines.collect::<Vec<_>>());
        keep_together(&mut sheet, 30.0);
        paragraph(&mut sheet, NOTE, words.packing_slip_thanks());
        let title = format!("{title} · {} {}", words.order(), self.order_number);
        finish_as(sheet, &title, &self.merchant.name, self.locale, &self.printed_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{pages_of, text_of};
    use crate::testing::heading;

    fn slip(lines: u32) -> PackingSlip {
        let heading = heading(Locale::De);
        let line = |number: u32| PackedLine {
            title: format!("Lotsenkanne {number}"),
            choice: "Farbe: Hafer".to_owned(),
            sku: format!("JUG-{number}"),
            quantity: number % 7 + 1,
        };
        PackingSlip {
            order_number: 1_042,
            parcel: Some(2),
            ordered_on: heading.ordered_on,
            printed_on: heading.issued_on,
            locale: Locale::De,
            merchant: heading.merchant,
            delivery: "Grünes Paket, mit Lastenrad".to_owned(),
            to: heading.buyer,
            lines: (1..=lines).map(line).collect(),
        }
    }

    #[test]
    fn a_packing_slip_says_what_lies_in_the_parcel_and_no_prices() {
        let slip = slip(3);
        let pdf = slip.render().expect("printable");
        let text = text_of(&pdf);
        for said in
            ["Lieferschein", "1042", "Lotsenkanne 3", "JUG-3", "Hafer", "Grünes Paket", &slip.to.name, "Seite 1 von 1"]
        {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains('€'), "{text}");
        assert_eq!(pdf, slip.render().expect("printable"), "the same slip gives the same bytes");
    }

    #[test]
    fn many_lines_go_over_pages() {
        let pdf = slip(99).render().expect("printable");
        assert!(pages_of(&pdf) > 3);
        assert!(text_of(&pdf).contains("JUG-99"));
    }
}
