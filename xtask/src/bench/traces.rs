//! What traces cost: a cached page and an order, from programs that trace every request and from programs that trace
//! none, in turns. The collector takes everything and does nothing with it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::edge::{Edges, wait};
use super::place::Place;
use super::settings::Settings;
use super::turns::{PAGE, bind, in_turns, order, page};
use super::{Figure, floor};
use crate::build::build;
use crate::build::setup::{Need, setup};
use crate::servers::sink::Sink;
use crate::shop::Shop;
use crate::signals;
use crate::step::step;
use crate::test::Servers;
use crate::workspace::Workspace;

const NAMES: [&str; 2] = ["without traces", "with traces"];
/// Units of each SKU: nothing sells out.
const UNITS: u32 = 1_000_000_000;
const READY: Duration = Duration::from_secs(60);
/// What the median may cost more with traces than without.
const BOUND: f64 = 1.05;

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    let seconds: u32 = settings.number("seconds", 6)?;
    // Of how many requests there is a trace, in thousandths: as the programs do where nothing is said.
    let share: u32 = settings.number("thousandths", 10)?;
    settings.end()?;
    let compiler = setup(workspace, Need::Bench, false)?;
    let built = build(workspace, &compiler)?;
    signals::listen()?;
    let servers = Servers::start(workspace)?;
    let Place { folder, mut processes, mut ports } = Place::begin(workspace, "bench-traces")?;
    let port = ports.take("edge")?;
    let shop = Shop { workspace, built: &built, stores: &servers.stores, data: folder, port, seed: true };
    shop.start(&mut ports, &mut processes)?;
    let origin = ports.known("origin").context("the origin was started")?;
    let collector = Sink::start()?;
    let ratio = (f64::from(share) / 1000.0).to_string();
    let traced = [("TRACES_TO", collector.address.as_str()), ("TRACES_RATIO", ratio.as_str())];

    let (keys, nats) = (shop.edge_keys_file(), &servers.stores.edge_nats_url);
    let plain = Edges::new(workspace, &built, nats, &keys);
    let tracing = Edges { traces: &traced, ..plain };
    let nodes = [
        plain.start("edge-plain", origin, 256, PAGE, &mut ports, &mut processes)?,
        tracing.start("edge-tracing", origin, 256, PAGE, &mut ports, &mut processes)?,
    ];
    let mut figures = step("a cached page, without traces and with them", || beside("cached page", nodes, page))?;

    let other = ports.take("origin-tracing")?;
    let listen = format!("127.0.0.1:{other}");
    let mut serve = shop.origin(&listen);
    processes.start("origin-tracing", "TERM", serve.arg("serve").envs(traced))?;
    wait(other, "/health/ready", &mut processes)?;
    let database = &servers.stores.admin_url;
    let skus = step("filling the stock room", || {
        processes.wait_until("the goods to be known", READY, || floor::goods_are_known(database))?;
        floor::stock(database, UNITS)
    })?;
    bind(&processes, &["origin", "origin-tracing"])?;
    let place = |port: u16| order(workspace, port, &skus, &keys, seconds);
    figures.extend(step("an order, without traces and with them", || beside("order", [origin, other], place))?);
    drop(processes);
    let taken = collector.taken();
    ensure!(share == 0 || taken > 0, "no trace arrived, so nothing was measured");
    Ok(figures)
}

/// Measures both, and says if the bound is broken.
fn beside(what: &str, servers: [u16; 2], measure: impl Fn(u16) -> Result<f64>) -> Result<Vec<Figure>> {
    let (figures, ratio) = in_turns(what, NAMES, servers, measure)?;
    if ratio > BOUND {
        eprintln!("{what}: traces cost more than {:.0} % of the median", (BOUND - 1.0) * 100.0);
    }
    Ok(figures)
}
