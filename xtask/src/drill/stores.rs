//! NATS, then Redis, is lost with its files while shoppers buy, and begins anew with nothing in it. Afterwards every order has
//! its mail: those whose events went with the stream are found by a job.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::Figure;
use super::restore::Database;
use super::shoppers::{Shoppers, now, wait};
use super::site::{FOR_SHOPPERS, Site};
use crate::build::setup::Need;
use crate::servers::postgres::Durability;
use crate::servers::stores;
use crate::step::step;
use crate::workspace::Workspace;

const BUYERS: u32 = 4;
/// How long shoppers buy before a store is lost.
const BEFORE: Duration = Duration::from_secs(2);
/// How long it is away, and in the short form.
const AWAY: Duration = Duration::from_secs(15);
const AWAY_SHORT: Duration = Duration::from_secs(3);
/// Seconds until all is well once an empty one is there.
const MAX_WELL: f64 = 30.0;
/// What is kept elsewhere by whoever runs a shop.
const KEPT: [&str; 2] = ["password", "edge-password"];
/// Orders that have no mail.
const UNMAILED: &str = "select count(*) from orders.orders as placed where state = 'placed' and not exists (
         select from shop.sent_mails as mail
         where mail.about = placed.id and mail.kind = 'order_confirmation' and mail.sent_at is not null
     )";
/// As if hours had passed since events were told: what has no mail then is told of again.
const HOURS_LATER: &str = "update shop.outbox set published_at = published_at - interval '2 hours'";

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    lose_stores(workspace, AWAY)
}

/// They are away for a moment.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    lose_stores(workspace, AWAY_SHORT)
}

fn lose_stores(workspace: &Workspace, away: Duration) -> Result<Vec<Figure>> {
    let mut site = Site::open(workspace, "drill-stores", Need::Servers)?;
    let port = site.with_an_edge(&FOR_SHOPPERS)?.edge;
    let shoppers = step("letting shoppers in", || Shoppers::come(&mut site, port, BUYERS))?;
    sleep(BEFORE);
    let mut figures = Vec::new();
    for (what, name) in [("NATS", "nats"), ("Redis", "redis")] {
        eprintln!("==> {what} lost with its files");
        let begun = now();
        lose(&mut site, name)?;
        sleep(away);
        start_again(&mut site, name)?;
        let back = now();
        shoppers.wait_until_well(back, &mut site.processes)?;
        let seen = shoppers.since(begun)?;
        shoppers.tell_failures(begun)?;
        let well = seen.last_failed.map_or(0, |at| at.saturating_sub(back));
        figures.extend([
            Figure::new(format!("{what} lost: well after an empty one was there"), well as f64 / 1000.0, "s")
                .wanted(MAX_WELL),
            Figure::new("    steps that failed", seen.failed.into(), ""),
            Figure::new("    of so many", seen.steps.into(), ""),
        ]);
    }
    figures.extend(shoppers.leave(&mut site.processes)?);
    figures.extend(mail_the_rest(&mut site, port)?);
    site.close()?;
    Ok(figures)
}

/// Kills a server, and deletes what it has written.
fn lose(site: &mut Site<'_>, name: &str) -> Result<()> {
    site.processes.kill(name)?;
    let mut lost = 0;
    for entry in fs::read_dir(site.folder.join(name))? {
        let path = entry?.path();
        let is_kept = path.file_name().is_some_and(|name| KEPT.iter().any(|kept| name == *kept));
        if !is_kept {
            let deleted = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            deleted.with_context(|| format!("cannot delete {}", path.display()))?;
            lost += 1;
        }
    }
    ensure!(lost > 0, "{name} had written nothing that could be lost");
    Ok(())
}

/// Starts it empty, where it was.
fn start_again(site: &mut Site<'_>, name: &str) -> Result<()> {
    let Site { stores: before, folder, ports, processes, .. } = site;
    let given = |variable: &str| match (variable, name) {
        ("DATABASE_URL", _) => Some(before.database_url.clone()),
        ("REDIS_URL", "nats") => Some(before.redis_url.clone()),
        ("NATS_URL", "redis") => Some(before.nats_url.clone()),
        _ => None,
    };
    let again = stores::start(folder, Durability::Kept, given, ports, processes)?;
    let is_there = again.nats_url == before.nats_url && again.redis_url == before.redis_url;
    ensure!(is_there, "{name} came back somewhere else");
    Ok(())
}

/// Lets hours pass, and sees that every order has its mail afterwards.
fn mail_the_rest(site: &mut Site<'_>, port: u16) -> Result<Vec<Figure>> {
    let database = Database::at(&site.stores.admin_url);
    let unmailed = || database.number(UNMAILED);
    let at_first = unmailed()?;
    database.ask(HOURS_LATER)?;
    site.processes.stop("origin-work")?;
    let (shop, _, processes) = site.parts(port);
    step("letting hours pass for the jobs", || {
        processes.start("origin-work", "TERM", shop.origin("").arg("work"))?;
        wait(processes, "a mail for every order", || Ok(unmailed()? == 0.0))
    })?;
    Ok(vec![
        Figure::new("orders without a mail at the end", at_first, ""),
        Figure::new("orders without a mail some hours later", unmailed()?, "").must(0.0),
    ])
}
