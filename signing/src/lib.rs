//! Signed calls between programs of the shop: HTTP message signatures (RFC 9421) with HMAC-SHA256
//! over method, path, query, the body's digest (RFC 9530) and every header field that the callee
//! acts on.
//!
//! The host name is covered for operators alone, whose writes are good at the one node they name; on the other ways
//! proxies may rewrite it. Besides, a signature is for one audience, its parameter `tag`. Nothing here reads a clock or
//! draws a nonce: both are given.

mod agent;
mod base;
#[cfg(feature = "file")]
mod bearer_key;
mod digest;
mod key;
#[cfg(feature = "file")]
mod key_file;
#[cfg(feature = "file")]
mod secret_file;
mod sign;
mod verify;
#[cfg(feature = "file")]
mod watched_file;

use http::{HeaderMap, HeaderName};

pub use agent::{Agents, BadAgents, Ed25519, agent};
#[cfg(feature = "file")]
pub use bearer_key::{BadBearerKey, BearerKey};
pub use key::{BadKeys, Key, Keys};
#[cfg(feature = "file")]
pub use key_file::{BadKeyFile, KeyFile};
#[cfg(feature = "file")]
pub use secret_file::{BadSecretFile, read_secret};
pub use sign::sign;
pub use verify::{SignatureRejection, Verified, verify};
#[cfg(feature = "file")]
pub use watched_file::WatchedFile;

/// The audience of calls from the edge to the origin.
pub const ORIGIN: &str = "selvedge-origin";
/// The audience of purges from the origin to the edge.
pub const PURGE: &str = "selvedge-purge";

/// The audience of operators' calls to an edge node.
pub const OPERATOR: &str = "selvedge-operator";

/// What is signed and how, before the signature itself.
pub const SIGNATURE_INPUT: HeaderName = HeaderName::from_static("signature-input");
/// The signature.
pub const SIGNATURE: HeaderName = HeaderName::from_static("signature");
/// The digest of the body.
pub const CONTENT_DIGEST: HeaderName = HeaderName::from_static("content-digest");
/// Set on the refusal of a signature, and on nothing else: what was missing.
pub const ACCEPT_SIGNATURE: HeaderName = HeaderName::from_static("accept-signature");

/// How long a signature is good for, in seconds from when it was made.
pub const LIFETIME: u64 = 60;
/// How far ahead of the callee's clock the caller's may be, in seconds.
pub const SKEW: u64 = 60;

/// What every signature covers of a request.
const ALWAYS: [&str; 4] = ["@method", "@path", "@query", "content-digest"];

/// The fields that a callee acts on: covered where they are there, and refused where they are there
/// and not covered. The name of a request in a log is not among them: whoever is called gives it.
const TRUSTED: [&str; 10] = [
    "authorization",
    "content-type",
    "idempotency-key",
    "order-token",
    "stripe-signature",
    "traceparent",
    "x-edge-request-id",
    "x-edge-pop",
    "x-forwarded-for",
    "x-forwarded-proto",
];

/// What a signature of this request for this audience has to cover, in the order in which we sign it.
fn to_cover(headers: &HeaderMap, audience: &str) -> impl Iterator<Item = &'static str> {
    let authority = (audience == OPERATOR).then_some("@authority");
    let trusted = TRUSTED.into_iter().filter(|name| headers.contains_key(*name));
    ALWAYS.into_iter().chain(authority).chain(trusted)
}

#[cfg(test)]
mod tests;
