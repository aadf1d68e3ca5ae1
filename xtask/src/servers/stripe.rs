//! localstripe, the emulator that payments through Stripe are tested with.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::build::pip::installed;
use crate::http;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::workspace::Workspace;

/// The Python package with the version the tests are meant for.
const PACKAGE: &str = "localstripe==1.15.10";
const TIMEOUT: Duration = Duration::from_secs(60);

/// Starts localstripe and returns its address.
pub fn start(workspace: &Workspace, ports: &mut Ports, processes: &mut Processes) -> Result<String> {
    let folder = installed(&workspace.target, "localstripe", &[PACKAGE])?;
    let port = ports.take("localstripe")?;
    let mut command = Command::new("python3");
    command.args(["-c", include_str!("localstripe.py"), &port.to_string()]).env("PYTHONPATH", folder);
    processes.start("localstripe", "TERM", &mut command)?;
    let address = format!("127.0.0.1:{port}");
    let socket = address.parse().context("an address of our own making")?;
    processes.wait_until("localstripe's readiness", TIMEOUT, || http::status(socket, &address, "/").is_some())?;
    Ok(format!("http://{address}"))
}
