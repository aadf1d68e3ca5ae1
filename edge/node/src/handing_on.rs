//! What the worker is spared: calls of the API that it would only hand on, and pictures.

use api::Problem;
use api::edge::client::CLIENT;
use api::edge::{REQUEST_ID, TRACE_PARENT, handover};
use api::site::Bulkhead;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use tracing::Instrument as _;

use crate::files::pictures::{Fetched, Unavailable};
use crate::http::worker_error::WorkerError;
use crate::node::{Node, Worker};
use crate::wasm::outgoing::GUEST_ORIGIN;

impl Worker {
    /// A call of the API that the worker would only hand on, handed on without it, under a permit of its class as
    /// if it were inside. It goes on to its end even when the caller goes away, for it may be a write.
    pub(crate) async fn hand_on(
        &self,
        request: Request<Bytes>,
        class: Bulkhead,
    ) -> Result<Response<Bytes>, WorkerError> {
        let permit = self.host.permit(class).await?;
        let outgoing = self.outgoing.clone();
        let call = async move {
            let _permit = permit;
            let fields = request.headers().clone();
            let mut request = handover::request(GUEST_ORIGIN, request)?;
            // The worker's transport says them for the calls that it makes.
            for name in [CLIENT, REQUEST_ID, TRACE_PARENT] {
                if let Some(value) = fields.get(&name) {
                    request.headers_mut().insert(name, value.clone());
                }
            }
            outgoing.hand_on(request).await.inspect_err(|error| tracing::warn!(?error, "a call was not answered")).ok()
        };
        Ok(match tokio::spawn(call.in_current_span()).await {
            Ok(Some(answer)) => handover::reply(answer),
            Ok(None) | Err(_) => handover::problem(&Problem::unavailable()),
        })
    }
}

impl Node {
    /// Asks the origin for a file of a picture.
    pub(crate) async fn fetch(&self, path: &str) -> Fetched {
        let worker = self.loaded().await.map_err(|_| Unavailable)?;
        let request = Request::get(format!("{GUEST_ORIGIN}{path}")).body(Bytes::new()).map_err(|_| Unavailable)?;
        let answer = worker.outgoing.hand_on(request).await.map_err(|_| Unavailable)?;
        match answer.status() {
            StatusCode::OK => Ok(Some(answer.into_body())),
            StatusCode::NOT_FOUND => Ok(None),
            _ => Err(Unavailable),
        }
    }
}
