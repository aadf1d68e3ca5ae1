//! How the cache has a page made, whoever makes it.

use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;
use http::Response;

use crate::http::worker_error::WorkerError;

/// Asks the worker for a normalised target.
pub type Render = Box<dyn Fn(Arc<str>) -> BoxFuture<'static, Result<Response<Bytes>, WorkerError>> + Send + Sync>;
