//! Edges 10, 100 and 300 ms away from their origin, over a network that loses one packet in a hundred: shoppers buy and
//! prices change. Then one of them is cut off, and servers stand still for a while.

mod edges;
mod freeze;
mod link;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use self::edges::Edge;
use self::freeze::frozen;
pub(super) use self::freeze::while_frozen;
use self::link::{Distance, Link, ORIGIN};
use super::Figure;
use super::hosts::Hosts;
use super::perimeter::Front;
use super::restore::Database;
use super::shoppers::{Shoppers, now, wait};
use super::site::Site;
use crate::bench::catalog;
use crate::bench::load::readers::{number, report};
use crate::build::setup::Need;
use crate::servers::postgres::{self, Durability};
use crate::servers::process::Processes;
use crate::servers::stores;
use crate::shop::{Shop, ready};
use crate::signals;
use crate::step::{output, run as run_program, step};
use crate::workspace::Workspace;

const MILLISECONDS: [u64; 3] = [10, 100, 300];
/// Packets take up to a tenth longer, and one in a hundred never arrives.
const LOST: u64 = 10;
const PRODUCTS: u32 = 200;
const BUYERS: u32 = 6;
/// How often prices change in a second.
const CHANGES: u32 = 2;
/// How long a server stands still.
const FROZEN: Duration = Duration::from_secs(10);

/// How long things take, and may take.
struct Form {
    /// Seconds in which prices change, and how many of the changes have to be watched.
    changing: u32,
    watched: f64,
    /// How long an edge is cut off.
    cut: Duration,
}

const LONG: Form = Form { changing: 20, watched: 10.0, cut: Duration::from_secs(20) };
/// Cut off for longer than it takes to be noticed.
const SHORT: Form = Form { changing: 6, watched: 3.0, cut: Duration::from_secs(8) };
/// Milliseconds for which a price may be shown longer than a purge is under way: by what docs/caching.md promises even while
/// purges do not arrive; and by what is wanted, since lost packets are sent again.
const MAX_OLDER: f64 = 10_700.0;
const WANTED_OLDER: f64 = 2500.0;
/// What part of the steps of shoppers may fail while prices change: a lost packet that is sent again takes longer than edges
/// wait for the origin, and whoever asked is told so. Nobody who changes a price is wanted to be.
const MAX_FAILED: f64 = 0.01;
/// Seconds until all is well afterwards.
const MAX_WELL: f64 = 30.0;
/// A price that nothing else has, in cents, and as pages show it.
const TOLD: (u32, &str) = (777_777, "7,777.77");

struct Far<'a> {
    form: &'static Form,
    site: Site<'a>,
    edges: Vec<Edge<'a>>,
    shoppers: Shoppers,
    staff_key: String,
    figures: Vec<Figure>,
}

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    far(workspace, &LONG, |far| {
        far.change_prices()?;
        far.cut_one_off()?;
        far.stand_still()
    })
}

/// Prices change for a moment, and an edge is cut off.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    far(workspace, &SHORT, |far| {
        far.change_prices()?;
        far.cut_one_off()
    })
}

/// Puts edges far away, lets shoppers in, and has something happen.
fn far(
    workspace: &Workspace,
    form: &'static Form,
    happens: impl FnOnce(&mut Far<'_>) -> Result<()>,
) -> Result<Vec<Figure>> {
    signals::listen()?;
    let hosts = Hosts::raise(3)?;
    hosts.also(ORIGIN)?;
    let here: Ipv4Addr = ORIGIN.parse()?;
    let mut site = Site::open_with(workspace, "drill-network", Need::Network, |folder, ports, processes| {
        let stamped = ["track_commit_timestamp=on".to_owned()];
        let postgres = folder.join("postgres");
        let database = postgres::start_with(&stamped, &postgres, Durability::Kept, ports, processes)?;
        let redis_url = stores::redis(&folder.join("redis"), Durability::Kept, ports, processes)?;
        let (nats_url, edge_nats_url) = stores::nats(&folder.join("nats"), here, ports, processes)?;
        let postgres::Addresses { runtime: database_url, owner: owner_url, admin: admin_url } = database;
        Ok(stores::Stores { database_url, owner_url, admin_url, redis_url, nats_url, edge_nats_url })
    })?;
    let inner = site.ports.take("inner")?;
    let front = site.folder.join("front");
    let links = site.folder.join("ways");
    let (shop, ports, processes) = site.parts(inner);
    let origin = SocketAddr::from((here, ports.take("origin")?));
    let staff_key = start_origin(&shop, origin, processes)?;
    let mut edges = Vec::new();
    for ((host, milliseconds), number) in hosts.all().iter().zip(MILLISECONDS).zip(1..) {
        let (delay, jitter) = (Duration::from_millis(milliseconds), Duration::from_millis(milliseconds / 10));
        let distance = Distance { delay, jitter, lost: LOST };
        let link = Link::lay(host, number, distance, &links, processes)?;
        let edge = Edge::new(host, link, distance, origin);
        step(&format!("starting an edge {milliseconds} ms away"), || {
            edge.start(&format!("edge-{number}"), &shop, processes)
        })?;
        edges.push(edge);
    }
    step("starting HAProxy and the firewall", || {
        let addresses = [edges[0].address(), edges[1].address(), edges[2].address()];
        Front::before(&workspace.root, &front, addresses, ports, processes).map(drop)
    })?;
    let mut figures = Vec::new();
    for edge in &edges {
        figures.push(Figure::new(format!("{} ms away: there and back", edge.away()), edge.round_trip()?, "ms"));
    }
    catalog::describe(&site.stores.admin_url, &site.folder)?;
    let shoppers = step("letting shoppers in", || Shoppers::come(&mut site, inner, BUYERS))?;
    let mut far = Far { form, site, edges, shoppers, staff_key, figures };
    happens(&mut far)?;
    far.end()
}

/// The origin on the other side of the long ways, with goods; returns a key of staff's.
fn start_origin(shop: &Shop<'_>, listen: SocketAddr, processes: &mut Processes) -> Result<String> {
    shop.draw_keys()?;
    let host = listen.to_string();
    let origin = |listen: &str| {
        let mut origin = shop.origin(listen);
        origin.env("ORIGIN_ALLOW_PLAIN", ORIGIN);
        origin
    };
    step("bringing the database up to date", || run_program(origin("").arg("migrate").envs(shop.stores.migrating())))?;
    step("starting the origin", || {
        processes.start("origin-serve", "TERM", origin(&host).arg("serve"))?;
        processes.start("origin-work", "TERM", origin("").arg("work"))?;
        ready::origin(listen, processes)
    })?;
    catalog::fill(shop, None, PRODUCTS, processes)?;
    // They were never counted: the books would not say where they are from.
    Database::at(&shop.stores.admin_url).ask(
        "insert into orders.stock_movements (sku, delta, reason) select sku, on_hand, 'counted' from orders.stock_levels",
    )?;
    let key = output(origin(&host).args(["staff-key", "create", "--name", "drill"]))?;
    Ok(key.lines().last().context("`origin staff-key create` printed no key")?.to_owned())
}

impl Far<'_> {
    /// How long after a price's commit each edge went on showing the one before.
    fn change_prices(&mut self) -> Result<()> {
        let begun = now();
        for (edge, turn) in self.edges.iter().zip(1_u32..) {
            let away = edge.away();
            let seen = step(&format!("changing prices, seen {away} ms away"), || self.watch(edge, turn))?;
            let changes = &seen["changes"];
            if changes["refused"].as_f64() != Some(0.0) {
                eprintln!("    refused, among them: {:#}", changes["reasons"]);
            }
            let watched = number(&changes["watched"])?;
            ensure!(watched >= self.form.watched, "only {watched} changes of prices were watched");
            let of = |what: &str, which: &str| number(&changes[what][which]);
            self.figures.extend([
                Figure::new(format!("{away} ms away: changes of prices"), watched, ""),
                Figure::new("    refused", number(&changes["refused"])?, "").wanted(0.0),
                Figure::new("    taken, and never seen", number(&changes["never_seen"])?, "").must(0.0),
                Figure::new("    commit to the last old page, median", of("last_old", "p50_ms")?, "ms"),
                Figure::new("    the same, 99 of 100", of("last_old", "p99_ms")?, "ms")
                    .must(away + MAX_OLDER)
                    .wanted(away + WANTED_OLDER),
                Figure::new("    X: 99 of 100, less the way", of("last_old", "p99_ms")? - away, "ms"),
                Figure::new("    commit to the first new page, median", of("new_everywhere", "p50_ms")?, "ms"),
                Figure::new("    the same, 99 of 100", of("new_everywhere", "p99_ms")?, "ms"),
            ]);
        }
        let seen = self.shoppers.since(begun)?;
        self.shoppers.tell_failures(begun)?;
        self.figures.extend([
            Figure::new("steps of shoppers meanwhile", seen.steps.into(), ""),
            Figure::new("    of these failed", seen.failed.into(), "").wanted(f64::from(seen.steps) * MAX_FAILED),
            Figure::new("    longest without an order", seen.longest_gap as f64 / 1000.0, "s").wanted(MAX_WELL),
        ]);
        for edge in &self.edges {
            let (carried, lost) = edge.link.counted();
            ensure!(lost > 0, "nothing was lost on the way of {} ms", edge.away());
            let percent = lost as f64 / (carried + lost) as f64 * 100.0;
            self.figures.push(Figure::new(format!("{} ms away: packets", edge.away()), (carried + lost) as f64, ""));
            self.figures.push(Figure::new("    of these lost", percent, "%"));
        }
        Ok(())
    }

    fn watch(&self, edge: &Edge<'_>, turn: u32) -> Result<Value> {
        let mut command = Command::new(self.site.workspace.binary("readers"));
        command.current_dir(&self.site.folder).args(["visit", "--nodes", &format!("http://{}", edge.address())]);
        command.args(["--products", "products.tsv", "--lists", "lists", "--stocks", "0", "--watch-stocks", "0"]);
        let (seconds, prices, turn) = (self.form.changing.to_string(), CHANGES.to_string(), turn.to_string());
        command.args(["--rate", "4", "--watch-prices", "1", "--seconds", &seconds, "--prices", &prices]);
        command.args(["--turn", &turn]);
        report(command.env("STAFF_KEY", &self.staff_key).env("DATABASE_URL", &self.site.stores.admin_url))
    }

    /// The way to the farthest is cut while a price changes, and comes back.
    fn cut_one_off(&mut self) -> Result<()> {
        eprintln!("==> an edge cut off");
        let begun = now();
        let products = fs::read_to_string(self.site.folder.join("products.tsv"))?;
        let (path, sku) = products.lines().last().and_then(|line| line.split_once('\t')).context("there are goods")?;
        let [near, _, cut] = self.edges.as_slice() else { anyhow::bail!("three edges are wanted") };
        ensure!(!cut.shows(path, TOLD.1), "the price is there before it is set");
        cut.link.cut(true);
        near.set_price(&self.staff_key, sku, TOLD.0)?;
        wait(&mut self.site.processes, "the new price near by", || Ok(near.shows(path, TOLD.1)))?;
        sleep(self.form.cut);
        ensure!(!cut.shows(path, TOLD.1), "an edge that is cut off knows what is new: it was not cut off");
        let meanwhile = self.shoppers.since(begun)?;
        let healed = now();
        cut.link.cut(false);
        wait(&mut self.site.processes, "the new price where it was cut off", || Ok(cut.shows(path, TOLD.1)))?;
        let fresh = now() - healed;
        self.shoppers.wait_until_well(healed, &mut self.site.processes)?;
        let after = self.shoppers.since(healed)?;
        self.shoppers.tell_failures(begun)?;
        let percent = f64::from(meanwhile.failed) / f64::from(meanwhile.steps.max(1)) * 100.0;
        let well = after.last_failed.map_or(0, |at| at - healed);
        self.figures.extend([
            Figure::new("an edge cut off: steps that failed meanwhile", percent, "%"),
            Figure::new("    longest without an order", meanwhile.longest_gap as f64 / 1000.0, "s"),
            Figure::new("    back: until it shows what changed meanwhile", fresh as f64 / 1000.0, "s").wanted(MAX_WELL),
            Figure::new("    back: until all was well", well as f64 / 1000.0, "s").wanted(MAX_WELL),
        ]);
        Ok(())
    }

    fn stand_still(&mut self) -> Result<()> {
        for (what, name) in [("NATS", "nats"), ("Redis", "redis"), ("PostgreSQL", "postgres")] {
            eprintln!("==> {what} stands still");
            let begun = now();
            frozen(&self.site.processes, name, FROZEN)?;
            let meanwhile = self.shoppers.since(begun)?;
            let awake = now();
            self.shoppers.wait_until_well(awake, &mut self.site.processes)?;
            let after = self.shoppers.since(awake)?;
            self.shoppers.tell_failures(begun)?;
            let well = after.last_failed.map_or(0, |at| at - awake);
            self.figures.extend([
                Figure::new(format!("{what} stands still: steps of shoppers"), meanwhile.steps.into(), ""),
                Figure::new("    of these failed", meanwhile.failed.into(), ""),
                Figure::new("    awake: until all was well", well as f64 / 1000.0, "s").wanted(MAX_WELL),
            ]);
        }
        Ok(())
    }

    fn end(self) -> Result<Vec<Figure>> {
        let Self { mut site, edges, shoppers, mut figures, .. } = self;
        figures.extend(shoppers.leave(&mut site.processes)?);
        drop(edges);
        site.close()?;
        Ok(figures)
    }
}
