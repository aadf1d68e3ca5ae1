//! Buying: orders a second and how long one takes, beside the same rows written as bare SQL; what an
//! addition to the cart and an order cost in processor time; and whether a million orders of the past
//! change any of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use super::settings::Settings;
use super::{Figure, cpu, floor};
use crate::http;
use crate::ports::Ports;
use crate::postgres::{self, Durability};
use crate::private;
use crate::process::Processes;
use crate::setup::{Need, setup};
use crate::signals;
use crate::step::{output, run, step};
use crate::stores::{self, Stores};
use crate::workspace::{Workspace, cargo};

/// What the provider takes, in the shop as in the floor.
pub const PROVIDER_MS: u32 = 50;
const SECONDS: u32 = 10;
const TURNS: u32 = 2;
const CONCURRENT: [u32; 3] = [1, 8, 32];
const PATIENCE: Duration = Duration::from_secs(60);
/// Pieces of each SKU: nothing sells out.
const PIECES: u32 = 1_000_000_000;

/// The shop under test.
struct Shop<'a> {
    workspace: &'a Workspace,
    stores: &'a Stores,
    origin: PathBuf,
    address: String,
    keys: PathBuf,
    skus: String,
}

/// What the shoppers saw.
struct Seen {
    per_second: f64,
    p99_ms: f64,
    /// Of our processes and PostgreSQL, for each.
    cpu_ms: f64,
}

pub fn measure(workspace: &Workspace, settings: Settings) -> Result<Vec<Figure>> {
    settings.end()?;
    setup(workspace, Need::Bench, false)?;
    let folder = workspace.data().join("bench-checkout");
    fs::create_dir_all(&folder)?;
    let origin = optimised(workspace, &folder)?;
    signals::listen()?;
    let mut processes = Processes::new(&folder.join("logs"))?;
    let mut ports = Ports::load(folder.join("ports.json"));
    // Each run begins with an empty database, and everything is on the disk when it is said to be.
    postgres::delete(&folder.join("postgres"))?;
    let stores = stores::start(&folder, Durability::Kept, |_| None, &mut ports, &mut processes)?;
    let listen = format!("127.0.0.1:{}", ports.take("origin")?);
    let shop = Shop {
        workspace,
        stores: &stores,
        origin,
        address: format!("http://{listen}"),
        keys: folder.join("edge.keys"),
        skus: String::new(),
    };
    let shop = shop.open(&folder, &listen, &mut processes)?;

    let mut figures = Vec::new();
    for shoppers in CONCURRENT {
        figures.extend(beside_the_floor(&shop, &processes, shoppers)?);
    }
    let lines = step("additions to carts", || shop.seen(&processes, "cart_lines", 8, "test_accept"))?;
    figures.push(Figure::new("add to cart, 8 shoppers", "throughput", lines.per_second, "1/s"));
    figures.push(Figure::new("add to cart, 8 shoppers", "CPU", lines.cpu_ms, "ms"));
    figures.extend(after_a_million(&shop, &processes)?);
    drop(processes);
    postgres::delete(&folder.join("postgres"))?;
    Ok(figures)
}

/// The origin with our own code as optimised as what it depends on, as it is deployed.
pub fn optimised(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let ours = [
        "domain",
        "api",
        "signing",
        "origin-accounts",
        "origin-base",
        "origin-catalog",
        "origin-orders",
        "origin-search",
        "origin-workers",
        "origin-server",
        "tests",
    ];
    step("building the origin, optimised", || {
        let mut build = cargo();
        build.args(["build", "--bin", "origin", "--bin", "shoppers", "--bin", "readers"]).current_dir(&workspace.root);
        // Not of what they depend on, which would all be built again. The places where tests cut the
        // power are in builds with assertions alone.
        for package in ours {
            for setting in ["opt-level=3", "debug-assertions=false"] {
                build.args(["--config", &format!("profile.dev.package.{package}.{setting}")]);
            }
        }
        run(&mut build)
    })?;
    let origin = folder.join("origin");
    fs::copy(workspace.binary("origin"), &origin)?;
    Ok(origin)
}

/// In turns, so that a noisy moment hits both; the best of each counts.
fn beside_the_floor(shop: &Shop<'_>, processes: &Processes, shoppers: u32) -> Result<Vec<Figure>> {
    let case = |what: &str| format!("order, {shoppers} concurrent, {what}");
    let (mut ours, mut bare): (Option<Seen>, f64) = (None, 0.0);
    step(&format!("orders and bare SQL in turns, {shoppers} concurrent"), || {
        let token = format!("test_slow_{PROVIDER_MS}");
        for _ in 0..TURNS {
            let seen = shop.seen(processes, "orders", shoppers, &token)?;
            ours = ours.take().filter(|best| best.per_second >= seen.per_second).or(Some(seen));
            bare = bare.max(floor::per_second(&shop.stores.database_url, shoppers, SECONDS)?);
        }
        Ok(())
    })?;
    let ours = ours.context("nothing was measured")?;
    Ok(vec![
        Figure::new(case("shop"), "throughput", ours.per_second, "1/s"),
        Figure::new(case("bare SQL"), "throughput", bare, "1/s"),
        Figure::new(case("shop over bare SQL"), "ratio", ours.per_second / bare, ""),
        Figure::new(case("placing"), "p99", ours.p99_ms, "ms"),
        Figure::new(case("empty cart to placed"), "CPU", ours.cpu_ms, "ms"),
    ])
}

fn after_a_million(shop: &Shop<'_>, processes: &Processes) -> Result<Vec<Figure>> {
    let before = step("orders without a past", || shop.seen(processes, "orders", 8, "test_accept"))?;
    step("a million orders of the past", || floor::past_orders(&shop.stores.database_url, 1_000_000))?;
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
        private::edge_keys(&self.keys)?;
        let command = |arguments: &[&str]| {
            let mut command = Command::new(&self.origin);
            command.current_dir(&self.workspace.root).args(arguments);
            command.env("DATABASE_URL", &self.stores.database_url).env("REDIS_URL", &self.stores.redis_url);
            command.env("ORIGIN_EDGE_KEYS", &self.keys).env("ORIGIN_DRAIN_SECONDS", "0");
            command.env("NATS_URL", &self.stores.nats_url).env("ORIGIN_LISTEN", listen);
            command.env("SEARCH_INDEX", folder.join("search-index")).env("MAIL_DIR", folder.join("mail"));
            // As a shop in production logs.
            command.env("RUST_LOG", "warn");
            command
        };
        step("bringing the database up to date", || run(&mut command(&["migrate"])))?;
        step("starting the origin", || {
            processes.start("origin-serve", "TERM", &mut command(&["serve"]))?;
            processes.start("origin-work", "TERM", &mut command(&["work"]))?;
            let address = listen.parse().context("an address of our own making")?;
            let ready = || http::status(address, listen, "/health/ready") == Some(200);
            processes.wait_until("the origin's readiness (/health/ready)", PATIENCE, ready)
        })?;
        step("seeding the catalogue", || run(&mut command(&["seed", "--catalog", "demo/catalog.jsonl"])))?;
        let skus = step("filling the stock room", || {
            let database = &self.stores.database_url;
            // The orders learn of the goods by events.
            processes.wait_until("the goods to be known", PATIENCE, || floor::goods_are_known(database))?;
            floor::stock(database, PIECES)
        })?;
        Ok(Self { skus, ..self })
    }

    /// Has shoppers at it, once to warm up and once to count.
    fn seen(&self, processes: &Processes, what: &str, shoppers: u32, token: &str) -> Result<Seen> {
        self.shoppers(what, shoppers, 2, token)?;
        let before = cpu::used(processes)?;
        let report = self.shoppers(what, shoppers, SECONDS, token)?;
        let used = cpu::used(processes)?.saturating_sub(before);
        let number = |name: &str| report[name].as_f64().with_context(|| format!("the shoppers' report has no {name}"));
        let done = number("done")?;
        Ok(Seen {
            per_second: done / number("seconds")?,
            p99_ms: number("p99_ms")?,
            cpu_ms: used.as_secs_f64() * 1000.0 / done,
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
