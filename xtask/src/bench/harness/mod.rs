//! What benches start and measure with.

pub mod cpu;
pub mod edge;
pub mod origin;
pub mod place;
pub mod proxy;
