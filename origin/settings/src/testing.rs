//! Support for the tests of this crate.

use api::problem::Problem;
use api::settings::{GetSettings, ShopSettings, Storefront};
use api::{Client, Credentials, Endpoint};
use origin_platform::transport::InProcess;
use origin_platform::{Stores, staff};
use origin_testing::fresh_stores;
use uuid::Uuid;

use crate::router;

/// A shop in which nothing is set, and somebody who may set it.
pub(crate) struct Scene {
    pub(crate) stores: Stores,
    pub(crate) transport: InProcess,
    pub(crate) key: String,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let stores = fresh_stores().await;
        let key = staff::create(&stores.db, "tests").await.expect("PostgreSQL is up");
        Self { transport: InProcess(router(stores.clone())), stores, key }
    }

    /// What staff are answered.
    pub(crate) async fn as_staff<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        let idempotency_key = Some(Uuid::new_v4().to_string());
        let credentials = Credentials { bearer: Some(self.key.clone()), idempotency_key };
        Client::new(self.transport.clone()).call_as(endpoint, &credentials).await
    }

    /// What everybody is answered.
    pub(crate) async fn ask<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        Client::new(self.transport.clone()).call(endpoint).await
    }

    /// What every page shows of what is set.
    pub(crate) async fn storefront(&self) -> Storefront {
        self.ask(&GetSettings {}).await.expect("it is for everybody")
    }

    /// What is set of the shop itself.
    pub(crate) async fn shown(&self) -> ShopSettings {
        self.storefront().await.shop
    }

    /// Subject and tags of the events that are there, in their order.
    pub(crate) async fn events(&self) -> Vec<(String, Vec<String>)> {
        let told = sqlx::query_as("select subject, tags from shop.outbox order by seq");
        told.fetch_all(&self.stores.db).await.expect("PostgreSQL is up")
    }
}
