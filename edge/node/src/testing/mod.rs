//! Support for tests: a node on real sockets, and a worker of two pages.

pub mod server;
pub mod shop;
