//! What stood on the home page before.

use api::Code;
use api::settings::{GetAdminHome, HomeVersion, ListHomeVersions, Publication, UpdateHome};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};

use super::kind_name;
use crate::page::{Section, alert, form_status, hidden, page, rejection, time};
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// The versions, the newest first.
pub async fn list(visitor: Visitor) -> Reply {
    shown(&visitor, None, StatusCode::OK).await
}

async fn shown(visitor: &Visitor, above: Option<&Markup>, status: StatusCode) -> Result<Response, Refused> {
    let words = words::shop(visitor.locale);
    let before = visitor.query.get("before").parse().ok();
    let versions = visitor.read(&ListHomeVersions { before }).await?;
    let newest = visitor.read(&GetAdminHome::default()).await?;
    let content = html! {
        p.crumb { a href="/admin/home" { (words.home()) } }
        h1 { (words.versions()) }
        @if let Some(above) = above { (above) }
        p.hint { @if versions.is_empty() { (words.no_versions()) } @else { (words.restore_hint()) } }
        ul.pictures {
            @for one in &versions { li { (row(visitor, one, newest.version)) } }
        }
        @if let Some(last) = versions.last().filter(|_| versions.len() >= 100) {
            p.paging { a.button href={ "/admin/home/versions?before=" (last.version) } { (words::office(visitor.locale).next_page()) } }
        }
    };
    Ok((status, page(visitor, Section::Pages, words.versions(), &content)).into_response())
}

fn row(visitor: &Visitor, one: &HomeVersion, newest: i64) -> Markup {
    let words = words::shop(visitor.locale);
    let did = one.publication.map(|publication| match publication {
        Publication::Publish => words.was_shown(),
        Publication::Withdraw => words.was_withdrawn(),
    });
    html! {
        div {
            p { strong { (words.version(one.version)) } " " (time(&one.saved_at)) @if let Some(did) = did { " – " (did) } }
            p.hint {
                @for (place, kind) in one.kinds.iter().enumerate() {
                    @if place > 0 { ", " }
                    (kind_name(words, kind))
                }
            }
        }
        @if one.version < newest {
            form method="post" action={ "/admin/home/versions/" (one.version) } {
                (hidden(visitor))
                input type="hidden" name="version" value=(newest);
                button.button.quiet aria-label={ (words.restore()) " – " (words.version(one.version)) } { (words.restore()) }
            }
        }
    }
}

/// Takes up the blocks of a version again, as a draft.
pub async fn restore(Path(version): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let version = version.parse().map_err(|_| visitor.nothing_here())?;
    let change = UpdateHome { if_match: posted.version(), restore: Some(version), ..UpdateHome::default() };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/home?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let above = match problem.code {
        Code::VersionOutdated => {
            let hint = words::office(visitor.locale).nothing_done_hint();
            alert(words::shop(visitor.locale).home_outdated(), Some(hint))
        }
        _ => rejection(visitor.locale, &problem),
    };
    shown(visitor, Some(&above), form_status(problem.code)).await
}
