//! moto, the emulator of S3 that pictures in a bucket and backups in a store are tried with.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::build::pip::installed;
use crate::http;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::workspace::Workspace;

/// The Python package with the version that tests and drills are meant for.
const PACKAGE: &str = "moto[server]==5.2.5";
const TIMEOUT: Duration = Duration::from_secs(180);

/// Starts moto without any bucket and returns its address.
pub fn start(workspace: &Workspace, ports: &mut Ports, processes: &mut Processes) -> Result<String> {
    let port = ports.take("s3")?;
    let mut command = Command::new("python3");
    command.args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()]);
    command.env("PYTHONPATH", installed(&workspace.target, "moto", &[PACKAGE])?);
    processes.start("s3", "TERM", &mut command)?;
    let address = format!("127.0.0.1:{port}");
    let socket = address.parse().context("an address of our own making")?;
    processes.wait_until("the store's readiness", TIMEOUT, || http::status(socket, &address, "/").is_some())?;
    Ok(address)
}
