//! What a stranger can take of the node, and who the stranger is (ADR 35, 36).

pub mod agents;
pub mod client_address;
pub mod intake;
pub mod limiter;
pub mod passes;
pub mod permits;
