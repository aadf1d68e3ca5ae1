//! The choices of a product: options and their values are added, renamed and taken out, and the variants follow.

mod form;
mod plan;

use api::Code;
use api::catalog::admin::{AdminProductView, ProductInput, UpdateProduct};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use http::StatusCode;

use self::form::{fields_of, question, show};
use self::plan::plan;
use super::editor::Draft;
use super::form::Faults;
use super::view_of;
use crate::page::{alert, done, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// The options as they are kept.
pub async fn edit(visitor: Visitor, Path(product): Path<String>) -> Reply {
    let view = view_of(&visitor, &product).await?;
    let kept = fields_of(&view);
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    let draft = Draft { typed: &kept, kept: None, faults: &Faults::new(), above: saved, status: StatusCode::OK };
    Ok(show(&visitor, &view, &draft))
}

/// Saves them. What makes or takes out variants is told first, and asked for.
pub async fn save(Path(product): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let view = view_of(visitor, &product).await?;
    let words = words::office_products(visitor.locale);
    let none = Faults::new();
    // What was typed was meant for the options that were shown; the question, too, was of those.
    if fields.get("version") != view.version.to_string() {
        return Ok(outdated(&posted, &view));
    }
    let planned = match plan(fields, &view.product, words) {
        Ok(planned) => planned,
        Err(faults) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let draft = Draft { typed: fields, kept: None, faults: &faults, above: None, status };
            return Ok(show(visitor, &view, &draft));
        }
    };
    let moves_variants = !planned.added.is_empty() || !planned.removed.is_empty();
    if moves_variants && !fields.has("confirmed") {
        return Ok(question(visitor, &view, fields, &planned));
    }
    let change =
        ProductInput { options: Some(planned.options), variants: Some(planned.variants), ..ProductInput::default() };
    let update = UpdateProduct { product: view.id, if_match: posted.version(), change };
    match visitor.write(&update, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(&format!("/admin/products/{}/options?saved", view.id)).into_response()),
        Err(problem) if problem.code == Code::VersionOutdated => {
            let now = view_of(visitor, &product).await?;
            Ok(outdated(&posted, &now))
        }
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = Some(rejection(visitor.locale, &problem));
            let draft = Draft { typed: fields, kept: None, faults: &none, above, status: problem.code.status() };
            Ok(show(visitor, &view, &draft))
        }
    }
}

/// The form again over the options as they are now, with what was typed.
fn outdated(posted: &Posted, now: &AdminProductView) -> axum::response::Response {
    let Posted { visitor, fields } = posted;
    let mut kept = fields_of(now);
    let mut typed = fields.clone();
    for (name, value) in kept.all().filter(|(name, _)| !fields.has(name)) {
        typed.set(name, value);
    }
    // What is to be new differs from nothing that is there.
    let new: Vec<(&str, &str)> = fields.all().filter(|(name, _)| !kept.has(name)).collect();
    for (name, value) in new {
        kept.set(name, value);
    }
    typed.set("version", kept.get("version"));
    let words = words::office(visitor.locale);
    let above = Some(alert(words.outdated(), Some(words.outdated_hint())));
    let none = Faults::new();
    show(visitor, now, &Draft { typed: &typed, kept: Some(&kept), faults: &none, above, status: StatusCode::CONFLICT })
}
