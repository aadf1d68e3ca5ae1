//! The worker on Spin, and on `edge-node`, which offers the same interfaces.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;

use any_spawner::{CustomExecutor, PinnedFuture, PinnedLocalFuture};
use api::client::{Answer, NoAnswer};
use api::edge::client::CLIENT;
use api::edge::variables;
use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full};
use signing::Keys;
use spin_sdk::http::IntoResponse;
use spin_sdk::http_service;
use spin_sdk::key_value::Store;

use crate::platform::{Boxed, Platform};

/// Spawns on the instance's own event loop.
pub struct Wasip3;

impl CustomExecutor for Wasip3 {
    fn spawn(&self, task: PinnedFuture<()>) {
        spin_sdk::wasip3::spawn(task);
    }

    fn spawn_local(&self, task: PinnedLocalFuture<()>) {
        spin_sdk::wasip3::spawn(task);
    }

    fn poll_local(&self) {}
}

/// Spin's stores, variables and outgoing HTTP.
struct Spin {
    origin_url: String,
    /// What calls to the origin are signed with. On `edge-node` there are none: it signs by itself.
    origin_keys: Option<Keys>,
    store: Option<Store>,
}

impl Platform for Spin {
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async move { self.store.as_ref()?.get(key).await.ok().flatten() })
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> Boxed<'a, ()> {
        Box::pin(async move {
            if let Some(store) = &self.store {
                drop(store.set(key, value).await);
            }
        })
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        let absolute = format!("{}{}", self.origin_url, request.uri());
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            parts.uri = Uri::try_from(absolute).map_err(|error| NoAnswer(error.to_string()))?;
            if let Some(keys) = &self.origin_keys {
                signing::sign(&mut parts, &body, signing::ORIGIN, keys.signing(), self.now(), &nonce());
            }
            let request = Request::from_parts(parts, Full::new(body));
            let response = spin_sdk::http::send(request).await.map_err(|error| NoAnswer(error.to_string()))?;
            let (parts, body) = response.into_parts();
            if parts.status == StatusCode::UNAUTHORIZED && parts.headers.contains_key(signing::ACCEPT_SIGNATURE) {
                // Nothing that a shopper could mend.
                eprintln!("the origin does not believe this worker: does the variable origin_key agree with its keys?");
                return Err(NoAnswer("it does not believe us".to_owned()));
            }
            let body = body.collect().await.map_err(|error| NoAnswer(format!("{error:?}")))?.to_bytes();
            Ok(Response::from_parts(parts, body))
        })
    }

    fn variable<'a>(&'a self, name: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(async move { spin_sdk::variables::get(name).await.ok() })
    }

    fn now(&self) -> u64 {
        freshness::clock::since_1970().as_secs()
    }

    fn spawn(&self, task: Boxed<'static, ()>) {
        spin_sdk::wasip3::spawn(task);
    }
}

/// A name for one call, unlikely to be used by any other: 128 bits from the host's randomness, by way of
/// the standard library's hashers.
fn nonce() -> String {
    let seed = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", seed(), seed())
}

#[http_service]
async fn entry(request: spin_sdk::http::Request) -> impl IntoResponse {
    let (parts, body) = request.into_parts();
    let Ok(body) = body.collect().await else {
        let problem = api::Problem::new(api::Code::InvalidRequest, "The request body broke off.");
        return crate::passthrough::problem(&problem);
    };
    let mut request = Request::from_parts(parts, body.to_bytes());
    let origin_url = spin_sdk::variables::get(variables::ORIGIN_URL).await.unwrap_or_default();
    let origin_keys = match spin_sdk::variables::get(variables::ORIGIN_KEY).await {
        Ok(text) if !text.trim().is_empty() => match text.parse() {
            Ok(keys) => Some(keys),
            Err(error) => {
                eprintln!("the variable origin_key cannot be used: {error}");
                None
            }
        },
        _ => None,
    };
    if origin_keys.is_some() {
        // This is plain Spin, where a client may have written this, and a proxy's address would stand for many.
        request.headers_mut().remove(CLIENT);
    }
    let platform = Arc::new(Spin { origin_url, origin_keys, store: Store::open_default().await.ok() });
    crate::handle(platform, request).await
}
