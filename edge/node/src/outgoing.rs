//! What the worker may send: requests to the origin, over pooled connections, and nothing else.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Uri;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::coalescing::{Flights, read_key};
use crate::config::BaseAddress;
use crate::metrics::Metrics;
use crate::tags::Tags;

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
    reads: Arc<Flights<Exchanged>>,
    tags: Arc<Tags>,
    metrics: Arc<Metrics>,
}

/// An answer of the origin, or why there is none; many readers may share it.
type Exchanged = Result<http::Response<Bytes>, NoAnswer>;

/// Why the origin gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoAnswer {
    Refused,
    Terminated,
    TooLarge,
    Incomplete,
    TimedOut,
}

impl From<NoAnswer> for Error {
    fn from(why: NoAnswer) -> Self {
        match why {
            NoAnswer::Refused => Self::ConnectionRefused,
            NoAnswer::Terminated => Self::ConnectionTerminated,
            NoAnswer::TooLarge => Self::HttpResponseBodySize(Some(LARGEST_ANSWER as u64)),
            NoAnswer::Incomplete => Self::HttpResponseIncomplete,
            NoAnswer::TimedOut => Self::HttpResponseTimeout,
        }
    }
}

impl Outgoing {
    /// A client for this origin. `tags` tells which answers left the origin before a purge.
    pub fn new(origin: BaseAddress, tags: Arc<Tags>, metrics: Arc<Metrics>) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build(connector);
        Self { client, origin, reads: Arc::default(), tags, metrics }
    }

    /// Asks the origin, or waits for the same question of another instance.
    async fn ask(self, request: http::Request<WasiBody>, deadline: Duration) -> Exchanged {
        let Some(key) = read_key(&request, self.tags.changes()) else {
            return counted(self.client, request, deadline, self.metrics).await;
        };
        let (mut request, mut answer) = (Some(request), Err(NoAnswer::Terminated));
        let whole = tokio::time::Instant::now() + deadline;
        // Whoever waited for a question that failed asks once more, or waits for one who does.
        for _ in 0..2 {
            let (client, metrics) = (self.client.clone(), Arc::clone(&self.metrics));
            let flight = self.reads.board(&key, || {
                let own = request.take();
                async move {
                    match own {
                        Some(request) => counted(client, request, deadline, metrics).await,
                        None => Err(NoAnswer::Terminated),
                    }
                }
            });
            let led = flight.led;
            if !led {
                self.metrics.origin_coalesced.inc();
            }
            // The other question may have been asked with more time than this one has.
            let Ok(landed) = tokio::time::timeout_at(whole, flight.landed()).await else {
                return Err(NoAnswer::TimedOut);
            };
            answer = landed.unwrap_or(Err(NoAnswer::Terminated));
            if led || answer.is_ok() {
                break;
            }
        }
        answer
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

async fn counted(
    client: Client<HttpConnector, WasiBody>,
    request: http::Request<WasiBody>,
    deadline: Duration,
    metrics: Arc<Metrics>,
) -> Exchanged {
    let begun = Instant::now();
    let answer = tokio::time::timeout(deadline, exchange(client, request)).await.unwrap_or(Err(NoAnswer::TimedOut));
    metrics.origin_called(answer.as_ref().ok().map(http::Response::status), begun.elapsed());
    answer
}

async fn exchange(client: Client<HttpConnector, WasiBody>, request: http::Request<WasiBody>) -> Exchanged {
    let response = client.request(request).await.map_err(|error| {
        tracing::debug!(%error, "the origin did not answer");
        if error.is_connect() { NoAnswer::Refused } else { NoAnswer::Terminated }
    })?;
    // The answer is read to its end here, so that one deadline covers all of it and a slow
    // origin cannot hold an instance open by dripping bytes.
    let (parts, body) = response.into_parts();
    let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|error| {
        let too_large = error.is::<http_body_util::LengthLimitError>();
        if too_large { NoAnswer::TooLarge } else { NoAnswer::Incomplete }
    })?;
    Ok(http::Response::from_parts(parts, body.to_bytes()))
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
            self.metrics.refused_hosts.inc();
            tracing::warn!(host = request.uri().host(), "the worker asked for a host it may not reach");
            return Box::new(async { Err(Error::HttpRequestDenied) });
        }
        let asked = options.and_then(|options| options.first_byte_timeout);
        let deadline = asked.unwrap_or(TOTAL_TIMEOUT).min(TOTAL_TIMEOUT);
        let outgoing = self.clone();
        Box::new(async move {
            let answer = outgoing.ask(request, deadline).await?;
            let answer = answer.map(|body| Full::new(body).map_err(Error::from).boxed_unsync());
            Ok((answer, Box::new(async { Ok(()) }) as IoResult))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::base_address;

    fn outgoing(origin: &str) -> Outgoing {
        Outgoing::new(base_address(origin).expect("an address"), Arc::default(), Arc::default())
    }

    #[test]
    fn only_the_origin_is_reachable() {
        let outgoing = outgoing("http://127.0.0.1:3000");
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
        let outgoing = outgoing("http://origin");
        assert!(outgoing.allows(&"http://origin:80/".parse().expect("an address")));
        assert!(outgoing.allows(&"http://ORIGIN/".parse().expect("an address")));
    }
}
