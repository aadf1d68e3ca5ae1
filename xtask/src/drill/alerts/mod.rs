//! A shop that a Prometheus watches, by the rules of `deploy/monitoring/` with shorter times: while it is well nothing
//! alarms, then one thing after the other is done to it, and the alerts that are for it have to fire. At the end every
//! panel of the dashboards must have had something to show.

mod around;
mod causes;
mod money;
mod prometheus;
mod rules;
mod scene;
mod stores;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::Result;

use self::around::Around;
pub(super) use self::prometheus::Prometheus;
pub(super) use self::scene::Scene;
use super::Figure;
use super::restore::Database;
use super::shoppers::{Shoppers, now};
use crate::http;
use crate::step::step;
use crate::workspace::Workspace;

const BUYERS: u32 = 6;
/// How long all is well, before anything is done: longer than the longest time that a rule looks back.
const WELL: Duration = Duration::from_secs(100);
/// The same in the short form.
const WELL_SHORT: Duration = Duration::from_secs(30);
/// Between two searches.
const BETWEEN: Duration = Duration::from_secs(5);
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
const NOT_DONE: [(&str, &str); 1] =
    [("BackupLogStuck", "takes two and a half hours in which PostgreSQL's log does not arrive")];
/// A job that takes its turn each minute may do so no longer: it is overdue when all else was done.
const NO_MORE_TURNS: &str = "revoke delete on shop.webhook_deliveries from shop_runtime";

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    watch(workspace, true)
}

/// Only what is done quickly; nothing is looked at that takes its time, and no panels.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    watch(workspace, false)
}

fn watch(workspace: &Workspace, all: bool) -> Result<Vec<Figure>> {
    let rules = rules::shortened(&workspace.root)?;
    let variables = [
        ("PURGE_URLS", NOBODY),
        ("TRACES_TO", NOBODY),
        ("TRACES_RATIO", "1"),
        ("WEBHOOKS_ALLOW_HTTP", "true"),
        ("WEBHOOKS_ALLOW_PRIVATE", "true"),
        ("LOG_FORMAT", "json"),
    ];
    let mut around = None;
    let mut scene =
        Scene::open(workspace, "drill-alerts", &rules.text, &variables, |port, ports, processes, folder| {
            Around::start(&workspace.root, folder, port, ports, processes)
                .map(|started| around.insert(started).scrapes())
        })?;
    scene.around = around;
    Database::at(&scene.site.stores.admin_url).ask(NO_MORE_TURNS)?;
    let begun = now() / 1000;
    drop(step("letting shoppers in", || Shoppers::come(&mut scene.site, scene.port, BUYERS))?);
    let early = step("all is well", || all_is_well(&mut scene, if all { WELL } else { WELL_SHORT }))?;
    let expected = FROM_THE_BEGINNING.map(|(alert, _)| alert);
    let alarms: Vec<_> = early.iter().filter(|alert| !expected.contains(&alert.as_str())).collect();
    alarms.iter().for_each(|alarm| eprintln!("    {alarm} fires, and all is well"));
    let mut missing = scene.missing("the collector, an edge and the backup are not there", &expected)?;
    let mut caused = expected.len();
    if !all {
        scene.site.processes.kill("shoppers")?;
    }
    for cause in causes::ALL.into_iter().filter(|cause| all || cause.is_quick) {
        let left = step(cause.what, || (cause.work)(&mut scene))?;
        caused += cause.alerts();
        missing.extend(left);
    }
    NOT_DONE.iter().for_each(|(alert, why)| eprintln!("    nothing was done for {alert}: {why}"));
    let count = |number: usize| u32::try_from(number).map_or(f64::INFINITY, f64::from);
    let mut figures = vec![
        Figure::new("alerts that there are", count(rules.alerts.len()), ""),
        Figure::new("alerts for which something was done", count(caused), ""),
        Figure::new("alerts of these that did not fire", count(missing.len()), "").must(0.0),
        Figure::new("alerts that fired while all was well", count(alarms.len()), "").wanted(0.0),
    ];
    if all {
        let boards = workspace.root.join("deploy/monitoring/dashboards");
        let (panels, empty) = scene.prometheus.empty_panels(&boards, begun, now() / 1000)?;
        empty.iter().for_each(|title| eprintln!("    nothing to show: {title}"));
        figures.push(Figure::new("panels of the dashboards", count(panels), ""));
        figures.push(Figure::new("panels that had nothing to show", count(empty.len()), "").must(0.0));
    }
    scene.site.close()?;
    Ok(figures)
}

/// What fires at the end of a time in which shoppers buy, and somebody looks for something now and then.
fn all_is_well(scene: &mut Scene<'_>, time: Duration) -> Result<Vec<String>> {
    let edge = SocketAddr::from((Ipv4Addr::LOCALHOST, scene.port));
    let (begun, mut number) = (Instant::now(), 0);
    loop {
        let fires = scene.look_on(BETWEEN)?;
        if begun.elapsed() >= time {
            return Ok(fires);
        }
        number += 1;
        http::status(edge, &edge.to_string(), &format!("/search?q=nothing{number}"));
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
