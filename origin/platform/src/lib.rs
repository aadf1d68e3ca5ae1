//! What every origin service stands on: stores, mounting of endpoints, idempotency, outbox,
//! webhooks, sessions and staff keys. The only SQL here is about the schema `shop`.

pub mod database;
pub mod dead_letters;
pub mod door;
pub mod failure;
pub mod health;
pub mod idempotency;
pub mod mount;
mod nonces;
pub mod outbox;
pub mod power_cut;
pub mod purge_targets;
pub mod relay_queue;
pub mod secret;
pub mod sent_mails;
pub mod session;
pub mod staff;
pub mod stores;
pub mod telemetry;
#[cfg(feature = "testing")]
pub mod testing;
pub mod throttle;
pub mod transport;
pub mod webhooks;

pub use database::Database;
pub use door::{Door, EdgeKeys};
pub use failure::Failure;
pub use mount::{Call, File, Who, mount, mount_file};
pub use power_cut::power_cut;
pub use stores::{Stores, StoresConfig};
