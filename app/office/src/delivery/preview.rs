//! What something would cost to be sent somewhere, before any shopper finds out.

use api::Problem;
use api::checkout::delivery::{DeliveryPreview, GetDeliveryPreview, PreviewedDelivery};
use domain::checkout::{Country, DeliveryMethod, TaxClass};
use domain::{Locale, Market, Money};
use http::StatusCode;
use maud::{Markup, html};

use super::{PATH, way};
use crate::fields::minor_units;
use crate::page::{alert, as_sentence, rejection, text_field, written};
use crate::shop::currencies::markets;
use crate::shop::markets::name_of;
use crate::visitor::{Refused, Visitor};

/// The form with what comes of it, and the page's status if that is not good.
pub async fn tried(visitor: &Visitor) -> Result<(Markup, Option<StatusCode>), Refused> {
    let words = words::delivery(visitor.locale);
    let query = &visitor.query;
    let market = Market::of_code(query.get("market")).unwrap_or_default();
    let (result, status) = match asked(visitor, market) {
        None => (html! {}, None),
        Some(Err(said)) => (alert(said, None), Some(StatusCode::UNPROCESSABLE_ENTITY)),
        Some(Ok(asked)) => match visitor.ask(&asked).await {
            Ok(preview) => (result(visitor, &preview), None),
            Err(problem) => refused(visitor, &problem)?,
        },
    };
    let chosen =
        |name: &str, value: &str, unset: &str| query.some(name).map_or(value == unset, |chosen| chosen == value);
    let form = html! {
        h2 id="try" { (words.try_it()) }
        p.hint { (words.try_hint()) }
        form.filter action=(PATH) aria-labelledby="try" {
            div.field {
                label for="market" { (words.market()) }
                select id="market" name="market" {
                    @for one in markets() {
                        option value=(one.code()) selected[one == market] { (name_of(visitor.locale, one)) }
                    }
                }
            }
            div.field {
                label for="country" { (words.country()) }
                select id="country" name="country" {
                    @for (country, code) in Country::ALL {
                        option value=(code) selected[chosen("country", code, market.country().code())] { (words::countries(visitor.locale).name(country)) }
                    }
                }
            }
            (text_field("postal_code", words.postal_code(), None, query))
            (text_field("value", words.value(), None, query))
            (text_field("grams", words.grams(), None, query))
            div.field {
                label for="tax_class" { (words.tax_class()) }
                select id="tax_class" name="tax_class" {
                    @for class in TaxClass::ALL {
                        option value=(class.code()) selected[chosen("tax_class", class.code(), "standard")] { (words.class(class)) }
                    }
                }
            }
            div.field {
                label for="on" { (words.on()) }
                input id="on" name="on" type="date" value=(query.get("on")) autocomplete="off" aria-describedby="on-hint";
                p.hint id="on-hint" { (words.on_hint()) }
            }
            button.button { (words::office(visitor.locale).show()) }
        }
        (result)
    };
    Ok((form, status))
}

/// What is asked for, if anything is.
fn asked(visitor: &Visitor, market: Market) -> Option<Result<GetDeliveryPreview, &'static str>> {
    let words = words::delivery(visitor.locale);
    let query = &visitor.query;
    let country = Country::of_code(query.get("country"))?;
    let or_none = |text: &str| if text.is_empty() { "0".to_owned() } else { text.to_owned() };
    let value = minor_units(&or_none(query.get("value")), market.currency());
    let grams: Option<u32> = or_none(query.get("grams")).parse().ok();
    let (Some(value_minor), Some(grams)) = (value, grams) else { return Some(Err(words.bad_number())) };
    let tax_class = TaxClass::ALL.into_iter().find(|class| class.code() == query.get("tax_class")).unwrap_or_default();
    let text = |name: &str| query.some(name).map(str::to_owned);
    let (postal_code, on) = (text("postal_code"), text("on"));
    Some(Ok(GetDeliveryPreview { market, country, postal_code, value_minor, grams, tax_class, on }))
}

fn refused(visitor: &Visitor, problem: &Problem) -> Result<(Markup, Option<StatusCode>), Refused> {
    visitor.stop(problem)?;
    Ok((rejection(visitor.locale, problem), Some(problem.code.status())))
}

fn result(visitor: &Visitor, preview: &DeliveryPreview) -> Markup {
    let (words, locale) = (words::delivery(visitor.locale), visitor.locale);
    html! {
        h3 { (words.result()) }
        p {
            @if let Some(zone) = &preview.zone { (words.zone()) ": " (zone) } @else { (words.none()) }
            @if let Some(territory) = preview.territory { " · " (words::territories(locale).name(territory)) }
        }
        @if !preview.deliveries.is_empty() {
            table {
                thead {
                    tr {
                        th scope="col" { (words.way()) }
                        th scope="col" { (words.fee()) }
                        th scope="col" { (words.tax()) }
                        th scope="col" { (words.total()) }
                    }
                }
                tbody {
                    @for one in &preview.deliveries {
                        tr {
                            th scope="row" {
                                @match &one.name {
                                    Some(name) => (written(name, locale)),
                                    None => (way(locale, one.method)),
                                }
                            }
                            td data-label=(words.fee()) { (one.fee.display(locale)) }
                            td data-label=(words.tax()) { (tax(one).display(locale)) }
                            td data-label=(words.total()) { (one.total.display(locale)) }
                        }
                    }
                }
            }
        }
        @if preview.zone.is_some() && !preview.refused.is_empty() {
            @let is_missing = |method: &DeliveryMethod| preview.deliveries.iter().all(|one| one.method != *method);
            p {
                (words.not_offered()) ": "
                @for (place, method) in DeliveryMethod::ALL.into_iter().filter(is_missing).enumerate() { @if place > 0 { ", " } (way(locale, method)) }
            }
        }
        // The origin gives its reasons in English alone.
        @for why in &preview.refused { p.hint lang=(Locale::default().code()) { (as_sentence(why)) } }
    }
}

/// The tax of an order, whether it comes on top or is held by the prices.
fn tax(one: &PreviewedDelivery) -> Money {
    if one.tax.minor > 0 { one.tax } else { one.included_tax }
}
