//! Signing in and out, by a staff key.

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Locale;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use maud::html;

use crate::Office;
use crate::page::{notice, plain, trouble};
use crate::visitor::{Posted, Reply, cookie_name, is_known, locale, read_form};

/// The form.
pub async fn show(headers: HeaderMap) -> Response {
    form(locale(&headers), StatusCode::OK)
}

fn form(locale: Locale, status: StatusCode) -> Response {
    let words = words::office(locale);
    let is_wrong = status != StatusCode::OK;
    let content = html! {
        h1 { (words.sign_in()) }
        @if is_wrong { (notice(words.wrong_key(), None)) }
        form.narrow method="post" action="/admin/sign-in" {
            div.field {
                label for="key" { (words.staff_key()) }
                input id="key" name="key" type="password" required autocomplete="current-password"
                    aria-describedby="key-hint" aria-invalid=[is_wrong.then_some("true")];
                p.hint id="key-hint" { (words.sign_in_hint()) }
            }
            button.button.main { (words.sign_in()) }
        }
    };
    plain(locale, status, words.sign_in(), &content)
}

/// Checks the key, and keeps it in a cookie that no script reads and no other site sends, until the browser closes.
pub async fn sign_in(State(office): State<Office>, request: Request) -> Reply {
    let (parts, body) = request.into_parts();
    let locale = locale(&parts.headers);
    let fields = read_form(locale, body).await?;
    let key = fields.get("key");
    let is_plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    // A session of a shopper's is no key either, though the origin knows it.
    let is_key = is_plain && key.starts_with("selvedge_staff_");
    let known = match is_key {
        true => is_known(&office.api, key).await,
        false => Ok(false),
    };
    match known {
        Ok(true) => Ok((cookie(office.is_https, key, ""), Redirect::to("/admin")).into_response()),
        Ok(false) => Ok(form(locale, StatusCode::UNPROCESSABLE_ENTITY)),
        Err(problem) => {
            let title = words::office(locale).went_wrong();
            Ok(trouble(locale, problem.code.status(), title, Some(&problem.detail)).into_response())
        }
    }
}

/// Forgets the key.
pub async fn sign_out(State(office): State<Office>, _: Posted) -> Response {
    (cookie(office.is_https, "", "; Max-Age=0"), Redirect::to("/admin/sign-in")).into_response()
}

fn cookie(is_https: bool, key: &str, more: &str) -> [(header::HeaderName, HeaderValue); 1] {
    let secure = if is_https { "; Secure" } else { "" };
    let text = format!("{}={key}; Path=/; HttpOnly; SameSite=Strict{secure}{more}", cookie_name(is_https));
    let mut value = HeaderValue::try_from(text).expect("letters, digits and signs");
    value.set_sensitive(true);
    [(header::SET_COOKIE, value)]
}
