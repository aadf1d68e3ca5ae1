//! Calls of clients whose addresses the edge has signed.

use api::Client as Caller;
use api::endpoint::Endpoint;
use api::{Credentials, Problem};
use axum::Extension;
use domain::staff::{Permissions, Role};
use origin_platform::authentication::Client;
use origin_platform::staff::{AsStaff, JustSignedIn, Staff};
use origin_platform::transport::InProcess;

use super::{Shop, fresh_key};

impl Shop {
    /// Calls as a guest at this address, writes under a fresh key.
    pub async fn call_from<E: Endpoint>(&self, client: &str, endpoint: &E) -> Result<E::Reply, Problem> {
        let client = Client(client.parse().expect("an address"));
        let caller = Caller::new(InProcess(self.router.0.clone().layer(Extension(client))));
        caller.call_as(endpoint, &Credentials { bearer: None, idempotency_key: Some(fresh_key()) }).await
    }

    /// Calls as somebody of the staff with this role who has just signed in, under a fresh key.
    pub async fn call_just_signed_in<E: Endpoint>(&self, role: Role, endpoint: &E) -> Result<E::Reply, Problem> {
        let staff = Staff { name: "ada@example.com".to_owned(), permissions: role.permissions(), account: None };
        let router = self.router.0.clone().layer(Extension(AsStaff(staff))).layer(Extension(JustSignedIn));
        let caller = Caller::new(InProcess(router));
        caller.call_as(endpoint, &Credentials { bearer: None, idempotency_key: Some(fresh_key()) }).await
    }

    /// Calls as somebody of the staff with this role, under a fresh key.
    pub async fn call_as_role<E: Endpoint>(&self, role: Role, endpoint: &E) -> Result<E::Reply, Problem> {
        self.call_as_staff_who(role.permissions(), endpoint).await
    }

    /// Calls as somebody of the staff who may do this, under a fresh key.
    pub async fn call_as_staff_who<E: Endpoint>(&self, may: Permissions, endpoint: &E) -> Result<E::Reply, Problem> {
        let staff = Staff { name: "ada@example.com".to_owned(), permissions: may, account: None };
        let caller = Caller::new(InProcess(self.router.0.clone().layer(Extension(AsStaff(staff)))));
        caller.call_as(endpoint, &Credentials { bearer: None, idempotency_key: Some(fresh_key()) }).await
    }
}
