//! What an operator does by one call of the program, beside serving and working.

pub mod agents;
pub mod audit;
pub mod dead_letters;
pub mod migrate;
pub mod reconcile;
