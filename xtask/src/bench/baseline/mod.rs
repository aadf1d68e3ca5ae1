//! The servers that the edge is measured beside.

pub mod nginx;
pub mod varnish;
