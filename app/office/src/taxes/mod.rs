//! Rates of tax.

mod form;

use api::Code;
use api::checkout::taxes::{AdminTaxes, CurrentRates, GetAdminTaxes, UpdateTaxes};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Locale;
use domain::checkout::{Country, Territory};
use http::StatusCode;
use maud::{Markup, html};

use crate::fields::Fields;
use crate::page::{Section, alert, hidden, page, rejection};
use crate::setup;
use crate::visitor::{Posted, Reply, Visitor};
use form::{TIERS, fields_of, rows, rules_of};

/// Where they are.
const PATH: &str = "/admin/taxes";

/// What the form shows.
struct Draft<'a> {
    fields: &'a Fields,
    fault: Option<&'a str>,
    above: Option<Markup>,
    status: StatusCode,
}

/// What is set, and what holds today.
pub async fn show(visitor: Visitor) -> Reply {
    let kept = visitor.read(&GetAdminTaxes {}).await?;
    let above = match visitor.query.has("saved") {
        true => Some(setup::saved(&visitor, words::taxes(visitor.locale).saved()).await),
        false => None,
    };
    let fields = fields_of(&kept);
    Ok(render(&visitor, &kept, &Draft { fields: &fields, fault: None, above, status: StatusCode::OK }))
}

/// Sets what a form says, if nobody else has set anything since it was made.
pub async fn save(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::taxes(visitor.locale);
    let rules = match rules_of(fields) {
        Ok(rules) => rules,
        Err(field) => {
            let kept = visitor.read(&GetAdminTaxes {}).await?;
            let (above, status) = (Some(alert(words.bad_rate(), None)), StatusCode::UNPROCESSABLE_ENTITY);
            return Ok(render(visitor, &kept, &Draft { fields, fault: Some(&field), above, status }));
        }
    };
    let problem = match visitor.write(&UpdateTaxes { if_match: posted.version(), rules }, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/taxes?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let kept = visitor.read(&GetAdminTaxes {}).await?;
    if problem.code != Code::VersionOutdated {
        let above = Some(rejection(visitor.locale, &problem));
        return Ok(render(visitor, &kept, &Draft { fields, fault: None, above, status: problem.code.status() }));
    }
    let mut typed = fields.clone();
    typed.set("version", kept.version.to_string());
    let above = Some(alert(words.outdated(), Some(words.outdated_hint())));
    Ok(render(visitor, &kept, &Draft { fields: &typed, fault: None, above, status: StatusCode::CONFLICT }))
}

fn render(visitor: &Visitor, kept: &AdminTaxes, draft: &Draft<'_>) -> Response {
    let words = words::taxes(visitor.locale);
    let content = html! {
        p.crumb { a href="/admin/settings" { (words::office(visitor.locale).settings()) } }
        h1 { (words.taxes()) }
        @if let Some(above) = &draft.above { (above) }
        p { (words.intro()) }
        form method="post" action=(PATH) {
            (hidden(visitor))
            input type="hidden" name="version" value=(draft.fields.get("version"));
            h2 { (words.set()) }
            p.hint { (words.set_hint()) " " (words.from_hint()) }
            @for row in 0..rows(draft.fields) { (rule(visitor, draft, row)) }
            p.actions { button.button.main { (words::office(visitor.locale).save()) } }
        }
        h2 { (words.now()) }
        table {
            thead {
                tr {
                    th scope="col" { (words.place()) }
                    @for tier in TIERS { th scope="col" { (name(visitor.locale, tier)) } }
                }
            }
            tbody { @for one in &kept.rates { (current(visitor, one)) } }
        }
    };
    (draft.status, page(visitor, Section::Settings, words.taxes(), &content)).into_response()
}

fn name(locale: Locale, tier: &str) -> &'static str {
    let words = words::taxes(locale);
    match tier {
        "standard" => words.standard(),
        "intermediate" => words.intermediate(),
        "reduced" => words.reduced(),
        _ => words.super_reduced(),
    }
}

/// A country's name, or that of a part of it.
fn place(locale: Locale, country: Country, territory: Option<Territory>) -> String {
    let country = words::countries(locale).name(country);
    territory.map_or(country.to_owned(), |part| format!("{country}: {}", words::territories(locale).name(part)))
}

fn rule(visitor: &Visitor, draft: &Draft<'_>, row: usize) -> Markup {
    let (words, locale) = (words::taxes(visitor.locale), visitor.locale);
    let chosen = draft.fields.get(&format!("place.{row}"));
    let parts = Territory::all().filter(|part| !part.is_export());
    // A day, or else a rate in percent: browsers let nothing else be typed.
    let input = |name: &str, label: &str| {
        let at = format!("{name}.{row}");
        let id = at.replace('.', "-");
        let invalid = (draft.fault == Some(at.as_str())).then_some("true");
        let value = draft.fields.typed(&at);
        html! {
            div.field {
                label for=(id) { (label) @if name != "from" { " (%)" } }
                @if name == "from" {
                    input id=(id) name=(at) type="date" value=(value) autocomplete="off" aria-invalid=[invalid];
                } @else {
                    input id=(id) name=(at) type="number" min="0" max="100" step="0.01" inputmode="decimal" value=(value)
                        autocomplete="off" aria-invalid=[invalid];
                }
            }
        }
    };
    html! {
        fieldset {
            legend { (words.row(row + 1)) }
            div.columns {
                div.field {
                    label for={ "place-" (row) } { (words.place()) }
                    select id={ "place-" (row) } name={ "place." (row) } {
                        option value="" { (words.no_place()) }
                        @for (country, code) in Country::ALL {
                            option value=(code) selected[code == chosen] { (place(locale, country, None)) }
                        }
                        @for part in parts {
                            option value=(part.code()) selected[part.code() == chosen] { (place(locale, part.country(), Some(part))) }
                        }
                    }
                }
                (input("from", words.from()))
                @for tier in TIERS { (input(tier, name(locale, tier))) }
            }
        }
    }
}

fn current(visitor: &Visitor, one: &CurrentRates) -> Markup {
    let rates = [Some(one.rates.standard), one.rates.intermediate, one.rates.reduced, one.rates.super_reduced];
    html! {
        tr {
            th scope="row" { (place(visitor.locale, one.country, one.territory)) }
            @for (tier, rate) in TIERS.into_iter().zip(rates) {
                td data-label=(name(visitor.locale, tier)) { @if let Some(rate) = rate { (words::percent(visitor.locale, rate)) } @else { "–" } }
            }
        }
    }
}
