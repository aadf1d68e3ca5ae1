//! Freshness: how soon a change of a price or of the stock is on every edge node, what is still
//! served from their caches meanwhile, and what the origin is asked because of it.

pub mod friday;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::available_parallelism;

use anyhow::{Context, Result};
use serde_json::Value;

use super::load::readers::{number, open_once, readers, report};
use super::proxy::Proxy;
use super::settings::Settings;
use super::{Figure, catalog, cpu};
use crate::build::build;
use crate::build::setup::{Need, setup};
use crate::servers::ports::Ports;
use crate::servers::postgres::{self, Durability};
use crate::servers::process::Processes;
use crate::servers::psql;
use crate::servers::stores::{self, Stores};
use crate::shop::Shop;
use crate::signals;
use crate::step::step;
use crate::workspace::Workspace;

const NODES: usize = 3;
/// Each change of a price is watched, and of the stock each fourth: looking at pages is work, too.
const WATCHED_PRICES: u32 = 1;
const WATCHED_STOCKS: u32 = 4;

/// How much of what.
struct Plan {
    seconds: u32,
    reads: u32,
    prices: u32,
    stocks: u32,
    catalog: Option<PathBuf>,
    /// Where no catalogue is given.
    products: u32,
    /// Seconds of reading before anything is counted.
    settle: u32,
}

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    let plan = Plan {
        seconds: settings.number("seconds", 60)?,
        reads: settings.number("reads", 600)?,
        prices: settings.number("prices", 10)?,
        stocks: settings.number("stocks", 100)?,
        catalog: settings.file("catalog", "BENCH_CATALOG"),
        products: settings.number("products", catalog::ICECAT)?,
        settle: settings.number("settle", 90)?,
    };
    settings.end()?;
    let fill = |shop: &Shop<'_>, processes: &mut Processes| {
        catalog::fill(shop, plan.catalog.as_deref(), plan.products, processes)
    };
    with_nodes(workspace, "bench-fresh", fill, |bench, products, processes| {
        let mut figures = vec![Figure::new("products", "count", f64::from(products), "")];
        figures.extend(bench.ticks(&plan, processes)?);
        figures.extend(bench.mix(&plan, processes)?);
        Ok(figures)
    })
}

/// Starts a shop that `fill` fills, and three nodes that have every page of it; `measure` is told how many products
/// there are.
pub(super) fn with_nodes<T>(
    workspace: &Workspace,
    name: &str,
    fill: impl FnOnce(&Shop<'_>, &mut Processes) -> Result<()>,
    measure: impl FnOnce(&Bench<'_>, u32, &Processes) -> Result<T>,
) -> Result<T> {
    let compiler = setup(workspace, Need::Bench, false)?;
    let built = build(workspace, &compiler)?;
    let folder = workspace.data().join(name);
    fs::create_dir_all(&folder)?;
    signals::listen()?;
    let mut processes = Processes::new(&folder.join("logs"))?;
    let mut ports = Ports::load(folder.join("ports.json"));
    let stores = stamping_stores(&folder, &mut ports, &mut processes)?;
    let port = ports.take("edge-0")?;
    let shop = Shop { workspace, built: &built, stores: &stores, data: folder.clone(), port, seed: false };
    let origin = shop.start_origin(&mut ports, &mut processes)?;
    drop(fs::remove_file(shop.staff_key_file()));
    shop.staff_key(&origin)?;
    fill(&shop, &mut processes)?;
    let products = catalog::describe(&stores.admin_url, &folder)?;

    let way = ports.take("proxy")?;
    let proxy = Proxy::start(way, &origin)?;
    let mut nodes = vec![port];
    for node in 1..NODES {
        nodes.push(ports.take(&format!("edge-{node}"))?);
    }
    step("starting three edge nodes", || {
        nodes.iter().enumerate().try_for_each(|(node, port)| {
            shop.start_edge(&format!("edge-node-{node}"), *port, &format!("127.0.0.1:{way}"), &[], &mut processes)
        })
    })?;
    let bench = Bench { workspace, folder: &folder, stores: &stores, key: shop.staff_key_file(), nodes, proxy };
    step("opening every page on every node", || open_once(workspace, &bench.nodes, &folder, "pages", 16).map(drop))?;
    let measured = measure(&bench, products, &processes)?;
    drop(processes);
    postgres::delete(&folder.join("postgres"))?;
    Ok(measured)
}

/// Empty stores that keep what they are told, and note when each transaction was committed.
fn stamping_stores(folder: &Path, ports: &mut Ports, processes: &mut Processes) -> Result<Stores> {
    postgres::delete(&folder.join("postgres"))?;
    for used in ["nats", "search-index"] {
        drop(fs::remove_dir_all(folder.join(used)));
    }
    // The setting needs a restart.
    let mut first = Processes::new(&folder.join("logs"))?;
    let stores = stores::start(folder, Durability::Kept, |_| None, ports, &mut first)?;
    psql::sql(&stores.admin_url, "alter system set track_commit_timestamp = on")?;
    drop(first);
    stores::start(folder, Durability::Kept, |_| None, ports, processes)
}

/// A shop with three nodes, and its only way to the origin.
pub(super) struct Bench<'a> {
    workspace: &'a Workspace,
    folder: &'a Path,
    stores: &'a Stores,
    key: PathBuf,
    nodes: Vec<u16>,
    proxy: Proxy,
}

/// What happened while shoppers looked around.
struct Phase {
    report: Value,
    origin_reads: f64,
    /// Of all processors, by the shop and its stores.
    share: f64,
}

impl Bench<'_> {
    /// The program `readers` with a command, over all products and lists of the shop, with what it needs to change them.
    pub(super) fn readers(&self, what: &str) -> Result<Command> {
        let mut command = readers(self.workspace, what, &self.nodes, self.folder);
        command.args(["--products", "products.tsv", "--lists", "lists"]);
        let key = fs::read_to_string(&self.key).context("the staff's key")?;
        command.env("STAFF_KEY", key.trim()).env("DATABASE_URL", &self.stores.database_url);
        Ok(command)
    }

    /// What the origin is asked because of changes of the stock: with them, less without them.
    fn ticks(&self, plan: &Plan, processes: &Processes) -> Result<Vec<Figure>> {
        let seconds = plan.seconds.div_ceil(2);
        let quiet = || {
            step("reading while nothing changes", || self.phase(seconds, plan.reads, [0, 0], 1, processes))
                .map(|phase| phase.origin_reads)
        };
        // All pages were made at about the same time: until some were made anew, the age of few is over.
        if plan.settle > 0 {
            step("reading until pages are of all ages", || {
                self.phase(plan.settle, plan.reads, [0, 0], 1, processes).map(drop)
            })?;
        }
        let before = quiet()?;
        let ticking = step("reading while the stock changes", || {
            self.phase(seconds, plan.reads, [0, plan.stocks], 2, processes)
        })?;
        let ticks = number(&ticking.report["changes"]["done"])?;
        // Ages change slowly: what is asked without changes is taken from both sides.
        let without = f64::midpoint(before, quiet()?);
        let asked = ticking.origin_reads - without;
        Ok(vec![
            Figure::new("reading, nothing changes", "origin reads", without, ""),
            Figure::new("reading, the stock changes", "origin reads", ticking.origin_reads, ""),
            Figure::new("reading, the stock changes", "changes", ticks, ""),
            Figure::new("origin reads of a change of the stock", "mean", asked / ticks.max(1.0), ""),
            Figure::new("reading, the stock changes", "hit ratio", hits(&ticking)?, "%"),
        ])
    }

    /// All at once.
    fn mix(&self, plan: &Plan, processes: &Processes) -> Result<Vec<Figure>> {
        let changing = [plan.prices, plan.stocks];
        let phase = step("reading while prices and stock change, and watching", || {
            self.phase(plan.seconds, plan.reads, changing, 3, processes)
        })?;
        let (reads, changes) = (&phase.report["reads"], &phase.report["changes"]);
        let mut figures = Vec::new();
        let mut note = |case: &str, metric, value: f64, unit| figures.push(Figure::new(case, metric, value, unit));
        for (case, times) in [
            ("commit to new on every node", "new_everywhere"),
            ("the same, prices", "price"),
            ("the same, stock", "stock"),
            ("commit to last old page on any node", "last_old"),
            ("sending a change to new on every node", "new_everywhere_since_sent"),
        ] {
            note(case, "p50", number(&changes[times]["p50_ms"])?, "ms");
            note(case, "p99", number(&changes[times]["p99_ms"])?, "ms");
        }
        note("changes made", "count", number(&changes["done"])?, "");
        note("changes watched", "count", number(&changes["watched"])?, "");
        note("changes never seen", "count", number(&changes["never_seen"])?, "");
        note("changes refused", "count", number(&changes["refused"])?, "");
        note("looks of the watchers", "throughput", number(&changes["looks"])? / f64::from(plan.seconds), "1/s");
        note("reads while all changes", "hit ratio", hits(&phase)?, "%");
        note("reads while all changes", "failed", number(&reads["failed"])?, "");
        note("reads while all changes", "p50", number(&reads["times"]["p50_ms"])?, "ms");
        note("reads while all changes", "p99", number(&reads["times"]["p99_ms"])?, "ms");
        note(
            "reads while all changes",
            "throughput",
            number(&reads["times"]["count"])? / f64::from(plan.seconds),
            "1/s",
        );
        note("shop, all processors", "share", phase.share * 100.0, "%");
        let load = number(&phase.report["cpu_ms"])? / 1000.0 / f64::from(plan.seconds) / processors();
        note("readers and watchers, all processors", "share", load * 100.0, "%");
        Ok(figures)
    }

    fn phase(
        &self,
        seconds: u32,
        reads: u32,
        [prices, stocks]: [u32; 2],
        turn: u32,
        processes: &Processes,
    ) -> Result<Phase> {
        let mut command = self.readers("visit")?;
        // Only the phase in which all happens is watched.
        let watched = if prices > 0 { [WATCHED_PRICES, WATCHED_STOCKS] } else { [0, 0] };
        let numbers = [
            ("--seconds", seconds),
            ("--rate", reads),
            ("--prices", prices),
            ("--stocks", stocks),
            ("--watch-prices", watched[0]),
            ("--watch-stocks", watched[1]),
            ("--turn", turn),
        ];
        for (name, value) in numbers {
            command.args([name, &value.to_string()]);
        }
        let (used, asked) = (cpu::used(processes)?, self.proxy.reads());
        let report = report(&mut command)?;
        if report["changes"]["refused"].as_f64() != Some(0.0) {
            eprintln!("    changes were refused, among them: {:#}", report["changes"]["reasons"]);
        }
        let used = cpu::used(processes)?.saturating_sub(used);
        let asked = self.proxy.reads() - asked;
        Ok(Phase {
            report,
            origin_reads: f64::from(u32::try_from(asked)?),
            share: used.as_secs_f64() / f64::from(seconds) / processors(),
        })
    }
}

fn hits(phase: &Phase) -> Result<f64> {
    Ok(number(&phase.report["reads"]["hit_ratio"])? * 100.0)
}

fn processors() -> f64 {
    available_parallelism().map_or(1.0, |count| f64::from(u32::try_from(count.get()).unwrap_or(1)))
}
