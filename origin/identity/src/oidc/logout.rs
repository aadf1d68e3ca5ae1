//! A provider that tells that a shopper has logged out there (OpenID Connect Back-Channel Logout 1.0): what it has opened
//! here ends with that.
//!
//! Anybody may call, and only what the provider has signed is believed. What costs nothing is looked at before a signature
//! is, and of the rest each step is bounded. Everything may be done again, so that a provider that was not answered can.

use std::time::Duration;

use api::Endpoint as _;
use api::accounts::{OidcLogoutReceipt, ReceiveOidcLogout};
use api::problem::{Code, Problem};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use http::header;
use openidconnect::core::CoreIdToken;
use openidconnect::url::form_urlencoded;
use origin_platform::service_error::respond;
use origin_platform::{ServiceError, Stores, clock, secret, security};
use serde::Deserialize;
use tokio::time::timeout;

use super::logout_token::{LogoutToken, MAX_AGE, payload_of};
use super::provider::Provider;
use super::verify::TokenRejection;
use super::{IN_ALL, Service};

/// Bytes of the form at most: a token of a few claims, with a large key's signature.
const MAX_FORM: usize = 16 * 1024;
/// The longest name of a session at a provider, in bytes.
const MAX_SESSION: usize = 255;
/// How long a token's name is known: longer than any token is taken.
const KNOWN: Duration = Duration::from_secs(2 * MAX_AGE.unsigned_abs());

/// The declared endpoint, which takes a form, as the standard has it, and asks for no signature but the token's.
pub(super) fn mount(router: Router<Service>) -> Router<Service> {
    router.route(ReceiveOidcLogout::PATH, post(receive))
}

#[tracing::instrument(name = "accounts.receive_oidc_logout", skip_all)]
async fn receive(State(service): State<Service>, Path(provider): Path<String>, body: Body) -> Response {
    match receive_oidc_logout(&service, &provider, body).await {
        Ok(receipt) => {
            security::note_oidc_logout(None);
            let body = serde_json::to_vec(&receipt).expect("receipts are plain data");
            let response = Response::builder().header(header::CONTENT_TYPE, "application/json");
            let response = response.header(header::CACHE_CONTROL, "private, no-store");
            response.body(Body::from(body)).expect("constant headers")
        }
        Err(failure) => {
            if let ServiceError::Internal(error) = &failure {
                tracing::error!(endpoint = ReceiveOidcLogout::NAME, error = format!("{error:#}"), "request failed");
            }
            let problem = failure.into_problem();
            security::note_oidc_logout(Some(problem.code));
            respond(&problem)
        }
    }
}

async fn receive_oidc_logout(service: &Service, provider: &str, body: Body) -> Result<OidcLogoutReceipt, ServiceError> {
    let provider = service.providers.iter().find(|known| known.settings.name == provider);
    let provider = provider.ok_or_else(|| bad("The shop knows no such provider."))?;
    let form = to_bytes(body, MAX_FORM).await.map_err(|_| bad("The form is too long, or it broke off."))?;
    let token = token_in(&form).ok_or_else(|| bad("Send a form with one field, logout_token."))?;
    let token = timeout(IN_ALL, check(provider, &token)).await.map_err(|_| provider.unavailable())??;
    end(&service.stores, provider, &token).await
}

/// The one field of the form that counts; none if there is not exactly one.
fn token_in(form: &[u8]) -> Option<String> {
    let mut tokens = form_urlencoded::parse(form).filter(|(name, _)| name == "logout_token");
    let token = tokens.next().map(|(_, token)| token.into_owned());
    token.filter(|_| tokens.next().is_none())
}

/// What a token says, if the provider has signed it, for this shop, just now.
async fn check(provider: &Provider, token: &str) -> Result<LogoutToken, Problem> {
    let now = i64::try_from(clock::unix_seconds()).unwrap_or(i64::MAX);
    let (issuer, client) = (&provider.settings.issuer, &provider.settings.client_id);
    let refused = |why: TokenRejection| {
        tracing::info!(%why, provider = provider.settings.name, "a token of a log-out was refused");
        bad("The token is not right: it has to be signed by the provider, for this shop, and just now.")
    };
    let token = LogoutToken::read(token, issuer, client, now).map_err(refused)?;
    let metadata = provider.metadata().await?;
    match token.verify(metadata.jwks()) {
        Err(TokenRejection::UnknownKey) => {
            let metadata =
                provider.with_new_keys(&metadata).await.ok_or_else(|| refused(TokenRejection::UnknownKey))?;
            token.verify(metadata.jwks()).map_err(refused)?;
        }
        checked => checked.map_err(refused)?,
    }
    Ok(token)
}

/// Ends what a token names, and knows it from then on. Two that bring it at once do the same thing twice.
async fn end(stores: &Stores, provider: &Provider, token: &LogoutToken) -> Result<OidcLogoutReceipt, ServiceError> {
    let (issuer, name) = (provider.settings.issuer.as_str(), &token.claims.jti);
    let known = format!(
        "{}oidc:logout:{}",
        stores.redis_prefix,
        const_hex::encode(secret::sha256(&format!("{issuer} {name}")))
    );
    let mut redis = stores.redis.clone();
    let is_known: bool = redis::cmd("EXISTS").arg(&known).query_async(&mut redis).await?;
    if is_known {
        return Err(bad("This token was used before.").into());
    }
    let mut ended = 0;
    for group in token.groups(issuer) {
        ended += stores.sessions.close_group(&group, token.claims.iat).await?;
    }
    // Last: who is cut off before has it sent again, and nothing is lost.
    let mut note = redis::cmd("SET");
    let () = note.arg(&known).arg(1).arg("EX").arg(KNOWN.as_secs()).query_async(&mut redis).await?;
    Ok(OidcLogoutReceipt { ended })
}

fn bad(detail: &str) -> Problem {
    Problem::new(Code::InvalidRequest, detail)
}

/// What a session belongs to that an ID token opens, which was verified: it ends with what the provider calls its own
/// session (`sid`), and with its user. One whose provider does not name its sessions is told from those that do.
pub(super) fn groups_of(issuer: &str, subject: &str, token: &CoreIdToken) -> Vec<String> {
    let named = payload_of::<Named>(&token.to_string()).and_then(|named| named.sid);
    let named = named.filter(|sid| (1..=MAX_SESSION).contains(&sid.len()));
    vec![of_user(issuer, subject), named.map_or_else(|| of_unnamed(issuer, subject), |sid| of_session(issuer, &sid))]
}

#[derive(Deserialize)]
struct Named {
    sid: Option<String>,
}

/// All that an issuer has opened for a user.
pub(super) fn of_user(issuer: &str, subject: &str) -> String {
    format!("user {issuer} {subject}")
}

/// What an issuer has opened for a user without naming its session.
pub(super) fn of_unnamed(issuer: &str, subject: &str) -> String {
    format!("unnamed {issuer} {subject}")
}

/// What an issuer has opened in one of its sessions.
pub(super) fn of_session(issuer: &str, session: &str) -> String {
    format!("session {issuer} {session}")
}
