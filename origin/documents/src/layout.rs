//! What invoices and credit notes have in common: head, foot and the table of tax.

use domain::checkout::{Address, PriceMode, TaxSum};
use domain::orders::DocumentKind;
use domain::{Locale, Money};

use crate::font::Face;
use crate::pdf::{self, About};
use crate::sheet::{BODY, HEIGHT, Ink, LEFT, NOTE, RIGHT, STRONG, Sheet, Style};
use domain::date::written;

use crate::{Heading, Merchant, Unprintable};

/// Where the facts beside the address begin.
const RIGHT_COLUMN: f32 = 340.0;
const SENDER: Style = Style { size: 6.5, ..NOTE };

/// Letterhead, address, facts and title. `more` are further facts, a name and a text each.
pub(crate) fn begin(kind: DocumentKind, heading: &Heading, more: &[(&str, String)]) -> Sheet {
    let Heading { merchant, locale, .. } = heading;
    let words = words::documents(*locale);
    let mut sheet = Sheet::new();
    let top = letterhead(&mut sheet, merchant, *locale);

    sheet.y = top;
    sheet.left(LEFT, SENDER, &sender(heading));
    sheet.down(17.0);
    for line in address_lines(&heading.buyer, *locale) {
        for line in BODY.face.wrap(&line, 10.0, RIGHT_COLUMN - LEFT - 20.0) {
            sheet.left(LEFT, Style { size: 10.0, ..BODY }, &line);
            sheet.down(14.0);
        }
    }
    let after_address = sheet.y;

    sheet.y = top + 17.0;
    let rows = [
        (words.number(), heading.number.to_string()),
        (words.date(), written(*locale, &heading.issued_on)),
        (words.order(), heading.order_number.to_string()),
        (words.ordered(), written(*locale, &heading.ordered_on)),
    ];
    for (name, text) in rows.iter().chain(more) {
        sheet.left(RIGHT_COLUMN, Style { ink: Ink::Soft, ..BODY }, name);
        for line in BODY.face.wrap(text, BODY.size, RIGHT - RIGHT_COLUMN - 75.0) {
            sheet.right(RIGHT, BODY, &line);
            sheet.down(14.0);
        }
    }

    sheet.y = sheet.y.max(after_address) + 34.0;
    sheet.left(LEFT, Style { size: 15.0, ..STRONG }, &title(kind, heading));
    sheet.down(26.0);
    sheet
}

/// Who sells, at the top of a page; where what follows begins.
pub(crate) fn letterhead(sheet: &mut Sheet, merchant: &Merchant, locale: Locale) -> f32 {
    sheet.y = 66.0;
    let name = Style { size: 17.0, ..STRONG };
    for line in name.face.wrap(&merchant.name, name.size, RIGHT_COLUMN - LEFT - 20.0) {
        sheet.left(LEFT, name, &line);
        sheet.down(21.0);
    }
    let after_name = sheet.y;
    sheet.y = 60.0;
    let vat_id = merchant.vat_id.iter().map(|id| format!("{} {id}", words::documents(locale).vat_id()));
    for line in merchant.address.iter().cloned().chain(vat_id) {
        for line in NOTE.face.wrap(&line, NOTE.size, RIGHT - RIGHT_COLUMN) {
            sheet.right(RIGHT, NOTE, &line);
            sheet.down(11.0);
        }
    }
    sheet.y.max(after_name).max(132.0) + 18.0
}

/// The merchant in one line above the address, as far as it fits.
fn sender(heading: &Heading) -> String {
    let mut line = heading.merchant.name.clone();
    for part in &heading.merchant.address {
        let longer = format!("{line} · {part}");
        if SENDER.face.width(&longer, SENDER.size) > RIGHT_COLUMN - LEFT - 20.0 {
            break;
        }
        line = longer;
    }
    line
}

fn title(kind: DocumentKind, heading: &Heading) -> String {
    words::documents(heading.locale).title(kind, heading.number)
}

/// An address, line by line.
pub(crate) fn address_lines(buyer: &Address, locale: Locale) -> Vec<String> {
    let country = words::countries(locale).name(buyer.country);
    let town = buyer.town_line();
    let lines = [buyer.name.clone(), buyer.extra.clone(), buyer.street.clone(), town, country.to_owned()];
    lines.into_iter().filter(|line| !line.trim().is_empty()).collect()
}

/// The tax by rate; nothing where nothing is taxed.
pub(crate) fn tax_table(
    sheet: &mut Sheet,
    locale: Locale,
    mode: PriceMode,
    sums: &[TaxSum],
) -> Result<(), Unprintable> {
    const COLUMNS: [f32; 4] = [LEFT, 190.0, 265.0, 340.0];
    if sums.iter().all(|sum| sum.rate == 0) {
        return Ok(());
    }
    let words = words::documents(locale);
    let head = Style { face: Face::Bold, ..NOTE };
    sheet.left(COLUMNS[0], head, words.rate());
    for (name, right) in [words.net(), words.tax(), words.gross()].into_iter().zip(&COLUMNS[1..]) {
        sheet.right(*right, head, name);
    }
    sheet.down(5.0);
    sheet.rule(LEFT, COLUMNS[3], 0.4, Ink::Soft);
    sheet.down(12.0);
    for sum in sums {
        let (net, gross) = match mode {
            PriceMode::TaxIncluded => (sum.amount.checked_sub(sum.tax)?, sum.amount),
            PriceMode::TaxExcluded => (sum.amount, sum.amount.checked_add(sum.tax)?),
        };
        let style = Style { ink: Ink::Dark, ..NOTE };
        sheet.left(COLUMNS[0], style, &words::percent(locale, sum.rate));
        for (amount, right) in [net, sum.tax, gross].into_iter().zip(&COLUMNS[1..]) {
            sheet.right(*right, style, &amount.display(locale));
        }
        sheet.down(12.5);
    }
    sheet.down(10.0);
    Ok(())
}

/// Begins a page if what belongs together does not fit on this one.
pub(crate) fn keep_together(sheet: &mut Sheet, height: f32) {
    if !sheet.fits(height) {
        sheet.turn();
    }
}

/// Sentences across the page.
pub(crate) fn paragraph(sheet: &mut Sheet, style: Style, text: &str) {
    for line in style.face.wrap(text, style.size, RIGHT - LEFT) {
        sheet.left(LEFT, style, &line);
        sheet.down(style.size * 1.4);
    }
}

/// Foots on all pages, and the whole as a PDF.
pub(crate) fn finish(sheet: Sheet, kind: DocumentKind, heading: &Heading) -> Result<Vec<u8>, Unprintable> {
    let title = title(kind, heading);
    finish_as(sheet, &title, &heading.merchant.name, heading.locale, &heading.issued_on)
}

/// The same of a document with this title, from this author, of this day.
pub(crate) fn finish_as(
    mut sheet: Sheet,
    title: &str,
    author: &str,
    locale: Locale,
    date: &str,
) -> Result<Vec<u8>, Unprintable> {
    let words = words::documents(locale);
    let pages = std::mem::take(&mut sheet.pages);
    let count = pages.len();
    let mut footed = Vec::with_capacity(count);
    for (index, marks) in pages.into_iter().enumerate() {
        let mut foot = Sheet { pages: vec![marks], y: HEIGHT - 52.0 };
        foot.rule(LEFT, RIGHT, 0.4, Ink::Faint);
        foot.down(13.0);
        foot.left(LEFT, NOTE, &format!("{title} · {author}"));
        foot.right(RIGHT, NOTE, &words.page(index + 1, count));
        footed.append(&mut foot.pages);
    }
    pdf::write(&footed, &About { title, author, locale, date })
}

/// An amount that is taken off.
pub(crate) fn less(amount: Money, locale: Locale) -> String {
    if amount.minor == 0 { String::new() } else { Money::new(-amount.minor, amount.currency).display(locale) }
}
