//! Deleting a type.

use api::catalog::admin::{AdminProductType, DeleteProductType};
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use maud::html;

use super::read;
use crate::page::{Section, alert, form_status, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// The question, with what it means.
pub async fn ask(visitor: Visitor, Path(handle): Path<String>) -> Reply {
    let kept = read(&visitor, &handle).await?;
    Ok(question(&visitor, &kept, None))
}

fn question(visitor: &Visitor, kept: &AdminProductType, problem: Option<&Problem>) -> Response {
    let (words, office) = (words::office_types(visitor.locale), words::office(visitor.locale));
    let address = format!("/admin/product-types/{}", kept.handle);
    let content = html! {
        p.crumb { a href=(address) { (kept.name.get(visitor.locale)) } }
        h1 { (words.delete_product_type()) }
        @match problem {
            Some(problem) if problem.code == Code::VersionOutdated => (alert(words.type_outdated(), Some(office.nothing_done_hint()))),
            Some(problem) => (rejection(visitor.locale, problem)),
            None => {}
        }
        @if kept.products == 0 {
            p { (words.delete_product_type_meaning()) }
            form method="post" action={ (address) "/delete" } {
                (hidden(visitor))
                input type="hidden" name="version" value=(kept.version);
                p.actions {
                    button.button.main { (office.delete()) }
                    a.button href=(address) { (office.back()) }
                }
            }
        } @else {
            // There is nothing to confirm: it stays until no product has it.
            p { (words.type_in_use(kept.products)) }
            p.actions { a.button href=(address) { (office.back()) } }
        }
    };
    let status = problem.map_or(StatusCode::OK, |problem| form_status(problem.code));
    (status, page(visitor, Section::Products, words.delete_product_type(), &content)).into_response()
}

/// Deletes it, if it is still what was shown, and no product has it.
pub async fn delete(Path(handle): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let kept = read(visitor, &handle).await?;
    let asked = DeleteProductType { handle: kept.handle.clone(), if_match: posted.version() };
    match visitor.write(&asked, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/product-types?deleted").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            Ok(question(visitor, &read(visitor, &handle).await?, Some(&problem)))
        }
    }
}
