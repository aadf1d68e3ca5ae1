//! Edge nodes to be measured.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::build::Built;
use crate::edge::Operators;
use crate::http;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::workspace::Workspace;

const TIMEOUT: Duration = Duration::from_secs(60);

/// What all of them have in common.
#[derive(Clone, Copy)]
pub struct Edges<'a> {
    /// Where the program is.
    pub workspace: &'a Workspace,
    /// The worker.
    pub built: &'a Built,
    /// Where purges come from.
    pub nats: &'a str,
    /// The file of keys that calls to the origin are signed with.
    pub keys: &'a Path,
    /// Where operators may ask the one that is started next, if they may.
    pub operators: Option<&'a Operators>,
    /// Requests that one of its instances serves at once, of whatever kind; none as a node does unless told.
    pub instance_requests: Option<u32>,
    /// Variables that say where its traces go.
    pub traces: &'a [(&'a str, &'a str)],
}

/// The processor that what is measured has for itself, where there are several: load is made on another.
pub const CORE: &str = "0";

impl<'a> Edges<'a> {
    /// Nodes as they are unless told otherwise, and which no operator asks.
    pub fn new(workspace: &'a Workspace, built: &'a Built, nats: &'a str, keys: &'a Path) -> Self {
        Self { workspace, built, nats, keys, operators: None, instance_requests: None, traces: &[] }
    }

    /// Starts a node on one processor that asks the origin at this port and keeps so many MiB of
    /// pages; returns its port when it answers `page`.
    pub fn start(
        &self,
        name: &str,
        origin: u16,
        cache_mb: u32,
        page: &str,
        ports: &mut Ports,
        processes: &mut Processes,
    ) -> Result<u16> {
        let port = ports.take(name)?;
        let mut node = Command::new("taskset");
        node.args(["-c", CORE]).arg(self.workspace.binary("edge-node"));
        node.args(["--listen", &format!("127.0.0.1:{port}"), "--origin", &format!("http://127.0.0.1:{origin}")]);
        node.args(["--page-cache-mb", &cache_mb.to_string()]);
        if let Some(requests) = self.instance_requests {
            node.args(["--instance-requests", &requests.to_string()]);
        }
        node.arg("--component").arg(&self.built.component);
        node.env("SPIN_VARIABLE_BUILD_ID", &self.built.build_id).env("EDGE_NATS", self.nats);
        node.env("EDGE_ORIGIN_KEYS", self.keys).envs(self.traces.iter().copied());
        node.args(self.operators.map(Operators::options).unwrap_or_default());
        processes.start(name, "TERM", &mut node)?;
        wait(port, page, processes)?;
        Ok(port)
    }
}

/// Waits until a server answers `path`, and makes sure that it does not answer just anything.
pub fn wait(port: u16, path: &str, processes: &mut Processes) -> Result<()> {
    let address: SocketAddr = (Ipv4Addr::LOCALHOST, port).into();
    let host = address.to_string();
    processes
        .wait_until(&format!("{path} at {address}"), TIMEOUT, || http::status(address, &host, path) == Some(200))?;
    if http::status(address, &host, "/no-such-page-at-all") == Some(200) {
        bail!("{address} answers 200 to everything: there is nothing to measure");
    }
    Ok(())
}

/// Memory that a process holds (`VmRSS` of proc(5)), in MiB. A page of a file that is mapped twice counts twice.
pub fn resident_mib(processes: &Processes, name: &str) -> Result<f64> {
    memory_mib(processes, name, "status", "VmRSS:")
}

/// Memory that a process holds (`Pss` of proc(5)), in MiB: every page once, however often it is mapped, and those that other
/// processes share in parts.
pub fn proportional_mib(processes: &Processes, name: &str) -> Result<f64> {
    memory_mib(processes, name, "smaps_rollup", "Pss:")
}

/// Memory that is a process's own (`RssAnon` of proc(5)), in MiB: what is no page of a file, of which the system maps as many
/// around each that is touched as it happens to have at hand.
pub fn own_mib(processes: &Processes, name: &str) -> Result<f64> {
    memory_mib(processes, name, "status", "RssAnon:")
}

fn memory_mib(processes: &Processes, name: &str, file: &str, field: &str) -> Result<f64> {
    let process = processes.list().into_iter().find(|process| process.name == name);
    let pid = process.with_context(|| format!("{name} does not run"))?.pid;
    let text = std::fs::read_to_string(format!("/proc/{pid}/{file}"))?;
    let kib = text.lines().find_map(|line| line.strip_prefix(field)?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(kib.with_context(|| format!("no {field} in /proc"))? / 1024.0)
}
