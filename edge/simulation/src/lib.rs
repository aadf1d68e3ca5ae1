//! The edge of the whole world in one thread: the caches, tables and the reading of the stream that `edge-node` and
//! the worker run, in many nodes, with a network between them that is slow, breaks and heals, and clocks that are
//! wrong. A seed decides everything, so that whatever is found happens again (ADR 74).
//!
//! [`run()`] plays a [`Plan`]; [`check`] says what must hold of every answer. What is not here is the wire itself: NATS
//! is a log that keeps its order on each connection, which is what its clients are promised.

pub mod check;
pub mod clock;
pub mod dice;
pub mod event;
pub mod origin;
pub mod plan;
pub mod pop;
pub mod run;
pub mod schedule;
pub mod stream;
#[cfg(test)]
mod tests;
pub mod worker;

pub use check::{BOUND, Broken};
pub use plan::{Plan, Seeded};
pub use run::{Outcome, run};
