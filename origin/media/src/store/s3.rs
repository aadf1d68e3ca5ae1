//! A store that speaks S3, by the HTTP client that the origin has.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use futures::future::BoxFuture;
use http_body_util::BodyExt as _;
use object_store::aws::AmazonS3Builder;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use origin_platform::HttpError as CallError;

use crate::MAX_BYTES;

/// For one call, its body included. The caller of an endpoint waits for ten seconds at most.
const TIMEOUT: Duration = Duration::from_secs(8);
/// A reply is an original at most, with what stands around a list.
const MAX_REPLY: usize = MAX_BYTES as usize + 1024 * 1024;

/// A bucket and the key that opens it.
#[derive(Clone)]
pub struct Bucket {
    /// The store's address: `https://s3.eu-central-1.amazonaws.com`.
    pub endpoint: String,
    /// The region that calls are signed for.
    pub region: String,
    /// The bucket's name.
    pub name: String,
    /// The id of the key.
    pub key: String,
    /// The key's secret.
    pub secret: String,
    /// The authorities that the store is certified by, as PEM, if they are not those that browsers believe.
    pub authorities: Option<PathBuf>,
}

impl Bucket {
    pub(super) fn open(&self) -> anyhow::Result<Arc<dyn ObjectStore>> {
        let client = origin_platform::HttpClient::trusting(TIMEOUT, MAX_REPLY, self.authorities.as_deref())?;
        let backoff = BackoffConfig { init_backoff: Duration::from_millis(100), ..BackoffConfig::default() };
        let store = AmazonS3Builder::new()
            .with_endpoint(self.endpoint.trim_end_matches('/'))
            .with_region(&self.region)
            .with_bucket_name(&self.name)
            .with_access_key_id(&self.key)
            .with_secret_access_key(&self.secret)
            // Whether plain HTTP may be spoken was decided where the address was given.
            .with_allow_http(true)
            .with_retry(RetryConfig { backoff, max_retries: 2, retry_timeout: TIMEOUT })
            .with_http_connector(Connector(client))
            .build()
            .context("the store of pictures cannot be used as it was set")?;
        Ok(Arc::new(store))
    }
}

/// Gives the library our client, so that there is one, and one way to encrypt.
#[derive(Debug)]
struct Connector(origin_platform::HttpClient);

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Calls(self.0.clone())))
    }
}

#[derive(Debug)]
struct Calls(origin_platform::HttpClient);

impl HttpService for Calls {
    fn call<'a, 'c>(&'a self, request: HttpRequest) -> BoxFuture<'c, Result<HttpResponse, HttpError>>
    where
        'a: 'c,
        Self: 'c,
    {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let reply = self.0.send(http::Request::from_parts(head, body)).await.map_err(told)?;
            Ok(reply.map(Bytes::into))
        })
    }
}

fn told(error: CallError) -> HttpError {
    match error {
        CallError::Timeout(_) => HttpError::new(HttpErrorKind::Timeout, error),
        CallError::Failed(_) => HttpError::new(HttpErrorKind::Request, error),
    }
}
