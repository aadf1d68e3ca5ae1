//! The one client for HTTP calls to others: other services of ours, edges, payment providers.
//!
//! Addresses that somebody else chose are called by the one beside it, [`super::guarded`].

#![expect(clippy::disallowed_types, reason = "this is the client")]

use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

/// Nobody who is there takes longer to take a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a connection is kept that nobody uses.
const IDLE: Duration = Duration::from_secs(30);

/// Calls over HTTP/1.1, with TLS where the address says so. Clones share their connections.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    timeout: Duration,
    max_reply_bytes: usize,
}

/// Why a call has no reply. It may have had its effect all the same.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// There was none in time.
    #[error("nothing within {} ms", .0.as_millis())]
    Timeout(Duration),
    /// No connection came about, it broke, or the reply is too long.
    #[error("{0:#}")]
    Failed(anyhow::Error),
}

impl HttpClient {
    /// A client that waits for the whole of a reply for at most `timeout`, and takes at most `max_reply_bytes` of it,
    /// so that a wrong address cannot fill the memory.
    ///
    /// # Errors
    /// If this machine cannot do TLS.
    pub fn new(timeout: Duration, max_reply_bytes: usize) -> anyhow::Result<Self> {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        connector.enforce_http(false);
        let tls = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
            .context("preparing TLS")?;
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(tls.https_or_http().enable_http1().wrap_connector(connector));
        Ok(Self { client, timeout, max_reply_bytes })
    }

    /// Sends a request and reads the whole reply, whatever its status.
    ///
    /// # Errors
    /// If there is no reply, not in time, or a longer one than is taken.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let reply = tokio::time::timeout(self.timeout, self.exchange(request)).await;
        reply.map_err(|_| HttpError::Timeout(self.timeout))?.map_err(HttpError::Failed)
    }

    async fn exchange(&self, request: Request<Bytes>) -> anyhow::Result<Response<Bytes>> {
        let response = self.client.request(request.map(Full::new)).await.context("it cannot be reached")?;
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, self.max_reply_bytes).collect().await.map_err(anyhow::Error::from_boxed);
        Ok(Response::from_parts(parts, body.context("its reply broke off or is too long")?.to_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::routing::get;

    #[tokio::test]
    async fn replies_are_bounded_in_time_and_length() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let app = Router::new()
            .route("/short", get(async || "short"))
            .route("/long", get(async || "x".repeat(100)))
            .route("/never", get(std::future::pending::<&str>));
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        let client = HttpClient::new(Duration::from_millis(300), 10).expect("TLS");
        let get = |path: &str| Request::get(format!("http://{address}{path}")).body(Bytes::new()).expect("a request");
        assert_eq!(client.send(get("/short")).await.expect("a reply").into_body(), "short");
        assert!(matches!(client.send(get("/long")).await, Err(HttpError::Failed(_))));
        assert!(matches!(client.send(get("/never")).await, Err(HttpError::Timeout(_))));
        server.abort();
    }
}
