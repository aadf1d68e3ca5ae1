//! Whether it pays to compile the native programs in another way: a cached page and an order, from programs as `release`
//! makes them and from others, in turns. By default the others have fat link-time optimisation in place of thin.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::edge::{Edges, wait};
use super::place::Place;
use super::settings::Settings;
use super::turns::{PAGE, bind, in_turns, order, page};
use super::{Figure, floor};
use crate::build::setup::{Need, setup};
use crate::build::{build, build_native_with};
use crate::shop::Shop;
use crate::signals;
use crate::step::step;
use crate::test::Servers;
use crate::workspace::Workspace;

/// Units of each SKU: nothing sells out.
const UNITS: u32 = 1_000_000_000;
const READY: Duration = Duration::from_secs(60);
const NAMES: [&str; 2] = ["as released", "compiled otherwise"];
const PROGRAMS: [&str; 2] = ["origin", "edge-node"];

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    let seconds: u32 = settings.number("seconds", 6)?;
    let lto = settings.text("lto", "fat");
    let units = settings.number("units", 1)?.to_string();
    let flags = settings.text("rustflags", "");
    settings.end()?;
    let compiler = setup(workspace, Need::Bench, false)?;
    let built = build(workspace, &compiler)?;
    let mut other = Workspace::load()?.with(workspace.profile);
    // Beside what is there, so that neither is compiled anew for the other.
    other.target = workspace.target.join("compiled-otherwise");
    let target = other.target.display().to_string();
    let begun = Instant::now();
    let mut variables = vec![
        ("CARGO_TARGET_DIR", target.as_str()),
        ("CARGO_PROFILE_RELEASE_LTO", lto.as_str()),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", units.as_str()),
    ];
    if !flags.is_empty() {
        variables.push(("RUSTFLAGS", flags.as_str()));
    }
    build_native_with(&other, &variables)?;
    let mut figures = vec![Figure::new("compiling otherwise", "time", begun.elapsed().as_secs_f64(), "s")];
    for program in PROGRAMS {
        for (name, place) in NAMES.iter().zip([workspace, &other]) {
            let megabytes = fs::metadata(place.binary(program))?.len() as f64 / 1e6;
            figures.push(Figure::new(format!("{program}, {name}"), "size", megabytes, "MB"));
        }
    }
    signals::listen()?;
    let servers = Servers::start(workspace)?;
    let Place { folder, mut processes, mut ports } = Place::begin(workspace, "bench-compiled")?;
    let port = ports.take("edge")?;
    let shop = Shop { workspace, built: &built, stores: &servers.stores, data: folder, port, seed: true };
    shop.start(&mut ports, &mut processes)?;
    let origin = ports.known("origin").context("the origin was started")?;

    let (keys, nats) = (shop.edge_keys_file(), &servers.stores.edge_nats_url);
    let released = Edges::new(workspace, &built, nats, &keys);
    let otherwise = Edges { workspace: &other, ..released };
    let nodes = [
        released.start("edge-released", origin, 256, PAGE, &mut ports, &mut processes)?,
        otherwise.start("edge-otherwise", origin, 256, PAGE, &mut ports, &mut processes)?,
    ];
    figures.extend(step("a cached page", || in_turns("cached page", NAMES, nodes, page))?.0);

    let second = ports.take("origin-otherwise")?;
    let listen = format!("127.0.0.1:{second}");
    let (data, stores) = (shop.data.clone(), &servers.stores);
    let otherwise = Shop { workspace: &other, built: &built, stores, data, port, seed: true };
    processes.start("origin-otherwise", "TERM", otherwise.origin(&listen).arg("serve"))?;
    wait(second, "/health/ready", &mut processes)?;
    let database = &servers.stores.admin_url;
    let skus = step("filling the stock room", || {
        processes.wait_until("the goods to be known", READY, || floor::goods_are_known(database))?;
        floor::stock(database, UNITS)
    })?;
    bind(&processes, &["origin", "origin-otherwise"])?;
    let place = |port: u16| order(workspace, port, &skus, &keys, seconds);
    figures.extend(step("an order", || in_turns("order", NAMES, [origin, second], place))?.0);
    drop(processes);
    Ok(figures)
}
