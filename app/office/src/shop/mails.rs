//! The words of mails.

mod form;

use api::Code;
use api::settings::{AdminMails, GetAdminMails, MailKind, MailText, UpdateMails};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use maud::{Markup, html};

use self::form::{FIELDS, example, fields_of, form, hints, kind_name, names, text_of, unfit};
use crate::fields::Fields;
use crate::page::{Section, alert, done, form_status, hidden, marked, page, rejection, text_field};
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// The sender's name, and the kinds of mails.
pub async fn list(visitor: Visitor) -> Reply {
    let kept = visitor.read(&GetAdminMails {}).await?;
    let mut typed = Fields::default();
    typed.set("version", kept.version.to_string());
    typed.set("sender_name", kept.mails.sender_name.as_deref().unwrap_or_default());
    let above = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    Ok(overview(&visitor, &kept, &typed, above.as_ref(), StatusCode::OK))
}

/// Sets the sender's name.
pub async fn name(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let sender_name = Some(fields.get("sender_name").to_owned());
    let change = UpdateMails { if_match: posted.version(), sender_name, ..UpdateMails::default() };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/mails?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let kept = visitor.read(&GetAdminMails {}).await?;
    let mut typed = marked(visitor.locale, fields, &problem);
    let above = refused(visitor, &problem, &kept, &mut typed);
    Ok(overview(visitor, &kept, &typed, Some(&above), form_status(problem.code)))
}

fn overview(
    visitor: &Visitor,
    kept: &AdminMails,
    typed: &Fields,
    above: Option<&Markup>,
    status: StatusCode,
) -> Response {
    let words = words::shop(visitor.locale);
    let content = html! {
        p.crumb { a href="/admin/settings" { (words::office(visitor.locale).settings()) } }
        h1 { (words.mails()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.mails_intro()) }
        form.narrow method="post" action="/admin/mails" {
            (hidden(visitor))
            input type="hidden" name="version" value=(typed.get("version"));
            (text_field("sender_name", words.sender(), Some(words.sender_hint()), typed))
            button.button.main { (words::office(visitor.locale).save()) }
        }
        ul.rows {
            @for kind in MailKind::ALL {
                li {
                    a href={ "/admin/mails/" (kind.code()) } { (kind_name(words, kind)) }
                    span.soft {
                        (if kept.mails.texts.contains_key(&kind) { words.mail_set() } else { words.mail_built_in() })
                    }
                }
            }
        }
    };
    (status, page(visitor, Section::Settings, words.mails(), &content)).into_response()
}

/// One mail's words.
pub async fn edit(visitor: Visitor, Path(kind): Path<String>) -> Reply {
    let kind = kind_of(&visitor, &kind)?;
    let kept = visitor.read(&GetAdminMails {}).await?;
    let mut typed = fields_of(kept.mails.texts.get(&kind).unwrap_or(&MailText::default()));
    typed.set("version", kept.version.to_string());
    let above = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    Ok(one(&visitor, kind, &typed, None, above.as_ref(), StatusCode::OK))
}

/// Saves a mail's words, or shows what they make of an example.
pub async fn save(Path(kind): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kind = kind_of(visitor, &kind)?;
    if let Some((fault, said)) = unfit(visitor.locale, kind, fields) {
        let above = alert(&said, Some(names(words::shop(visitor.locale), kind)));
        return Ok(one(visitor, kind, fields, Some(&fault), Some(&above), StatusCode::UNPROCESSABLE_ENTITY));
    }
    if fields.get("action") == "preview" {
        return Ok(one(visitor, kind, fields, None, None, StatusCode::OK));
    }
    let texts = [(kind, text_of(fields))].into_iter().collect();
    let change = UpdateMails { if_match: posted.version(), sender_name: None, texts };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to(&format!("/admin/mails/{}?saved", kind.code())).into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let kept = visitor.read(&GetAdminMails {}).await?;
    let mut typed = fields.clone();
    let above = refused(visitor, &problem, &kept, &mut typed);
    let fault = problem.field.as_deref().and_then(|field| FIELDS.into_iter().find(|name| field.ends_with(name)));
    Ok(one(visitor, kind, &typed, fault, Some(&above), form_status(problem.code)))
}

fn one(
    visitor: &Visitor,
    kind: MailKind,
    typed: &Fields,
    fault: Option<&str>,
    above: Option<&Markup>,
    status: StatusCode,
) -> Response {
    let words = words::shop(visitor.locale);
    let title = kind_name(words, kind);
    let content = html! {
        p.crumb { a href="/admin/mails" { (words.mails()) } }
        h1 { (title) }
        @if let Some(above) = above { (above) }
        @for hint in hints(words, kind) { p.hint { (hint) } }
        (form(visitor, kind, typed, fault))
        (example(visitor, kind, typed))
    };
    (status, page(visitor, Section::Settings, title, &content)).into_response()
}

fn kind_of(visitor: &Visitor, code: &str) -> Result<MailKind, Refused> {
    MailKind::of_code(code).ok_or_else(|| visitor.nothing_here())
}

/// What is said above a form that was refused; one that came too late may be sent again.
fn refused(visitor: &Visitor, problem: &api::Problem, kept: &AdminMails, typed: &mut Fields) -> Markup {
    let words = words::shop(visitor.locale);
    match problem.code {
        Code::VersionOutdated => {
            typed.set("version", kept.version.to_string());
            alert(words.mails_outdated(), Some(words.mails_outdated_hint()))
        }
        _ => rejection(visitor.locale, problem),
    }
}
