//! How far a node has read in the stream of purges.

use serde::{Deserialize, Serialize};

/// A place in the stream of purges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamCursor {
    /// When the stream was made, in nanoseconds since 1970: its identity.
    pub created: i64,
    /// The sequence to read next.
    pub next: u64,
}
