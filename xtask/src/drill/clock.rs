//! The clock of the origin's machine jumps while shoppers buy, by faketime.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};

use super::Figure;
use super::shoppers::{Shoppers, now};
use super::site::{FOR_SHOPPERS, Site};
use crate::build::setup::Need;
use crate::http;
use crate::shop::ready;
use crate::step::{output, run as run_program, step};
use crate::workspace::Workspace;

const BUYERS: u32 = 4;
const READY: Duration = Duration::from_secs(180);
/// Seconds until all is well once it is right.
const MAX_WELL: f64 = 10.0;
/// Seconds by which a clock may be read too late.
const NEAR: i64 = 8;
/// How long it is wrong.
const WRONG: Duration = Duration::from_secs(12);
/// The library that faketime loads into programs, below the folder of the machine's libraries.
const LIBRARY: &str = "faketime/libfaketimeMT.so.1";

/// By how many seconds, and whether anybody may notice: what edges sign is good for a minute.
const JUMPS: [(&str, i64, bool); 4] = [
    ("the clock is 20 s ahead", 20, false),
    ("the clock is 20 s behind", -20, false),
    ("the clock is an hour ahead", 3600, true),
    ("the clock is an hour behind", -3600, true),
];

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    jump(workspace, &JUMPS, WRONG)
}

/// The jumps that nobody may notice.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    jump(workspace, &JUMPS[..2], WRONG / 2)
}

/// Has the clock jump so often, wrong for so long each.
fn jump(workspace: &Workspace, jumps: &[(&'static str, i64, bool)], wrong_for: Duration) -> Result<Vec<Figure>> {
    let mut site = Site::open(workspace, "drill-clock", Need::Failover)?;
    let clock = site.folder.join("clock");
    fs::write(&clock, "+0s\n")?;
    let library = library()?;
    let port = site.ports.take("edge-node")?;
    let (shop, ports, processes) = site.parts(port);
    shop.draw_keys()?;
    run_program(shop.origin("").arg("migrate").envs(shop.stores.migrating()))?;
    let listen = format!("127.0.0.1:{}", ports.take("origin")?);
    for (name, what, listen) in [("origin-serve", "serve", listen.as_str()), ("origin-work", "work", "")] {
        let mut program = shop.origin(listen);
        by_clock(program.arg(what), &library, &clock);
        processes.start(name, "TERM", &mut program)?;
    }
    let address = (Ipv4Addr::LOCALHOST, ports.known("origin").context("it has a port")?).into();
    ready::origin(address, processes)?;
    site.edge_before(listen, &FOR_SHOPPERS)?;
    let shoppers = step("letting shoppers in", || Shoppers::come(&mut site, port, BUYERS))?;
    let mut figures = Vec::new();
    for (what, jump, may_fail) in jumps {
        eprintln!("==> {what}");
        let begun = now();
        fs::write(&clock, format!("{jump:+}s\n"))?;
        let has_jumped = || ahead(address).is_some_and(|ahead| (ahead - jump).abs() <= NEAR);
        site.processes.wait_until("the clock to have jumped", READY, has_jumped)?;
        sleep(wrong_for);
        let wrong = shoppers.since(begun)?;
        fs::write(&clock, "+0s\n")?;
        let right = now();
        shoppers.wait_until_well(right, &mut site.processes)?;
        let seen = shoppers.since(right)?;
        shoppers.tell_failures(begun)?;
        let steps = format!("{what}: steps that failed meanwhile");
        let failed = match may_fail {
            true => Figure::new(steps, wrong.failed.into(), ""),
            false => Figure::failed(steps, wrong.failed, wrong.steps, BUYERS),
        };
        let well = seen.last_failed.map_or(0, |at| at - right);
        figures.extend([
            failed,
            Figure::new("    of so many", wrong.steps.into(), ""),
            Figure::new("    well after it was right", well as f64 / 1000.0, "s").wanted(MAX_WELL),
        ]);
    }
    figures.extend(shoppers.leave(&mut site.processes)?);
    site.close()?;
    Ok(figures)
}

/// Has a program's clock follow a file. What it measures by, and waits by, goes on as ever.
fn by_clock(program: &mut Command, library: &Path, clock: &Path) {
    program.env("LD_PRELOAD", library).env("FAKETIME_TIMESTAMP_FILE", clock);
    program.env("FAKETIME_CACHE_DURATION", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
}

/// By how many seconds the clock of whoever answers there is ahead, as it dates its answers.
fn ahead(address: SocketAddr) -> Option<i64> {
    let answer = http::send(address, "GET", "/health/ready", &[], "")?;
    let seconds = |date: &str| output(Command::new("date").args(["-d", date, "+%s"])).ok()?.trim().parse::<i64>().ok();
    Some(seconds(answer.field("Date")?)? - seconds("now")?)
}

fn library() -> Result<PathBuf> {
    let folders = fs::read_dir("/usr/lib")?.flatten().map(|entry| entry.path().join(LIBRARY));
    folders.into_iter().find(|file| file.is_file()).context("libfaketime is not installed: it comes with faketime")
}
