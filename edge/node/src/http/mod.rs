//! HTTP as this node speaks it: connections and their limits, bodies and their encodings, conditional
//! and partial answers, and what is told in header fields. Nothing here knows what is stored.

pub mod body;
pub mod bounds;
pub mod cache_status;
pub mod client;
pub mod encoding;
pub mod forwarding;
pub mod https;
pub mod listener;
pub mod problem;
pub mod representation;
pub mod request_id;
pub mod route;
pub mod timing;

pub use problem::worker_error;
pub use representation::{etag, range};
