//! What benches start and measure with.

pub mod cpu;
pub mod edge;
pub mod first;
pub mod origin;
pub mod place;
pub mod proxy;
