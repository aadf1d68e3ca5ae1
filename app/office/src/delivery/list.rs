//! All zones, and what something would cost to be sent somewhere.

use api::checkout::delivery::GetAdminDelivery;
use domain::checkout::{Fee, Tariff, Zone};
use domain::{Currency, Money};
use http::StatusCode;
use maud::{Markup, html};

use axum::response::IntoResponse as _;

use super::{ZONE, address, places, preview, way};
use crate::page::{Section, page};
use crate::setup;
use crate::shop::currencies::currencies;
use crate::visitor::{Reply, Visitor};

/// The list, with what is tried behind the question mark.
pub async fn show(visitor: Visitor) -> Reply {
    let words = words::delivery(visitor.locale);
    let kept = visitor.read(&GetAdminDelivery {}).await?;
    let (tried, status) = preview::tried(&visitor).await?;
    let saved = match visitor.query.some("saved") {
        Some(zone) => Some(setup::saved(&visitor, &words.saved(zone)).await),
        None => None,
    };
    let content = html! {
        p.crumb { a href="/admin/settings" { (words::office(visitor.locale).settings()) } }
        h1 { (words.delivery()) }
        @if let Some(saved) = saved { (saved) }
        p { (words.intro()) }
        @if kept.version == 0 { p.hint { (words.built_in()) } }
        table {
            thead {
                tr {
                    th scope="col" { (words.zone()) }
                    th scope="col" { (words.places()) }
                    th scope="col" { (words.ways()) }
                }
            }
            tbody {
                @for zone in &kept.zones {
                    tr {
                        th scope="row" { a href=(address(&zone.name)) { (zone.name) } }
                        td data-label=(words.places()) { (places(visitor.locale, zone)) }
                        td data-label=(words.ways()) { (ways(&visitor, zone)) }
                    }
                }
            }
        }
        p.actions { a.button.main href=(ZONE) { (words.new_zone()) } }
        (tried)
    };
    Ok((status.unwrap_or(StatusCode::OK), page(&visitor, Section::Settings, words.delivery(), &content))
        .into_response())
}

fn ways(visitor: &Visitor, zone: &Zone) -> Markup {
    let words = words::delivery(visitor.locale);
    html! {
        @if zone.methods.is_empty() { span.soft { (words.none()) } }
        @for (method, service) in &zone.methods {
            span.line {
                (service.name.as_ref().map_or(way(visitor.locale, *method), |name| name.get(visitor.locale)))
                @for currency in currencies() {
                    @if let Some(tariff) = service.fees.get(&currency) { span.soft { (costs(visitor, tariff, currency)) } }
                }
            }
        }
    }
}

/// The least and the most that a tariff takes.
fn costs(visitor: &Visitor, tariff: &Tariff, currency: Currency) -> String {
    let fees: Vec<i64> = match &tariff.fee {
        Fee::Flat { fee } => vec![*fee],
        Fee::Weight { bands } => bands.iter().map(|band| band.fee).collect(),
        Fee::Price { bands } => bands.iter().map(|band| band.fee).collect(),
    };
    let amount = |minor: Option<&i64>| Money::new(minor.copied().unwrap_or(0), currency).display(visitor.locale);
    let (least, most) = (amount(fees.iter().min()), amount(fees.iter().max()));
    if least == most { least } else { format!("{least} – {most}") }
}
