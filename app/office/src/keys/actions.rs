//! Making, replacing and ending a key.

use api::Problem;
use api::staff::{CreateStaffKey, CreateStaffKeyRotation, DeleteStaffKey, NewStaffKey};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use http::StatusCode;
use maud::html;
use origin_staff::Permission;

use super::list::render;
use crate::fields::Fields;
use crate::page::rejection;
use crate::visitor::{Posted, Reply, Visitor};

/// More days than a key may last, for what is no number: it is refused with a sentence.
const NO_DAYS: u16 = u16::MAX;

/// Makes a key, and shows it this once.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let is_chosen = |one: &Permission| fields.has(&format!("may.{}", one.name()));
    let permissions = Permission::ALL.into_iter().filter(is_chosen).map(|one| one.name().to_owned()).collect();
    let request = CreateStaffKey { name: fields.get("name").to_owned(), permissions, days: days(fields) };
    match visitor.write(&request, &posted.once()).await {
        Ok(made) => shown(visitor, &made).await,
        Err(problem) => refuse(&posted, &problem).await,
    }
}

/// Replaces a key, and shows the new one this once.
pub async fn rotate(Path(key): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let key = key.parse().map_err(|_| visitor.nothing_here())?;
    let overlap_hours = fields.get("overlap").parse().unwrap_or(u16::MAX);
    let request = CreateStaffKeyRotation { key, overlap_hours, days: days(fields) };
    match visitor.write(&request, &posted.once()).await {
        Ok(made) => shown(visitor, &made).await,
        Err(problem) => refuse(&posted, &problem).await,
    }
}

/// Ends a key.
pub async fn end(Path(key): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let key = key.parse().map_err(|_| visitor.nothing_here())?;
    match visitor.write(&DeleteStaffKey { key }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/keys?saved").into_response()),
        Err(problem) => refuse(&posted, &problem).await,
    }
}

/// After how many days a key is to end; none for an empty field.
fn days(fields: &Fields) -> Option<u16> {
    fields.some("days").map(|days| days.trim().parse().unwrap_or(NO_DAYS))
}

async fn shown(visitor: &Visitor, made: &NewStaffKey) -> Reply {
    let words = words::office(visitor.locale);
    let above = html! {
        div.alert.done role="status" {
            p.alert-title { (words.key_made(&made.name)) }
            @match &made.key {
                Some(key) => {
                    p { (words.key_made_hint()) }
                    p { code.secret id="key" { (key) } }
                }
                None => p { (words.key_shown()) },
            }
        }
    };
    render(visitor, &Fields::default(), Some(&above), StatusCode::OK).await
}

async fn refuse(posted: &Posted, problem: &Problem) -> Reply {
    let Posted { visitor, fields } = posted;
    if problem.code == api::Code::Unauthenticated {
        return Err(visitor.refuse(problem));
    }
    let above = rejection(visitor.locale, problem);
    render(visitor, fields, Some(&above), problem.code.status()).await
}
