//! Mounting endpoints: who may call, what they say, what they are told.

use std::net::IpAddr;

use anyhow::Context as _;
use api::cache::CachePolicy;
use api::client::{CHALLENGE_PASS, IDEMPOTENCY_KEY, ORDER_TOKEN};
use api::endpoint::fields::fields_of;
use api::endpoint::if_match::{IF_MATCH, etag};
use api::endpoint::{Endpoint, is_write, parse};
use api::problem::{Code, Problem};
use api::site::{limited, max_body};
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use domain::CustomerId;
use domain::staff::Permission;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};

use super::callers::{allow, bearer, for_staff, identify, unauthenticated};
use crate::authentication::{Client, Sealer, Who};
use crate::database::{Transaction, rolled_back};
use crate::service_error::{respond, respond_with};
use crate::staff::{AsStaff, JustSignedIn};
use crate::{Database, ServiceError, Stores, client_limits, idempotency, metrics, security};

/// One call of an endpoint, checked: the caller may make it and what they say is well-formed.
pub struct Call<E> {
    /// What is asked.
    pub endpoint: E,
    /// Who asks.
    pub who: Who,
    /// Whether who asks is a shopper or one of the staff who has just logged in, as far as their session says. A key of
    /// staff never has.
    pub is_recent: bool,
    /// The session token or staff key that says so, to end the session or to call another service
    /// for the same caller.
    pub bearer: Option<String>,
    /// The token of a link to an order, if the caller shows one. Whether it opens anything is the handler's to find
    /// out.
    pub order_token: Option<String>,
    /// For writes: the idempotency key. For reads: none.
    pub key: Option<idempotency::Key>,
    /// The client that the edge calls for, as one is counted: an address, or the network of a subscriber. None where no
    /// address is believed, and for programs on the edge's own machine.
    pub client: Option<IpAddr>,
    /// Vouches for what the caller is given to bring back.
    pub sealer: Sealer,
}

impl<E: Endpoint> Call<E> {
    /// The caller's account, if a shopper is logged in.
    pub fn customer(&self) -> Option<CustomerId> {
        match self.who {
            Who::Shopper(customer) => Some(customer),
            Who::Nobody | Who::Staff(_) => None,
        }
    }

    /// The caller's account, on endpoints that are for shoppers only.
    ///
    /// # Errors
    /// “Please log in.”
    pub fn shopper(&self) -> Result<CustomerId, Problem> {
        self.customer().ok_or_else(unauthenticated)
    }

    /// Checks that staff may do this too, where a call does more than its endpoint's permission stands for.
    ///
    /// # Errors
    /// [`Code::Forbidden`] with the permission that is missing.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        match &self.who {
            Who::Staff(staff) => staff.require(permission),
            Who::Nobody | Who::Shopper(_) => Err(for_staff()),
        }
    }

    /// Checks that one of the staff has signed in within the last ten minutes: whoever finds a browser open, or a key, does
    /// not do this.
    ///
    /// # Errors
    /// [`Code::RecentLoginNeeded`].
    pub fn require_recent(&self) -> Result<(), Problem> {
        let detail = "This is for somebody who has signed in at the office within the last ten minutes, and for no key. \
                      Please sign in once more, and try again.";
        if self.is_recent { Ok(()) } else { Err(Problem::new(Code::RecentLoginNeeded, detail)) }
    }

    /// Begins the transaction of a write, and claims its idempotency key in it. Whoever repeats the same write at the
    /// same time waits here for its outcome.
    ///
    /// # Errors
    /// [`ServiceError::Repeated`] if the write has happened before, which gives the caller the reply of that time; a problem
    /// if the key was used for another write.
    pub async fn begin(&self, db: &Database) -> Result<Transaction, ServiceError> {
        let mut tx = db.begin().await?;
        match self.key().claim(&mut tx).await? {
            Some(kept) => Err(ServiceError::Repeated(kept)),
            None => Ok(tx),
        }
    }

    /// Keeps the reply of a write under its key, and commits.
    ///
    /// # Errors
    /// If PostgreSQL does not answer. Whether the write has happened is then unknown, and a repeat tells.
    pub async fn commit(&self, mut tx: Transaction, reply: E::Reply) -> Result<E::Reply, ServiceError> {
        self.key().save(&mut tx, &reply).await?;
        tx.commit().await?;
        Ok(reply)
    }

    /// Commits, and keeps `kept` under the key in place of the reply: one without what the database is not to hold in plain.
    ///
    /// # Errors
    /// As [`Call::commit`].
    pub async fn commit_keeping<R: serde::Serialize>(
        &self,
        mut tx: Transaction,
        kept: &R,
        reply: E::Reply,
    ) -> Result<E::Reply, ServiceError> {
        self.key().save(&mut tx, kept).await?;
        tx.commit().await?;
        Ok(reply)
    }

    /// The idempotency key of a write.
    pub fn key(&self) -> &idempotency::Key {
        self.key.as_ref().expect("writes are refused without a key before they get here")
    }
}

/// A reply that is not JSON.
pub struct File {
    /// Its media type.
    pub media_type: &'static str,
    /// What it is called when it is kept: ASCII without quotation marks.
    pub name: String,
    /// The whole of it.
    pub bytes: Vec<u8>,
}

/// Mounts an endpoint on a service's router.
pub fn mount<E, S, H, F>(router: Router<S>, handler: H) -> Router<S>
where
    E: Endpoint,
    S: AsRef<Stores> + Clone + Send + Sync + 'static,
    H: Fn(S, Call<E>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<E::Reply, ServiceError>> + Send + 'static,
{
    let kept = |reply| Ok(serde_json::from_value(reply)?);
    mount_as(router, handler, Replies { write: json, kept })
}

/// Mounts an endpoint whose reply is a file. No cache keeps it.
pub fn mount_file<E, S, H, F>(router: Router<S>, handler: H) -> Router<S>
where
    E: Endpoint,
    S: AsRef<Stores> + Clone + Send + Sync + 'static,
    H: Fn(S, Call<E>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<File, ServiceError>> + Send + 'static,
{
    let kept = |_| Err(anyhow::anyhow!("files are not kept").into());
    mount_as(router, handler, Replies { write: |_: &E, file| attached(file), kept })
}

/// How the reply of a handler is written, and how one that was kept is read.
struct Replies<E, T> {
    write: fn(&E, T) -> Result<Response, ServiceError>,
    kept: fn(serde_json::Value) -> Result<T, ServiceError>,
}

impl<E, T> Clone for Replies<E, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, T> Copy for Replies<E, T> {}

fn mount_as<E, S, H, F, T>(router: Router<S>, handler: H, replies: Replies<E, T>) -> Router<S>
where
    E: Endpoint,
    S: AsRef<Stores> + Clone + Send + Sync + 'static,
    H: Fn(S, Call<E>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, ServiceError>> + Send + 'static,
    T: Send + 'static,
{
    let method = MethodFilter::try_from(E::METHOD).expect("endpoints use standard methods");
    let answer = move |State(service): State<S>, request: Request| {
        let handler = handler.clone();
        async move {
            let mut who = Who::Nobody;
            let outcome = answer(service, request, handler, replies, &mut who).await;
            let refused = match &outcome {
                Err(ServiceError::Problem(problem)) => Some(problem.code),
                Err(ServiceError::Conflict(conflict)) => Some(conflict.problem.code),
                Ok(_) | Err(ServiceError::Internal(_) | ServiceError::Repeated(_)) => None,
            };
            if !matches!(outcome, Err(ServiceError::Internal(_))) {
                security::note(E::NAME, is_write(&E::METHOD), &who, refused);
            }
            match outcome {
                Ok(response) => response,
                Err(ServiceError::Conflict(conflict)) => {
                    metrics::refused(E::NAME, conflict.problem.code);
                    respond_with(&conflict.problem, &conflict)
                }
                Err(failure) => {
                    if let ServiceError::Internal(error) = &failure {
                        tracing::error!(endpoint = E::NAME, error = format!("{error:#}"), "request failed");
                    }
                    let problem = failure.into_problem();
                    metrics::refused(E::NAME, problem.code);
                    respond(&problem)
                }
            }
        }
    };
    router.route(E::PATH, on(method, answer))
}

fn json<E: Endpoint>(endpoint: &E, reply: E::Reply) -> Result<Response, ServiceError> {
    let policy = endpoint.cache_policy(&reply);
    let body = serde_json::to_vec(&reply)?;
    let mut response = match body.as_slice() {
        b"null" => Response::builder().status(StatusCode::NO_CONTENT).body(Body::empty()),
        _ => Response::builder().header(header::CONTENT_TYPE, "application/json").body(Body::from(body)),
    }
    .expect("a status and a constant header");
    policy.write(response.headers_mut());
    if let Some(version) = endpoint.version(&reply) {
        response.headers_mut().insert(header::ETAG, etag(version));
    }
    Ok(response)
}

fn attached(file: File) -> Result<Response, ServiceError> {
    let disposition = format!("inline; filename=\"{}\"", file.name);
    let response = Response::builder()
        .header(header::CONTENT_TYPE, file.media_type)
        .header(header::CONTENT_DISPOSITION, disposition)
        .body(Body::from(file.bytes));
    let mut response = response.context("a file's name")?;
    CachePolicy::Never.write(response.headers_mut());
    Ok(response)
}

async fn answer<E, S, H, F, T>(
    service: S,
    request: Request,
    handler: H,
    replies: Replies<E, T>,
    caller: &mut Who,
) -> Result<Response, ServiceError>
where
    E: Endpoint,
    S: AsRef<Stores>,
    H: Fn(S, Call<E>) -> F,
    F: Future<Output = Result<T, ServiceError>>,
{
    let (mut parts, body) = request.into_parts();
    // Before anything is refused: an answer that comes before the body has arrived closes the
    // connection, and the edge, which is still sending, sees that instead of the answer.
    let body = read_body(&parts.headers, body, max_body(parts.uri.path())).await;
    let bearer = bearer(&parts.headers)?;
    let within = parts.extensions.remove::<AsStaff>();
    let just_signed_in = parts.extensions.remove::<JustSignedIn>().is_some() && within.is_some() && bearer.is_none();
    let (who, is_recent) = identify(service.as_ref(), bearer.as_deref(), within).await?;
    let is_recent = is_recent || just_signed_in;
    caller.clone_from(&who);
    allow::<E>(&who)?;
    client_limits::count_key(service.as_ref(), &who, bearer.as_deref()).await?;
    let path = path_parameters(&mut parts).await?;
    let mut path: Vec<(&str, &str)> = path.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let version = header_text(&parts.headers, &header::IF_MATCH)?;
    path.extend(version.filter(|_| takes_version::<E>()).map(|version| (IF_MATCH, version)));
    let body = body?;
    let endpoint: E = parse(&path, parts.uri.query(), &body)?;
    let key = if is_write(&E::METHOD) { Some(idempotency_key::<E>(&parts, &who, &body)?) } else { None };
    let client = parts.extensions.get::<Client>().and_then(|client| client_limits::counted_as(client.0));
    let sealer = parts.extensions.remove::<Sealer>().unwrap_or_default();
    let class = limited(&E::METHOD, E::PATH);
    let pass = shown(&parts.headers, &CHALLENGE_PASS);
    let show = client_limits::Shown { class, pass: pass.as_deref(), sealer: &sealer };
    let counted = client_limits::count(service.as_ref(), E::NAME, client, show).await?;
    let counted = counted.map(|counted| (counted, service.as_ref().clone()));
    let order_token = shown(&parts.headers, &ORDER_TOKEN);
    let call = Call { endpoint: endpoint.clone(), who, is_recent, bearer, order_token, key, client, sealer };
    // Whoever is refused and calls again at once does not meet what this call had locked.
    let outcome = rolled_back(handler(service, call)).await;
    if let Some((counted, stores)) = counted {
        let refused = match &outcome {
            Err(ServiceError::Problem(problem)) => Some(problem.code),
            _ => None,
        };
        counted.settle(&stores, refused).await;
    }
    match outcome {
        Ok(reply) => (replies.write)(&endpoint, reply),
        Err(ServiceError::Repeated(kept)) => (replies.write)(&endpoint, (replies.kept)(kept)?),
        Err(ServiceError::Problem(problem))
            if matches!(problem.code.status(), StatusCode::NOT_FOUND | StatusCode::GONE) =>
        {
            metrics::refused(E::NAME, problem.code);
            let mut response = respond(&problem);
            endpoint.cache_policy_of_absence().write(response.headers_mut());
            Ok(response)
        }
        Err(failure) => Err(failure),
    }
}

/// Whether the endpoint changes a version that was read.
fn takes_version<E: Endpoint>() -> bool {
    fields_of::<E>().contains(&IF_MATCH)
}

/// A field of the head as a text; none if it is not there.
fn header_text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let unreadable = |_| Problem::new(Code::InvalidRequest, format!("The header {name} is not readable text."));
    headers.get(name).map(|value| value.to_str().map_err(unreadable)).transpose()
}

async fn path_parameters(parts: &mut Parts) -> Result<Vec<(String, String)>, Problem> {
    let not_utf8 = |_| Problem::new(Code::InvalidRequest, "The address is not valid UTF-8.");
    let params = RawPathParams::from_request_parts(parts, &()).await.map_err(not_utf8)?;
    Ok(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// One that is no text opens nothing.
fn shown(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let token = headers.get(name)?.to_str().ok()?;
    (!token.is_empty()).then(|| token.to_owned())
}

async fn read_body(headers: &HeaderMap, body: Body, max: usize) -> Result<bytes::Bytes, Problem> {
    let too_large = || Problem::new(Code::TooLarge, format!("A request body may have at most {max} bytes here."));
    let bytes = http_body_util::Limited::new(body, max);
    let bytes = http_body_util::BodyExt::collect(bytes).await.map_err(|error| {
        if error.is::<http_body_util::LengthLimitError>() {
            too_large()
        } else {
            Problem::new(Code::InvalidRequest, "The request body broke off.")
        }
    })?;
    let bytes = bytes.to_bytes();
    let is_json = |value: &HeaderValue| {
        value.to_str().is_ok_and(|text| {
            text.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
        })
    };
    if !bytes.is_empty() && !headers.get(header::CONTENT_TYPE).is_some_and(is_json) {
        return Err(Problem::new(
            Code::UnsupportedMediaType,
            "Send the body as JSON with “Content-Type: application/json”.",
        ));
    }
    Ok(bytes)
}

fn idempotency_key<E: Endpoint>(parts: &Parts, who: &Who, body: &[u8]) -> Result<idempotency::Key, Problem> {
    let missing = || {
        let detail = "Every write needs an Idempotency-Key header, so that it can be repeated safely; a random UUID is a good one.";
        Problem::new(Code::IdempotencyKeyMissing, detail)
    };
    let text = parts.headers.get(IDEMPOTENCY_KEY).ok_or_else(missing)?;
    let key = idempotency::parse_key(text.to_str().unwrap_or_default())?;
    let caller = match who {
        Who::Nobody => String::new(),
        Who::Shopper(customer) => customer.to_string(),
        Who::Staff(staff) => format!("staff {}", staff.name),
    };
    let version = parts.headers.get(header::IF_MATCH).filter(|_| takes_version::<E>()).map(HeaderValue::as_bytes);
    let mut hash = Sha256::new();
    let said = [
        caller.as_bytes(),
        parts.method.as_str().as_bytes(),
        parts.uri.path().as_bytes(),
        parts.uri.query().unwrap_or("").as_bytes(),
        body,
    ];
    for part in said.into_iter().chain(version) {
        // The length keeps neighbouring parts from running into each other.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    Ok(idempotency::Key { scope: E::NAME, key, fingerprint: hash.finalize().into() })
}
