//! Deleting a page for good.

use api::Code;
use api::settings::{AdminPage, DeletePage};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::read;
use crate::page::{Section, alert, form_status, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// The question, with what it means.
pub async fn ask(visitor: Visitor, Path(id): Path<String>) -> Reply {
    let kept = read(&visitor, &id, None).await?;
    Ok(question(&visitor, &kept, None))
}

fn question(visitor: &Visitor, kept: &AdminPage, above: Option<&Markup>) -> Response {
    let words = words::office(visitor.locale);
    let content = html! {
        p.crumb { a href={ "/admin/pages/" (kept.id) } { (kept.title.get(visitor.locale)) } }
        h1 { (words.page_delete_question()) }
        @if let Some(above) = above { (above) }
        p { (words.page_delete_meaning()) }
        form method="post" action={ "/admin/pages/" (kept.id) "/delete" } {
            (hidden(visitor))
            input type="hidden" name="version" value=(kept.version);
            p.actions {
                button.button.main { (words.delete()) }
                a.button href={ "/admin/pages/" (kept.id) } { (words.back()) }
            }
        }
    };
    page(visitor, Section::Pages, words.page_delete_question(), &content)
}

/// Deletes it, if it is still what was shown.
pub async fn delete(Path(id): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let page = id.parse().map_err(|_| visitor.nothing_here())?;
    match visitor.write(&DeletePage { page, if_match: posted.version() }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/pages?deleted").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let kept = read(visitor, &id, None).await?;
            let above = match problem.code {
                Code::VersionOutdated => {
                    let words = words::office(visitor.locale);
                    alert(words.page_outdated(), Some(words.nothing_done_hint()))
                }
                _ => rejection(visitor.locale, &problem),
            };
            Ok((form_status(problem.code), question(visitor, &kept, Some(&above))).into_response())
        }
    }
}
