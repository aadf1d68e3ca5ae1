//! Calling Stripe: form in, JSON out.

use std::fmt;
use std::time::Duration;

use anyhow::Context as _;
use anyhow::ensure;
use bytes::Bytes;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Method, Request, StatusCode, Uri, header};
use origin_platform::HttpClient;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::keys::Keys;

/// The version of Stripe's API that `wire` was written for. Without it Stripe would answer in
/// whatever version the account was opened with.
const API_VERSION: &str = "2024-06-20";
/// How Stripe says that it does not know what a call names.
const MISSING: &str = "resource_missing";
/// Longer than any reply we read.
const MAX_REPLY: usize = 4 * 1024 * 1024;

/// Calls the API.
pub struct Client {
    http: HttpClient,
    scheme: Scheme,
    authority: Authority,
}

/// Why a call has no result.
pub enum CallError {
    /// Stripe has not done it, and says why.
    Refused(StripeRejection),
    /// It may have been done or not.
    NoAnswer,
}

/// Stripe's reason. Its message is left out: it may quote what was sent.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct StripeRejection {
    #[serde(default, rename = "type")]
    pub kind: String,
    pub code: Option<String>,
    pub decline_code: Option<String>,
}

impl fmt::Display for StripeRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.decline_code.as_ref().or(self.code.as_ref());
        f.write_str(code.unwrap_or(&self.kind))
    }
}

/// Why a secret key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRejection {
    /// Stripe does not know it, or not any more.
    Unknown,
    /// It may not read whose it is.
    Restricted,
    /// Stripe did not say.
    NoAnswer,
}

impl StripeRejection {
    /// Whether Stripe does not know what the call names.
    pub fn is_missing(&self) -> bool {
        self.code.as_deref() == Some(MISSING)
    }

    /// What Stripe would say of something that is not there.
    pub fn missing() -> Self {
        Self { code: Some(MISSING.to_owned()), ..Self::default() }
    }
}

/// How one attempt ended.
enum Attempt {
    Answer(StatusCode, Bytes),
    /// The key is not taken.
    Unauthorised,
    Silence(String),
}

impl Client {
    /// A client of the API at `address`, such as `https://api.stripe.com`.
    pub fn new(address: &Uri, timeout: Duration) -> anyhow::Result<Self> {
        let (scheme, authority) = address
            .scheme()
            .cloned()
            .zip(address.authority().cloned())
            .with_context(|| format!("“{address}” is not an address such as https://host"))?;
        ensure!(matches!(address.path(), "" | "/"), "“{address}” has a path: give scheme and host alone");
        let at_home = matches!(authority.host(), "127.0.0.1" | "localhost" | "[::1]");
        ensure!(
            scheme == Scheme::HTTPS || scheme == Scheme::HTTP && at_home,
            "“{address}” would send the keys unencrypted: use https, or an emulator on this machine"
        );
        let http = HttpClient::new(timeout, MAX_REPLY)?;
        Ok(Self { http, scheme, authority })
    }

    /// Reads something.
    pub async fn get<T: DeserializeOwned>(
        &self,
        keys: &Keys,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<T, CallError> {
        let query = encode(query);
        let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        self.call(keys, Method::GET, &target, Bytes::new(), None).await
    }

    /// Does something, once for each `key`.
    pub async fn post<T: DeserializeOwned>(
        &self,
        keys: &Keys,
        path: &str,
        form: &[(&str, String)],
        key: &str,
    ) -> Result<T, CallError> {
        self.call(keys, Method::POST, path, encode(form).into(), Some(key)).await
    }

    /// Deletes something.
    pub async fn delete<T: DeserializeOwned>(&self, keys: &Keys, path: &str) -> Result<T, CallError> {
        self.call(keys, Method::DELETE, path, Bytes::new(), None).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        keys: &Keys,
        method: Method,
        target: &str,
        body: Bytes,
        key: Option<&str>,
    ) -> Result<T, CallError> {
        for secret in &keys.secret_keys {
            let request = self.request(&method, target, body.clone(), key, secret).ok_or(CallError::NoAnswer)?;
            match self.attempt(request).await {
                Attempt::Answer(status, body) => return read(status, &body),
                Attempt::Silence(why) => {
                    tracing::warn!(why, "Stripe does not answer");
                    return Err(CallError::NoAnswer);
                }
                // While keys are exchanged, one of them may be too new or too old.
                Attempt::Unauthorised => {}
            }
        }
        tracing::error!(
            "Stripe takes none of the secret keys: put a good one into the file of Stripe's keys, or have staff set one"
        );
        Err(CallError::NoAnswer)
    }

    /// The account that a secret key is of, as Stripe answers. Asking changes nothing.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub async fn account_of(&self, secret: &str) -> Result<String, KeyRejection> {
        #[derive(Deserialize)]
        struct Account {
            id: String,
        }
        let request = self.request(&Method::GET, "/v1/account", Bytes::new(), None, secret);
        let answer = match self.http.send(request.ok_or(KeyRejection::Unknown)?).await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::warn!(%error, "Stripe does not say whose a key is");
                return Err(KeyRejection::NoAnswer);
            }
        };
        match answer.status() {
            StatusCode::UNAUTHORIZED => Err(KeyRejection::Unknown),
            StatusCode::FORBIDDEN => Err(KeyRejection::Restricted),
            status if status.is_success() => {
                let account = serde_json::from_slice(&answer.into_body());
                account.map(|account: Account| account.id).map_err(|_| KeyRejection::NoAnswer)
            }
            status => {
                tracing::warn!(status = status.as_u16(), "Stripe does not say whose a key is");
                Err(KeyRejection::NoAnswer)
            }
        }
    }

    fn request(
        &self,
        method: &Method,
        target: &str,
        body: Bytes,
        key: Option<&str>,
        secret: &str,
    ) -> Option<Request<Bytes>> {
        let target: PathAndQuery = target.parse().ok()?;
        let uri = Uri::builder().scheme(self.scheme.clone()).authority(self.authority.clone()).path_and_query(target);
        let mut authorization = HeaderValue::try_from(format!("Bearer {secret}")).ok()?;
        authorization.set_sensitive(true);
        let mut request = Request::builder()
            .method(method)
            .uri(uri.build().ok()?)
            .header(header::AUTHORIZATION, authorization)
            .header(header::USER_AGENT, concat!("selvedge/", env!("CARGO_PKG_VERSION")))
            .header("stripe-version", API_VERSION);
        if let Some(key) = key {
            request = request
                .header("idempotency-key", key)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        request.body(body).ok()
    }

    async fn attempt(&self, request: Request<Bytes>) -> Attempt {
        match self.http.send(request).await {
            Ok(reply) if matches!(reply.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                Attempt::Unauthorised
            }
            Ok(reply) => Attempt::Answer(reply.status(), reply.into_body()),
            Err(error) => Attempt::Silence(error.to_string()),
        }
    }
}

fn encode(pairs: &[(&str, String)]) -> String {
    serde_html_form::to_string(pairs).expect("pairs of texts are a form")
}

fn read<T: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<T, CallError> {
    if status.is_success() {
        return serde_json::from_slice(body).map_err(|error| {
            // What serde says may quote the body; where it stumbled is enough.
            tracing::error!(line = error.line(), column = error.column(), "Stripe's reply cannot be read");
            CallError::NoAnswer
        });
    }
    #[derive(Deserialize)]
    struct Reply {
        error: StripeRejection,
    }
    let rejection = serde_json::from_slice(body).map(|reply: Reply| reply.error);
    match rejection {
        // 409: the same key is being used right now; 429: too many calls. An idempotency error says
        // that the key was used otherwise, but not what became of that.
        Ok(rejection)
            if status.is_client_error()
                && !matches!(status, StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS)
                && rejection.kind != "idempotency_error" =>
        {
            tracing::info!(status = status.as_u16(), kind = rejection.kind, code = %rejection, "Stripe refuses");
            Err(CallError::Refused(rejection))
        }
        rejection => {
            let kind = rejection.map(|rejection| rejection.kind).unwrap_or_default();
            tracing::warn!(status = status.as_u16(), kind, "Stripe has no answer");
            Err(CallError::NoAnswer)
        }
    }
}
