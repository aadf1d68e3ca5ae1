//! One zone: what is set of it, and a form that sets it.

use api::Code;
use api::checkout::delivery::{AdminDelivery, GetAdminDelivery, UpdateDelivery};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Locale;
use domain::checkout::{Country, Days, DeliveryMethod, Zone};
use http::StatusCode;
use maud::{Markup, html};

use super::form::{DAYS, Fault, fields_of, zone_of};
use super::{PATH, ZONE, address_of, way};
use crate::fields::Fields;
use crate::page::{Section, alert, hidden, page, rejection};
use crate::shop::currencies::currencies;
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// What the form shows.
struct Draft<'a> {
    fields: &'a Fields,
    fault: Option<&'a Fault>,
    above: Option<Markup>,
    status: StatusCode,
}

/// The zone with this name, or an empty form.
pub async fn show(visitor: Visitor) -> Reply {
    let kept = visitor.read(&GetAdminDelivery {}).await?;
    let mut fields = match visitor.query.some("name") {
        None => Fields::default(),
        Some(name) => fields_of(find(&kept, name).ok_or_else(|| visitor.nothing_here())?, visitor.locale),
    };
    fields.set("version", kept.version.to_string());
    Ok(form(&visitor, &Draft { fields: &fields, fault: None, above: None, status: StatusCode::OK }))
}

/// Sets what a form says of a zone, if nobody else has set anything since it was made.
pub async fn save(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::delivery(visitor.locale);
    let kept = visitor.read(&GetAdminDelivery {}).await?;
    // What is built in has a fee in every currency that there is. A shop that sets a zone keeps those it was asked for alone,
    // so that the release before can read what is kept unless a market was made.
    let before = fields.some("zone").and_then(|name| find(&kept, name)).filter(|_| kept.version > 0);
    let zone = match zone_of(fields, before, words) {
        Ok(zone) => zone,
        Err(fault) => {
            let (above, status) = (Some(alert(fault.1, None)), StatusCode::UNPROCESSABLE_ENTITY);
            return Ok(form(visitor, &Draft { fields, fault: Some(&fault), above, status }));
        }
    };
    let name = zone.name.clone();
    // A form that is sent again says what is there already.
    if find(&kept, &name) == Some(&zone) {
        return Ok(Redirect::to(&saved_at(name)).into_response());
    }
    let mut zones = kept.zones.clone();
    match zones.iter_mut().find(|one| Some(one.name.as_str()) == fields.some("zone")) {
        Some(one) => *one = zone,
        None => zones.push(zone),
    }
    let problem = match visitor.write(&UpdateDelivery { if_match: posted.version(), zones }, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to(&saved_at(name)).into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    if problem.code != Code::VersionOutdated {
        let above = Some(rejection(visitor.locale, &problem));
        return Ok(form(visitor, &Draft { fields, fault: None, above, status: problem.code.status() }));
    }
    let mut typed = fields.clone();
    typed.set("version", kept.version.to_string());
    let above = Some(alert(words.outdated(), Some(words.outdated_hint())));
    Ok(form(visitor, &Draft { fields: &typed, fault: None, above, status: StatusCode::CONFLICT }))
}

/// Where somebody is told that a zone was saved.
fn saved_at(name: String) -> String {
    let mut saved = Fields::default();
    saved.set("saved", name);
    format!("{PATH}?{}", saved.to_query())
}

/// The zone with this name.
pub fn find<'a>(kept: &'a AdminDelivery, name: &str) -> Option<&'a Zone> {
    kept.zones.iter().find(|zone| zone.name == name)
}

/// The zone that a query names, with the version of all.
///
/// # Errors
/// The page for what is not there.
pub async fn named(visitor: &Visitor, name: &str) -> Result<(Zone, AdminDelivery), Refused> {
    let kept = visitor.read(&GetAdminDelivery {}).await?;
    let zone = find(&kept, name).cloned().ok_or_else(|| visitor.nothing_here())?;
    Ok((zone, kept))
}

fn form(visitor: &Visitor, draft: &Draft<'_>) -> Response {
    let words = words::delivery(visitor.locale);
    let zone = draft.fields.some("zone");
    let title = zone.unwrap_or(words.new_zone());
    let content = html! {
        p.crumb { a href=(PATH) { (words.delivery()) } }
        h1 { (title) }
        @if let Some(above) = &draft.above { (above) }
        form method="post" action=(ZONE) {
            (hidden(visitor))
            input type="hidden" name="version" value=(draft.fields.get("version"));
            input type="hidden" name="zone" value=(zone.unwrap_or_default());
            (input(draft, "name", words.name(), Some(words.name_hint()), 1, None))
            fieldset {
                legend { (words.countries()) }
                p.hint { (words.countries_hint()) }
                div.boxes {
                    @for (country, code) in Country::ALL {
                        label {
                            input type="checkbox" name={ "country." (code) } checked[draft.fields.has(&format!("country.{code}"))];
                            " " (words::countries(visitor.locale).name(country))
                        }
                    }
                }
                (input(draft, "areas", words.areas(), Some(words.areas_hint()), 3, None))
            }
            @for method in DeliveryMethod::ALL { (method_fields(visitor, draft, method)) }
            p.actions {
                button.button.main { (words::office(visitor.locale).save()) }
                @if let Some(zone) = zone {
                    a.button href=(address_of(super::remove::PATH, zone)) { (words.remove_zone()) }
                }
            }
        }
    };
    (draft.status, page(visitor, Section::Settings, title, &content)).into_response()
}

fn method_fields(visitor: &Visitor, draft: &Draft<'_>, method: DeliveryMethod) -> Markup {
    let words = words::delivery(visitor.locale);
    let code = method.code();
    html! {
        fieldset {
            legend { (way(visitor.locale, method)) }
            label.box {
                input type="checkbox" name={ "offered." (code) } checked[draft.fields.has(&format!("offered.{code}"))];
                " " (words.offered())
            }
            div.languages {
                @for locale in Locale::ALL {
                    (input(
                        draft,
                        &format!("title.{code}.{}", locale.code()),
                        &format!("{}, {}", words.shown_name(), words::shell(locale).language()),
                        Some(words.shown_name_hint()),
                        1,
                        Some(locale),
                    ))
                }
            }
            div.columns {
                (input(draft, &format!("carrier.{code}"), words.carrier(), None, 1, None))
                @for (bound, label) in DAYS.into_iter().zip([words.days_from(), words.days_to()]) {
                    (days(draft, &format!("{bound}.{code}"), label))
                }
            }
            p.hint { (words.days_hint()) }
            div.columns {
                @for currency in currencies() {
                    div.language {
                        (input(draft, &format!("fee.{code}.{currency}"), &words.fee_in(currency), None, 3, None))
                        (input(draft, &format!("free.{code}.{currency}"), &words.free_from_in(currency), None, 1, None))
                    }
                }
            }
            p.hint { (words.fee_hint()) }
        }
    }
}

fn days(draft: &Draft<'_>, name: &str, label: &str) -> Markup {
    let id = name.replace('.', "-");
    let invalid = draft.fault.is_some_and(|fault| fault.0 == name).then_some("true");
    html! {
        div.field {
            label for=(id) { (label) }
            input id=(id) name=(name) type="number" min="0" max=(Days::MAX) inputmode="numeric" value=(draft.fields.typed(name))
                autocomplete="off" aria-invalid=[invalid];
        }
    }
}

fn input(draft: &Draft<'_>, name: &str, label: &str, hint: Option<&str>, rows: u8, lang: Option<Locale>) -> Markup {
    let (id, value) = (name.replace('.', "-"), draft.fields.typed(name));
    let invalid = draft.fault.is_some_and(|fault| fault.0 == name).then_some("true");
    let described = hint.map(|_| format!("{id}-hint"));
    let lang = lang.map(Locale::code);
    html! {
        div.field {
            label for=(id) { (label) }
            @if rows > 1 {
                textarea id=(id) name=(name) rows=(rows) aria-invalid=[invalid] aria-describedby=[described] { "\n" (value) }
            } @else {
                input id=(id) name=(name) value=(value) lang=[lang] autocomplete="off" aria-invalid=[invalid]
                    aria-describedby=[described];
            }
            @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } }
        }
    }
}
