//! What a page has said, save by save, and taking one of it up again.

use api::Code;
use api::catalog::Text;
use api::settings::{ListPageVersions, PageVersion, Publication, UpdatePage};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::form::preview;
use super::read;
use crate::page::{Section, alert, form_status, hidden, page, rejection, time, written};
use crate::visitor::{Posted, Reply, Visitor};

/// The list.
pub async fn list(visitor: Visitor, Path(id): Path<String>) -> Reply {
    let words = words::office(visitor.locale);
    let now = read(&visitor, &id, None).await?;
    let before = visitor.query.get("before").parse().ok();
    let versions = visitor.read(&ListPageVersions { page: now.id, before }).await?;
    let next = versions.last().map(|last| last.version).filter(|last| *last > 1);
    let content = html! {
        p.crumb { a href={ "/admin/pages/" (now.id) } { (now.title.get(visitor.locale)) } }
        h1 { (words.page_versions()) }
        table {
            thead {
                tr {
                    th scope="col" { (words.page_version()) }
                    th scope="col" { (words.title()) }
                    th scope="col" { (words.status()) }
                    th scope="col" { (words.changed()) }
                }
            }
            tbody { @for version in &versions { (row(&visitor, &id, version, now.published)) } }
        }
        @if let Some(next) = next {
            p.paging { a.button href={ "/admin/pages/" (now.id) "/versions?before=" (next) } { (words.next_page()) } }
        }
    };
    Ok(page(&visitor, Section::Pages, words.page_versions(), &content))
}

fn row(visitor: &Visitor, id: &str, version: &PageVersion, shown: Option<i64>) -> Markup {
    let words = words::office(visitor.locale);
    let state = match version.publication {
        _ if shown == Some(version.version) => words.page_shown(),
        Some(Publication::Publish) => words.page_was_shown(),
        Some(Publication::Withdraw) => words.page_withdrawn(),
        None => words.draft(),
    };
    html! {
        tr {
            th scope="row" {
                a href={ "/admin/pages/" (id) "/versions/" (version.version) } { (words.page_version()) " " (version.version) }
            }
            td data-label=(words.title()) { (written(&Text::of(&version.title, visitor.locale), visitor.locale)) }
            td data-label=(words.status()) { (state) }
            td data-label=(words.changed()) { (time(&version.saved_at)) }
        }
    }
}

/// What one of them says.
pub async fn show(visitor: Visitor, Path((id, version)): Path<(String, String)>) -> Reply {
    let version = version.parse().map_err(|_| visitor.nothing_here())?;
    one(&visitor, &id, version, None).await
}

async fn one(visitor: &Visitor, id: &str, version: i64, above: Option<&Markup>) -> Reply {
    let words = words::office(visitor.locale);
    let said = read(visitor, id, Some(version)).await?;
    let title = format!("{} {version}", words.page_version());
    let content = html! {
        p.crumb { a href={ "/admin/pages/" (said.id) "/versions" } { (words.page_versions()) } }
        h1 { (title) }
        @if let Some(above) = above { (above) }
        p { (time(&said.saved_at)) }
        form method="post" action={ "/admin/pages/" (said.id) "/versions/" (version) } {
            (hidden(visitor))
            input type="hidden" name="version" value=(said.version);
            p.hint { (words.page_restore_hint()) }
            button.button { (words.page_restore()) }
        }
        (preview(visitor, &said.title, &said.html))
    };
    Ok(page(visitor, Section::Pages, &title, &content))
}

/// Takes up what it said again, as a draft.
pub async fn restore(Path((id, version)): Path<(String, String)>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let version = version.parse().map_err(|_| visitor.nothing_here())?;
    let page = id.parse().map_err(|_| visitor.nothing_here())?;
    let change = UpdatePage { restore: Some(version), ..UpdatePage::of(page, posted.version()) };
    match visitor.write(&change, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(&format!("/admin/pages/{page}?saved")).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = match problem.code {
                Code::VersionOutdated => {
                    let words = words::office(visitor.locale);
                    alert(words.page_outdated(), Some(words.nothing_done_hint()))
                }
                _ => rejection(visitor.locale, &problem),
            };
            let shown: Response = one(visitor, &id, version, Some(&above)).await?;
            Ok((form_status(problem.code), shown).into_response())
        }
    }
}
