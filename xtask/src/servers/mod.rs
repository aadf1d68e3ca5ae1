//! The servers that the shop and its tests stand on, each a process of its own.

pub mod heir;
pub mod oidc_provider;
pub mod ports;
pub mod postgres;
pub mod private;
pub mod process;
pub mod psql;
pub mod s3;
pub mod sink;
pub mod stores;
pub mod stripe;
