//! What stands around the shop and tells Prometheus of itself: the load balancer and the firewall, the log of a machine on
//! its way to a central server, and the node exporter, whose folder of text files is where they tell it.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Scene;
use crate::drill::logs::Central;
use crate::drill::perimeter::{FIREWALLS, Front};
use crate::http;
use crate::servers::ports::Ports;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::step::{on_path, output};

const READY: Duration = Duration::from_secs(120);
/// Attacks between one look and the next; each firewall gets half of them.
const ATTACKS: usize = 10;
/// What the firewall refuses at once.
const ATTACK: &str = "/search?q=%27%20or%201%3D1%20union%20select%20password%20from%20users--";
pub(super) const REFUSING: &[&str] = &["FirewallRefuses"];
pub(super) const HALF_PROTECTED: &[&str] = &["ServerAway"];
pub(super) const UNPROTECTED: &[&str] = &["FirewallAway"];
pub(super) const UNSENT: &[&str] = &["LogsWait"];

/// What was started.
pub(super) struct Around {
    front: Front,
    /// Where shoppers come in, where HAProxy tells of itself, and the node exporter.
    https: u16,
    balancer: u16,
    exporter: u16,
    /// The folder of text files.
    told: PathBuf,
}

impl Around {
    /// Starts it before an edge that listens on a port.
    pub(super) fn start(
        root: &Path,
        folder: &Path,
        edge: u16,
        ports: &mut Ports,
        processes: &mut Processes,
    ) -> Result<Self> {
        let front = Front::start(root, &folder.join("front"), [edge; 3], ports, processes)?;
        let told = folder.join("told");
        private::folder(&told)?;
        let exporter = ports.take("node-exporter")?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, exporter));
        let mut program =
            Command::new(on_path("prometheus-node-exporter").context("prometheus-node-exporter is not installed")?);
        program.args(["--collector.disable-defaults", "--collector.textfile", "--collector.textfile.directory"]);
        program.arg(&told).arg(format!("--web.listen-address={address}"));
        processes.start("node-exporter", "TERM", &mut program)?;
        let host = address.to_string();
        processes.wait_until("the node exporter", READY, || http::status(address, &host, "/metrics") == Some(200))?;
        let known = |name: &str| ports.known(name).with_context(|| format!("{name} has no port"));
        Ok(Self { front, https: known("front-https")?, balancer: known("front-metrics")?, exporter, told })
    }

    /// Jobs for Prometheus.
    pub(super) fn scrapes(&self) -> String {
        let job = |name: &str, port: u16| {
            format!("  - job_name: {name}\n    static_configs: [{{ targets: ['127.0.0.1:{port}'] }}]\n")
        };
        job("haproxy", self.balancer) + &job("machines", self.exporter)
    }

    /// Some attacks, and what the firewall makes of them in numbers.
    fn attack(&self, root: &Path) -> Result<()> {
        for _ in 0..ATTACKS {
            let address = format!("https://127.0.0.1:{}{ATTACK}", self.https);
            output(Command::new("curl").args(["-ks", "--max-time", "10", "-o", "/dev/null", &address]))?;
        }
        // The other's are told by another node exporter, on its machine.
        self.front.count_in(root, FIREWALLS[0], &self.told.join("waf.prom"))
    }
}

pub(super) fn attackers_come(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let scene = &*scene;
    let around = scene.around.as_ref().context("nothing stands around the shop")?;
    // What is counted for the first time is no increase yet.
    around.attack(&scene.site.workspace.root)?;
    scene.missing_while("attackers came", REFUSING, || around.attack(&scene.site.workspace.root))
}

pub(super) fn one_firewall_is_killed(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    Front::kill_firewall(FIREWALLS[0], &mut scene.site.processes)?;
    scene.missing("one of two firewalls was killed", HALF_PROTECTED)
}

/// After the one, the other.
pub(super) fn firewall_is_killed(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    Front::kill_firewall(FIREWALLS[1], &mut scene.site.processes)?;
    scene.missing("both firewalls were killed", UNPROTECTED)
}

/// The log of the programs so far, and nobody who takes it.
pub(super) fn log_is_not_taken(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let folder = scene.site.folder.clone();
    let central = Central::prepare(scene.site.workspace, &folder, scene.site.ports.take("rsyslog")?)?;
    central.ship(&mut scene.site.processes)?;
    let told = scene.around.as_ref().context("nothing stands around the shop")?.told.join("waiting.prom");
    let missing = scene.missing_while("the central server of logs is not there", UNSENT, || {
        central.waiting(&scene.site.workspace.root)?;
        if central.told().exists() {
            fs::copy(central.told(), &told)?;
        }
        Ok(())
    })?;
    scene.site.processes.kill("rsyslog-machine")?;
    Ok(missing)
}
