//! What the worker needs of the place it runs in.

use std::future::Future;
use std::pin::Pin;

use api::client::Answer;
use bytes::Bytes;
use http::Request;

/// A boxed future, so that platforms can be used through `dyn`.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A key-value store, a way to the origin, settings and a clock.
pub trait Platform: Send + Sync + 'static {
    /// The value of `key` in the cache; none if it is absent or the store does not answer.
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>>;

    /// Puts a value into the cache. Failing is not worth failing the request for.
    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> Boxed<'a, ()>;

    /// Sends a request with a path-only URI to the origin.
    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_>;

    /// A setting, such as `public_url` or `build_id`.
    fn variable<'a>(&'a self, name: &'a str) -> Boxed<'a, Option<String>>;

    /// Seconds since 1970.
    fn now(&self) -> u64;

    /// Runs something after the response has been sent.
    fn spawn(&self, task: Boxed<'static, ()>);
}
