//! Stores for the tests of this crate, whose types are not those that the crate of tests knows.

use crate::{Stores, StoresConfig};

/// Where stores that nobody else uses are.
pub(crate) async fn fresh_config() -> StoresConfig {
    let config = origin_testing::fresh_config().await;
    StoresConfig {
        database_url: config.database_url,
        redis_url: config.redis_url,
        nats_url: config.nats_url,
        nats_replicas: 1,
        database_connections: config.database_connections,
        redis_prefix: config.redis_prefix,
        authorities: None,
    }
}

/// Stores that nobody else uses.
pub(crate) async fn fresh_stores() -> Stores {
    Stores::connect(&fresh_config().await).await.expect("addresses of our own making")
}
