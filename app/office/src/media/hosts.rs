//! Hosts that pictures may be fetched from, beside those that the operator names.

use api::Code;
use api::media::{GetPictureHosts, PictureHosts, UpdatePictureHosts};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};

use crate::fields::Fields;
use crate::page::{Section, alert, compared, described_by, done, fault, hidden, is_invalid, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// Where it is.
const PATH: &str = "/admin/media/hosts";

/// What is set.
pub async fn show(visitor: Visitor) -> Reply {
    let typed = fields_of(&visitor.read(&GetPictureHosts {}).await?);
    let above = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    Ok(form(&visitor, &typed, above.as_ref(), StatusCode::OK))
}

/// Sets what a form says, if nobody else has set anything since it was made.
pub async fn save(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let hosts = fields.get("hosts").lines().map(str::to_owned).collect();
    let change = UpdatePictureHosts { if_match: posted.version(), hosts };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/media/hosts?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    if problem.code != Code::VersionOutdated {
        return Ok(form(visitor, fields, Some(&rejection(visitor.locale, &problem)), problem.code.status()));
    }
    let words = words::office(visitor.locale);
    let now = fields_of(&visitor.read(&GetPictureHosts {}).await?);
    let typed = compared(visitor.locale, fields, &now, &["hosts"]);
    let above = alert(words.settings_outdated(), Some(words.settings_outdated_hint()));
    Ok(form(visitor, &typed, Some(&above), StatusCode::CONFLICT))
}

fn fields_of(kept: &PictureHosts) -> Fields {
    let mut fields = Fields::default();
    fields.set("version", kept.version.to_string());
    fields.set("hosts", kept.hosts.join("\n"));
    fields
}

fn form(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Response {
    let (words, office) = (words::shop(visitor.locale), words::office(visitor.locale));
    let content = html! {
        p.crumb { a href="/admin/media/fetches" { (words::office_selling(visitor.locale).fetches()) } }
        h1 { (words.picture_hosts()) }
        @if let Some(above) = above { (above) }
        form method="post" action=(PATH) {
            (hidden(visitor))
            input type="hidden" name="version" value=(typed.get("version"));
            div.field {
                label for="hosts" { (words.picture_hosts()) }
                textarea id="hosts" name="hosts" rows="8" spellcheck="false" aria-invalid=[is_invalid("hosts", typed)]
                    aria-describedby=[described_by("hosts", true, typed)] { "\n" (typed.typed("hosts")) }
                (fault("hosts", typed))
                p.hint id="hosts-hint" { (words.picture_hosts_hint()) }
            }
            p.actions { button.button.main { (office.save()) } }
        }
    };
    (status, page(visitor, Section::Pictures, words.picture_hosts(), &content)).into_response()
}
