//! The edge worker: answers a shopper's request near the shopper.
//!
//! A request passes these phases, one file each:
//! [`classify`] what is asked and for which market, [`cookies`] who asks (on personal paths only),
//! [`catalog_cache`] reads of the catalogue from the cache, [`pages`] and [`functions`] what is
//! rendered or written, [`fragments`] what is made anew without its page, [`policy`] what a page may
//! load, [`handler`] the order of it all. What is made for a request is made in its [`instance::world`], and
//! what outlives it is in [`instance`]. What the platform must offer is [`platform::Platform`]; only [`spin`] knows Spin
//! and how `edge-node` calls without `wasi:http`.

pub mod calls;
pub mod catalog_cache;
pub mod classify;
pub mod cookies;
pub mod crawlers;
pub mod executor;
pub mod feed;
pub mod fragments;
pub mod functions;
pub mod guard;
pub mod handler;
pub mod instance;
pub mod pages;
pub mod passthrough;
pub mod platform;
pub mod policy;
pub mod purge;
#[cfg(all(feature = "spin", target_family = "wasm"))]
mod spin;
pub mod unguarded;

#[cfg(test)]
mod tests;

pub use handler::handle;
pub use instance::Worker;
pub use platform::Platform;
