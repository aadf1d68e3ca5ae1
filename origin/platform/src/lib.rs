//! What every room of the origin stands on: stores, mounting of endpoints, authentication, idempotency, throttle,
//! sessions and staff keys. The only SQL here is about the schema `shop`.

pub mod authentication;
pub mod clock;
pub mod database;

pub mod health;
pub mod http_client;
pub mod idempotency;
pub mod migrations;
pub mod mount;
mod nonces;
pub mod power_cut;
pub mod secret;
pub mod service_error;
pub mod session;
pub mod staff;
pub mod stores;
pub mod telemetry;
#[cfg(test)]
mod testing;
pub mod throttle;
pub mod transport;

pub use authentication::{Authenticator, EdgeKeys};
pub use database::Database;
pub use http_client::{HttpClient, HttpError};
pub use mount::{Call, File, Who, mount, mount_file};
pub use power_cut::power_cut;
pub use service_error::ServiceError;
pub use stores::{Stores, StoresConfig};
