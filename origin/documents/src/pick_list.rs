//! A pick list: what is to be taken from the shelves for several orders, place by place. It names no prices.

use domain::Locale;
use domain::date::written;

use crate::layout::{finish_as, keep_together, letterhead, paragraph};
use crate::sheet::{BODY, Ink, LEFT, NOTE, RIGHT, STRONG, Sheet, Style};
use crate::table::{self, Column, Row};
use crate::{Merchant, Unprintable};

/// The height that a place's name and the head of its table need to stand above a line.
const PLACE_HEIGHT: f32 = 80.0;

/// What is to be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickList {
    /// The day this is printed: `2026-11-23`.
    pub printed_on: String,
    /// The language it is written in.
    pub locale: Locale,
    /// Who sells.
    pub merchant: Merchant,
    /// The orders' numbers, and how each travels.
    pub orders: Vec<(i64, String)>,
    /// The places, in the order in which one walks to them.
    pub places: Vec<PickPlace>,
}

/// What lies at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickPlace {
    /// Its name; none for what is at no place that is counted.
    pub name: Option<String>,
    /// What is taken there.
    pub lines: Vec<PickLine>,
}

/// Units of an item at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickLine {
    /// The product's name.
    pub title: String,
    /// Its choices; may be empty.
    pub choice: String,
    /// What names it in the stock room.
    pub sku: String,
    /// How many in all.
    pub quantity: i64,
    /// How many for each order, by its number.
    pub shares: Vec<(i64, i64)>,
}

impl PickList {
    /// The list as a PDF.
    ///
    /// # Errors
    /// If the font cannot be embedded.
    pub fn render(&self) -> Result<Vec<u8>, Unprintable> {
        let words = words::documents(self.locale);
        let mut sheet = Sheet::new();
        sheet.y = letterhead(&mut sheet, &self.merchant, self.locale) + 17.0;
        let title = words.pick_list();
        let date = written(self.locale, &self.printed_on);
        sheet.left(LEFT, Style { size: 15.0, ..STRONG }, title);
        sheet.right(RIGHT, Style { ink: Ink::Soft, ..BODY }, &date);
        sheet.down(22.0);
        let orders: Vec<String> = self.orders.iter().map(|(number, way)| format!("{number} ({way})")).collect();
        let orders = format!("{}: {}", words.orders(), orders.join(", "));
        // A hundred of them with long ways are more than a page.
        for line in BODY.face.wrap(&orders, BODY.size, RIGHT - LEFT) {
            keep_together(&mut sheet, BODY.size * 1.4);
            paragraph(&mut sheet, BODY, &line);
        }
        for place in &self.places {
            keep_together(&mut sheet, PLACE_HEIGHT);
            sheet.down(16.0);
            let name = place.name.as_deref().unwrap_or_else(|| words.no_location());
            paragraph(&mut sheet, Style { size: 11.5, ..STRONG }, name);
            sheet.down(6.0);
            let columns = [Column { name: words.sku(), right: 440.0 }, Column { name: words.quantity(), right: RIGHT }];
            let rows: Vec<Row> = place.lines.iter().map(|line| row(self.locale, line)).collect();
            table::draw(&mut sheet, words.item(), &columns, &rows);
        }
        keep_together(&mut sheet, 30.0);
        paragraph(&mut sheet, NOTE, words.pick_list_note());
        finish_as(sheet, &format!("{title} · {date}"), &self.merchant.name, self.locale, &self.printed_on)
    }
}

fn row(locale: Locale, line: &PickLine) -> Row {
    let shares: Vec<String> = line.shares.iter().map(|(order, units)| format!("{order} × {units}")).collect();
    let shares = format!("{}: {}", words::documents(locale).orders(), shares.join(", "));
    let notes = [line.choice.clone(), shares].into_iter().filter(|note| !note.is_empty()).collect();
    Row { title: line.title.clone(), notes, cells: vec![line.sku.clone(), line.quantity.to_string()] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{pages_of, text_of};
    use crate::testing::heading;

    fn list(lines: i64) -> PickList {
        let heading = heading(Locale::De);
        let line = |number: i64| PickLine {
            title: format!("Lotsenkanne {number}"),
            choice: "Hafer".to_owned(),
            sku: format!("JUG-{number}"),
            quantity: 5,
            shares: vec![(1_042, 2), (1_043, 3)],
        };
        let place =
            |name: Option<&str>| PickPlace { name: name.map(str::to_owned), lines: (1..=lines).map(line).collect() };
        PickList {
            printed_on: heading.issued_on,
            locale: Locale::De,
            merchant: heading.merchant,
            orders: vec![(1_042, "Standard".to_owned()), (1_043, "Grünes Paket".to_owned())],
            places: vec![place(Some("Keller")), place(None)],
        }
    }

    #[test]
    fn a_pick_list_says_what_to_take_where_and_for_which_orders() {
        let list = list(2);
        let pdf = list.render().expect("printable");
        let text = text_of(&pdf);
        for said in
            ["Pickliste", "1042 (Standard), 1043 (Grünes Paket)", "Keller", "Ohne Lager", "JUG-2", "Hafer", "1043 × 3"]
        {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!text.contains('€'), "{text}");
        assert_eq!(pdf, list.render().expect("printable"), "the same list gives the same bytes");
    }

    #[test]
    fn many_lines_go_over_pages() {
        let pdf = list(60).render().expect("printable");
        assert!(pages_of(&pdf) > 3);
        assert!(text_of(&pdf).contains("JUG-60"));
    }

    #[test]
    fn many_orders_with_long_ways_go_over_pages() {
        let way = "Grünes Paket ".repeat(12).trim_end().to_owned();
        let orders = (1_042..1_142).map(|number| (number, way.clone())).collect();
        let pdf = PickList { orders, ..list(1) }.render().expect("printable");
        // Drawn on below the foot of the first page, they would be two with all that is to be picked.
        assert!(pages_of(&pdf) > 2);
        assert!(text_of(&pdf).contains("1141"));
    }
}
