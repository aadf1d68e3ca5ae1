//! The protocol between the worker and its host, edge-node: what the two tell each other beside the pages
//! themselves. Both use these declarations, so neither can drift from the other.
//!
//! A node and a worker of different builds may meet while one of them is replaced. Fragments, which both have to
//! understand alike to the byte, carry [`VERSION`]: the node names its own when it asks, the worker answers in that one
//! or as if nobody had asked, and the node does not store what is in another. The rest carries no number, and is
//! changed so that it needs none: a purge is JSON of which what is not known is left alone and what is not there means
//! what it meant before; a key of the feed that the node does not know has no value, and the worker then does without;
//! what is handed over is a call of the API, with its fields. Whole requests and answers go by an export whose name has
//! its version ([`answers`]), and by `wasi:http` where the two do not have the same.

pub mod answers;
pub mod client;
pub mod feed;
pub mod fragments;
pub mod handover;
pub mod plain;
pub mod purge;
pub mod security;
pub mod variables;

use http::HeaderName;

/// The version of what fragments and their slots are told in. Raised by any change that the other side must know of.
pub const VERSION: u32 = 1;

/// The name under which one request is known on every floor.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-edge-request-id");

/// Where a call stands in its trace (W3C Trace Context), where there is one. Nobody's is believed but the edge's own.
pub const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
