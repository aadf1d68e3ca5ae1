//! The page on which a test payment is confirmed or not, as a bank's page would be in real life. It
//! is a page for people and not a part of the API, so it is not among the declared endpoints.

use api::problem::{Code, Problem};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use http::{StatusCode, header};
use origin_platform::ServiceError;
use origin_platform::service_error::respond;
use uuid::Uuid;

use super::catch_up::catch_up;
use crate::checkout::Service;
use crate::checkout::payments::Provider;
use crate::checkout::payments::test_provider::{CHALLENGE_PATH, Charge, TestProvider, challenge_address};

const MAX_FORM: usize = 1024;
const STYLE: &str = "\
    :root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif }\
    body { margin: 0; min-height: 100vh; display: grid; place-items: center }\
    main { max-width: 26rem; padding: 1.5rem }\
    h1 { font-size: 1.375rem }\
    form { display: grid; gap: .75rem }\
    button { font: inherit; padding: .75rem; border-radius: .5rem; border: 1px solid; cursor: pointer;\
             color: Canvas; background: CanvasText }\
    button.quiet { color: CanvasText; background: Canvas }";

/// The page and what its form is sent to. They are there with the test provider alone.
pub fn mount(router: Router<Service>) -> Router<Service> {
    router.route(CHALLENGE_PATH, get(show).post(decide))
}

async fn show(State(service): State<Service>, Path(payment): Path<String>) -> Response {
    answer(page(&service, &payment).await)
}

async fn decide(State(service): State<Service>, Path(payment): Path<String>, form: Body) -> Response {
    answer(decision(&service, &payment, form).await)
}

async fn page(service: &Service, payment: &str) -> Result<Response, ServiceError> {
    let (_, charge) = find(service, payment).await?;
    let state = match charge.outcome.as_str() {
        "challenged" | "processing" => {
            // The form goes to the page's own address.
            "<form method=\"post\">\n<button name=\"outcome\" value=\"complete\">Confirm the payment</button>\n\
             <button class=\"quiet\" name=\"outcome\" value=\"fail\">Let it fail</button>\n</form>"
        }
        "authorised" => "<p>It was confirmed.</p>",
        _ => "<p>It was not confirmed.</p>",
    };
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>Test payment</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Test payment: no money moves</h1>\n\
         <p>This page stands in for your bank’s. The shop asks for {} {}.</p>\n{state}\n</main>\n</body>\n</html>\n",
        charge.amount.decimal(),
        charge.amount.currency,
    );
    let response = Response::builder()
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CACHE_CONTROL, "private, no-store")
        .header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
        );
    Ok(response.body(Body::from(html)).expect("constant headers"))
}

async fn decision(service: &Service, payment: &str, form: Body) -> Result<Response, ServiceError> {
    let (provider, charge) = find(service, payment).await?;
    let unclear = || Problem::new(Code::InvalidRequest, "Say “outcome=complete” or “outcome=fail”, as the page does.");
    let form = to_bytes(form, MAX_FORM).await.map_err(|_| unclear())?;
    let confirmed = match &*form {
        b"outcome=complete" => true,
        b"outcome=fail" => false,
        _ => return Err(unclear().into()),
    };
    let unavailable = |_| ServiceError::Problem(Problem::unavailable());
    provider.complete(charge.payment, confirmed).await.map_err(unavailable)?;
    catch_up(&service.stores.db, &service.provider, charge.payment).await?;
    let back = charge.return_url.unwrap_or_else(|| challenge_address(charge.payment));
    let response = Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::CACHE_CONTROL, "private, no-store")
        .header(header::LOCATION, back)
        .body(Body::empty());
    // The address to go back to is a text of the caller's.
    Ok(response.map_err(|error| anyhow::anyhow!(error).context("the address to return to"))?)
}

async fn find<'a>(service: &'a Service, payment: &str) -> Result<(&'a TestProvider, Charge), ServiceError> {
    let unknown = || Problem::new(Code::NotFound, "There is no such test payment.");
    let Provider::Test(provider) = &service.provider else { return Err(unknown().into()) };
    let payment: Uuid = payment.parse().map_err(|_| unknown())?;
    let found = provider.books.find(payment).await.map_err(|_| Problem::unavailable())?;
    Ok((provider, found.ok_or_else(unknown)?))
}

fn answer(result: Result<Response, ServiceError>) -> Response {
    result.unwrap_or_else(|failure| {
        if let ServiceError::Internal(error) = &failure {
            tracing::error!(error = format!("{error:#}"), "a test payment could not be decided");
        }
        respond(&failure.into_problem())
    })
}
