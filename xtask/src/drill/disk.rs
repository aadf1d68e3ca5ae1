//! The disk of PostgreSQL, then that of NATS, is full while shoppers buy, and has room again.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::Figure;
use super::shoppers::{Shoppers, now};
use super::site::{FOR_SHOPPERS, Site};
use crate::build::setup::Need;
use crate::servers::postgres::{self, Durability};
use crate::servers::stores;
use crate::servers::{heir, private};
use crate::step::{output, step};
use crate::workspace::Workspace;

const SIZE: &str = "size=512m,mode=0700";
const BUYERS: u32 = 4;
/// Seconds until all is well once there is room.
const MAX_WELL: f64 = 30.0;

/// How long things take.
struct Form {
    /// How long shoppers buy before a disk is full.
    before: Duration,
    /// How long it stays full.
    full: Duration,
}

const LONG: Form = Form { before: Duration::from_secs(6), full: Duration::from_secs(15) };
const SHORT: Form = Form { before: Duration::from_secs(2), full: Duration::from_secs(5) };

/// A small disk, in memory.
struct Disk(PathBuf);

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    fill_disks(workspace, &LONG)
}

/// Full for a moment.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    fill_disks(workspace, &SHORT)
}

fn fill_disks(workspace: &Workspace, form: &Form) -> Result<Vec<Figure>> {
    // Those of a run that was killed.
    let unmount = "grep '^selvedge-drill ' /proc/mounts | cut -d' ' -f2 | xargs -r -n1 umount";
    drop(output(Command::new("sh").args(["-c", unmount])));
    let mut disks = Vec::new();
    let mut site = Site::open_with(workspace, "drill-disk", Need::Failover, |folder, ports, processes| {
        disks.push(Disk::mount(&postgres::place_of(&folder.join("postgres"))?)?);
        private::folder(&folder.join("nats"))?;
        disks.push(Disk::mount(&folder.join("nats"))?);
        stores::start(folder, Durability::Mortal, |_| None, ports, processes)
    })?;
    let port = site.with_an_edge(&FOR_SHOPPERS)?.edge;
    let shoppers = step("letting shoppers in", || Shoppers::come(&mut site, port, BUYERS))?;
    sleep(form.before);
    let mut figures = Vec::new();
    for (what, disk) in [("PostgreSQL's disk full", &disks[0]), ("NATS' disk full", &disks[1])] {
        eprintln!("==> {what}");
        let begun = now();
        disk.fill()?;
        sleep(form.full);
        disk.make_room()?;
        let room = now();
        shoppers.wait_until_well(room, &mut site.processes)?;
        let seen = shoppers.since(begun)?;
        shoppers.tell_failures(begun)?;
        let well = seen.last_failed.map_or(0, |at| at.saturating_sub(room));
        figures.extend([
            Figure::new(format!("{what}: well after there was room"), well as f64 / 1000.0, "s").wanted(MAX_WELL),
            Figure::new("    steps that failed", seen.failed.into(), ""),
            Figure::new("    of so many", seen.steps.into(), ""),
        ]);
    }
    step("restarting NATS, whose streams do not come back by themselves", || start_nats_again(&mut site))?;
    figures.extend(shoppers.leave(&mut site.processes)?);
    site.close_after(|| drop(disks))?;
    Ok(figures)
}

/// Kills NATS, and starts it where it was.
fn start_nats_again(site: &mut Site<'_>) -> Result<()> {
    site.processes.kill("nats")?;
    let (database, redis) = (site.stores.database_url.clone(), site.stores.redis_url.clone());
    let given = |name: &str| match name {
        "DATABASE_URL" => Some(database.clone()),
        "REDIS_URL" => Some(redis.clone()),
        _ => None,
    };
    let again = stores::start(&site.folder, Durability::Mortal, given, &mut site.ports, &mut site.processes)?;
    ensure!(again.nats_url == site.stores.nats_url, "NATS came back somewhere else");
    Ok(())
}

impl Disk {
    fn mount(place: &Path) -> Result<Self> {
        // Before it is there: what is not mounted is not taken away.
        heir::leave(&format!("umount -l '{}'", place.display()));
        output(Command::new("mount").args(["-t", "tmpfs", "-o", SIZE, "selvedge-drill"]).arg(place))?;
        Ok(Self(place.to_owned()))
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }

    /// Writes until nothing fits any more.
    fn fill(&self) -> Result<()> {
        let mut file = fs::File::create(self.ballast()).context("cannot write to the small disk")?;
        let (mut block, mut written) = (vec![1; 1 << 20], 0);
        while !block.is_empty() {
            match file.write(&block) {
                Ok(more) => written += more,
                Err(_) => block.truncate(block.len() / 2),
            }
        }
        eprintln!("    {} MiB more, and it is full", written >> 20);
        Ok(())
    }

    fn make_room(&self) -> Result<()> {
        fs::remove_file(self.ballast()).context("cannot make room on the small disk")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A server that is killed since it did not end may still have files on it.
        if let Err(error) = output(Command::new("umount").arg("-l").arg(&self.0)) {
            eprintln!("    {error:#}");
        }
    }
}
