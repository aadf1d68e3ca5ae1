//! What every room of the origin stands on: stores, mounting of endpoints, authentication, idempotency, throttle,
//! sessions and staff keys. The only SQL here is about the schema `shop`.

pub mod audit;
pub mod authentication;
mod client_limits;
pub mod clock;
pub mod database;
pub mod encryption;
pub mod even_answer;
pub mod http;
pub mod idempotency;
pub mod metrics;
pub mod migrations;
pub mod power_cut;
pub mod presence;
pub mod redis;
pub mod secret;
pub mod service_error;
pub mod session;
pub mod stores;
#[cfg(test)]
mod testing;
pub mod throttle;
mod vault;

pub use self::http::client::{HttpClient, HttpError};
pub use self::http::guarded::{Destination, GuardedClient};
pub use self::http::mount::{self, Call, File, mount, mount_file};
pub use self::http::{address, health, if_match, security, transport};
pub use authentication::{Authenticator, EdgeKeys, Sealer, Who, staff};
pub use database::Database;
pub use even_answer::EvenAnswer;
pub use power_cut::power_cut;
pub use service_error::ServiceError;
pub use stores::{Stores, StoresConfig};
pub use vault::{Vault, VaultError};
