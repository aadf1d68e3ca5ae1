//! HTTP from both ends: endpoints that are mounted, and calls to others.

pub mod address;
mod audited;
mod callers;
pub mod client;
pub mod guarded;
pub mod health;
pub mod if_match;
pub mod mount;
pub mod security;
pub mod transport;
