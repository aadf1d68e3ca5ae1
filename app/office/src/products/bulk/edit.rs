//! What an edit makes of one product.

use api::catalog::admin::ProductInput;
use api::catalog::{PriceEntry, ProductDocument};
use domain::catalog::ProductStatus;
use domain::{Locale, Money, Slug};
use words::OfficeProducts;

use crate::fields::Fields;
use crate::products::status_name;

/// The most that prices change by, in hundredths of a percent: ten times as much, or all of it but a hundredth.
const PERCENT: std::ops::RangeInclusive<i64> = -9_999..=90_000;

/// One thing that is done to all that were chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// Prices become so much more, or less.
    Prices { basis_points: i64, ending: Ending, keep_former: bool },
    /// Prices are no longer shown beside the former ones.
    NoFormerPrices,
    /// They are on sale, or not.
    Status(ProductStatus),
    /// They come into a collection.
    Into(Slug),
    /// They leave one.
    OutOf(Slug),
}

/// What new prices end in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// To the smallest unit, rounded half up.
    Exact,
    /// The nearest whole unit of the currency.
    Whole,
    /// The nearest price that ends in 99: `11.99`.
    NinetyNine,
}

impl Ending {
    pub const ALL: [(&'static str, Self); 3] =
        [("exact", Self::Exact), ("whole", Self::Whole), ("99", Self::NinetyNine)];
}

/// What differs: what it is, as it was and as it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub what: String,
    pub before: String,
    pub after: String,
}

impl Edit {
    /// The edit that a form says.
    ///
    /// # Errors
    /// What to mend.
    pub fn read(fields: &Fields, words: OfficeProducts) -> Result<Self, &'static str> {
        let slug = || fields.get("collection").parse::<Slug>().map_err(|_| words.bulk_no_collection());
        match fields.get("edit") {
            "prices" => {
                let basis_points = basis_points(fields.get("percent")).ok_or(words.bulk_no_percent())?;
                let ending = Ending::ALL.into_iter().find(|(code, _)| *code == fields.get("ending"));
                let ending = ending.map_or(Ending::Exact, |(_, ending)| ending);
                Ok(Self::Prices { basis_points, ending, keep_former: fields.has("former") })
            }
            "no-former" => Ok(Self::NoFormerPrices),
            "into" => slug().map(Self::Into),
            "out-of" => slug().map(Self::OutOf),
            status => {
                let status = ProductStatus::ALL.into_iter().find(|one| one.code() == status);
                status.map(Self::Status).ok_or(words.bulk_no_edit())
            }
        }
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
    (points != 0 && PERCENT.contains(&points)).then_some(points)
}

/// A price that became so much more.
fn changed(amount: i64, scale: i64, basis_points: i64, ending: Ending) -> i64 {
    let exact = (i128::from(amount) * i128::from(10_000 + basis_points) + 5_000) / 10_000;
    let exact = i64::try_from(exact).unwrap_or(i64::MAX);
    let whole = |amount: i64| (amount.saturating_add(scale / 2)) / scale * scale;
    match ending {
        _ if scale == 1 => exact,
        Ending::Exact => exact,
        // What costs something never costs nothing.
        Ending::Whole => whole(exact).max(if amount > 0 { scale } else { 0 }),
        // 99 of a hundred, and 999 of a thousand.
        Ending::NinetyNine => (whole(exact.saturating_add(1)) - 1).max(if amount > 0 { scale - 1 } else { 0 }),
    }
}

/// What an edit changes of a product, for the origin and for people.
pub(super) fn differences(edit: &Edit, product: &ProductDocument, locale: Locale) -> (ProductInput, Vec<Difference>) {
    let words = words::office_products(locale);
    let mut input = ProductInput::default();
    let mut all = Vec::new();
    match edit {
        Edit::Prices { .. } | Edit::NoFormerPrices => {
            let mut variants = product.variants.clone();
            for variant in &mut variants {
                for price in &mut variant.prices {
                    let before = *price;
                    reprice(edit, price);
                    if *price != before {
                        let what = format!("{} · {}", variant.sku, price.currency);
                        all.push(Difference { what, before: said(&before, locale), after: said(price, locale) });
                    }
                }
            }
            input.variants = Some(variants);
        }
        Edit::Status(status) if *status != product.status => {
            let what = words::office(locale).status().to_owned();
            let (before, after) = (status_name(locale, product.status), status_name(locale, *status));
            all.push(Difference { what, before: before.to_owned(), after: after.to_owned() });
            input.status = Some(*status);
        }
        Edit::Into(slug) if !product.collections.contains(slug) => {
            let collections = [product.collections.as_slice(), std::slice::from_ref(slug)].concat();
            all.push(moved(words, &product.collections, &collections));
            input.collections = Some(collections);
        }
        Edit::OutOf(slug) if product.collections.contains(slug) => {
            let collections: Vec<Slug> = product.collections.iter().filter(|one| *one != slug).cloned().collect();
            all.push(moved(words, &product.collections, &collections));
            input.collections = Some(collections);
        }
        Edit::Status(_) | Edit::Into(_) | Edit::OutOf(_) => {}
    }
    (input, all)
}

fn reprice(edit: &Edit, price: &mut PriceEntry) {
    let Edit::Prices { basis_points, ending, keep_former } = edit else {
        price.compare_at_minor = None;
        return;
    };
    let scale = 10_i64.pow(price.currency.exponent());
    let before = price.amount_minor;
    price.amount_minor = changed(before, scale, *basis_points, *ending);
    if *keep_former && price.amount_minor < before {
        // A price that is reduced already is compared with what it was first.
        price.compare_at_minor = price.compare_at_minor.or(Some(before));
    }
    price.compare_at_minor = price.compare_at_minor.filter(|former| *former > price.amount_minor);
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
    fn prices_end_as_it_was_said() {
        assert_eq!(changed(1999, 100, -1500, Ending::Exact), 1699);
        assert_eq!(changed(1999, 100, -1500, Ending::Whole), 1700);
        assert_eq!(changed(1999, 100, -1500, Ending::NinetyNine), 1699);
        assert_eq!(changed(1930, 100, 1000, Ending::NinetyNine), 2099);
        assert_eq!(changed(10, 100, -5000, Ending::NinetyNine), 99);
        assert_eq!(changed(40, 100, -1000, Ending::Whole), 100);
        assert_eq!(changed(0, 100, -5000, Ending::NinetyNine), 0, "what is given away stays so");
        assert_eq!(changed(1500, 1, 333, Ending::NinetyNine), 1550, "yen have no smaller unit");
    }

    #[test]
    fn former_prices_are_kept_only_where_they_are_higher() {
        let price = |amount_minor, compare_at_minor| PriceEntry {
            currency: domain::Currency::Eur,
            amount_minor,
            compare_at_minor,
            lowest_before_minor: None,
        };
        let edit = |basis_points| Edit::Prices { basis_points, ending: Ending::Exact, keep_former: true };
        for (edit, before, after) in [
            (edit(-1000), price(1000, None), price(900, Some(1000))),
            (edit(-1000), price(1000, Some(1200)), price(900, Some(1200))),
            (edit(3000), price(1000, Some(1200)), price(1300, None)),
            (Edit::NoFormerPrices, price(1000, Some(1200)), price(1000, None)),
        ] {
            let mut changed = before;
            reprice(&edit, &mut changed);
            assert_eq!(changed, after, "{edit:?}");
        }
    }

    #[test]
    fn what_is_so_already_is_no_change() {
        let product = product();
        let table: Slug = "table".parse().expect("a slug");
        for edit in [Edit::Status(product.status), Edit::Into(table.clone())] {
            assert_eq!(differences(&edit, &product, Locale::En), (ProductInput::default(), vec![]));
        }
        let (input, told) = differences(&Edit::OutOf(table), &product, Locale::En);
        assert_eq!((input.collections, told.len()), (Some(vec![]), 1));
    }
}
