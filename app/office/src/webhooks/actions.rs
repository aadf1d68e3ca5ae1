//! Making, changing, pausing, trying and removing a webhook, and sending events again.

use api::endpoint::if_match::IfMatch;
use api::webhooks::{
    CreateWebhook, CreateWebhookPing, CreateWebhookReplay, CreateWebhookSecret, DeleteWebhook, UpdateWebhook,
    WebhookLog, WebhookSecret, WebhookState,
};
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::date;
use http::StatusCode;
use maud::{Markup, html};

use super::one::{fields_of, find};
use super::{LIST, address, events, list, one};
use crate::datetime;
use crate::fields::Fields;
use crate::page::{alert, marked, rejection, time};
use crate::visitor::{Posted, Reply, Visitor};

/// Makes one, and shows its secret this once.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let subjects = match events::read(fields) {
        Ok(subjects) => subjects,
        Err(line) => {
            let above = unfit(visitor, &line);
            return list::render(visitor, fields, Some(&above), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    match visitor.write(&CreateWebhook { url: fields.get("url").to_owned(), subjects }, &posted.once()).await {
        Ok(made) => list::render(visitor, &Fields::default(), Some(&secret(visitor, &made)), StatusCode::OK).await,
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            let fields = marked(visitor.locale, fields, &problem);
            list::render(visitor, &fields, Some(&above), problem.code.status()).await
        }
    }
}

fn unfit(visitor: &Visitor, line: &str) -> Markup {
    alert(words::office_webhooks(visitor.locale).subject_unfit(), Some(line))
}

/// A secret, which is shown this once.
fn secret(visitor: &Visitor, made: &WebhookSecret) -> Markup {
    let words = words::office_webhooks(visitor.locale);
    html! {
        div.alert.done role="status" {
            p.alert-title { (words.secret_made()) }
            p { (words.secret_hint()) }
            p { code.secret id="secret" { (made.secret) } }
            @if let Some(until) = &made.previous_expires_at { p { (words.secret_before()) " " (time(until)) } }
            p { a href=(address(&made.webhook)) { (made.webhook.url) } }
        }
    }
}

/// What a form of the page wants.
enum Wish {
    Change(UpdateWebhook),
    Ping(CreateWebhookPing),
    Again(CreateWebhookReplay),
    Secret(CreateWebhookSecret),
}

/// Does what a form of its page says.
pub async fn change(Path(webhook): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let log = find(visitor, &webhook).await?;
    let wish = match wish(&log, posted.version(), fields) {
        Ok(Some(wish)) => wish,
        Ok(None) => return Err(visitor.nothing_here()),
        Err(Unfit::Subject(line)) => return Ok(unfit_page(visitor, &log, fields, &unfit(visitor, &line))),
        Err(Unfit::Time) => {
            let above = alert(words::office_webhooks(visitor.locale).not_since(), Some(fields.get("since")));
            return Ok(unfit_page(visitor, &log, &fields_of(&log), &above));
        }
    };
    let (page, once) = (address(&log.webhook), posted.once());
    let back = |said: &str| Redirect::to(&format!("{page}?{said}")).into_response();
    let outcome = match wish {
        Wish::Change(change) => visitor.write(&change, &once).await.map(|_| back("saved")),
        Wish::Ping(ping) => visitor.write(&ping, &once).await.map(|_| back("pinged")),
        Wish::Again(replay) => {
            let sent = visitor.write(&replay, &once).await;
            sent.map(|sent| back(if sent.deliveries == 0 { "none" } else { "again" }))
        }
        Wish::Secret(new) => visitor
            .write(&new, &once)
            .await
            .map(|made| one::render(visitor, &log, &fields_of(&log), Some(&secret(visitor, &made)), StatusCode::OK)),
    };
    match outcome {
        Ok(response) => Ok(response),
        Err(problem) if problem.code == Code::VersionOutdated => outdated(visitor, &webhook, fields).await,
        Err(problem) => refused(visitor, &log, fields, &problem),
    }
}

/// Somebody was faster: what was typed stays, and what is set by now stands below it. The next press saves.
async fn outdated(visitor: &Visitor, webhook: &str, fields: &Fields) -> Reply {
    let (words, office) = (words::office_webhooks(visitor.locale), words::office(visitor.locale));
    let log = find(visitor, webhook).await?;
    let now = fields_of(&log);
    if fields.get("do") != "save" {
        let above = alert(words.outdated(), Some(words.outdated_deed_hint()));
        return Ok(one::render(visitor, &log, &now, Some(&above), StatusCode::CONFLICT));
    }
    let mut typed = fields.clone();
    typed.set("version", now.get("version"));
    if typed.get("url") != now.get("url") {
        typed = typed.with_fault("url", &html! { (office.now()) " " q { (now.get("url")) } });
    }
    if events::read(&typed) != events::read(&now) {
        let said = html! { (office.now()) " " q { (events::said(visitor.locale, &log.webhook.subjects)) } };
        typed = typed.with_fault(events::OTHERS, &said);
    }
    let above = alert(words.outdated(), Some(office.settings_outdated_hint()));
    Ok(one::render(visitor, &log, &typed, Some(&above), StatusCode::CONFLICT))
}

/// What a form cannot mean.
enum Unfit {
    /// This line is no event.
    Subject(String),
    /// The time is none.
    Time,
}

fn unfit_page(visitor: &Visitor, log: &WebhookLog, typed: &Fields, above: &Markup) -> Response {
    one::render(visitor, log, typed, Some(above), StatusCode::UNPROCESSABLE_ENTITY)
}

/// None for what no form of the page says.
///
/// # Errors
/// What is to be mended.
fn wish(log: &WebhookLog, if_match: Option<IfMatch>, fields: &Fields) -> Result<Option<Wish>, Unfit> {
    let webhook = log.webhook.id;
    let state =
        |state| Wish::Change(UpdateWebhook { webhook, if_match, url: None, subjects: None, state: Some(state) });
    Ok(match fields.get("do") {
        "save" => {
            let (url, subjects) =
                (Some(fields.get("url").to_owned()), Some(events::read(fields).map_err(Unfit::Subject)?));
            Some(Wish::Change(UpdateWebhook { webhook, if_match, url, subjects, state: None }))
        }
        "pause" => Some(state(WebhookState::Disabled)),
        "resume" => Some(state(WebhookState::Active)),
        "ping" => Some(Wish::Ping(CreateWebhookPing { webhook })),
        "secret" => Some(Wish::Secret(CreateWebhookSecret { webhook })),
        "again" => fields.get("delivery").parse().ok().map(|delivery| {
            Wish::Again(CreateWebhookReplay { webhook, delivery: Some(delivery), since: None, until: None })
        }),
        "since" => {
            let since = datetime::seconds(fields.get("since")).and_then(date::minute);
            let since = since.and_then(|since| Some(format!("{}:00Z", since.get(..16)?))).ok_or(Unfit::Time)?;
            Some(Wish::Again(CreateWebhookReplay { webhook, delivery: None, since: Some(since), until: None }))
        }
        _ => None,
    })
}

/// Removes it with its deliveries.
pub async fn delete(Path(webhook): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let log = find(visitor, &webhook).await?;
    match visitor.write(&DeleteWebhook { webhook: log.webhook.id }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to(LIST).into_response()),
        Err(problem) => refused(visitor, &log, fields, &problem),
    }
}

/// The page again, under what the origin says. What was typed stays, where it was its form that was sent.
fn refused(visitor: &Visitor, log: &WebhookLog, fields: &Fields, problem: &Problem) -> Reply {
    visitor.stop(problem)?;
    let kept = fields_of(log);
    let typed = if fields.has("url") { fields } else { &kept };
    let above = rejection(visitor.locale, problem);
    let typed = marked(visitor.locale, typed, problem);
    Ok(one::render(visitor, log, &typed, Some(&above), problem.code.status()))
}
