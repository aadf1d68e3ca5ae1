//! Rendering a page.

use api::cache::CachePolicy;
use api::edge::fragments::{self as wire, FRAGMENTS};
use api::site;
use app::context::{Backend, Submitted};
use app::routes;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use domain::Market;
use http::{HeaderMap, HeaderValue, Request, StatusCode, Uri, header};
use leptos::prelude::provide_context;
use leptos_axum::ResponseOptions;

use crate::fragments;
use crate::instance::settings::Settings;
use crate::instance::world::World;
use crate::policy::Loads;

/// Renders the page of the request, whose fields are `asked`.
pub async fn render(
    settings: &Settings,
    backend: &Backend,
    submitted: Option<Submitted>,
    asked: &HeaderMap,
) -> Response {
    let options = ResponseOptions::default();
    let world = World::new(|| {
        provide_context(backend.clone());
        provide_context(options.clone());
        if let Some(submitted) = submitted {
            provide_context(submitted);
        }
    });
    let path = &backend.request().path;
    let shown = world.run(|| routes::open(path)).await;
    let page = settings.frame.document(backend.market(), &shown);

    let (status, mut headers) = {
        let mut told = options.0.write().expect("no panic while holding it");
        (told.status.unwrap_or_default(), std::mem::take(&mut told.headers))
    };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let provider = backend.provider();
    let loads = Loads { provider: provider.as_deref(), leaves: path == "/checkout" };
    headers.insert(header::CONTENT_SECURITY_POLICY, loads.policy(settings));
    // A CDN that sends early hints takes them from here. The scripts wait until the page is painted.
    headers.insert(header::LINK, settings.style.clone());
    let policy = policy(backend, status);
    let page = if backend.fragments().is_empty() {
        policy.write(&mut headers);
        page
    } else {
        // Of an outsider the field is not obeyed: it would take tags out of what a cache in front is told.
        let fills = settings.is_guarded && wire::is_spoken(asked.get(FRAGMENTS));
        fragments::assemble(backend, fills, policy, &mut headers, &page)
    };
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// Leads to a page by the plain spelling of its path, if it was asked for by another.
pub fn respelt(uri: &Uri) -> Option<Response> {
    let location = HeaderValue::from_str(&site::respelt(uri.path(), uri.query())?).ok()?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    response.headers_mut().insert(header::LOCATION, location);
    CachePolicy::Never.write(response.headers_mut());
    Some(response)
}

/// What the pages lie below that mails lead to, about an order or an account.
const MAILED: [&str; 4] = ["orders", "login", "register", "account"];

/// Leads from a page of a market that was taken away to the same one of the first market, if mails lead to such pages.
/// `path` is without the market.
pub fn in_first_market(path: &str, query: Option<&str>) -> Option<Response> {
    // The terms that were agreed to are mailed as a version of a page.
    let is_version = query.is_some_and(|query| query.split('&').any(|pair| pair.starts_with("version=")));
    site::page(path).filter(|page| MAILED.contains(&page.section) || (page.section == "pages" && is_version))?;
    let path = Market::default().path(path);
    let address = query.map_or_else(|| path.clone(), |query| format!("{path}?{query}"));
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(&address).ok()?);
    CachePolicy::Never.write(response.headers_mut());
    Some(response)
}

/// Pages, their absence and where they are now may be cached as what they were made of; anything else is for its reader.
fn policy(backend: &Backend, status: StatusCode) -> CachePolicy {
    match status {
        StatusCode::OK
        | StatusCode::NOT_FOUND
        | StatusCode::GONE
        | StatusCode::MOVED_PERMANENTLY
        | StatusCode::PERMANENT_REDIRECT => backend.policy(),
        _ => CachePolicy::Never,
    }
}

/// The fields of a posted form.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn form(request: &Request<Bytes>) -> Result<Submitted, &'static str> {
    let is_form = |value: &HeaderValue| {
        let kind = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    };
    if !request.headers().get(header::CONTENT_TYPE).is_some_and(is_form) {
        return Err("Send the form as application/x-www-form-urlencoded.");
    }
    let text = std::str::from_utf8(request.body()).map_err(|_| "The form is not valid UTF-8.")?;
    serde_html_form::from_str(text).map(Submitted).map_err(|_| "The form cannot be read.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mails_lead_to_is_in_the_first_market_when_its_own_was_taken_away() {
        let led = |path: &str, query| {
            let answer = in_first_market(path, query)?;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "private, no-store");
            Some(answer.headers()[header::LOCATION].to_str().expect("text").to_owned())
        };
        let order = "/orders/01930000-0000-7000-8000-000000000000";
        assert_eq!(led(order, Some("token=abc")), Some(format!("{order}?token=abc")));
        assert_eq!(led("/account/email", None).as_deref(), Some("/account/email"));
        assert_eq!(led("/login/link", Some("token=a&next=b")).as_deref(), Some("/login/link?token=a&next=b"));
        for none in ["/", "/cart", "/products/a", "/orders", "/accounts", "//evil.example"] {
            assert_eq!(led(none, None), None, "{none}");
        }
    }

    #[test]
    fn a_form_is_told_by_its_media_type_in_any_letters() {
        let read = |kind: &str| {
            let request =
                Request::post("/cart").header(header::CONTENT_TYPE, kind).body(Bytes::from("a=1&a=2&b=%C3%BC"));
            form(&request.expect("a request")).map(|form| form.0).ok()
        };
        let fields = [("a", "1"), ("a", "2"), ("b", "ü")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        for kind in ["", "; charset=UTF-8", " ;charset=utf-8"] {
            assert_eq!(read(&format!("application/x-www-form-urlencoded{kind}")).as_deref(), Some(&fields[..]));
            assert_eq!(read(&format!("Application/X-WWW-Form-URLEncoded{kind}")).as_deref(), Some(&fields[..]));
        }
        for other in [
            "",
            "text/plain",
            "application/json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencodedx",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
