//! A shop that a Prometheus watches, by the rules of `deploy/monitoring/` with shorter times: while it is well nothing
//! alarms, then one thing after the other is done to it, and the alerts that are for it have to fire. At the end every
//! panel of the dashboards must have had something to show.

mod causes;
mod prometheus;
mod rules;

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use self::prometheus::Prometheus;
use super::Figure;
use super::shoppers::{Shoppers, now};
use super::site::{Doors, FOR_SHOPPERS, Site};
use crate::build::setup::Need;
use crate::edge::Operators;
use crate::servers::private;
use crate::signals;
use crate::step::step;
use crate::workspace::Workspace;

const BUYERS: u32 = 6;
/// Seconds between two scrapes: one takes a second if a store does not answer.
const EVERY: u32 = 3;
/// How long all is well, before anything is done: longer than the longest time that a rule looks back.
const WELL: Duration = Duration::from_secs(100);
/// How long an alert may take to fire once what it is for is done.
const FIRES: Duration = Duration::from_secs(150);
/// Nobody listens there.
const NOBODY: &str = "http://127.0.0.1:9";
/// What fires from the beginning, and why.
const FROM_THE_BEGINNING: [(&str, &str); 4] = [
    ("BackupOld", "nothing says that there is a backup"),
    ("BackupUntried", "nothing says that one was restored"),
    ("PurgeCallsFail", "an edge that is told of purges by calls is not there"),
    ("SpansDropped", "the collector of traces is not there"),
];
/// What the drill does not do, and why.
const NOT_DONE: [(&str, &str); 13] = [
    ("BackupLogStuck", "told by the node exporter"),
    ("ConsumerBehind", "takes a thousand events that wait"),
    ("EdgeConnectionsShort", "takes thousands of connections"),
    ("EventsRetried", "by chance: events that are under way as PostgreSQL stands still"),
    ("FirewallAway", "told by HAProxy"),
    ("FirewallRefuses", "told by the node exporter"),
    ("JobOverdue", "takes ten minutes"),
    ("LogsWait", "told by the node exporter"),
    ("MoneyWithoutOrder", "takes a payment provider"),
    ("PaymentProviderSilent", "takes a payment provider"),
    ("TransferRefused", "takes a payment provider"),
    ("WebhookDisabled", "takes days of failures"),
    ("WorkerFails", "takes a worker that breaks"),
];
/// Panels for what the drill does not do.
const NOT_SHOWN: [&str; 2] = ["Money taken and given back", "Webhooks"];

/// The place of the drill.
struct Scene<'a> {
    site: Site<'a>,
    prometheus: Prometheus,
    /// Where the edge listens, and what it is started with.
    port: u16,
    options: Vec<String>,
    /// The origin's `host:port`.
    origin: String,
}

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    let rules = rules::shortened(&workspace.root)?;
    let mut scene = Scene::open(workspace, &rules.text)?;
    let begun = now() / 1000;
    drop(step("letting shoppers in", || Shoppers::come(&mut scene.site, scene.port, BUYERS))?);
    let early = step("all is well", || scene.look_on(WELL))?;
    let expected = FROM_THE_BEGINNING.map(|(alert, _)| alert);
    let alarms: Vec<_> = early.iter().filter(|alert| !expected.contains(&alert.as_str())).collect();
    alarms.iter().for_each(|alarm| eprintln!("    {alarm} fires, and all is well"));
    let mut missing = scene.missing("the collector, an edge and the backup are not there", &expected)?;
    let mut caused = expected.len();
    for cause in causes::ALL {
        let left = step(cause.what, || (cause.work)(&mut scene))?;
        caused += cause.alerts();
        missing.extend(left);
    }
    NOT_DONE.iter().for_each(|(alert, why)| eprintln!("    nothing was done for {alert}: {why}"));
    let boards = workspace.root.join("deploy/monitoring/dashboards");
    let (panels, empty) = scene.prometheus.empty_panels(&boards, begun, now() / 1000)?;
    let empty: Vec<_> = empty.iter().filter(|title| !NOT_SHOWN.iter().any(|not| title.ends_with(not))).collect();
    empty.iter().for_each(|title| eprintln!("    nothing to show: {title}"));
    let alarms = alarms.len();
    let empty = empty.len();
    scene.site.close()?;
    let count = |number: usize| u32::try_from(number).map_or(f64::INFINITY, f64::from);
    Ok(vec![
        Figure::new("alerts that there are", count(rules.alerts.len()), ""),
        Figure::new("alerts for which something was done", count(caused), ""),
        Figure::new("alerts of these that did not fire", count(missing.len()), "").at_most(0.0),
        Figure::new("alerts that fired while all was well", count(alarms), "").at_most(0.0),
        Figure::new("panels of the dashboards", count(panels), ""),
        Figure::new("panels that had nothing to show", count(empty), "").at_most(0.0),
    ])
}

impl<'a> Scene<'a> {
    fn open(workspace: &'a Workspace, rules: &str) -> Result<Self> {
        let mut site = Site::open(workspace, "drill-alerts", Need::Machine)?;
        let keys = site.folder.join("purge.keys");
        private::keys(&keys, "origin-1")?;
        site.processes.set("PURGE_URLS", NOBODY);
        site.processes.set("PURGE_KEYS", keys.display().to_string());
        site.processes.set("TRACES_TO", NOBODY);
        site.processes.set("TRACES_RATIO", "1");
        let file = site.folder.join("alerts.yml");
        private::write(&file, rules)?;
        let data = site.folder.clone();
        let mut options = Operators::prepare(&data, site.ports.take("edge-admin")?)?.options();
        options.extend(FOR_SHOPPERS.map(str::to_owned));
        let words: Vec<&str> = options.iter().map(String::as_str).collect();
        let Doors { edge: port, origin } = site.with_an_edge(&words)?;
        let (shop, ports, processes) = site.parts(port);
        let config = shop.write_scrapes(ports, &file, EVERY)?;
        let listen = ports.take("prometheus")?;
        let prometheus = step("starting Prometheus", || Prometheus::start(&config, &data, listen, processes))?;
        Ok(Self { site, prometheus, port, options, origin })
    }

    /// What fires at the end of a time.
    fn look_on(&mut self, time: Duration) -> Result<Vec<String>> {
        let begun = Instant::now();
        while begun.elapsed() < time {
            self.site.processes.check()?;
            ensure!(!signals::received(), "interrupted");
            sleep(Duration::from_millis(500));
        }
        Ok(self.prometheus.firing()?.into_iter().collect())
    }

    /// Waits until each of these alerts has fired; returns those that did not in time.
    fn missing(&self, what: &str, alerts: &[&str]) -> Result<Vec<String>> {
        self.missing_while(what, alerts, || Ok(()))
    }

    /// The same while something is done again and again.
    fn missing_while(&self, what: &str, alerts: &[&str], mut doing: impl FnMut() -> Result<()>) -> Result<Vec<String>> {
        let (begun, mut left) = (Instant::now(), alerts.iter().map(|alert| (*alert).to_owned()).collect::<Vec<_>>());
        while !left.is_empty() && begun.elapsed() < FIRES {
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
    fn without_edge<T>(&mut self, doing: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        self.site.processes.kill("edge-node")?;
        let done = doing(self)?;
        let (port, options, origin) = (self.port, self.options.clone(), self.origin.clone());
        let (shop, _, processes) = self.site.parts(port);
        shop.start_edge("edge-node", port, &origin, &options, processes)?;
        Ok(done)
    }

    /// Kills both programs of the origin, and starts them again.
    fn restart_origin(&mut self) -> Result<()> {
        for program in ["origin-serve", "origin-work"] {
            self.site.processes.kill(program)?;
        }
        let (shop, ports, processes) = self.site.parts(self.port);
        let origin = shop.start_origin(ports, processes)?;
        ensure!(origin == self.origin, "the origin came back somewhere else");
        Ok(())
    }

    fn pid(&self, name: &str) -> Result<u32> {
        let running = self.site.processes.list().into_iter().find(|process| process.name == name);
        Ok(running.with_context(|| format!("{name} does not run"))?.pid)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_alert_is_caused_or_it_is_said_why_not() {
        let rules = include_str!("../../../../deploy/monitoring/alerts.yml");
        let there: BTreeSet<_> = rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
        let done = causes::ALL.iter().flat_map(|cause| cause.fires.iter().copied());
        let all: Vec<_> =
            done.chain(FROM_THE_BEGINNING.map(|(alert, _)| alert)).chain(NOT_DONE.map(|(alert, _)| alert)).collect();
        let known: BTreeSet<_> = all.iter().copied().collect();
        assert_eq!(known.len(), all.len(), "an alert is named twice");
        assert_eq!(known, there);
    }
}
