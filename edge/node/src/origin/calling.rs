//! Sends calls to the pool.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, Response, Uri, header};
use http_body_util::Full;

use super::member::{Member, Permit};
use super::{Pool, PoolRejection};
use crate::config::BaseAddress;
use crate::http::client::{Client, ClientError};

/// Bytes of one answer of the origin at most.
const MAX_ANSWER: usize = 8 * 1024 * 1024;
/// How many members are asked for one call at most.
const MAX_ATTEMPTS: usize = 3;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    /// It was not asked for: nobody would have answered.
    Rejected(PoolRejection),
    /// No connection came about, so that nothing was sent.
    NotSent,
    /// The connection broke before an answer came.
    Broken,
    /// The answer broke off.
    Incomplete,
    /// The answer was too large.
    TooLarge,
    /// The time ran out.
    TimedOut,
}

/// Sends calls. Clones share one pool and its connections.
#[derive(Clone, Debug)]
pub struct Caller {
    pool: Arc<Pool>,
    client: Client,
}

impl Caller {
    /// A caller to the members of a pool, by this client.
    pub fn new(pool: Arc<Pool>, client: Client) -> Self {
        Self { pool, client }
    }

    /// Sends a call to a member, and to another if that one gives no answer: a read in any case, anything
    /// else only where no connection came about, for then nothing was done.
    ///
    /// # Errors
    /// If nobody answers within `timeout`, body included.
    pub async fn call(&self, head: Parts, body: Bytes, timeout: Duration) -> Result<Response<Bytes>, CallError> {
        let allowed = self.pool.breaker().allows(Instant::now());
        if !allowed {
            return Err(CallError::Rejected(PoolRejection::AllDown));
        }
        let mut outcome = Outcome { pool: &self.pool, settled: false };
        let answer = self.attempts(head, body, Instant::now() + timeout).await;
        outcome.settle(&answer);
        answer
    }

    async fn attempts(&self, head: Parts, body: Bytes, deadline: Instant) -> Result<Response<Bytes>, CallError> {
        let is_read = head.method == Method::GET || head.method == Method::HEAD;
        let mut tried: Vec<Arc<Member>> = Vec::new();
        let mut last = None;
        self.pool.budget().earn();
        while tried.len() < MAX_ATTEMPTS {
            let now = Instant::now();
            let permit = match self.pool.pick(&tried, now) {
                Ok(permit) => permit,
                // What became of the attempts before says more.
                Err(refused) => return Err(last.unwrap_or(CallError::Rejected(refused))),
            };
            if last.is_some() && !self.pool.budget().spend(now) {
                break;
            }
            tried.push(Arc::clone(permit.member()));
            // A silent member must leave time to ask another.
            let left = deadline.saturating_duration_since(now);
            let another = is_read && tried.len() < MAX_ATTEMPTS && self.pool.has_other(&tried, now);
            let answer = self.attempt(&permit, &head, &body, if another { left / 2 } else { left }).await;
            self.pool.settle(permit, !matches!(answer, Err(error) if error.is_about_member()), Instant::now());
            match answer {
                Err(CallError::NotSent) => last = Some(CallError::NotSent),
                Err(error) if is_read && error.is_about_member() => last = Some(error),
                done => return done,
            }
        }
        Err(last.unwrap_or(CallError::TimedOut))
    }

    async fn attempt(
        &self,
        permit: &Permit,
        head: &Parts,
        body: &Bytes,
        time: Duration,
    ) -> Result<Response<Bytes>, CallError> {
        let address = &permit.member().address;
        let request = addressed(head, address, body).ok_or(CallError::NotSent)?;
        let answer = tokio::time::timeout(time, self.client.send(request, MAX_ANSWER)).await;
        let answer = answer.map_or(Err(CallError::TimedOut), |answer| answer.map_err(CallError::from));
        if let Err(error) = answer {
            tracing::debug!(origin = %address, ?error, "the origin did not answer");
        }
        answer
    }
}

impl From<ClientError> for CallError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::NotSent => Self::NotSent,
            ClientError::Broken => Self::Broken,
            ClientError::Incomplete => Self::Incomplete,
            ClientError::TooLarge => Self::TooLarge,
        }
    }
}

impl CallError {
    /// Whether it tells of the member, and not of this one call.
    fn is_about_member(self) -> bool {
        matches!(self, Self::NotSent | Self::Broken | Self::Incomplete | Self::TimedOut)
    }
}

/// Tells the breaker what became of a call, even of one that is dropped halfway.
struct Outcome<'a> {
    pool: &'a Pool,
    settled: bool,
}

impl Outcome<'_> {
    fn settle(&mut self, answer: &Result<Response<Bytes>, CallError>) {
        self.settled = true;
        let mut breaker = self.pool.breaker();
        match answer {
            Ok(_) | Err(CallError::TooLarge) => breaker.close(),
            // Being busy is no reason to stop.
            Err(CallError::Rejected(PoolRejection::Full)) => breaker.abandoned(),
            Err(_) => breaker.failed(Instant::now()),
        }
    }
}

impl Drop for Outcome<'_> {
    fn drop(&mut self) {
        if !self.settled {
            self.pool.breaker().abandoned();
        }
    }
}

fn addressed(head: &Parts, address: &BaseAddress, body: &Bytes) -> Option<Request<Full<Bytes>>> {
    let mut head = head.clone();
    let mut uri = head.uri.into_parts();
    uri.scheme = Some(address.scheme.clone());
    uri.authority = Some(address.authority.clone());
    head.uri = Uri::from_parts(uri).ok()?;
    // Set anew by the client, from the address.
    head.headers.remove(header::HOST);
    Some(Request::from_parts(head, Full::new(body.clone())))
}
