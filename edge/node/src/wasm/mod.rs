//! The worker as a Wasm component: its instances and their limits, and what the host gives it: a
//! key-value store, variables, and calls to the origin.

pub mod artifact;
pub mod bulkheads;
pub mod host;
pub mod instances;
pub mod key_value;
pub mod linear_memory;
pub mod outgoing;
pub mod read_key;
pub mod runtime;
mod telling;
pub mod variables;
