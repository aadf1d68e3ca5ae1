//! HTTP from both ends: endpoints that are mounted, and calls to others.

pub mod client;
pub mod guarded;
pub mod health;
pub mod mount;
pub mod transport;
