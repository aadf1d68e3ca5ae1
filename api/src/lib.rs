//! The wire: every endpoint, reply, problem, event and cache tag, declared once.
//!
//! The origin mounts these declarations, the edge and the tests call them, and the OpenAPI
//! document is made from them, so the three cannot drift apart.

pub mod accounts;
pub mod cache;
pub mod cart;
pub mod catalog;
pub mod challenge;
pub mod checkout;
pub mod client;
pub mod edge;
pub mod endpoint;
pub mod event;
pub mod inventory;
pub mod media;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod orders;
pub mod payments;
pub mod problem;
pub mod push;
pub mod registry;
pub mod schema;
pub mod search;
pub mod settings;
pub mod site;
pub mod staff;
pub mod volatile;
pub mod webhooks;

pub use cache::{CachePolicy, Tag};
pub use client::{Client, Credentials, Transport};
pub use domain::staff::Permission;
pub use endpoint::audience::{Audience, CacheClass};
pub use endpoint::{Caller, Endpoint};
pub use problem::{Code, Problem};
