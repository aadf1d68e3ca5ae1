//! localstripe, the emulator that payments through Stripe are tested with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::http;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::step::{run, step};
use crate::workspace::Workspace;

/// The Python package with the version the tests are meant for.
const PACKAGE: &str = "localstripe==1.15.10";
const TIMEOUT: Duration = Duration::from_secs(60);

/// Starts localstripe and returns its address.
pub fn start(workspace: &Workspace, ports: &mut Ports, processes: &mut Processes) -> Result<String> {
    let folder = installed(&workspace.target)?;
    let port = ports.take("localstripe")?;
    let mut command = Command::new("python3");
    command.args(["-c", include_str!("localstripe.py"), &port.to_string()]).env("PYTHONPATH", folder);
    processes.start("localstripe", "TERM", &mut command)?;
    let address = format!("127.0.0.1:{port}");
    let socket = address.parse().context("an address of our own making")?;
    processes.wait_until("localstripe's readiness", TIMEOUT, || http::status(socket, &address, "/").is_some())?;
    Ok(format!("http://{address}"))
}

/// The folder with the package and what it needs; fetched once by pip and kept beside the build.
fn installed(target: &Path) -> Result<PathBuf> {
    let folder = target.join("localstripe").join(PACKAGE);
    if folder.exists() {
        return Ok(folder);
    }
    step(&format!("fetching {PACKAGE}"), || {
        let half = target.join("localstripe").join(format!("{}-half", std::process::id()));
        fs::create_dir_all(&half).with_context(|| format!("cannot make {}", half.display()))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-warn-conflicts", "--target"];
        let mut command = Command::new("python3");
        // The folder is ours alone, whoever runs this.
        command.args(pip).arg(&half).arg(PACKAGE).env("PIP_ROOT_USER_ACTION", "ignore");
        run(&mut command).context("pip could not fetch localstripe")?;
        // Another run may have been faster.
        if !folder.exists() {
            fs::rename(&half, &folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        Ok(())
    })?;
    Ok(folder)
}
