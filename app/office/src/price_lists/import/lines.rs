//! Prices of lists as lines of a spreadsheet.

use api::checkout::price_list_imports::PriceListLine;
use api::checkout::price_lists::PriceListTerms;
use domain::{Currency, Locale, Money};
use origin_import::{guarded, unguarded};

use crate::datetime;
use crate::fields::{minor_units, units};
use crate::products::lines::cells;
use crate::shop::currencies::currencies;

/// The columns, as files of ours name them.
const COLUMNS: [&str; 8] = ["list", "group", "starts", "ends", "currency", "sku", "quantity", "price"];
/// Those that no file does without; a list without the others is everybody's, and always.
const NEEDED: [&str; 5] = ["list", "currency", "sku", "quantity", "price"];

/// One line, with what it says or what is to be mended.
pub(super) struct Line {
    pub number: usize,
    pub said: Result<PriceListLine, &'static str>,
}

/// The lines below the one that names the columns.
///
/// # Errors
/// What is to be mended of all of them.
pub(super) fn read(text: &str, locale: Locale) -> Result<Vec<Line>, String> {
    let words = words::price_list_imports(locale);
    let mut rows = cells(text).unwrap_or_default().into_iter();
    let (_, header) = rows.next().ok_or_else(|| words.too_many().to_owned())?;
    let place = |column: &str| header.iter().position(|name| name.trim().eq_ignore_ascii_case(column));
    if let Some(missing) = NEEDED.into_iter().find(|column| place(column).is_none()) {
        return Err(words.no_column(missing));
    }
    let places = COLUMNS.map(place);
    let lines: Vec<Line> = rows
        .map(|(number, row)| {
            let cell = |place: Option<usize>| place.and_then(|place| row.get(place)).map_or("", String::as_str);
            Line { number, said: line(places.map(cell), locale) }
        })
        .collect();
    if lines.is_empty() { Err(words.too_many().to_owned()) } else { Ok(lines) }
}

fn line(cells: [&str; 8], locale: Locale) -> Result<PriceListLine, &'static str> {
    let words = words::price_list_imports(locale);
    let [list, group, starts, ends, currency, sku, quantity, price] = cells;
    // The apostrophe that keeps a spreadsheet from working it out.
    let [list, group, sku] = [list, group, sku].map(unguarded);
    let currency: Currency = currency.to_ascii_uppercase().parse().map_err(|_| words.bad_currency())?;
    if !currencies().contains(&currency) {
        return Err(words.bad_currency());
    }
    let at = |text: &str| match text {
        "" => Ok(None),
        text => datetime::seconds(text).map(Some).ok_or(words.bad_time()),
    };
    Ok(PriceListLine {
        list: list.to_owned(),
        group: Some(group.to_owned()).filter(|group| !group.is_empty()),
        starts_at: at(starts)?,
        ends_at: at(ends)?,
        currency,
        sku: sku.parse().map_err(|_| words.bad_sku())?,
        from: units(quantity).ok_or(words.bad_quantity())?,
        amount_minor: minor_units(price, currency).ok_or(words.bad_price())?,
    })
}

/// The line that names the columns.
pub(super) fn header() -> String {
    COLUMNS.join(",") + "\n"
}

/// The lines of a list. Prices are written with a point, whatever the language.
pub(super) fn write(text: &mut String, terms: &PriceListTerms, group: &str) {
    let at = |at: Option<i64>| at.map(datetime::typed).unwrap_or_default();
    let (starts, ends) = (at(terms.starts_at), at(terms.ends_at));
    for entry in &terms.entries {
        let price = Money::new(entry.amount_minor, terms.currency).typed(Locale::default());
        let from = i64::from(entry.from).to_string();
        let cells =
            [terms.name.as_str(), group, &starts, &ends, terms.currency.code(), entry.sku.as_str(), &from, &price];
        text.push_str(&(cells.map(quoted).join(",") + "\n"));
    }
}

/// A cell that a spreadsheet takes as it is.
fn quoted(cell: &str) -> String {
    let guarded = guarded(cell);
    let cell = guarded.as_ref();
    match cell.contains([',', ';', '\t', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use api::checkout::price_lists::PriceListEntry;
    use domain::Quantity;

    use super::*;

    fn said(text: &str) -> Vec<Result<PriceListLine, &'static str>> {
        read(text, Locale::En).expect("lines").into_iter().map(|line| line.said).collect()
    }

    #[test]
    fn what_is_written_out_comes_back_as_it_was() {
        let entry = |sku: &str, from: i64, amount_minor| PriceListEntry {
            sku: sku.parse().expect("a SKU"),
            from: Quantity::try_from(from).expect("in range"),
            amount_minor,
        };
        let terms = PriceListTerms {
            name: "Dealers, \"large\"".to_owned(),
            currency: Currency::Eur,
            group: None,
            starts_at: Some(1_796_083_200),
            ends_at: None,
            entries: vec![entry("A;1", 1, 1999), entry("MUG", 10, 5), entry("=1+1", 1, 7), entry("'+1", 2, 7)],
        };
        let mut text = header();
        write(&mut text, &terms, "Trade");
        let lines = said(&text);
        assert!(text.contains(",'=1+1,") && text.contains(",''+1,"), "{text}");
        assert_eq!(lines.len(), 4);
        for (line, entry) in lines.into_iter().zip(&terms.entries) {
            let line = line.expect("it can be read");
            assert_eq!((line.list.as_str(), line.group.as_deref()), (terms.name.as_str(), Some("Trade")));
            assert_eq!((line.starts_at, line.ends_at, line.currency), (terms.starts_at, None, Currency::Eur));
            assert_eq!((&line.sku, line.from, line.amount_minor), (&entry.sku, entry.from, entry.amount_minor));
        }
    }

    #[test]
    fn columns_come_in_any_order_and_each_slip_has_its_sentence_and_its_line() {
        let words = words::price_list_imports(Locale::En);
        let text = "sku;price;quantity;currency;List\nMUG;8,90;10;eur;More\nMUG;much;10;EUR;More\n\n..;1;1;EUR;More\nMUG;1;0;EUR;More\nMUG;1;2;XXX;More\n";
        let lines = read(text, Locale::En).expect("lines");
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 3, 5, 6, 7]);
        let slips: Vec<_> = lines.iter().map(|line| line.said.as_ref().err().copied()).collect();
        let expected = [words.bad_price(), words.bad_sku(), words.bad_quantity(), words.bad_currency()].map(Some);
        assert_eq!((slips[0], &slips[1..]), (None, &expected[..]));
        let with_time = said("list,currency,sku,quantity,price,starts\nA,EUR,MUG,2,1,soon\n");
        assert_eq!(with_time[0].as_ref().err().copied(), Some(words.bad_time()));
        assert_eq!(read("sku,price\nMUG,1\n", Locale::En).err(), Some(words.no_column("list")));
        for none in ["", "list,currency,sku,quantity,price\n"] {
            assert_eq!(read(none, Locale::En).err().as_deref(), Some(words.too_many()));
        }
    }
}
