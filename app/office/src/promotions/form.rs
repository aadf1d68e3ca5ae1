//! The form of a promotion, and what it says.

use std::collections::BTreeSet;

use api::catalog::admin::AdminCollection;
use api::checkout::promotions::CreatePromotion;
use axum::response::Response;
use domain::checkout::{Benefit, DeliveryMethod, Target};
use domain::{Currency, Locale, Prices, Sku, Slug};
use maud::{Markup, html};
use words::OfficeSelling;

use crate::datetime;
use crate::fields::{Fault, Fields, localized, minor_units};
use crate::page::{Section, described_by, fault, hidden, is_invalid, page, text_field, time_label};
use crate::shop::currencies::currencies;
use crate::visitor::Visitor;

/// What a promotion can give.
const KINDS: [&str; 4] = ["percent", "amount", "free-delivery", "buy-get"];

/// The promotion that a form says.
///
/// # Errors
/// What to mend.
pub(super) fn promotion_of(fields: &Fields, words: OfficeSelling) -> Result<CreatePromotion, Fault> {
    let amounts = |prefix: &str| -> Result<Prices, Fault> {
        // By the fields of the form, whatever markets there are meanwhile: what was typed counts.
        let prefix = format!("{prefix}.");
        let asked = fields.below(&prefix).filter_map(|code| code.parse::<Currency>().ok());
        let typed = asked.filter_map(|currency| Some((currency, fields.some(&format!("{prefix}{currency}"))?)));
        let amount = |(currency, text): (Currency, &str)| {
            let bad = || Fault::of(format!("{prefix}{currency}"), words.bad_amount());
            Ok((currency, minor_units(text, currency).ok_or_else(bad)?))
        };
        typed.map(amount).collect()
    };
    let number = |name: &str| match fields.some(name) {
        None => Ok(None),
        Some(text) => text.parse::<u32>().map(Some).map_err(|_| Fault::of(name, words.bad_number())),
    };
    let needed = |name: &str| number(name)?.ok_or_else(|| Fault::of(name, words.bad_number()));
    let percent = |default: u32| {
        let points = match fields.some("percent") {
            None => Some(default).filter(|default| *default > 0),
            Some(text) => basis_points(text),
        };
        points.ok_or_else(|| Fault::of("percent", words.bad_percent()))
    };
    let benefit = match fields.get("kind") {
        "percent" => Benefit::Percent { basis_points: percent(0)? },
        "amount" => Benefit::Amount { amounts: amounts("amount")? },
        "free-delivery" => {
            let is_chosen = |method: &DeliveryMethod| fields.has(&format!("method.{}", method.code()));
            Benefit::FreeDelivery { methods: DeliveryMethod::ALL.into_iter().filter(is_chosen).collect() }
        }
        "buy-get" => Benefit::BuyGet { buy: needed("buy")?, get: needed("get")?, basis_points: percent(10_000)? },
        _ => return Err(Fault::of("kind", words.no_kind())),
    };
    let code = fields.some("code").map(str::parse).transpose().map_err(|_| Fault::of("code", words.bad_code()))?;
    Ok(CreatePromotion {
        title: localized(fields, "title"),
        code,
        benefit,
        target: target(fields, words)?,
        minimum_spend: amounts("minimum")?,
        starts_at: optional_time(fields, "starts", words)?,
        ends_at: optional_time(fields, "ends", words)?,
        max_uses: number("uses")?,
        max_uses_per_customer: number("uses-each")?,
        priority: fields
            .some("priority")
            .map_or(Ok(0), str::parse)
            .map_err(|_| Fault::of("priority", words.bad_number()))?,
        exclusive: fields.has("exclusive"),
    })
}

/// A moment of a form; none if it was left empty.
pub(super) fn optional_time(fields: &Fields, name: &str, words: OfficeSelling) -> Result<Option<i64>, Fault> {
    let time = |text| datetime::seconds(text).ok_or_else(|| Fault::of(name, words.bad_time()));
    fields.some(name).map(time).transpose()
}

fn target(fields: &Fields, words: OfficeSelling) -> Result<Target, Fault> {
    let collections: BTreeSet<Slug> = fields.below("collection.").filter_map(|slug| slug.parse().ok()).collect();
    let skus = fields.get("skus").lines().map(str::trim).filter(|line| !line.is_empty());
    let skus: BTreeSet<Sku> =
        skus.map(str::parse).collect::<Result<_, _>>().map_err(|_| Fault::of("skus", words.bad_sku()))?;
    match collections.is_empty() && skus.is_empty() {
        true => Ok(Target::Order),
        false => Ok(Target::Goods { collections, skus }),
    }
}

/// Percent as people type it, up to a hundred, in hundredths.
fn basis_points(text: &str) -> Option<u32> {
    let text = text.trim_end_matches(['%', ' ', '\u{a0}']);
    // The euro, too, has two decimals.
    let points = u32::try_from(minor_units(text, Currency::Eur)?).ok()?;
    (1..=10_000).contains(&points).then_some(points)
}

pub(super) fn kind_name(words: OfficeSelling, kind: &str) -> &'static str {
    match kind {
        "amount" => words.kind_amount(),
        "free-delivery" => words.kind_free_delivery(),
        "buy-get" => words.kind_buy_get(),
        _ => words.kind_percent(),
    }
}

/// The page.
pub(super) fn page_of(
    visitor: &Visitor,
    typed: &Fields,
    collections: &[AdminCollection],
    above: Option<&Markup>,
) -> Response {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let amounts = |prefix: &str, label: &str| {
        html! {
            @for currency in currencies() {
                (text_field(&format!("{prefix}.{currency}"), &format!("{label} ({currency})"), None, typed))
            }
        }
    };
    let content = html! {
        p.crumb { a href="/admin/promotions" { (words.promotions()) } }
        h1 { (words.new_promotion()) }
        @if let Some(above) = above { (above) }
        form method="post" action="/admin/promotions/new" {
            (hidden(visitor))
            fieldset {
                legend { (words.what_shoppers_read()) }
                div.columns {
                    @for language in Locale::ALL {
                        (text_field(&format!("title.{}", language.code()), &format!("{}, {}", office.title(), words::shell(language).language()), None, typed))
                    }
                    (text_field("code", words.code(), Some(words.code_hint()), typed))
                }
            }
            fieldset {
                legend { (words.what_it_gives()) }
                div.columns {
                    div.field {
                        label for="kind" { (words.what_it_gives()) }
                        select id="kind" name="kind" aria-invalid=[is_invalid("kind", typed)]
                            aria-describedby=[described_by("kind", false, typed)] {
                            @for kind in KINDS {
                                option value=(kind) selected[typed.get("kind") == kind] { (kind_name(words, kind)) }
                            }
                        }
                        (fault("kind", typed))
                    }
                    (text_field("percent", words.percent(), Some(words.percent_hint()), typed))
                    (amounts("amount", words.amount()))
                    (text_field("buy", words.buy(), Some(words.buy_hint()), typed))
                    (text_field("get", words.get(), None, typed))
                }
                fieldset {
                    legend { (words.free_by()) }
                    div.boxes {
                        @for method in DeliveryMethod::ALL {
                            @let name = format!("method.{}", method.code());
                            label { input type="checkbox" name=(name) checked[typed.has(&name)]; " " (words.delivery_method(method)) }
                        }
                    }
                    p.hint { (words.free_by_hint()) }
                }
            }
            fieldset {
                legend { (words.what_for()) }
                p.hint { (words.what_for_hint()) }
                div.boxes {
                    @for AdminCollection { collection, .. } in collections {
                        @let name = format!("collection.{}", collection.slug);
                        label { input type="checkbox" name=(name) checked[typed.has(&name)]; " " (collection.title.get(visitor.locale)) }
                    }
                }
                div.field {
                    label for="skus" { (words.skus()) }
                    textarea id="skus" name="skus" rows="3" aria-invalid=[is_invalid("skus", typed)]
                        aria-describedby=[described_by("skus", false, typed)] { "\n" (typed.typed("skus")) }
                    (fault("skus", typed))
                }
                div.columns { (amounts("minimum", words.minimum())) }
                p.hint { (words.minimum_hint()) }
            }
            (limits(visitor, typed))
            fieldset {
                legend { (words.beside_others()) }
                div.columns { (text_field("priority", words.priority(), Some(words.priority_hint()), typed)) }
                label.box { input type="checkbox" name="exclusive" checked[typed.has("exclusive")]; " " (words.exclusive()) }
            }
            p.actions { button.button.main { (words.make_promotion()) } }
        }
    };
    page(visitor, Section::Promotions, words.new_promotion(), &content)
}

/// When it is to be had, and how often.
pub(super) fn limits(visitor: &Visitor, typed: &Fields) -> Markup {
    let words = words::office_selling(visitor.locale);
    html! {
        fieldset {
            legend { (words.when()) }
            div.columns {
                (time_field("starts", words.starts(), typed))
                (time_field("ends", words.ends(), typed))
                (text_field("uses", words.uses(), Some(words.empty_hint()), typed))
                (text_field("uses-each", words.uses_each(), Some(words.empty_hint()), typed))
            }
        }
    }
}

/// A field of a moment, by the shop's clocks.
pub fn time_field(name: &str, label: &str, typed: &Fields) -> Markup {
    html! {
        div.field {
            label for=(name) { (time_label(label)) }
            input id=(name) name=(name) type="datetime-local" value=(typed.get(name)) aria-invalid=[is_invalid(name, typed)]
                aria-describedby=[described_by(name, false, typed)];
            (fault(name, typed))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(&str, &str)]) -> Result<CreatePromotion, Fault> {
        let mut fields = Fields::default();
        pairs.iter().for_each(|(name, value)| fields.set(*name, *value));
        promotion_of(&fields, words::office_selling(Locale::En))
    }

    #[test]
    fn a_promotion_is_what_the_form_says() {
        let made = said(&[
            ("kind", "percent"),
            ("percent", "12,5 %"),
            ("title.en", "Summer"),
            ("title.de", "Sommer"),
            ("code", "summer 10"),
            ("collection.table", "on"),
            ("skus", "MUG\r\n JUG \r\n"),
            ("minimum.EUR", "20"),
            ("ends", "2026-12-01T00:00"),
            ("uses", "100"),
        ]);
        let made = made.expect("no fault");
        assert_eq!(made.benefit, Benefit::Percent { basis_points: 1_250 });
        assert_eq!(made.code.map(String::from).as_deref(), Some("SUMMER10"));
        assert_eq!(
            (made.ends_at, made.max_uses, made.minimum_spend[&Currency::Eur]),
            (Some(1_796_083_200), Some(100), 2_000)
        );
        let Target::Goods { collections, skus } = made.target else { panic!("for some goods alone") };
        assert_eq!((collections.len(), skus.len()), (1, 2));
        let made = said(&[("kind", "buy-get"), ("buy", "2"), ("get", "1")]).expect("no fault");
        assert_eq!(made.benefit, Benefit::BuyGet { buy: 2, get: 1, basis_points: 10_000 });
        assert_eq!(made.target, Target::Order);
    }

    #[test]
    fn each_fault_has_its_sentence() {
        let words = words::office_selling(Locale::En);
        for (pairs, name, expected) in [
            (vec![("kind", "")], "kind", words.no_kind()),
            (vec![("kind", "percent")], "percent", words.bad_percent()),
            (vec![("kind", "percent"), ("percent", "101")], "percent", words.bad_percent()),
            (vec![("kind", "amount"), ("amount.EUR", "much")], "amount.EUR", words.bad_amount()),
            (vec![("kind", "buy-get"), ("buy", "two")], "buy", words.bad_number()),
            (vec![("kind", "buy-get"), ("buy", "2")], "get", words.bad_number()),
            (vec![("kind", "free-delivery"), ("code", "!")], "code", words.bad_code()),
            (vec![("kind", "free-delivery"), ("starts", "soon")], "starts", words.bad_time()),
            (vec![("kind", "free-delivery"), ("skus", "..")], "skus", words.bad_sku()),
        ] {
            assert_eq!(said(&pairs).expect_err(expected), Fault::of(name, expected), "{pairs:?}");
        }
    }
}
