//! Accepting an invitation.

mod qr;

use api::{Code, Problem};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use domain::Locale;
use domain::accounts::Password;
use http::{HeaderMap, StatusCode};
use maud::html;
use origin_staff::invitations::{self, Acceptance, Invitation};

use crate::Office;
use crate::fields::Fields;
use crate::page::{alert, plain, rejection};
use crate::sign_in::{said, session_cookies};
use crate::staff::role_name;
use crate::visitor::{Reply, SIGN_IN, locale, problem_of, read_form};

/// The form by which an invitation is accepted. Looking at it changes nothing.
pub async fn show(State(office): State<Office>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let locale = locale(&headers);
    match invitations::look(&office.stores, &token).await.map_err(problem_of) {
        Ok(invitation) => form(locale, &token, &invitation, &Fields::default(), None),
        Err(problem) => closed(locale, &problem),
    }
}

/// The page of an invitation that opens nothing.
fn closed(locale: Locale, problem: &Problem) -> Response {
    let words = words::office(locale);
    let content = html! {
        h1 { (words.welcome()) }
        @match said(locale, problem) {
            Some(said) => (alert(said, None)),
            None => (rejection(locale, problem)),
        }
        p { a.button href=(SIGN_IN) { (words.sign_in()) } }
    };
    plain(locale, problem.code.status(), words.welcome(), &content)
}

/// What to do about a field that was filled in as it cannot be.
fn unfit(locale: Locale, typed: &Fields, problem: &Problem) -> Option<&'static str> {
    let words = words::accounts(locale);
    match (problem.code, problem.field.as_deref()) {
        (Code::InvalidField, Some("name")) => Some(words.bad_name()),
        (Code::InvalidField, Some("password")) => match Password::try_from(typed.typed("password").to_owned()) {
            Ok(_) => Some(words.common_password()),
            Err(_) => Some(words.bad_password()),
        },
        _ => None,
    }
}

fn form(locale: Locale, token: &str, invitation: &Invitation, typed: &Fields, problem: Option<&Problem>) -> Response {
    let words = words::office(locale);
    let wrong = |name: &str| {
        let is_it = match problem {
            Some(problem) if problem.code == Code::SignInCodeWrong => name == "code",
            Some(problem) => problem.field.as_deref() == Some(name),
            None => false,
        };
        is_it.then_some("true")
    };
    let roles: Vec<&str> = invitation.roles.iter().map(|role| role_name(locale, *role)).collect();
    let secret = invitation.totp_secret.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part));
    let secret = secret.collect::<Vec<_>>().join(" ");
    let content = html! {
        h1 { (words.welcome()) }
        @if let Some(problem) = problem {
            @match said(locale, problem).or_else(|| unfit(locale, typed, problem)) {
                Some(said) => (alert(said, None)),
                None => (rejection(locale, problem)),
            }
        }
        dl.attributes {
            div { dt { (words.email()) } dd { (invitation.email) } }
            div { dt { (words.roles()) } dd { (roles.join(", ")) } }
        }
        form.narrow method="post" action={ "/admin/welcome/" (token) } {
            input type="hidden" name="username" value=(invitation.email) autocomplete="username";
            div.field {
                label for="name" { (words.name_of_account()) }
                input id="name" name="name" required autocomplete="name" value=(typed.typed("name"))
                    aria-invalid=[wrong("name")];
            }
            div.field {
                label for="password" { (words.new_password()) }
                input id="password" name="password" type="password" required autocomplete="new-password"
                    aria-describedby="password-hint" aria-invalid=[wrong("password")];
                p.hint id="password-hint" { (words.new_password_hint()) }
            }
            div {
                h2 { (words.authenticator()) }
                p { (words.authenticator_hint()) }
                (qr::code(locale, &invitation.totp_uri))
                p { (words.authenticator_secret()) }
                p { code.secret { (secret) } }
                p { a href=(invitation.totp_uri) { (words.open_authenticator()) } }
            }
            div.field {
                label for="code" { (words.code()) }
                input id="code" name="code" required inputmode="numeric" autocomplete="one-time-code"
                    aria-describedby="code-hint" aria-invalid=[wrong("code")];
                p.hint id="code-hint" { (words.first_code_hint()) }
            }
            button.button.main { (words.accept()) }
        }
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.code.status());
    plain(locale, status, words.welcome(), &content)
}

/// Makes the account, signs in, and shows the backup codes this once.
pub async fn accept(State(office): State<Office>, Path(token): Path<String>, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let locale = locale(&parts.headers);
    let fields = read_form(locale, body).await?;
    let acceptance = Acceptance {
        name: fields.typed("name").to_owned(),
        password: fields.typed("password").to_owned(),
        code: fields.get("code").to_owned(),
    };
    let problem = match invitations::accept(&office.stores, &token, acceptance).await.map_err(problem_of) {
        Ok(accepted) => {
            let page = backup_codes(locale, &accepted.backup_codes);
            return Ok((session_cookies(&accepted.opened, office.is_https), page).into_response());
        }
        Err(problem) => problem,
    };
    Ok(match invitations::look(&office.stores, &token).await.map_err(problem_of) {
        Ok(invitation) if problem.code != Code::LinkExpired => {
            form(locale, &token, &invitation, &fields, Some(&problem))
        }
        Ok(_) => closed(locale, &problem),
        Err(gone) => closed(locale, &gone),
    })
}

fn backup_codes(locale: Locale, codes: &[String]) -> Response {
    let words = words::office(locale);
    let content = html! {
        h1 { (words.backup_codes()) }
        p { (words.backup_codes_hint()) }
        ul.codes { @for code in codes { li { code { (code) } } } }
        p { a.button.main href="/admin" { (words.to_the_office()) } }
    };
    plain(locale, StatusCode::OK, words.backup_codes(), &content)
}
