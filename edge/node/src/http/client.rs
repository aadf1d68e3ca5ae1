//! The node's one HTTP client, for the origin and for its own operators' side: plain HTTP on private networks,
//! over connections that are kept for a while.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

/// Longest wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Idle connections close before a typical server closes them from its side.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Sends requests. Clones share connections.
#[derive(Clone, Debug)]
pub struct Client(hyper_util::client::legacy::Client<HttpConnector, Full<Bytes>>);

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// No connection came about, so that nothing was sent.
    #[error("no connection came about")]
    NotSent,
    /// The connection broke before an answer came.
    #[error("the connection broke before an answer came")]
    Broken,
    /// The answer broke off.
    #[error("the answer broke off")]
    Incomplete,
    /// The answer was larger than allowed.
    #[error("the answer was too large")]
    TooLarge,
}

impl Default for Client {
    fn default() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        let client = hyper_util::client::legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build(connector);
        Self(client)
    }
}

impl Client {
    /// Sends a request to the address in its URI and reads the answer, of `max` bytes at most, to its end, so
    /// that a deadline around this covers all of it and a slow peer cannot drip bytes.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn send(&self, request: Request<Full<Bytes>>, max: usize) -> Result<Response<Bytes>, ClientError> {
        let answer = self.0.request(request).await;
        let answer =
            answer.map_err(|error| if error.is_connect() { ClientError::NotSent } else { ClientError::Broken })?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, max).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { ClientError::TooLarge } else { ClientError::Incomplete }
        })?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}
