//! What whoever is signed in signs in by: their passkeys, which they add and remove.

pub mod script;

use api::{Code, Problem};
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect};
use domain::Locale;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::passkeys::{self, Passkey};

use crate::Office;
use crate::page::{OWN_SIGN_IN, alert, asked, done, hidden, own_page, rejection, time};
use crate::visitor::{Posted, Reply, Visitor, problem_of};

/// The passkeys of whoever is signed in.
pub async fn show(State(office): State<Office>, visitor: Visitor) -> Reply {
    let words = words::office(visitor.locale);
    let above = match visitor.query.get("done") {
        "added" => Some(done(words.passkey_added())),
        "removed" => Some(done(words.passkey_removed())),
        _ => None,
    };
    render(&office, &visitor, above.as_ref(), StatusCode::OK).await
}

/// Adds a passkey, or removes one.
pub async fn change(State(office): State<Office>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let (stores, session) = (&office.stores, &visitor.session);
    let (outcome, done) = match fields.get("remove").parse() {
        Ok(passkey) => (passkeys::remove(stores, session, passkey).await, "removed"),
        Err(_) => match &office.party {
            Some(party) => {
                let name = fields.some("name").unwrap_or(words::office(visitor.locale).passkey_default_name());
                (passkeys::add(stores, party, session, fields.typed("passkey"), name).await, "added")
            }
            None => return Err(visitor.nothing_here()),
        },
    };
    match outcome.map_err(problem_of) {
        Ok(()) => Ok(Redirect::to(&format!("{OWN_SIGN_IN}?done={done}")).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = said(visitor.locale, &problem);
            render(&office, visitor, Some(&above), status_of(&problem)).await
        }
    }
}

/// A page shown again with a refusal. A browser takes 401 for a question of its own.
pub fn status_of(problem: &Problem) -> StatusCode {
    match problem.code.status() {
        StatusCode::UNAUTHORIZED => StatusCode::UNPROCESSABLE_ENTITY,
        status => status,
    }
}

fn said(locale: Locale, problem: &Problem) -> Markup {
    match sentence(locale, problem.code) {
        Some(text) => alert(text, None),
        None => rejection(locale, problem),
    }
}

/// What is said of a refusal that is about passkeys.
pub fn sentence(locale: Locale, code: Code) -> Option<&'static str> {
    let words = words::office(locale);
    match code {
        Code::PasskeyRefused => Some(words.passkey_refused()),
        Code::PasskeyExpired => Some(words.passkey_expired()),
        Code::PasskeyUnknown => Some(words.passkey_unknown()),
        Code::PasskeyCopied => Some(words.passkey_copied()),
        Code::PasskeysFull => Some(words.passkeys_full()),
        Code::RecentLoginNeeded => Some(words.recent_needed()),
        _ => None,
    }
}

async fn render(office: &Office, visitor: &Visitor, above: Option<&Markup>, status: StatusCode) -> Reply {
    let words = words::office(visitor.locale);
    let failed = |problem: Problem| visitor.refuse(&problem);
    let all = passkeys::list(&office.stores, &visitor.session).await.map_err(problem_of).map_err(failed)?;
    // What cannot be asked now is said in place of the form.
    let question = match &office.party {
        Some(party) => Some(passkeys::ask_to_add(&office.stores, party, &visitor.session).await.map_err(problem_of)),
        None => None,
    };
    let is_scripted = matches!(question, Some(Ok(_)));
    let content = html! {
        h1 { (words.security()) }
        @if let Some(above) = above { (above) }
        p { (words.other_ways()) }
        h2 { (words.passkeys()) }
        p { (words.passkeys_hint()) }
        @if all.is_empty() { p { (words.passkeys_none()) } }
        @else { ul.rows { @for passkey in &all { (row(visitor, passkey)) } } }
        @match &question {
            None => p.hint { (words.passkeys_not_here()) },
            Some(Err(problem)) => p.hint { (sentence(visitor.locale, problem.code).unwrap_or(words.unavailable())) },
            Some(Ok(options)) => (form(visitor, options)),
        }
    };
    let page = own_page(visitor, words.security(), &content);
    let page = if is_scripted { script::allowed(page) } else { page };
    Ok((status, page).into_response())
}

fn row(visitor: &Visitor, passkey: &Passkey) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        li {
            strong { (passkey.name) }
            span.soft {
                (words.made_at()) " " (time(&passkey.created_at)) " · "
                @match &passkey.used_at {
                    Some(at) => { (words.last_used()) " " (time(at)) },
                    None => (words.never_used()),
                }
            }
            (asked(words.remove_passkey(), &passkey.name, words.remove_passkey_meaning(), &html! {
                form method="post" action=(OWN_SIGN_IN) {
                    (hidden(visitor))
                    input type="hidden" name="remove" value=(passkey.id);
                    button.button { (words.remove_passkey()) }
                }
            }))
        }
    }
}

fn form(visitor: &Visitor, options: &str) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        (script::place(visitor.locale, "create", options, html! {
            form.narrow method="post" action=(OWN_SIGN_IN) {
                (hidden(visitor))
                input type="hidden" name="passkey" value="";
                div.field {
                    label for="passkey-name" { (words.passkey_name()) }
                    input id="passkey-name" name="name" maxlength="60" autocomplete="off" aria-describedby="passkey-hint";
                    p.hint id="passkey-hint" { (words.passkey_name_hint()) }
                }
                p.fault id="passkey-fault" role="alert" {}
                button.button.main { (words.add_passkey()) }
            }
        }))
    }
}
