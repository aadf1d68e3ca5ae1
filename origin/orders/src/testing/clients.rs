//! Calls of clients whose addresses the edge has signed.

use api::Client as Caller;
use api::endpoint::Endpoint;
use api::{Credentials, Problem};
use axum::Extension;
use origin_platform::authentication::Client;
use origin_platform::transport::InProcess;

use super::{Shop, fresh_key};

impl Shop {
    /// Calls as a guest at this address, writes under a fresh key.
    pub async fn call_from<E: Endpoint>(&self, client: &str, endpoint: &E) -> Result<E::Reply, Problem> {
        let client = Client(client.parse().expect("an address"));
        let caller = Caller::new(InProcess(self.router.0.clone().layer(Extension(client))));
        caller.call_as(endpoint, &Credentials { bearer: None, idempotency_key: Some(fresh_key()) }).await
    }
}
