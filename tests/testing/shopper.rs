//! A shopper with a browser that has cookies, links and forms, but no scripts.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use signing::KeyFile;

/// One shopper, or one program calling the API.
pub struct Shopper {
    base: String,
    client: Client<HttpConnector, Full<Bytes>>,
    /// What requests are signed with, and for whom.
    keys: Option<(Arc<KeyFile>, &'static str)>,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
    /// The path that answered, after redirections.
    pub path: String,
}

impl Reply {
    /// The body as JSON.
    ///
    /// # Panics
    /// If it is not.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {} {}", self.status, self.body))
    }

    /// A header's text; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The value of the first form field of this name.
    pub fn field(&self, name: &str) -> Option<String> {
        let tag =
            self.body.split('<').find(|tag| tag.contains(&format!("name=\"{name}\"")) && tag.contains("value=\""))?;
        let value = tag.split("value=\"").nth(1)?.split('"').next()?;
        Some(value.replace("&quot;", "\"").replace("&amp;", "&"))
    }
}

impl Shopper {
    /// A shopper at the shop at `base`.
    pub fn new(base: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { base: base.to_owned(), client, keys: None, cookies: Mutex::default() }
    }

    /// A program that calls the origin at `base` directly and signs as the edge does, with the first key
    /// in a file.
    ///
    /// # Panics
    /// If the file cannot be used.
    pub fn signing(base: &str, keys: &Path) -> Self {
        Self::signing_for(base, keys, signing::ORIGIN)
    }

    /// The same of another audience.
    ///
    /// # Panics
    /// As [`Shopper::signing`].
    pub fn signing_for(base: &str, keys: &Path, audience: &'static str) -> Self {
        let keys = KeyFile::open(keys).expect("keys of our own making");
        Self { keys: Some((Arc::new(keys), audience)), ..Self::new(base) }
    }

    /// A cookie's value.
    ///
    /// # Panics
    /// If another test thread panicked while setting one.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("unpoisoned").get(name).cloned()
    }

    /// Sets a cookie, as somebody who tampers would.
    ///
    /// # Panics
    /// As [`Shopper::cookie`].
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("unpoisoned").insert(name.to_owned(), value.to_owned());
    }

    /// Opens a page, following redirections.
    ///
    /// # Panics
    /// If nothing answers.
    pub async fn get(&self, path: &str) -> Reply {
        let reply = self.send(Method::GET, path, &[("accept", "text/html")], Bytes::new()).await.expect("an answer");
        self.follow(reply).await
    }

    /// Opens a page; none if nothing answers.
    pub async fn try_get(&self, path: &str) -> Option<Reply> {
        self.send(Method::GET, path, &[], Bytes::new()).await.ok()
    }

    /// Sends a form, following redirections.
    ///
    /// # Panics
    /// If nothing answers.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = serde_html_form::to_string(fields).expect("text");
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
            ("origin", self.base.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        let reply = self.send(Method::POST, path, &headers, body.into()).await.expect("an answer");
        self.follow(reply).await
    }

    /// Calls the API with JSON and a fresh idempotency key.
    ///
    /// # Panics
    /// If nothing answers.
    pub async fn call(&self, method: Method, path: &str, bearer: Option<&str>, body: &Value) -> Reply {
        let key = uuid::Uuid::new_v4().to_string();
        let bearer = bearer.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("content-type", "application/json"), ("idempotency-key", key.as_str())];
        headers.extend(bearer.as_deref().map(|value| ("authorization", value)));
        let body = if body.is_null() { Bytes::new() } else { body.to_string().into() };
        self.send(method, path, &headers, body).await.expect("an answer")
    }

    /// Sends any request, without following redirections.
    ///
    /// # Errors
    /// If nothing answers.
    ///
    /// # Panics
    /// As [`Shopper::cookie`], or if the request is not HTTP.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> anyhow::Result<Reply> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<String> =
            self.cookies.lock().expect("unpoisoned").iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let mut request = request.body(body).expect("HTTP");
        if let Some((keys, audience)) = &self.keys {
            request = signed(request, keys, audience);
        }
        let response = self.client.request(request.map(Full::new)).await?;
        let (parts, body) = response.into_parts();
        for value in parts.headers.get_all(header::SET_COOKIE) {
            let pair = value.to_str().expect("ASCII").split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("name=value");
            self.cookies.lock().expect("unpoisoned").insert(name.to_owned(), value.to_owned());
        }
        let body = body.collect().await?.to_bytes();
        Ok(Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            path: path.to_owned(),
        })
    }

    async fn follow(&self, mut reply: Reply) -> Reply {
        for _ in 0..5 {
            let Some(location) = reply.headers.get(header::LOCATION) else { break };
            let location = location.to_str().expect("ASCII");
            let path = location.strip_prefix(&self.base).unwrap_or(location).to_owned();
            assert!(path.starts_with('/') && !path.starts_with("//"), "a redirection leaves the shop: {path}");
            reply = self.send(Method::GET, &path, &[("accept", "text/html")], Bytes::new()).await.expect("an answer");
        }
        reply
    }
}

/// The request signed as the edge signs its calls to the origin.
///
/// # Panics
/// If the keys were spoilt meanwhile.
pub fn signed(request: Request<Bytes>, keys: &KeyFile, audience: &str) -> Request<Bytes> {
    let (mut head, body) = request.into_parts();
    let keys = keys.current(|error| panic!("{error}"));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs();
    let nonce = uuid::Uuid::new_v4().simple().to_string();
    signing::sign(&mut head, &body, audience, keys.signing(), now, &nonce);
    Request::from_parts(head, body)
}
