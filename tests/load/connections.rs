//! Connections to an origin, kept open: each call is signed as the edge signs it.

use std::sync::Arc;

use api::client::{Answer, NoAnswer, Transport};
use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use signing::KeyFile;

/// Connections to one origin.
pub struct Connections {
    origin: Uri,
    keys: Arc<KeyFile>,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Connections {
    /// Connections that are opened when they are needed.
    pub fn new(origin: Uri, keys: Arc<KeyFile>) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self { origin, keys, client: Client::builder(TokioExecutor::new()).build(connector) }
    }
}

impl Transport for Connections {
    fn send(&self, mut request: Request<Bytes>) -> Answer<'_> {
        Box::pin(async move {
            let failed = |error: &dyn std::fmt::Display| NoAnswer(error.to_string());
            let mut uri = self.origin.clone().into_parts();
            uri.path_and_query = request.uri().path_and_query().cloned();
            *request.uri_mut() = Uri::from_parts(uri).map_err(|error| failed(&error))?;
            let request = testing::signed(request, &self.keys, signing::ORIGIN);
            let reply = self.client.request(request.map(Full::new)).await.map_err(|error| failed(&error))?;
            let (parts, body) = reply.into_parts();
            let body = body.collect().await.map_err(|error| failed(&error))?.to_bytes();
            Ok(Response::from_parts(parts, body))
        })
    }
}
