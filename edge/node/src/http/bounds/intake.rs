//! Reading the bodies of requests: no longer than their address takes, no longer than a client may take to send
//! them, and never more of all of them at once than there is memory for.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use api::site::max_body;
use bytes::Bytes;
use http::header;
use http::request::Parts;
use http_body::Body as _;
use http_body_util::BodyExt as _;
use tokio::sync::Semaphore;

use crate::config::listener::ListenerOptions;
use crate::http::bounds::permits::{Permit, PermitRejection, Permits};
use crate::http::listener::request_body::RequestBody;
use crate::http::problem::Problem;

/// Bytes that are reserved at a time for a body whose length was not announced.
const STEP: usize = 16 * 1024;
/// Bytes that are reserved for any body at least: a request costs more than what it says.
const LEAST: usize = 1024;
/// Bodies at once on one connection that have not arrived whole.
const MAX_UNREAD: usize = 8;

/// Reads bodies within a budget of bytes, of which one client may have a share.
#[derive(Debug)]
pub struct Intake {
    permits: Arc<Permits>,
    timeout: Duration,
}

/// Bodies that are being read on one connection. It travels with each request, as an extension.
#[derive(Clone, Debug)]
pub struct Unread(Arc<Semaphore>);

impl Default for Unread {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MAX_UNREAD)))
    }
}

impl Intake {
    /// Reads as many bytes at once, in all and of one client, and waits as long for them as the options say.
    pub fn of(options: &ListenerOptions) -> Self {
        let bytes = |kib: usize| kib.saturating_mul(1024);
        let permits = Permits::new(bytes(options.bodies_kb), bytes(options.bodies_kb_per_address));
        Self { permits, timeout: options.body_timeout }
    }

    /// Reads a body. Its share of the budget is taken before anything of it is, and given back when the last copy
    /// of the bytes is dropped.
    ///
    /// # Errors
    /// If it is too long, does not arrive, or there is no room for it.
    pub async fn receive(&self, head: &Parts, body: RequestBody, client: IpAddr) -> Result<Bytes, Problem> {
        if body.is_end_stream() {
            return Ok(Bytes::new());
        }
        let max = max_body(head.uri.path());
        let announced: Option<u64> =
            head.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if announced.is_some_and(|length| length > max as u64) {
            return Err(Problem::BODY_TOO_LARGE);
        }
        let unread = head.extensions.get::<Unread>();
        let turn = unread.map(|unread| unread.0.try_acquire()).transpose();
        let _turn = turn.map_err(|_| Problem::TOO_MANY_BODIES)?;
        let announced = announced.and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        let reserved = if announced == 0 { STEP } else { announced.max(LEAST) };
        let permit = self.permits.take_many(client, reserved)?;
        match tokio::time::timeout(self.timeout, read(body, permit, announced, max)).await {
            Ok(received) => received,
            Err(_) => Err(Problem::BODY_INCOMPLETE),
        }
    }
}

/// Copies the body: a frame of one byte may hold on to a whole buffer of the connection.
async fn read(mut body: RequestBody, mut permit: Permit, announced: usize, max: usize) -> Result<Bytes, Problem> {
    let mut received = Vec::with_capacity(announced);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Problem::BODY_INCOMPLETE)?.into_data() else { continue };
        let length = received.len() + data.len();
        if length > max {
            return Err(Problem::BODY_TOO_LARGE);
        }
        if length > permit.count() {
            permit.grow((length - permit.count()).max(STEP))?;
        }
        received.extend_from_slice(&data);
    }
    Ok(Bytes::from_owner(Held { received, _permit: permit }))
}

/// A body with its share of the budget.
struct Held {
    received: Vec<u8>,
    _permit: Permit,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.received
    }
}

impl From<PermitRejection> for Problem {
    fn from(rejection: PermitRejection) -> Self {
        match rejection {
            PermitRejection::All => Self::BODIES_FULL,
            PermitRejection::OfOne => Self::TOO_MANY_BODIES,
        }
    }
}
