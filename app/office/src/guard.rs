//! What holds for every request to the office.

use api::Problem;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use origin_staff::{Permission, Session, cookies, session};

use crate::Office;
use crate::datetime::{Zone, in_zone};
use crate::frame::trouble;
use crate::security::script;
use crate::shop::currencies;
use crate::visitor::{locale, problem_of};

/// Nothing is loaded but our own stylesheet and, as [`policy`] adds, the shop's pictures; nothing runs, but for a script
/// that the page itself holds and a handler has allowed; and no other page shows ours.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Refuses writes that other pages caused, finds out who is signed in, and says that nothing may be kept, framed or guessed.
pub async fn guard(State(office): State<Office>, mut request: Request, next: Next) -> Response {
    let locale = locale(request.headers());
    let mut response = if *request.method() == Method::POST && !is_from_here(request.headers()) {
        trouble(locale, StatusCode::FORBIDDEN, words::office(locale).form_stale(), None).into_response()
    } else {
        match session_of(&office, request.headers()).await {
            Ok(session) => {
                let zone = request.extensions_mut().remove::<Zone>();
                match session {
                    Some(session) => {
                        request.extensions_mut().insert(session);
                        in_zone(zone, currencies::asked_for(&office, next.run(request))).await
                    }
                    None => in_zone(zone, next.run(request)).await,
                }
            }
            Err(problem) => {
                let title = words::office(locale).went_wrong();
                trouble(locale, problem.code.status(), title, Some(&problem)).into_response()
            }
        }
    };
    let scripts = response.extensions().get::<script::Allowed>().map(script::Allowed::rules);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy(&office.shop, scripts.as_deref()));
    let always = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in always {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    ask_to_come_again(&mut response);
    response
}

/// Says when to come again, where a server that is needed is away, and nobody has said it yet.
fn ask_to_come_again(response: &mut Response) {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("2"));
    }
}

/// What pages may load, with pictures of the shop at this address; and the rules for what may run, if anything may.
fn policy(shop: &str, scripts: Option<&str>) -> HeaderValue {
    let mut rules = vec![POLICY.to_owned()];
    rules.extend(scripts.map(str::to_owned));
    // What separates rules is no address of a shop.
    if !shop.contains([';', ',', ' ']) {
        rules.push(format!("img-src {shop}/media/"));
    }
    HeaderValue::try_from(rules.join("; ")).unwrap_or(HeaderValue::from_static(POLICY))
}

async fn session_of(office: &Office, headers: &HeaderMap) -> Result<Option<Session>, Problem> {
    match cookies::session(headers, office.is_https) {
        Some(token) => session::current(&office.stores, token).await.map_err(problem_of),
        None => Ok(None),
    }
}

/// Sends whoever is signed in and may not do this away. Whoever is not signed in comes as far as the handler, which knows
/// what they typed.
pub async fn allow(State(permission): State<Permission>, request: Request, next: Next) -> Response {
    match request.extensions().get::<Session>().map(|session| session.require(permission)) {
        Some(Err(problem)) => {
            let locale = locale(request.headers());
            let title = words::office(locale).not_allowed();
            trouble(locale, problem.code.status(), title, Some(&problem)).into_response()
        }
        Some(Ok(())) | None => next.run(request).await,
    }
}

/// Whether a browser says that one of our own pages sent this. All that are in use say it in one of the two ways.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), _, _) => site == "same-origin",
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_runs_but_the_one_script_by_its_hash_where_it_is() {
        let rules = format!("script-src {}", *script::SOURCE);
        let text = |scripts: Option<&str>| policy("https://shop.example", scripts).to_str().expect("text").to_owned();
        assert!(!text(None).contains("script-src") && text(None).starts_with("default-src 'none'"));
        let rule = text(Some(&rules)).split("; ").find(|rule| rule.starts_with("script-src")).expect("one").to_owned();
        assert!(
            rule.starts_with("script-src 'sha256-") && !rule.contains("unsafe") && !rule.contains("self"),
            "{rule}"
        );
        assert_eq!(text(Some(&rules)).replace(&format!("; {rule}"), ""), text(None));
        assert!(!policy("https://shop.example; script-src *", None).to_str().expect("text").contains("script-src"));
    }

    #[test]
    fn a_page_that_lacks_a_server_says_when_to_come_again() {
        let asked = |status: StatusCode, said: Option<&'static str>| {
            let problem = Problem::unavailable();
            let mut page = trouble(domain::Locale::default(), status, "Not now", Some(&problem)).into_response();
            if let Some(said) = said {
                page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(said));
            }
            ask_to_come_again(&mut page);
            page.headers().get(header::RETRY_AFTER).map(|when| when.to_str().expect("a number").to_owned())
        };
        assert_eq!(asked(StatusCode::SERVICE_UNAVAILABLE, None).as_deref(), Some("2"));
        assert_eq!(asked(StatusCode::SERVICE_UNAVAILABLE, Some("60")).as_deref(), Some("60"));
        assert_eq!(asked(StatusCode::INTERNAL_SERVER_ERROR, None), None);
    }

    #[test]
    fn only_our_own_pages_write() {
        let check = |said: &[(&'static str, &'static str)], expected| {
            let mut headers = HeaderMap::new();
            for (name, value) in said {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(is_from_here(&headers), expected, "{said:?}");
        };
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "same-site"), ("origin", "http://a"), ("host", "a")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("origin", "https://office.example:8443"), ("host", "office.example:8443")], true);
        check(&[("origin", "https://evil.example"), ("host", "office.example")], false);
        check(&[("origin", "null"), ("host", "office.example")], false);
        check(&[("host", "office.example")], false);
    }
}
