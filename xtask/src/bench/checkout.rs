//! Buying: orders a second and how long one takes, beside the same rows written as bare SQL; what an
//! addition to the cart and an order cost in processor time; and whether a million orders of the past
//! change any of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use super::origin::Origin;
use super::place::Place;
use super::settings::Settings;
use super::{Figure, cpu, floor};
use crate::build::build_native;
use crate::build::setup::{Need, setup};
use crate::servers::process::Processes;
use crate::servers::stores::Stores;
use crate::servers::{postgres, psql};
use crate::step::{output, run, step};
use crate::workspace::Workspace;

/// What the provider takes, in the shop as in the floor.
pub const PROVIDER_MS: u32 = 50;
const SECONDS: u32 = 10;
const TURNS: u32 = 2;
const CONCURRENT: [u32; 3] = [1, 8, 32];
const WORKERS: &str = "origin-work";
const TIMEOUT: Duration = Duration::from_secs(60);
/// Units of each SKU: nothing sells out.
const UNITS: u32 = 1_000_000_000;

/// The shop under test.
struct Shop<'a> {
    workspace: &'a Workspace,
    stores: &'a Stores,
    address: String,
    keys: PathBuf,
    skus: String,
}

/// What the shoppers saw.
struct Seen {
    per_second: f64,
    p99_ms: f64,
    /// Of our processes and the stores, for each.
    cpu_ms: f64,
    /// The same, by process.
    parts_ms: BTreeMap<String, f64>,
}

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    // One of the numbers of shoppers and nothing else, for whoever looks for where the time goes.
    let only: u32 = settings.number("only", 0)?;
    settings.end()?;
    setup(workspace, Need::Bench, false)?;
    build_native(workspace)?;
    let mut place = Place::begin(workspace, "bench-checkout")?;
    let stores = place.empty_stores()?;
    let Place { folder, mut processes, mut ports } = place;
    let listen = format!("127.0.0.1:{}", ports.take("origin")?);
    let shop = Shop {
        workspace,
        stores: &stores,
        address: format!("http://{listen}"),
        keys: folder.join("edge.keys"),
        skus: String::new(),
    };
    let shop = shop.open(&folder, &listen, &mut processes)?;

    // As in a shop that has been at work for a while, PostgreSQL knows how large its tables are.
    step("orders to warm up", || {
        shop.shoppers("orders", 8, SECONDS, "test_accept")?;
        psql::sql(&stores.admin_url, "analyze").map(drop)
    })?;

    let mut figures = Vec::new();
    let counts: Vec<u32> = CONCURRENT.into_iter().filter(|shoppers| [0, *shoppers].contains(&only)).collect();
    for shoppers in &counts {
        figures.extend(beside_the_floor(&shop, &processes, *shoppers)?);
    }
    if only == 0 {
        let lines = step("additions to carts", || shop.seen(&processes, "cart_lines", 8, "test_accept"))?;
        figures.push(Figure::new("add to cart, 8 shoppers", "throughput", lines.per_second, "1/s"));
        figures.push(Figure::new("add to cart, 8 shoppers", "CPU", lines.cpu_ms, "ms"));
        figures.extend(after_a_million(&shop, &processes)?);
    }
    // Last, for the workers then have much to catch up with.
    for shoppers in &counts {
        figures.push(placed_alone(&shop, &processes, *shoppers)?);
    }
    drop(processes);
    postgres::delete(&folder.join("postgres"))?;
    Ok(figures)
}

/// In turns, so that a noisy moment hits both; the best of each counts.
fn beside_the_floor(shop: &Shop<'_>, processes: &Processes, shoppers: u32) -> Result<Vec<Figure>> {
    let case = |what: &str| format!("order, {shoppers} concurrent, {what}");
    let (mut ours, mut bare): (Option<Seen>, Bare) = (None, Bare::default());
    step(&format!("orders and bare SQL in turns, {shoppers} concurrent"), || {
        let token = format!("test_slow_{PROVIDER_MS}");
        for _ in 0..TURNS {
            let seen = shop.seen(processes, "orders", shoppers, &token)?;
            ours = ours.take().filter(|best| best.per_second >= seen.per_second).or(Some(seen));
            let other = Bare::measure(shop, processes, shoppers)?;
            if other.per_second > bare.per_second {
                bare = other;
            }
        }
        Ok(())
    })?;
    let ours = ours.context("nothing was measured")?;
    let mut figures = vec![
        Figure::new(case("shop"), "throughput", ours.per_second, "1/s"),
        Figure::new(case("bare SQL"), "throughput", bare.per_second, "1/s"),
        Figure::new(case("shop over bare SQL"), "ratio", ours.per_second / bare.per_second, ""),
        Figure::new(case("placing"), "p99", ours.p99_ms, "ms"),
        Figure::new(case("bare SQL, PostgreSQL"), "CPU", bare.cpu_ms, "ms"),
        Figure::new(case("empty cart to placed"), "CPU", ours.cpu_ms, "ms"),
    ];
    figures.extend(
        ours.parts_ms.iter().map(|(name, part)| Figure::new(case(&format!("of that {name}")), "CPU", *part, "ms")),
    );
    Ok(figures)
}

/// What an order takes until it is placed, without what comes of it later: the workers, which publish its
/// event and write its mail, stand still meanwhile.
fn placed_alone(shop: &Shop<'_>, processes: &Processes, shoppers: u32) -> Result<Figure> {
    let token = format!("test_slow_{PROVIDER_MS}");
    let seen = step(&format!("orders while the workers stand still, {shoppers} concurrent"), || {
        processes.without(WORKERS, || shop.seen(processes, "orders", shoppers, &token))
    })?;
    let case = format!("order, {shoppers} concurrent, placing alone, shop and PostgreSQL");
    Ok(Figure::new(
        case,
        "CPU",
        ["origin-serve", "postgres"].iter().filter_map(|name| seen.parts_ms.get(*name)).sum(),
        "ms",
    ))
}

/// The floor.
#[derive(Default)]
struct Bare {
    per_second: f64,
    /// Of PostgreSQL, for each purchase.
    cpu_ms: f64,
}

impl Bare {
    fn measure(shop: &Shop<'_>, processes: &Processes, shoppers: u32) -> Result<Self> {
        let before = cpu::used_by_each(processes)?;
        let per_second = floor::per_second(&shop.stores.admin_url, shoppers, SECONDS)?;
        let used = since(&before, processes)?.get("postgres").copied().unwrap_or_default();
        Ok(Self { per_second, cpu_ms: used.as_secs_f64() * 1000.0 / (per_second * f64::from(SECONDS)) })
    }
}

/// What each process has used since then.
fn since(before: &BTreeMap<String, Duration>, processes: &Processes) -> Result<BTreeMap<String, Duration>> {
    let mut used = cpu::used_by_each(processes)?;
    for (name, used) in &mut used {
        *used = used.saturating_sub(before.get(name).copied().unwrap_or_default());
    }
    Ok(used)
}

fn after_a_million(shop: &Shop<'_>, processes: &Processes) -> Result<Vec<Figure>> {
    let before = step("orders without a past", || shop.seen(processes, "orders", 8, "test_accept"))?;
    step("a million orders of the past", || floor::past_orders(&shop.stores.admin_url, 1_000_000))?;
    let after = step("orders with a past", || shop.seen(processes, "orders", 8, "test_accept"))?;
    Ok(vec![
        Figure::new("order, 8 concurrent, provider at once", "throughput", before.per_second, "1/s"),
        Figure::new("the same after 1,000,000 orders", "throughput", after.per_second, "1/s"),
        Figure::new("after 1,000,000 orders over before", "ratio", after.per_second / before.per_second, ""),
    ])
}

impl Shop<'_> {
    /// Starts the origin and stocks the demo catalogue.
    fn open(self, folder: &Path, listen: &str, processes: &mut Processes) -> Result<Self> {
        let origin = Origin { workspace: self.workspace, stores: self.stores, folder, listen, keys: &self.keys };
        origin.start(Some(WORKERS), processes)?;
        step("seeding the catalogue", || run(&mut origin.command(&["seed", "--catalog", "demo/catalog.jsonl"])))?;
        let skus = step("filling the stock room", || {
            let database = &self.stores.admin_url;
            // The orders learn of the goods by events.
            processes.wait_until("the goods to be known", TIMEOUT, || floor::goods_are_known(database))?;
            floor::stock(database, UNITS)
        })?;
        Ok(Self { skus, ..self })
    }

    /// Has shoppers at it, once to warm up and once to count.
    fn seen(&self, processes: &Processes, what: &str, shoppers: u32, token: &str) -> Result<Seen> {
        self.shoppers(what, shoppers, 2, token)?;
        let before = cpu::used_by_each(processes)?;
        let report = self.shoppers(what, shoppers, SECONDS, token)?;
        let used = since(&before, processes)?;
        let number = |name: &str| report[name].as_f64().with_context(|| format!("the shoppers' report has no {name}"));
        let done = number("done")?;
        Ok(Seen {
            per_second: done / number("seconds")?,
            p99_ms: number("p99_ms")?,
            cpu_ms: used.values().sum::<Duration>().as_secs_f64() * 1000.0 / done,
            parts_ms: used.into_iter().map(|(name, used)| (name, used.as_secs_f64() * 1000.0 / done)).collect(),
        })
    }

    fn shoppers(&self, what: &str, shoppers: u32, seconds: u32, token: &str) -> Result<Value> {
        let mut command = Command::new(self.workspace.binary("shoppers"));
        command.args(["--origin", &self.address, "--skus", &self.skus, "--what", what, "--token", token]);
        command.arg("--keys").arg(&self.keys);
        command.args(["--shoppers", &shoppers.to_string(), "--seconds", &seconds.to_string()]);
        Ok(serde_json::from_str(&output(&mut command)?)?)
    }
}
