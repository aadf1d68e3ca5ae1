//! Outage: PostgreSQL and the origin, the event server, and Redis are killed in turn while shoppers
//! look around and buy. Pages seen before are served all the time, whoever buys is served or put off
//! plainly, and afterwards all is well by itself; anything else is an error.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::load::readers::{number, open_once, readers};
use super::settings::Settings;
use super::{Figure, catalog, floor};
use crate::build::build;
use crate::build::setup::{Need, setup};
use crate::servers::ports::Ports;
use crate::servers::postgres::{self, Durability};
use crate::servers::process::Processes;
use crate::servers::stores::{self, Stores};
use crate::shop::Shop;
use crate::signals;
use crate::step::step;
use crate::workspace::Workspace;

const TIMEOUT: Duration = Duration::from_secs(60);
/// How long shoppers are served before something is killed.
const BEFORE: u32 = 5;
/// How long they go on afterwards, and for how long at the end nothing may be wrong any more.
const AFTER: u32 = 40;
const WELL: Duration = Duration::from_secs(10);
/// Units of each SKU: nothing sells out.
const UNITS: u32 = 1_000_000;

/// What dies.
struct Victim {
    what: &'static str,
    /// The processes of it, in the order in which they are killed.
    processes: &'static [&'static str],
    /// Whether shoppers may be put off meanwhile.
    may_put_off: bool,
}

const VICTIMS: [Victim; 3] = [
    Victim {
        what: "origin and PostgreSQL dead",
        processes: &["origin-serve", "origin-work", "postgres"],
        may_put_off: true,
    },
    Victim { what: "NATS dead", processes: &["nats"], may_put_off: false },
    Victim { what: "Redis dead", processes: &["redis"], may_put_off: true },
];

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    let seconds = settings.number("seconds", 300)?;
    settings.end()?;
    let compiler = setup(workspace, Need::Bench, false)?;
    let built = build(workspace, &compiler)?;
    signals::listen()?;
    let folder = workspace.data().join("bench-outage");
    fs::create_dir_all(&folder)?;
    postgres::delete(&folder.join("postgres"))?;
    drop(fs::remove_dir_all(folder.join("nats")));
    drop(fs::remove_file(folder.join("staff.key")));
    let mut processes = Processes::new(&folder.join("logs"))?;
    let mut ports = Ports::load(folder.join("ports.json"));
    let stores = stores::start(&folder, Durability::Kept, |_| None, &mut ports, &mut processes)?;
    let port = ports.take("edge")?;
    let shop = Shop { workspace, built: &built, stores: &stores, data: folder.clone(), port, seed: true };
    shop.start(&mut ports, &mut processes)?;
    let database = &stores.admin_url;
    processes.wait_until("the goods to be known", TIMEOUT, || floor::goods_are_known(database))?;
    let sku = floor::stock(database, UNITS)?;
    let sku = sku.split(',').next().context("nothing is in stock")?;
    catalog::describe(database, &folder)?;

    let mut figures = Vec::new();
    for victim in &VICTIMS {
        open_once(workspace, &[port], &folder, "pages", 4)?;
        let outage = Outage { shop: &shop, folder: &folder, stores: &stores, sku, seconds };
        figures.extend(step(victim.what, || outage.of(victim, &mut ports, &mut processes))?);
    }
    drop(processes);
    postgres::delete(&folder.join("postgres"))?;
    Ok(figures)
}

struct Outage<'a> {
    shop: &'a Shop<'a>,
    folder: &'a Path,
    stores: &'a Stores,
    sku: &'a str,
    seconds: u32,
}

impl Outage<'_> {
    fn of(&self, victim: &Victim, ports: &mut Ports, processes: &mut Processes) -> Result<Vec<Figure>> {
        let whole = BEFORE + self.seconds + AFTER;
        let mut looking = readers(self.shop.workspace, "outage", &[self.shop.port], self.folder);
        looking.args(["--paths", "pages", "--mails", "mail", "--sku", self.sku, "--seconds", &whole.to_string()]);
        let looking = looking.stdout(Stdio::piped()).spawn().context("cannot start the readers")?;
        sleep(Duration::from_secs(BEFORE.into()));
        for process in victim.processes {
            processes.kill(process)?;
        }
        let dead = now_ms();
        sleep(Duration::from_secs(self.seconds.into()));
        let begun = now_ms();
        self.revive(victim, ports, processes)?;
        let back = now_ms();
        let output = looking.wait_with_output()?;
        let report: Value = serde_json::from_slice(&output.stdout).context("the readers broke off")?;
        judge(victim, &report, back)?;
        let figure = |metric, value, unit| Figure::new(victim.what, metric, value, unit);
        let trouble = report["last_trouble"].as_f64().filter(|at| *at > dead).map_or(0.0, |at| (at - back).max(0.0));
        Ok(vec![
            figure("seconds", (begun - dead) / 1000.0, "s"),
            figure("pages", number(&report["pages"])?, ""),
            figure("stale pages", number(&report["stale"])?, ""),
            figure("longest wait", number(&report["longest_ms"])?, "ms"),
            figure("served", number(&report["bought"])?, ""),
            figure("put off", number(&report["put_off"])?, ""),
            figure("orders", number(&report["orders"])?, ""),
            figure("faults", number(&report["faults"])?, ""),
            figure("back to well", trouble, "ms"),
        ])
    }

    /// Starts again what was killed, where it was.
    fn revive(&self, victim: &Victim, ports: &mut Ports, processes: &mut Processes) -> Result<()> {
        let killed = |name: &str| victim.processes.contains(&name);
        let given = |name: &str| match name {
            "DATABASE_URL" => (!killed("postgres")).then(|| self.stores.database_url.clone()),
            "REDIS_URL" => (!killed("redis")).then(|| self.stores.redis_url.clone()),
            _ => (!killed("nats")).then(|| self.stores.nats_url.clone()),
        };
        let again = stores::start(self.folder, Durability::Kept, given, ports, processes)?;
        if (&again.database_url, &again.redis_url, &again.nats_url)
            != (&self.stores.database_url, &self.stores.redis_url, &self.stores.nats_url)
        {
            bail!("a store came back somewhere else: another program took its port. Run the bench again");
        }
        if killed("origin-serve") {
            self.shop.start_origin(ports, processes)?;
        }
        Ok(())
    }
}

fn judge(victim: &Victim, report: &Value, back: f64) -> Result<()> {
    let what = victim.what;
    if number(&report["faults"])? > 0.0 {
        bail!("{what}: shoppers saw what they should not have seen: {:#}", report["told"]);
    }
    if !victim.may_put_off && number(&report["put_off"])? > 0.0 {
        bail!("{what}: shoppers were put off, though nothing they need was gone: {report:#}");
    }
    if number(&report["pages"])? == 0.0 || number(&report["bought"])? == 0.0 {
        bail!("{what}: nobody was there to see it");
    }
    let ended = number(&report["ended"])?;
    if report["last_trouble"].as_f64().is_some_and(|at| Duration::from_secs_f64((ended - at).max(0.0) / 1000.0) < WELL)
    {
        bail!("{what}: not all was well again {AFTER} s after it was back: {report:#}");
    }
    match report["last_order"].as_f64() {
        Some(at) if at > back => Ok(()),
        _ => bail!("{what}: nobody could order after it was back: {report:#}"),
    }
}

fn now_ms() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
}
