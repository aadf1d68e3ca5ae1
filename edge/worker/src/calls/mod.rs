//! Calls of the origin, and what they say beside what they ask: for whom, and under which request's id.

mod attributed;
mod correlated;

pub use attributed::Attributed;
pub use correlated::Correlated;
