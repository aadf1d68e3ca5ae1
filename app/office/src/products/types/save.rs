//! Making a type, and changing one.

use api::catalog::admin::{AdminProductType, CreateProductType, UpdateProductType};
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::Locale;
use http::StatusCode;
use origin_import::address_of;

use super::form::{Draft, asked_of, fields_of, show};
use super::read;
use crate::fields::{Fields, localized};
use crate::page::{alert, compared, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// Makes the type of a form.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let name = localized(fields, "name");
    if name.en.is_empty() {
        return unfit(visitor, fields, None, words::office_types(visitor.locale).type_name_needed()).await;
    }
    // It gets the handle that its name makes, unless another was typed.
    let Ok(handle) = fields.some("handle").map_or_else(|| Ok(address_of(&name.en)), str::parse) else {
        return unfit(visitor, fields, None, words::office(visitor.locale).not_an_address()).await;
    };
    let Some(attributes) = asked_of(fields) else {
        return unfit(visitor, fields, None, words::office_attributes(visitor.locale).not_a_place()).await;
    };
    match visitor.write(&CreateProductType { handle, name, attributes }, &posted.once()).await {
        Ok(made) => Ok(Redirect::to(&format!("/admin/product-types/{}?saved", made.handle)).into_response()),
        Err(problem) => refused(visitor, fields, None, &problem).await,
    }
}

/// Changes it as a form says, if nobody else has changed it since the form was made.
pub async fn update(Path(handle): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kept = read(visitor, &handle).await?;
    let name = localized(fields, "name");
    if name.en.is_empty() {
        return unfit(visitor, fields, Some(&kept), words::office_types(visitor.locale).type_name_needed()).await;
    }
    let Some(attributes) = asked_of(fields) else {
        return unfit(visitor, fields, Some(&kept), words::office_attributes(visitor.locale).not_a_place()).await;
    };
    let change = UpdateProductType {
        handle: kept.handle.clone(),
        if_match: posted.version(),
        name: Some(name),
        attributes: Some(attributes),
    };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(saved) => {
            return Ok(Redirect::to(&format!("/admin/product-types/{}?saved", saved.handle)).into_response());
        }
        Err(problem) => problem,
    };
    if problem.code != Code::VersionOutdated {
        return refused(visitor, fields, Some(&kept), &problem).await;
    }
    // Rows of two people cannot be laid over each other: they are shown as they are, and changed once more. What was to come
    // besides is still to come, and the name is as it was typed.
    let now = read(visitor, &handle).await?;
    let by_now = fields_of(&now);
    let mut typed = by_now.clone();
    let is_kept = |name: &str| ["name.", "new.", "made."].iter().any(|begin| name.starts_with(begin));
    for (name, value) in fields.all().filter(|(name, _)| is_kept(name)) {
        typed.set(name, value);
    }
    let names: Vec<String> = Locale::ALL.iter().map(|locale| format!("name.{}", locale.code())).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let typed = compared(visitor.locale, &typed, &by_now, &names);
    let words = words::office_types(visitor.locale);
    let above = Some(alert(words.type_outdated(), Some(words.type_outdated_hint())));
    show(visitor, Some(&now), &Draft { typed: &typed, above, status: StatusCode::CONFLICT }).await
}

async fn unfit(visitor: &Visitor, fields: &Fields, kept: Option<&AdminProductType>, said: &str) -> Reply {
    let above = Some(alert(said, None));
    show(visitor, kept, &Draft { typed: fields, above, status: StatusCode::UNPROCESSABLE_ENTITY }).await
}

async fn refused(visitor: &Visitor, fields: &Fields, kept: Option<&AdminProductType>, problem: &Problem) -> Reply {
    visitor.stop(problem)?;
    let above = Some(rejection(visitor.locale, problem));
    show(visitor, kept, &Draft { typed: fields, above, status: problem.code.status() }).await
}
