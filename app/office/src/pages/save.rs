//! Making a page, and saving one.

use api::settings::{CreatePage, PageKind, Publication, UpdatePage};
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use http::StatusCode;

use super::editor::{show, show_new, slug};
use super::form::{Draft, fields_of};
use super::read;
use crate::fields::{Fields, localized};
use crate::page::{alert, rejection};
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// Makes the page of a form.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let Some(slug) = slug(fields) else { return Ok(show_new(visitor, &no_address(visitor, fields))) };
    let made = CreatePage {
        kind: kind(fields),
        slug,
        title: localized(fields, "title"),
        description: localized(fields, "description"),
        body: localized(fields, "body"),
        publication: publication(fields),
    };
    match visitor.write(&made, &posted.once()).await {
        Ok(made) => Ok(Redirect::to(&format!("/admin/pages/{}?saved", made.id)).into_response()),
        Err(problem) => Ok(show_new(visitor, &refused(visitor, fields, &problem)?)),
    }
}

/// Saves a page as a form says, if nobody else has saved it since the form was made.
pub async fn update(Path(id): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let before = read(visitor, &id, None).await?;
    let Some(slug) = slug(fields) else { return Ok(show(visitor, &before, &no_address(visitor, fields))) };
    let change = UpdatePage {
        kind: Some(kind(fields)),
        slug: Some(slug),
        title: Some(localized(fields, "title")),
        description: Some(localized(fields, "description")),
        body: Some(localized(fields, "body")),
        publication: publication(fields),
        ..UpdatePage::of(before.id, posted.version())
    };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to(&format!("/admin/pages/{id}?saved")).into_response()),
        Err(problem) => problem,
    };
    if problem.code != Code::VersionOutdated {
        return Ok(show(visitor, &before, &refused(visitor, fields, &problem)?));
    }
    let now = read(visitor, &id, None).await?;
    let kept = fields_of(&now);
    let mut typed = fields.clone();
    typed.set("version", kept.get("version"));
    let words = words::office(visitor.locale);
    let above = Some(alert(words.page_outdated(), Some(words.page_outdated_hint())));
    let draft = Draft { typed: &typed, kept: Some(&kept), fault: None, above, status: StatusCode::CONFLICT };
    Ok(show(visitor, &now, &draft))
}

fn kind(fields: &Fields) -> PageKind {
    PageKind::of_code(fields.get("kind")).unwrap_or_default()
}

/// What the button says that was pressed.
fn publication(fields: &Fields) -> Option<Publication> {
    match fields.get("action") {
        "publish" => Some(Publication::Publish),
        "withdraw" => Some(Publication::Withdraw),
        _ => None,
    }
}

fn no_address<'a>(visitor: &Visitor, typed: &'a Fields) -> Draft<'a> {
    let above = Some(alert(words::office(visitor.locale).not_an_address(), None));
    Draft { typed, kept: None, fault: Some("slug"), above, status: StatusCode::UNPROCESSABLE_ENTITY }
}

/// The form again, under what the origin says of it. Whoever is no longer signed in is sent there.
fn refused<'a>(visitor: &Visitor, typed: &'a Fields, problem: &'a Problem) -> Result<Draft<'a>, Refused> {
    visitor.stop(problem)?;
    let above = Some(rejection(visitor.locale, problem));
    Ok(Draft { typed, kept: None, fault: problem.field.as_deref(), above, status: problem.code.status() })
}
