//! Calling a service in another process, over HTTP.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use api::client::{Answer, NoAnswer, Transport};
use api::edge::REQUEST_ID;
use api::edge::plain::PlainHosts;
use bytes::Bytes;
use http::uri::{Authority, Scheme};
use http::{HeaderValue, Request, Response, Uri};
use origin_platform::{EdgeKeys, HttpClient};

/// Longer than any reply of ours.
const MAX_REPLY_BYTES: usize = 4 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(5);

/// A transport to one address.
pub struct Http {
    scheme: Scheme,
    authority: Authority,
    keys: Option<Arc<EdgeKeys>>,
    client: HttpClient,
}

impl Http {
    /// A transport to `address`, such as `https://orders:4000`, that signs where there are keys.
    ///
    /// # Errors
    /// If the address is not of that form, or would be spoken to plainly and is not among `plain`.
    pub fn to(
        address: &Uri,
        keys: Option<Arc<EdgeKeys>>,
        plain: &PlainHosts,
        authorities: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let scheme = address.scheme().filter(|scheme| **scheme == Scheme::HTTP || **scheme == Scheme::HTTPS);
        let scheme = scheme.filter(|_| matches!(address.path(), "" | "/"));
        let scheme = scheme.with_context(|| format!("“{address}” is not an address such as https://orders:4000"))?;
        let authority = address.authority().context("the address names no host")?.clone();
        if *scheme == Scheme::HTTP {
            plain.check(&address.to_string(), authority.host(), "write https://").map_err(anyhow::Error::msg)?;
        }
        let client = HttpClient::trusting(TIMEOUT, MAX_REPLY_BYTES, authorities)?;
        Ok(Self { scheme: scheme.clone(), authority, keys, client })
    }

    async fn answer(&self, mut request: Request<Bytes>) -> anyhow::Result<Response<Bytes>> {
        let mut uri = request.uri().clone().into_parts();
        uri.scheme = Some(self.scheme.clone());
        uri.authority = Some(self.authority.clone());
        *request.uri_mut() = Uri::from_parts(uri)?;
        let (mut head, body) = request.into_parts();
        if let Some(id) = telemetry::request_id().and_then(|id| HeaderValue::from_str(&id).ok()) {
            head.headers.insert(REQUEST_ID, id);
        }
        telemetry::traces::inject(&tracing::Span::current(), &mut head.headers);
        if let Some(keys) = &self.keys {
            keys.sign(&mut head, &body);
        }
        Ok(self.client.send(Request::from_parts(head, body)).await?)
    }
}

impl Transport for Http {
    fn send(&self, request: Request<Bytes>) -> Answer<'_> {
        Box::pin(async move { self.answer(request).await.map_err(|error| NoAnswer(format!("{error:#}"))) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Client as ApiClient;
    use api::catalog::ListAddresses;
    use api::problem::Code;

    fn to(address: &Uri) -> anyhow::Result<Http> {
        Http::to(address, None, &PlainHosts::default(), None)
    }

    #[tokio::test]
    async fn a_reply_comes_back_and_silence_is_unavailable() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: Uri = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let reply = r#"[{"path":"/products/a","changed_on":"2026-03-01"}]"#;
        let app = axum::Router::new().route("/v1/addresses", axum::routing::get(async move || reply));
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        let client = ApiClient::new(to(&address).unwrap());
        assert_eq!(client.call(&ListAddresses {}).await.unwrap()[0].path, "/products/a");
        server.abort();
        let _ = server.await;
        let client = ApiClient::new(to(&address).unwrap());
        assert_eq!(client.call(&ListAddresses {}).await.unwrap_err().code, Code::Unavailable);
    }

    #[test]
    fn h3_only_an_address_that_is_encrypted_or_near_will_do() {
        for bad in ["http://orders:4000", "orders:4000", "https://orders/v1", "ftp://127.0.0.1", "/v1"] {
            assert!(to(&bad.parse().unwrap()).is_err(), "{bad}");
        }
        for good in ["https://orders:4000", "http://127.0.0.1:4000/"] {
            assert!(to(&good.parse().unwrap()).is_ok(), "{good}");
        }
    }
}
