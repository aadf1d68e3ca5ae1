//! Calling the API over any transport that carries bytes.

mod read_reply;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::header::InvalidHeaderValue;
use http::{HeaderName, HeaderValue, Request, Response, header};

use crate::cache::{CachePolicy, KnownPolicy};
use crate::endpoint::{Endpoint, request_of};
use crate::problem::{Code, Problem};
pub use read_reply::ReadReply;

/// Makes a write safe to repeat.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Opens a guest's order: the token of a link to it.
pub const ORDER_TOKEN: HeaderName = HeaderName::from_static("order-token");
/// Lets a client that has solved a challenge try further: [`crate::challenge::PassView::pass`].
pub const CHALLENGE_PASS: HeaderName = HeaderName::from_static("challenge-pass");
/// How much is left of what may be done only so often (draft-ietf-httpapi-ratelimit-headers). Where it was done too often,
/// `Retry-After` says the same of when to come again.
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// No answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no answer from the origin: {0}")]
pub struct NoAnswer(pub String);

/// What a transport returns.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, NoAnswer>> + Send + 'a>>;

/// Carries a request with a path-only URI to the origin and brings the whole answer back.
pub trait Transport: Send + Sync {
    /// Sends one request.
    fn send(&self, request: Request<Bytes>) -> Answer<'_>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>) -> Answer<'_> {
        (**self).send(request)
    }
}

/// Who calls, and under which idempotency key.
#[derive(Clone, Default)]
pub struct Credentials {
    /// A session's token or a staff key.
    pub bearer: Option<String>,
    /// The key of a write.
    pub idempotency_key: Option<String>,
}

/// A reply with what its headers say about caching.
#[derive(Debug)]
pub struct Cached<R> {
    /// The reply or the refusal.
    pub reply: Result<R, Problem>,
    /// How long and until what it may be cached.
    pub policy: CachePolicy,
}

/// A typed client over a transport.
#[derive(Clone)]
pub struct Client<T> {
    transport: T,
}

impl<T: Transport> Client<T> {
    /// A client that sends by `transport`.
    pub fn new(transport: T) -> Self {
        Self { transport }
    }

    /// Calls as nobody in particular.
    ///
    /// # Errors
    /// The origin's [`Problem`], or one with [`Code::Unavailable`] when no readable answer came.
    pub async fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        self.call_as(endpoint, &Credentials::default()).await
    }

    /// Calls with credentials.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn call_as<E: Endpoint>(&self, endpoint: &E, credentials: &Credentials) -> Result<E::Reply, Problem> {
        self.call_cached(endpoint, credentials).await.reply
    }

    /// Calls about an order, and shows the token of a link to it, if there is one.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn call_with_token<E: Endpoint>(
        &self,
        endpoint: &E,
        credentials: &Credentials,
        order_token: Option<&str>,
    ) -> Result<E::Reply, Problem> {
        self.call_showing(endpoint, credentials, order_token, None).await
    }

    /// The same, showing a pass for further tries as well, if there is one.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn call_showing<E: Endpoint>(
        &self,
        endpoint: &E,
        credentials: &Credentials,
        order_token: Option<&str>,
        pass: Option<&str>,
    ) -> Result<E::Reply, Problem> {
        let mut request = request_of(endpoint);
        for (name, value) in [(ORDER_TOKEN, order_token), (CHALLENGE_PASS, pass)] {
            let Some(value) = value else { continue };
            let mut value = HeaderValue::try_from(value).map_err(unspeakable("token"))?;
            value.set_sensitive(true);
            request.headers_mut().insert(name, value);
        }
        self.send(request, credentials).await.reply.map(Arc::unwrap_or_clone)
    }

    /// Calls and tells how the outcome may be cached.
    pub async fn call_cached<E: Endpoint>(&self, endpoint: &E, credentials: &Credentials) -> Cached<E::Reply> {
        let Cached { reply, policy } = self.call_shared(endpoint, credentials).await;
        Cached { reply: reply.map(Arc::unwrap_or_clone), policy }
    }

    /// The same, for whoever only looks at the reply: where one is kept that was read before ([`ReadReply`]), it is that
    /// very one.
    pub async fn call_shared<E: Endpoint>(&self, endpoint: &E, credentials: &Credentials) -> Cached<Arc<E::Reply>> {
        self.send(request_of(endpoint), credentials).await
    }

    async fn send<R>(&self, mut request: Request<Bytes>, credentials: &Credentials) -> Cached<Arc<R>>
    where
        R: serde::de::DeserializeOwned + Send + Sync + 'static,
    {
        let never = |problem| Cached { reply: Err(problem), policy: CachePolicy::Never };
        if let Err(problem) = sign(&mut request, credentials) {
            return never(problem);
        }
        match self.transport.send(request).await {
            Ok(mut response) => {
                let known = response.extensions_mut().remove();
                let policy = known.map_or_else(|| CachePolicy::read(response.headers()), |KnownPolicy(policy)| policy);
                let reply = read(&response);
                // A refusal is cacheable only where the origin says so; a body we cannot read never is.
                let policy =
                    if matches!(&reply, Err(problem) if problem.status >= 500) { CachePolicy::Never } else { policy };
                Cached { reply, policy }
            }
            Err(NoAnswer(_)) => never(Problem::unavailable()),
        }
    }
}

fn sign(request: &mut Request<Bytes>, credentials: &Credentials) -> Result<(), Problem> {
    if let Some(token) = &credentials.bearer {
        let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(unspeakable("session"))?;
        value.set_sensitive(true);
        request.headers_mut().insert(header::AUTHORIZATION, value);
    }
    if let Some(key) = &credentials.idempotency_key {
        let value = HeaderValue::try_from(key.as_str()).map_err(unspeakable("idempotency key"))?;
        request.headers_mut().insert(IDEMPOTENCY_KEY, value);
    }
    Ok(())
}

/// What is said of a text that no field can carry.
fn unspeakable(what: &'static str) -> impl Fn(InvalidHeaderValue) -> Problem {
    move |_| Problem::new(Code::InvalidRequest, format!("the {what} has characters a header cannot carry"))
}

fn read<R>(response: &Response<Bytes>) -> Result<Arc<R>, Problem>
where
    R: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    let body = response.body();
    if response.status().is_success() {
        let kept = response.extensions().get::<ReadReply>();
        if let Some(reply) = kept.and_then(ReadReply::get) {
            return Ok(reply);
        }
        // An endpoint whose reply is `()` answers 204 without a body.
        let body: &[u8] = if body.is_empty() { b"null" } else { body };
        let reply = Arc::new(serde_json::from_slice(body).map_err(|_| Problem::unavailable())?);
        if let Some(kept) = kept {
            kept.keep(&reply);
        }
        return Ok(reply);
    }
    Err(serde_json::from_slice(body).unwrap_or_else(|_| Problem::unavailable()))
}
