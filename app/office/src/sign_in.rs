//! Signing in, by a password and then a one-time code or by a passkey, and out.

use api::{Code, Problem};
use axum::extract::{Request, State};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use domain::Locale;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use maud::html;
use origin_staff::passkeys::{self, Asked};
use origin_staff::sign_in::{Attempt, begin, finish};
use origin_staff::{Opened, cookies, session};

use crate::page::{self, alert, plain};
use crate::security::{script, sentence, status_of};
use crate::visitor::{Posted, Reply, SIGN_IN, locale, problem_of, read_form};
use crate::{Client, Office};

/// Where the code is asked for.
const CODE: &str = "/admin/sign-in/code";
/// Where an answer for a passkey is sent.
pub const PASSKEY: &str = "/admin/sign-in/passkey";

/// What is said of a problem to whoever signs in or accepts an invitation; none where the origin's own sentence has to do.
pub fn said(locale: Locale, problem: &Problem) -> Option<&'static str> {
    let words = words::office(locale);
    match problem.code {
        Code::WrongCredentials => Some(words.wrong_credentials()),
        Code::SignInCodeWrong => Some(words.wrong_code()),
        Code::TooManyRequests => Some(words.too_many_attempts()),
        Code::LinkUnknown => Some(words.invitation_unknown()),
        Code::LinkUsed => Some(words.invitation_used()),
        Code::LinkExpired => Some(words.invitation_over()),
        Code::Unavailable => Some(words.unavailable()),
        _ => None,
    }
}

/// The form for address and password, and where there are passkeys one for those.
pub async fn show(State(office): State<Office>, headers: HeaderMap, request: Request) -> Response {
    let is_over = request.uri().query() == Some("over");
    let locale = locale(&headers);
    let above = is_over.then(|| words::office(locale).sign_in_over());
    first(&office, &headers, StatusCode::OK, above, "").await
}

/// What the browser is asked for a passkey; none where there are none, or just now none can be asked for: the other way in
/// is there without.
async fn question(office: &Office, headers: &HeaderMap) -> Option<Asked> {
    let party = office.party.as_ref()?;
    passkeys::ask_who(&office.stores, party, cookies::passkeys(headers, office.is_https)).await.ok()
}

async fn first(office: &Office, headers: &HeaderMap, status: StatusCode, above: Option<&str>, email: &str) -> Response {
    let locale = locale(headers);
    let words = words::office(locale);
    let asked = question(office, headers).await;
    // Where the script asks, the browser lists passkeys in the field for the address.
    let username = if asked.is_some() { "username webauthn" } else { "username" };
    let content = html! {
        h1 { (words.sign_in()) }
        @if let Some(above) = above { (alert(above, None)) }
        form.narrow method="post" action=(SIGN_IN) {
            div.field {
                label for="email" { (words.email()) }
                input id="email" name="email" type="email" required autofocus autocomplete=(username) value=(email);
            }
            div.field {
                label for="password" { (words.password()) }
                input id="password" name="password" type="password" required autocomplete="current-password";
            }
            button.button.main { (words.go_on()) }
            p.hint { (words.sign_in_hint()) }
        }
        @if let Some(asked) = &asked {
            (script::place(locale, "get", &asked.options, html! {
                form.narrow method="post" action=(PASSKEY) {
                    input type="hidden" name="passkey" value="";
                    p.fault id="passkey-fault" role="alert" {}
                    button.button { (words.passkey_sign_in()) }
                }
            }))
        }
    };
    let page = plain(locale, status, words.sign_in(), &content);
    match asked {
        Some(asked) => {
            let cookie = with([cookies::set_passkeys(&asked.binding, office.is_https)]);
            (cookie, script::allowed(page)).into_response()
        }
        None => page,
    }
}

/// Signs in by a passkey: the device and what it knows its owner by are two factors, so that no code is asked for.
pub async fn give_passkey(State(office): State<Office>, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let (headers, is_https) = (parts.headers, office.is_https);
    let locale = locale(&headers);
    let fields = read_form(locale, body).await?;
    let Some(party) = &office.party else { return Ok(Redirect::to(SIGN_IN).into_response()) };
    let (binding, device) = (cookies::passkeys(&headers, is_https), cookies::device(&headers, is_https));
    let answer = fields.typed("passkey");
    let outcome = passkeys::sign_in(&office.stores, party, answer, binding.unwrap_or_default(), device).await;
    match outcome.map_err(problem_of) {
        Ok(opened) => Ok((session_cookies(&opened, is_https), Redirect::to("/admin")).into_response()),
        Err(problem) => {
            let said = sentence(locale, problem.code).or_else(|| said(locale, &problem));
            let above = said.unwrap_or_else(|| page::sentence(locale, &problem));
            Ok(first(&office, &headers, status_of(&problem), Some(above), "").await)
        }
    }
}

/// Checks address and password, and asks for the code.
pub async fn give_password(State(office): State<Office>, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let locale = locale(&parts.headers);
    let fields = read_form(locale, body).await?;
    let attempt = Attempt {
        email: fields.get("email"),
        password: fields.typed("password").to_owned(),
        device: cookies::device(&parts.headers, office.is_https),
        client: parts.extensions.get::<Client>().map(|client| client.0),
    };
    match begin(&office.stores, attempt).await.map_err(problem_of) {
        Ok(ticket) => Ok((with([cookies::set_ticket(&ticket, office.is_https)]), Redirect::to(CODE)).into_response()),
        Err(problem) => {
            let above = said(locale, &problem).unwrap_or_else(|| page::sentence(locale, &problem));
            Ok(first(&office, &parts.headers, problem.code.status(), Some(above), fields.get("email")).await)
        }
    }
}

/// The form for the code, for whoever has given a password.
pub async fn show_code(State(office): State<Office>, headers: HeaderMap) -> Response {
    match cookies::ticket(&headers, office.is_https) {
        Some(_) => second(locale(&headers), StatusCode::OK, None),
        None => Redirect::to(SIGN_IN).into_response(),
    }
}

fn second(locale: Locale, status: StatusCode, above: Option<&str>) -> Response {
    let words = words::office(locale);
    let content = html! {
        h1 { (words.sign_in_code()) }
        @if let Some(above) = above { (alert(above, None)) }
        form.narrow method="post" action=(CODE) {
            div.field {
                label for="code" { (words.code()) }
                input id="code" name="code" required autofocus autocomplete="one-time-code" autocapitalize="characters"
                    spellcheck="false" aria-describedby="code-hint" aria-invalid=[above.map(|_| "true")];
                p.hint id="code-hint" { (words.code_hint()) }
            }
            button.button.main { (words.sign_in()) }
        }
        p { a href=(SIGN_IN) { (words.other_account()) } }
    };
    plain(locale, status, words.sign_in_code(), &content)
}

/// Checks the code, and opens a session.
pub async fn give_code(State(office): State<Office>, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let (locale, is_https) = (locale(&parts.headers), office.is_https);
    let fields = read_form(locale, body).await?;
    let Some(ticket) = cookies::ticket(&parts.headers, is_https) else {
        return Ok(Redirect::to("/admin/sign-in?over").into_response());
    };
    let device = cookies::device(&parts.headers, is_https);
    match finish(&office.stores, ticket, fields.get("code"), device).await.map_err(problem_of) {
        Ok(opened) => Ok((session_cookies(&opened, is_https), Redirect::to("/admin")).into_response()),
        Err(problem) if problem.code == Code::Unauthenticated => {
            let headers = with([cookies::clear_ticket(is_https)]);
            Ok((headers, Redirect::to("/admin/sign-in?over")).into_response())
        }
        Err(problem) => {
            let above = said(locale, &problem).unwrap_or_else(|| page::sentence(locale, &problem));
            Ok(second(locale, problem.code.status(), Some(above)))
        }
    }
}

/// Ends the session.
pub async fn sign_out(State(office): State<Office>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let ended = session::end(&office.stores, &visitor.session).await.map_err(problem_of);
    ended.map_err(|problem| visitor.refuse(&problem))?;
    Ok((with([cookies::clear_session(office.is_https)]), Redirect::to(SIGN_IN)).into_response())
}

/// The cookies of whoever has just come in.
pub fn session_cookies(opened: &Opened, is_https: bool) -> impl axum::response::IntoResponseParts + use<> {
    with([
        cookies::set_session(&opened.session, is_https),
        cookies::set_device(&opened.device, is_https),
        cookies::clear_ticket(is_https),
    ])
}

fn with<const N: usize>(cookies: [HeaderValue; N]) -> AppendHeaders<[(HeaderName, HeaderValue); N]> {
    AppendHeaders(cookies.map(|mut cookie| {
        cookie.set_sensitive(true);
        (header::SET_COOKIE, cookie)
    }))
}
