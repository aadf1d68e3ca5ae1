//! The worker's platform on a developer's machine.

#![expect(clippy::disallowed_types, reason = "this is the client of a program that can link neither of the others")]

use std::collections::HashMap;
use std::sync::Mutex;

use api::client::{Answer, NoAnswer};
use api::edge::variables;
use bytes::Bytes;
use edge_worker::platform::{Boxed, Platform};
use freshness::clock::since_1970;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use signing::KeyFile;
use uuid::Uuid;

/// A map for a cache, a pooled client for the origin.
pub struct Native {
    origin: String,
    keys: KeyFile,
    public_url: String,
    build_id: String,
    client: Client<HttpConnector, Full<Bytes>>,
    cache: Option<Mutex<HashMap<String, Vec<u8>>>>,
}

impl Native {
    /// A platform over the origin at `origin`, that signs with these keys.
    pub fn new(origin: String, keys: KeyFile, public_url: String, build_id: String, cache: bool) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { origin, keys, public_url, build_id, client, cache: cache.then(Mutex::default) }
    }
}

impl Platform for Native {
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async move { self.cache.as_ref()?.lock().expect("no panic while holding it").get(key).cloned() })
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> Boxed<'a, ()> {
        Box::pin(async move {
            if let Some(cache) = &self.cache {
                cache.lock().expect("no panic while holding it").insert(key.to_owned(), value);
            }
        })
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        let absolute = format!("{}{}", self.origin, request.uri());
        Box::pin(async move {
            let no_answer = |error: &dyn std::fmt::Display| NoAnswer(error.to_string());
            let (mut parts, body) = request.into_parts();
            parts.uri = Uri::try_from(absolute).map_err(|error| no_answer(&error))?;
            let keys = self.keys.current(|error| tracing::error!(%error, "the keys cannot be read"));
            let nonce = Uuid::new_v4().simple().to_string();
            signing::sign(&mut parts, &body, signing::ORIGIN, keys.signing(), self.now(), &nonce);
            let response = self
                .client
                .request(Request::from_parts(parts, Full::new(body)))
                .await
                .map_err(|error| no_answer(&error))?;
            let (parts, body) = response.into_parts();
            let body = body.collect().await.map_err(|error| no_answer(&error))?.to_bytes();
            Ok(Response::from_parts(parts, body))
        })
    }

    fn variable<'a>(&'a self, name: &'a str) -> Boxed<'a, Option<String>> {
        let value = match name {
            variables::PUBLIC_URL => Some(self.public_url.clone()),
            variables::BUILD_ID => Some(self.build_id.clone()),
            _ => None,
        };
        Box::pin(std::future::ready(value))
    }

    fn now(&self) -> u64 {
        since_1970().as_secs()
    }

    fn spawn(&self, task: Boxed<'static, ()>) {
        tokio::spawn(task);
    }
}
