//! The form of a price list.

use api::checkout::customer_groups::CustomerGroup;
use api::checkout::price_lists::{PriceList, PriceListEntry, PriceListTerms};
use axum::response::Response;
use domain::{Currency, Locale, Money};
use maud::{Markup, html};
use origin_staff::Permission;
use words::OfficeSelling;

use crate::datetime;
use crate::fields::{Fields, minor_units, units};
use crate::page::{Section, described_by, fault, hidden, is_invalid, page, text_field};
use crate::promotions::time_field;
use crate::shop::currencies::currencies;
use crate::visitor::Visitor;

/// The fields of a list as it is kept.
pub(super) fn fields_of(kept: &PriceList, locale: Locale) -> Fields {
    let mut fields = Fields::default();
    let PriceListTerms { name, currency, group, starts_at, ends_at, entries } = &kept.terms;
    fields.set("name", name.as_str());
    fields.set("currency", currency.code());
    fields.set("group", group.map(|group| group.to_string()).unwrap_or_default());
    for (name, at) in [("starts", starts_at), ("ends", ends_at)] {
        fields.set(name, at.map(datetime::typed).unwrap_or_default());
    }
    let line = |entry: &PriceListEntry| {
        let price = Money::new(entry.amount_minor, *currency).typed(locale);
        format!("{}; {}; {price}", entry.sku, i64::from(entry.from))
    };
    fields.set("prices", entries.iter().map(line).collect::<Vec<_>>().join("\n"));
    fields.set("version", kept.version.to_string());
    fields
}

/// What the form says.
///
/// # Errors
/// What to mend.
pub(super) fn terms_of(fields: &Fields, words: OfficeSelling) -> Result<PriceListTerms, String> {
    let currency = fields.get("currency").parse::<Currency>().ok().filter(|one| currencies().contains(one));
    let currency = currency.ok_or_else(|| words.bad_amount().to_owned())?;
    let group = fields.some("group").map(str::parse).transpose().map_err(|_| words.bad_group().to_owned())?;
    let at = |name: &str| {
        let read = fields.some(name).map(|text| datetime::seconds(text).ok_or_else(|| words.bad_time().to_owned()));
        read.transpose()
    };
    let (starts_at, ends_at) = (at("starts")?, at("ends")?);
    let mut entries = Vec::new();
    for (number, line) in (1..).zip(fields.typed("prices").lines()).filter(|(_, line)| !line.trim().is_empty()) {
        entries.push(entry(line, currency).ok_or_else(|| words.bad_price_line(number))?);
    }
    Ok(PriceListTerms { name: fields.get("name").to_owned(), currency, group, starts_at, ends_at, entries })
}

/// `MUG; 10; 8.90`, or the same with tabs. A SKU may hold a semicolon itself.
fn entry(line: &str, currency: Currency) -> Option<PriceListEntry> {
    let mut cells = line.rsplitn(3, [';', '\t']).map(str::trim);
    let (price, from, sku) = (cells.next()?, cells.next()?, cells.next()?);
    let (sku, from) = (sku.parse().ok()?, units(from)?);
    Some(PriceListEntry { sku, from, amount_minor: minor_units(price, currency)? })
}

/// The page of a list, or of a new one.
pub(super) fn page_of(
    visitor: &Visitor,
    kept: Option<&PriceList>,
    typed: &Fields,
    groups: &[CustomerGroup],
    above: Option<&Markup>,
) -> Response {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let title = kept.map_or(words.new_price_list(), |kept| kept.terms.name.as_str());
    let action =
        kept.map_or_else(|| "/admin/price-lists/new".to_owned(), |kept| format!("/admin/price-lists/{}", kept.id));
    let may_write = visitor.may(Permission::CatalogWrite);
    // Who may not see the groups keeps the one that is set.
    let chosen = typed.get("group");
    let is_known = chosen.is_empty() || groups.iter().any(|group| group.id.to_string() == chosen);
    let content = html! {
        p.crumb { a href="/admin/price-lists" { (words.price_lists()) } }
        h1 { (title) }
        @if let Some(above) = above { (above) }
        form method="post" action=(action) {
            (hidden(visitor))
            input type="hidden" name="version" value=(typed.get("version"));
            div.columns {
                (text_field("name", words.price_list_name(), Some(words.price_list_name_hint()), typed))
                div.field {
                    label for="currency" { (words.currency()) }
                    select id="currency" name="currency" aria-invalid=[is_invalid("currency", typed)] aria-describedby=[described_by("currency", false, typed)] {
                        @for currency in currencies() {
                            option value=(currency) selected[typed.get("currency") == currency.code()] { (currency) }
                        }
                    }
                    (fault("currency", typed))
                }
                div.field {
                    label for="group" { (words.price_list_group()) }
                    select id="group" name="group" aria-invalid=[is_invalid("group", typed)] aria-describedby=[described_by("group", true, typed)] {
                        option value="" { (words.everybody()) }
                        @if !is_known { option value=(chosen) selected { (words.customer_group()) } }
                        @for group in groups {
                            option value=(group.id) selected[group.id.to_string() == chosen] { (group.name) }
                        }
                    }
                    (fault("group", typed))
                    p.hint id="group-hint" { (words.price_list_group_hint()) }
                }
                (time_field("starts", words.starts(), typed))
                (time_field("ends", words.ends(), typed))
            }
            div.field {
                label for="prices" { (words.price_list_prices()) }
                textarea id="prices" name="prices" rows="12" spellcheck="false" aria-invalid=[is_invalid("prices", typed)]
                    aria-describedby=[described_by("prices", true, typed)] { "\n" (typed.typed("prices")) }
                (fault("prices", typed))
                p.hint id="prices-hint" { (words.price_list_prices_hint()) }
            }
            @if may_write {
                p.actions { button.button.main name="do" value="save" { (office.save()) } }
            }
        }
        @if may_write && kept.is_some() {
            details {
                summary { (words.price_list_delete()) }
                form method="post" action=(action) {
                    (hidden(visitor))
                    input type="hidden" name="version" value=(typed.get("version"));
                    p { (words.price_list_delete_meaning()) }
                    button.button.quiet name="do" value="delete" { (words.price_list_delete()) }
                }
            }
        }
    };
    page(visitor, Section::Products, title, &content)
}

#[cfg(test)]
mod tests {
    use domain::{CustomerGroupId, PriceListId};
    use uuid::Uuid;

    use super::*;

    fn said(pairs: &[(&str, &str)]) -> Result<PriceListTerms, String> {
        let mut fields = Fields::default();
        pairs.iter().for_each(|(name, value)| fields.set(*name, *value));
        terms_of(&fields, words::office_selling(Locale::En))
    }

    #[test]
    fn a_form_sent_as_it_was_shown_changes_nothing() {
        let entry = |sku: &str, from: i64, amount_minor| PriceListEntry {
            sku: sku.parse().expect("a SKU"),
            from: domain::Quantity::try_from(from).expect("in range"),
            amount_minor,
        };
        let terms = PriceListTerms {
            name: "Dealers".to_owned(),
            currency: Currency::Eur,
            group: Some(CustomerGroupId(Uuid::from_u128(7))),
            starts_at: Some(1_796_083_200),
            ends_at: None,
            entries: vec![entry("A;1", 1, 1999), entry("MUG / 2", 10, 5)],
        };
        let kept = PriceList { id: PriceListId(Uuid::from_u128(1)), version: 3, terms };
        for locale in Locale::ALL {
            let read = terms_of(&fields_of(&kept, locale), words::office_selling(locale));
            assert_eq!(read.as_ref(), Ok(&kept.terms), "{locale:?}");
        }
    }

    #[test]
    fn each_fault_has_its_sentence() {
        let words = words::office_selling(Locale::En);
        let with = |name, value| said(&[("currency", "EUR"), (name, value)]).expect_err(value);
        assert_eq!(with("prices", "MUG; 10; 8,90\n\nMUG; ten; 8"), words.bad_price_line(3));
        for line in ["MUG; 100; 8", "MUG; 0; 8", "MUG; 8", "..; 2; 8", "MUG; 2; 8.905", "MUG; 2; -1"] {
            assert_eq!(with("prices", line), words.bad_price_line(1), "{line}");
        }
        assert_eq!(with("group", "dealers"), words.bad_group());
        assert_eq!(with("ends", "soon"), words.bad_time());
        assert_eq!(said(&[("currency", "XXX")]).expect_err("no currency"), words.bad_amount());
    }
}
