//! Waits for a program of the shop: until it says that it is ready, and until it does what it is for.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;

use crate::http;
use crate::servers::process::Processes;

/// An edge compiles the worker at its first start, and a machine may do much else.
const TIMEOUT: Duration = Duration::from_secs(240);

/// Waits until an origin that was just started serves.
pub fn origin(address: SocketAddr, processes: &mut Processes) -> Result<()> {
    processes.wait_until("the origin's readiness (/health/ready)", TIMEOUT, || answers(address, "/health/ready"))
}

/// Waits until an edge that was just started is ready and has answered a page: its first may take longer than who asks waits.
pub fn edge(address: SocketAddr, processes: &mut Processes) -> Result<()> {
    processes.wait_until("the edge's readiness (/_edge/ready)", TIMEOUT, || answers(address, "/_edge/ready"))?;
    processes.wait_until("an answer of the edge with status 200 at /", TIMEOUT, || answers(address, "/"))
}

fn answers(address: SocketAddr, path: &str) -> bool {
    http::status(address, &address.to_string(), path) == Some(200)
}
