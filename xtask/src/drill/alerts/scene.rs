//! A shop with one edge that a Prometheus watches.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::around::Around;
use super::prometheus::Prometheus;
use crate::build::setup::Need;
use crate::drill::client::Client;
use crate::drill::site::{Doors, FOR_SHOPPERS, Site};
use crate::edge::Operators;
use crate::servers::ports::Ports;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::signals;
use crate::step::step;
use crate::workspace::Workspace;

/// Seconds between two scrapes: one takes a second if a store does not answer.
pub(super) const EVERY: u32 = 3;
/// How long an alert may take to fire once what it is for is done.
const FIRES: Duration = Duration::from_secs(240);

/// The place of the drill.
pub(in crate::drill) struct Scene<'a> {
    pub(in crate::drill) site: Site<'a>,
    pub(in crate::drill) prometheus: Prometheus,
    /// Where the edge listens, and what it is started with.
    pub(in crate::drill) port: u16,
    options: Vec<String>,
    /// The origin's `host:port`, and when it was started.
    origin: String,
    pub(super) begun: Instant,
    /// Somebody with a key of the staff's.
    staff: Client,
    /// What else was started, if it was.
    pub(super) around: Option<Around>,
}

impl<'a> Scene<'a> {
    /// Opens it in a folder by this name, with these rules and with variables for all programs. What else is started
    /// beside the edge, which listens on a port, says whom Prometheus has to ask then: jobs of its configuration.
    pub(in crate::drill) fn open(
        workspace: &'a Workspace,
        name: &str,
        rules: &str,
        variables: &[(&'static str, &str)],
        beside: impl FnOnce(u16, &mut Ports, &mut Processes, &Path) -> Result<String>,
    ) -> Result<Self> {
        let mut site = Site::open(workspace, name, Need::Machine)?;
        let keys = site.folder.join("purge.keys");
        private::keys(&keys, "origin-1")?;
        site.processes.set("PURGE_KEYS", keys.display().to_string());
        for &(name, value) in variables {
            site.processes.set(name, value.to_owned());
        }
        let file = site.folder.join("alerts.yml");
        private::write(&file, rules)?;
        let port = site.ports.take("edge-node")?;
        let data = site.folder.clone();
        let (shop, ports, processes) = site.parts(port);
        let origin = shop.start_origin(ports, processes)?;
        let begun = Instant::now();
        let mut options = Operators::prepare(&data, ports.take("edge-admin")?)?.options();
        options.extend(FOR_SHOPPERS.map(str::to_owned));
        let words: Vec<&str> = options.iter().map(String::as_str).collect();
        let Doors { edge: port, origin } = site.edge_before(origin, &words)?;
        let (shop, ports, processes) = site.parts(port);
        shop.staff_key(&origin)?;
        let key = std::fs::read_to_string(shop.staff_key_file())?;
        let staff = Client::of(port, "Authorization", format!("Bearer {}", key.trim()));
        let config = shop.write_scrapes(ports, &file, EVERY)?;
        let further = beside(port, ports, processes, &data)?;
        private::write(&config, &(std::fs::read_to_string(&config)? + &further))?;
        let listen = ports.take("prometheus")?;
        let prometheus = step("starting Prometheus", || Prometheus::start(&config, &data, listen, processes))?;
        Ok(Self { site, prometheus, port, options, origin, staff, begun, around: None })
    }

    /// What fires at the end of a time.
    pub(in crate::drill) fn look_on(&mut self, time: Duration) -> Result<Vec<String>> {
        let begun = Instant::now();
        while begun.elapsed() < time {
            self.site.processes.check()?;
            ensure!(!signals::received(), "interrupted");
            sleep(Duration::from_millis(500));
        }
        Ok(self.prometheus.firing()?.into_iter().collect())
    }

    /// Waits until each of these alerts has fired; returns those that did not in time.
    pub(super) fn missing(&self, what: &str, alerts: &[&str]) -> Result<Vec<String>> {
        self.missing_while(what, alerts, || Ok(()))
    }

    /// The same while something is done again and again.
    pub(super) fn missing_while(
        &self,
        what: &str,
        alerts: &[&str],
        doing: impl FnMut() -> Result<()>,
    ) -> Result<Vec<String>> {
        self.missing_within(FIRES, what, alerts, doing)
    }

    /// The same within another time.
    pub(super) fn missing_within(
        &self,
        within: Duration,
        what: &str,
        alerts: &[&str],
        mut doing: impl FnMut() -> Result<()>,
    ) -> Result<Vec<String>> {
        let (begun, mut left) = (Instant::now(), alerts.iter().map(|alert| (*alert).to_owned()).collect::<Vec<_>>());
        while !left.is_empty() && begun.elapsed() < within {
            ensure!(!signals::received(), "interrupted");
            doing()?;
            let firing = self.prometheus.firing()?;
            left.retain(|alert| {
                let fires = firing.contains(alert);
                if fires {
                    eprintln!("    {alert} after {:.0} s", begun.elapsed().as_secs_f64());
                }
                !fires
            });
            sleep(Duration::from_millis(500));
        }
        left.iter().for_each(|alert| eprintln!("    {alert} did NOT fire: {what}"));
        Ok(left)
    }

    /// Kills the edge, does something, and starts it again.
    pub(super) fn without_edge<T>(&mut self, doing: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        self.site.processes.kill("edge-node")?;
        let done = doing(self)?;
        self.start_edge(&[])?;
        Ok(done)
    }

    /// Does something while the edge runs with further options.
    pub(super) fn with_edge<T>(&mut self, further: &[&str], doing: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        self.site.processes.kill("edge-node")?;
        self.start_edge(further)?;
        let done = doing(self)?;
        self.without_edge(|_| Ok(()))?;
        Ok(done)
    }

    fn start_edge(&mut self, further: &[&str]) -> Result<()> {
        let (port, mut options, origin) = (self.port, self.options.clone(), self.origin.clone());
        options.extend(further.iter().map(|option| (*option).to_owned()));
        let (shop, _, processes) = self.site.parts(port);
        shop.start_edge("edge-node", port, &origin, &options, processes)
    }

    /// Somebody of the staff asks for something.
    pub(in crate::drill) fn staff(&self, path: &str, body: &Value) -> Result<Value> {
        self.staff.insist(path, body)
    }

    /// Kills both programs of the origin, and starts them again.
    pub(super) fn restart_origin(&mut self) -> Result<()> {
        for program in ["origin-serve", "origin-work"] {
            self.site.processes.kill(program)?;
        }
        let (shop, ports, processes) = self.site.parts(self.port);
        let origin = shop.start_origin(ports, processes)?;
        ensure!(origin == self.origin, "the origin came back somewhere else");
        Ok(())
    }

    pub(super) fn pid(&self, name: &str) -> Result<u32> {
        let running = self.site.processes.list().into_iter().find(|process| process.name == name);
        Ok(running.with_context(|| format!("{name} does not run"))?.pid)
    }
}
