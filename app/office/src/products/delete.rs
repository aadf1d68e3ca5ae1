//! Deleting a product for good.

use api::Code;
use api::catalog::admin::{AdminProductView, DeleteProduct};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::editor::read;
use crate::page::{Section, alert, form_status, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// The question, with what it means.
pub async fn ask(visitor: Visitor, Path(product): Path<String>) -> Reply {
    let (view, _) = read(&visitor, &product).await?;
    Ok(question(&visitor, &view, None))
}

fn question(visitor: &Visitor, view: &AdminProductView, above: Option<&Markup>) -> Response {
    let words = words::office(visitor.locale);
    let content = html! {
        p.crumb {
            a href="/admin/products" { (words.products()) } " / "
            a href={ "/admin/products/" (view.id) } { (view.product.title.get(visitor.locale)) }
        }
        h1 { (words.delete_question()) }
        @if let Some(above) = above { (above) }
        p { (words.delete_meaning()) }
        form method="post" action={ "/admin/products/" (view.id) "/delete" } {
            (hidden(visitor))
            input type="hidden" name="version" value=(view.version);
            p.actions {
                button.button.main { (words.delete()) }
                a.button href={ "/admin/products/" (view.id) } { (words.back()) }
            }
        }
    };
    page(visitor, Section::Products, words.delete_question(), &content)
}

/// Deletes it, if it is still what was shown.
pub async fn delete(Path(product): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let product = product.parse().map_err(|_| visitor.nothing_here())?;
    let asked = DeleteProduct { product, if_match: posted.version() };
    match visitor.write(&asked, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/products?deleted").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let (view, _) = read(visitor, &product.to_string()).await?;
            let above = match problem.code {
                Code::VersionOutdated => {
                    let words = words::office(visitor.locale);
                    alert(words.outdated(), Some(words.nothing_done_hint()))
                }
                _ => rejection(visitor.locale, &problem),
            };
            Ok((form_status(problem.code), question(visitor, &view, Some(&above))).into_response())
        }
    }
}
