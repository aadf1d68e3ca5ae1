//! Taking a zone away.

use api::Code;
use api::checkout::delivery::{AdminDelivery, GetAdminDelivery, UpdateDelivery};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::checkout::Zone;
use maud::{Markup, html};

use super::zone::{find, named};
use super::{PATH as LIST, address};
use crate::page::{Section, alert, form_status, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// Where it is asked for.
pub const PATH: &str = "/admin/delivery/zone/remove";

/// The question, with what it means.
pub async fn ask(visitor: Visitor) -> Reply {
    let (zone, kept) = named(&visitor, visitor.query.get("name")).await?;
    Ok(question(&visitor, &zone, &kept, None))
}

/// Takes it away, if nobody has set anything since the question.
pub async fn remove(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kept = visitor.read(&GetAdminDelivery {}).await?;
    // A form that is sent again finds it gone.
    let Some(zone) = find(&kept, fields.get("zone")).cloned() else { return Ok(Redirect::to(LIST).into_response()) };
    let zones = kept.zones.iter().filter(|one| **one != zone).cloned().collect();
    match visitor.write(&UpdateDelivery { if_match: posted.version(), zones }, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(LIST).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = match problem.code {
                Code::VersionOutdated => {
                    let hint = words::office(visitor.locale).nothing_done_hint();
                    alert(words::delivery(visitor.locale).outdated(), Some(hint))
                }
                _ => rejection(visitor.locale, &problem),
            };
            Ok((form_status(problem.code), question(visitor, &zone, &kept, Some(&above))).into_response())
        }
    }
}

fn question(visitor: &Visitor, zone: &Zone, kept: &AdminDelivery, above: Option<&Markup>) -> Response {
    let words = words::delivery(visitor.locale);
    let title = words.remove_question(&zone.name);
    let content = html! {
        p.crumb { a href=(address(&zone.name)) { (zone.name) } }
        h1 { (title) }
        @if let Some(above) = above { (above) }
        p { (words.remove_meaning()) }
        form method="post" action=(PATH) {
            (hidden(visitor))
            input type="hidden" name="version" value=(kept.version);
            input type="hidden" name="zone" value=(zone.name);
            p.actions {
                button.button.main { (words.remove_zone()) }
                a.button href=(address(&zone.name)) { (words::office(visitor.locale).back()) }
            }
        }
    };
    page(visitor, Section::Settings, &title, &content)
}
