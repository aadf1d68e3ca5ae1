//! Shoppers who buy while something happens to the shop, and what of it they were told, compared with the database.

mod log;

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

pub(super) use self::log::now;
use self::log::{Log, Seen};
use super::Figure;
use super::restore::Database;
use super::site::Site;
use crate::servers::process::Processes;
use crate::signals;
use crate::step::{doing, step};

/// Nothing has failed for so long: all is well.
const QUIET: Duration = Duration::from_secs(6);
/// How long all may take to be well before a drill gives up.
const LIMIT: Duration = Duration::from_secs(300);
/// Pieces of what sells out, and of what does not.
const FEW: u32 = 60;
const MANY: u32 = 1_000_000;
/// With fewer orders no damage could be done on purpose, a kind to each.
const COMPARED: usize = 3;
/// As many goods are bought.
const GOODS: usize = 4;
const ORDERS: &str = include_str!("orders.sql");
const DAMAGE: &str = include_str!("damage.sql");
const BUYABLE: &str = "select count(*) from orders.sellable_snapshots as snapshot
     join orders.stock_levels as level using (sku)
     where snapshot.active and snapshot.prices ? 'EUR' and level.location = 'main'";

/// Those who buy.
pub(super) struct Shoppers {
    log: Log,
    database: Database,
}

impl Shoppers {
    /// Fills the shelves, lets so many in through a port, and waits until the first has ordered.
    pub(super) fn come(site: &mut Site<'_>, port: u16, buyers: u32) -> Result<Self> {
        Self::come_with(site, port, buyers, "no")
    }

    /// The same, who also load the files that pages name.
    pub(super) fn come_for_files(site: &mut Site<'_>, port: u16, buyers: u32) -> Result<Self> {
        Self::come_with(site, port, buyers, "yes")
    }

    fn come_with(site: &mut Site<'_>, port: u16, buyers: u32, files: &str) -> Result<Self> {
        let database = Database::at(&site.stores.admin_url);
        let processes = &mut site.processes;
        // Whoever asks while another server takes over is told so, and asks again.
        wait(processes, "goods that can be bought", || {
            Ok(database.number(BUYABLE).is_ok_and(|count| count >= GOODS as f64))
        })?;
        let skus = stock(&database)?;
        let mut program = Command::new(site.workspace.binary("readers"));
        program.args(["ride", "--nodes", &format!("http://127.0.0.1:{port}"), "--skus", &skus]);
        program.args(["--buyers", &buyers.to_string(), "--seconds", "100000", "--files", files]);
        processes.start("shoppers", "TERM", &mut program)?;
        let shoppers = Self { log: Log { file: processes.log("shoppers") }, database };
        wait(processes, "the first order", || Ok(shoppers.log.since(0)?.last_order.is_some()))?;
        Ok(shoppers)
    }

    /// What has happened to them since a moment.
    pub(super) fn since(&self, begun: u64) -> Result<Seen> {
        self.log.since(begun)
    }

    /// Says what failed since a moment.
    pub(super) fn tell_failures(&self, begun: u64) -> Result<()> {
        self.log.failures(begun)?.iter().for_each(|(what, count)| eprintln!("    {count} × {what}"));
        Ok(())
    }

    /// How often something of one kind has failed since a moment.
    pub(super) fn failed(&self, begun: u64, what: &str) -> Result<u32> {
        let failures = self.log.failures(begun)?;
        Ok(failures.iter().filter(|(kind, _)| kind.split(' ').next() == Some(what)).map(|(_, count)| count).sum())
    }

    /// Waits until somebody has ordered since a moment, and nothing has failed for a while.
    pub(super) fn wait_until_well(&self, since: u64, processes: &mut Processes) -> Result<()> {
        let quiet = u64::try_from(QUIET.as_millis())?;
        wait(processes, "all to be well", || {
            let seen = self.log.since(since)?;
            Ok(seen.last_order > seen.last_failed && now() - seen.last_failed.unwrap_or(since) >= quiet)
        })
    }

    /// Lets them go, and compares what they were told with what is in the database.
    pub(super) fn leave(self, processes: &mut Processes) -> Result<Vec<Figure>> {
        wait(processes, "as many orders as can be compared", || Ok(self.log.orders()?.len() >= COMPARED))?;
        processes.kill("shoppers")?;
        let (database, promised) = (&self.database, self.log.orders()?);
        for (what, waiting) in [
            ("events to be published", "select count(*) from shop.outbox where published_at is null"),
            ("payments to be settled", "select count(*) from orders.orders where state = 'awaiting_payment'"),
        ] {
            // Whoever asks while another server takes over is told so, and asks again.
            wait(processes, what, || Ok(database.ask(waiting).is_ok_and(|left| left == "0")))?;
        }
        step("seeing that damage would be seen", || sees_damage(database, &promised))?;
        let found = database.ask(&format!("\\set promised '{}'\n{ORDERS}", promised.join(",")))?;
        found.lines().for_each(|line| eprintln!("    {line}"));
        let count = |what: &str| found.lines().filter(|line| line.starts_with(what)).count() as f64;
        let placed = "select count(*) from orders.orders where email like 'ride-%' and state = 'placed'";
        let placed = database.number(placed)?;
        step("checking the ledgers and every page", || database.check())?;
        Ok(vec![
            Figure::new("orders that shoppers were told of", promised.len() as f64, ""),
            Figure::new("orders in the database", placed, ""),
            Figure::new("orders lost", count("lost"), "").must(0.0),
            Figure::new("orders doubled", count("twice"), "").must(0.0),
            Figure::new("goods oversold", count("oversold"), "").must(0.0),
        ])
    }
}

/// Fails unless each kind of damage is found where it is done, which is taken back.
fn sees_damage(database: &Database, promised: &[String]) -> Result<()> {
    let promised = promised.join(",");
    let found = database.ask(&format!("\\set promised '{promised}'\nbegin;\n{DAMAGE}{ORDERS}rollback;\n"))?;
    for kind in ["lost ", "twice ", "oversold "] {
        ensure!(found.lines().any(|line| line.starts_with(kind)), "{kind}is not seen where it was done on purpose");
    }
    Ok(())
}

/// Puts goods on the shelves, few of the first; returns their SKUs with commas between them.
fn stock(database: &Database) -> Result<String> {
    let skus = database.ask(&format!(
        "select string_agg(sku, ',') from (
             select snapshot.sku from orders.sellable_snapshots as snapshot
             join orders.stock_levels as level using (sku)
             where snapshot.active and snapshot.prices ? 'EUR' and level.location = 'main'
             order by snapshot.sku limit {GOODS}
         ) as chosen"
    ))?;
    for (number, sku) in skus.split(',').enumerate() {
        let units = if number == 0 { FEW } else { MANY };
        database.ask(&format!(
            "begin;
             insert into orders.stock_movements (sku, delta, reason)
             select sku, {units} - on_hand, 'counted' from orders.stock_levels
             where sku = '{sku}' and location = 'main' and on_hand <> {units};
             update orders.stock_levels set on_hand = {units}, version = version + 1
             where sku = '{sku}' and location = 'main';
             commit;"
        ))?;
    }
    Ok(skus)
}

/// Waits until something is so; fails when a program ends, or at Ctrl-C.
pub(super) fn wait(processes: &mut Processes, what: &str, is_so: impl Fn() -> Result<bool>) -> Result<()> {
    let _until_then = doing(what);
    let begun = Instant::now();
    while !is_so()? {
        processes.check()?;
        ensure!(!signals::received(), "interrupted while waiting for {what}");
        ensure!(begun.elapsed() < LIMIT, "waited {} s for {what}", LIMIT.as_secs());
        sleep(Duration::from_millis(200));
    }
    Ok(())
}
