//! What an edit makes of one product.

use api::catalog::admin::{BULK_PERCENT, BulkChange};
use api::catalog::{PriceEntry, ProductDocument};
use domain::catalog::{PriceEnding, ProductStatus};
use domain::{Locale, Money, Slug};
use words::{OfficeProducts, percent};

use crate::fields::Fields;
use crate::products::status_name;

/// What new prices end in, as forms say it.
pub(super) const ENDINGS: [(&str, PriceEnding); 3] =
    [("exact", PriceEnding::Exact), ("whole", PriceEnding::Whole), ("99", PriceEnding::NinetyNine)];

/// What differs: what it is, as it was and as it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub what: String,
    pub before: String,
    pub after: String,
}

/// The edit that a form says.
///
/// # Errors
/// What to mend.
pub(super) fn read(fields: &Fields, words: OfficeProducts) -> Result<BulkChange, &'static str> {
    let slug = || fields.get("collection").parse::<Slug>().map_err(|_| words.bulk_no_collection());
    match fields.get("edit") {
        "prices" => {
            let basis_points = basis_points(fields.get("percent")).ok_or(words.bulk_no_percent())?;
            let ending = ENDINGS.into_iter().find(|(code, _)| *code == fields.get("ending"));
            let ending = ending.map_or(PriceEnding::Exact, |(_, ending)| ending);
            Ok(BulkChange::Prices { basis_points, ending, keep_former: fields.has("former") })
        }
        "no-former" => Ok(BulkChange::NoFormerPrices {}),
        "into" => slug().map(|collection| BulkChange::Into { collection }),
        "out-of" => slug().map(|collection| BulkChange::OutOf { collection }),
        status => {
            let status = ProductStatus::ALL.into_iter().find(|one| one.code() == status);
            status.map(|status| BulkChange::Status { status }).ok_or(words.bulk_no_edit())
        }
    }
}

/// What an edit does, in words: `Change prices by percent: −15 %, ending in 99`.
pub(super) fn told(edit: &BulkChange, locale: Locale) -> String {
    let (words, office) = (words::office_products(locale), words::office(locale));
    match edit {
        BulkChange::Prices { basis_points, ending, .. } => {
            let sign = if *basis_points < 0 { "−" } else { "+" };
            let percent = percent(locale, u32::try_from(basis_points.unsigned_abs()).unwrap_or(u32::MAX));
            format!("{}: {sign}{percent}, {}", words.bulk_prices(), ending_name(*ending, words))
        }
        BulkChange::NoFormerPrices {} => words.bulk_no_former().to_owned(),
        BulkChange::Status { status } => format!("{}: {}", office.status(), status_name(locale, *status)),
        BulkChange::Into { collection } => format!("{}: {collection}", words.bulk_into()),
        BulkChange::OutOf { collection } => format!("{}: {collection}", words.bulk_out_of()),
    }
}

/// What an ending is called.
pub(super) fn ending_name(ending: PriceEnding, words: OfficeProducts) -> &'static str {
    match ending {
        PriceEnding::Exact => words.ending_exact(),
        PriceEnding::Whole => words.ending_whole(),
        PriceEnding::NinetyNine => words.ending_99(),
    }
}

/// Percent as people type it: `-15`, `7,5 %`, in hundredths of a percent.
fn basis_points(text: &str) -> Option<i64> {
    let text = text.trim_end_matches(['%', ' ', '\u{a0}']).replace('−', "-").replace(',', ".");
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (if text.starts_with('-') { -1 } else { 1 }, digits),
        None => (1, text.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || part.len() > 2 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let points = sign * format!("{whole}{part:0<2}").parse::<i64>().ok()?;
    (points != 0 && BULK_PERCENT.contains(&points)).then_some(points)
}

/// What an edit changes of a product, for people to look at.
pub(super) fn differences(edit: &BulkChange, product: &ProductDocument, locale: Locale) -> Vec<Difference> {
    let words = words::office_products(locale);
    let mut all = Vec::new();
    let mut after = product.clone();
    edit.apply(&mut after);
    for (before, after) in product.variants.iter().zip(&after.variants) {
        for (was, is) in before.prices.iter().zip(&after.prices).filter(|(was, is)| was != is) {
            let what = format!("{}\u{a0}·\u{a0}{}", before.sku, was.currency);
            all.push(Difference { what, before: said(was, locale), after: said(is, locale) });
        }
    }
    if after.status != product.status {
        let what = words::office(locale).status().to_owned();
        let (was, is) = (status_name(locale, product.status), status_name(locale, after.status));
        all.push(Difference { what, before: was.to_owned(), after: is.to_owned() });
    }
    if after.collections != product.collections {
        all.push(moved(words, &product.collections, &after.collections));
    }
    all
}

fn said(price: &PriceEntry, locale: Locale) -> String {
    let display = |minor| Money::new(minor, price.currency).display(locale);
    match price.compare_at_minor {
        Some(former) => format!("{} ({})", display(price.amount_minor), display(former)),
        None => display(price.amount_minor),
    }
}

fn moved(words: OfficeProducts, before: &[Slug], after: &[Slug]) -> Difference {
    let list = |slugs: &[Slug]| match slugs.is_empty() {
        true => "–".to_owned(),
        false => slugs.iter().map(Slug::as_str).collect::<Vec<_>>().join(", "),
    };
    Difference { what: words.collections_of().to_owned(), before: list(before), after: list(after) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::products::testing::product;

    #[test]
    fn an_edit_is_told_as_people_would() {
        let cheaper = BulkChange::Prices { basis_points: -1550, ending: PriceEnding::NinetyNine, keep_former: false };
        assert_eq!(told(&cheaper, Locale::En), "Change prices by percent: −15.5\u{a0}%, ending in 99");
        assert_eq!(told(&cheaper, Locale::De), "Preise um Prozent ändern: −15,5\u{a0}%, auf 99 endend");
        let draft = BulkChange::Status { status: ProductStatus::Draft };
        assert!(told(&draft, Locale::En).contains(status_name(Locale::En, ProductStatus::Draft)));
    }

    #[test]
    fn percent_is_read_as_people_type_it() {
        for (text, expected) in [
            ("-15", Some(-1500)),
            ("+7,5 %", Some(750)),
            ("−0.25%", Some(-25)),
            ("900", Some(90_000)),
            ("-99.99", Some(-9_999)),
            ("0", None),
            ("-100", None),
            ("901", None),
            ("1.234", None),
            ("", None),
            ("-", None),
            ("ten", None),
        ] {
            assert_eq!(basis_points(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_so_already_is_no_change() {
        let product = product();
        let table: Slug = "table".parse().expect("a slug");
        for edit in [BulkChange::Status { status: product.status }, BulkChange::Into { collection: table.clone() }] {
            assert!(differences(&edit, &product, Locale::En).is_empty());
        }
        let told = differences(&BulkChange::OutOf { collection: table }, &product, Locale::En);
        assert_eq!((told.len(), told[0].before.as_str(), told[0].after.as_str()), (1, "table", "–"));
    }
}
