//! Support for the tests of the origin: stores that nobody else uses, and waiting until something is so.
//!
//! A dependency of tests alone. No crate has a feature for tests, so that `cargo build` and the tests share
//! every library.

mod age;
mod audit;
mod authenticator;
mod charges;
mod encrypted;
mod log;
mod nats;
mod polling;
mod sql;
mod stores;
mod stripe_accounts;
mod vault;

pub use age::{age_claims, age_published, age_sessions, age_staff_sessions, end_waiting};
pub use audit::audited;
pub use authenticator::Device;
pub use charges::void_charges;
pub use encrypted::{Authority, EncryptedStores};
pub use log::{Log, another_listener};
pub use nats::Nats;
pub use polling::wait_until;
pub use sql::{parts_of_sql, plain_sql, sql_without};
pub use stores::{
    admin_url, alter, flush_redis, forget_keys, fresh_config, fresh_stores, kill_mortal_database, mortal_config,
};
pub use stripe_accounts::keep_former_account;
pub use vault::VaultKeys;
