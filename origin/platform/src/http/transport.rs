//! Calling a service in the same process: through its router, without a network.

use api::client::{Answer, NoAnswer, Transport};
use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// A transport into a router.
#[derive(Clone)]
pub struct InProcess(pub Router);

impl Transport for InProcess {
    fn send(&self, request: Request<Bytes>) -> Answer<'_> {
        let router = self.0.clone();
        Box::pin(async move {
            let response = match router.oneshot(request.map(Body::from)).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            let (parts, body) = response.into_parts();
            let body = body.collect().await.map_err(|error| NoAnswer(error.to_string()))?.to_bytes();
            Ok(Response::from_parts(parts, body))
        })
    }
}
