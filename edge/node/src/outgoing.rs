//! What the worker may send: requests to the origin, over pooled connections, and nothing else.

use std::time::Duration;

use http::Uri;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::config::BaseAddress;

/// Longest wait for a connection to the origin.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Longest wait for a whole answer of the origin, body included.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(5);
/// Idle connections close before a typical server closes them from its side.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);
/// Bytes of one answer of the origin at most.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// A client that reaches the origin alone. Clones share one connection pool.
#[derive(Clone, Debug)]
pub struct Outgoing {
    client: Client<HttpConnector, WasiBody>,
    origin: BaseAddress,
}

impl Outgoing {
    /// A client for this origin.
    pub fn new(origin: BaseAddress) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build(connector);
        Self { client, origin }
    }

    fn allows(&self, uri: &Uri) -> bool {
        let Some(host) = uri.host() else { return false };
        let (origin_host, origin_port) = self.origin.host_and_port();
        let port = uri.port_u16().unwrap_or(80);
        uri.scheme() == Some(&self.origin.scheme)
            && host.trim_matches(['[', ']']).eq_ignore_ascii_case(origin_host)
            && port == origin_port
    }
}

async fn exchange(
    client: Client<HttpConnector, WasiBody>,
    request: http::Request<WasiBody>,
) -> Result<http::Response<WasiBody>, Error> {
    let response = client.request(request).await.map_err(|error| {
        tracing::debug!(%error, "the origin did not answer");
        if error.is_connect() { Error::ConnectionRefused } else { Error::ConnectionTerminated }
    })?;
    // The answer is read to its end here, so that one deadline covers all of it and a slow
    // origin cannot hold an instance open by dripping bytes.
    let (parts, body) = response.into_parts();
    let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|error| {
        if error.is::<http_body_util::LengthLimitError>() {
            Error::HttpResponseBodySize(Some(LARGEST_ANSWER as u64))
        } else {
            Error::HttpResponseIncomplete
        }
    })?;
    let body = Full::new(body.to_bytes()).map_err(Error::from).boxed_unsync();
    Ok(http::Response::from_parts(parts, body))
}

type IoResult = Box<dyn Future<Output = Result<(), Error>> + Send>;

impl WasiHttpHooks for Outgoing {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _processed: IoResult,
    ) -> Box<dyn Future<Output = Result<(http::Response<WasiBody>, IoResult), Error>> + Send> {
        if !self.allows(request.uri()) {
            tracing::warn!(host = request.uri().host(), "the worker asked for a host it may not reach");
            return Box::new(async { Err(Error::HttpRequestDenied) });
        }
        let asked = options.and_then(|options| options.first_byte_timeout);
        let deadline = asked.unwrap_or(TOTAL_TIMEOUT).min(TOTAL_TIMEOUT);
        let client = self.client.clone();
        Box::new(async move {
            let answer = tokio::time::timeout(deadline, exchange(client, request));
            let response = answer.await.map_err(|_| Error::HttpResponseTimeout)??;
            Ok((response, Box::new(async { Ok(()) }) as IoResult))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::base_address;

    #[test]
    fn only_the_origin_is_reachable() {
        let origin = base_address("http://127.0.0.1:3000").expect("an address");
        let outgoing = Outgoing::new(origin);
        let allowed = |uri: &str| outgoing.allows(&uri.parse().expect("an address"));
        assert!(allowed("http://127.0.0.1:3000/v1/products?page=2"));
        for other in [
            "http://127.0.0.1:3001/",
            "http://127.0.0.1/",
            "https://127.0.0.1:3000/",
            "http://localhost:3000/",
            "http://127.0.0.1.example:3000/",
            "http://127.0.0.1:3000@example:80/",
            "/v1/products",
        ] {
            assert!(!allowed(other), "{other}");
        }
    }

    #[test]
    fn a_default_port_may_be_left_out() {
        let outgoing = Outgoing::new(base_address("http://origin").expect("an address"));
        assert!(outgoing.allows(&"http://origin:80/".parse().expect("an address")));
        assert!(outgoing.allows(&"http://ORIGIN/".parse().expect("an address")));
    }
}
