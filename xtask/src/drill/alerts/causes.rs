//! What is done to the shop, and which alerts are for it.

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::{BUYERS, EVERY, Scene};
use crate::drill::logs::Buyer;
use crate::drill::network::while_frozen;
use crate::drill::restore::Database;
use crate::drill::shoppers::Shoppers;
use crate::step::output;

/// Cards that are declined; more than ten are an alert.
const DECLINED: u8 = 16;
/// Log-ins of one client in a row.
const LOG_INS: usize = 25;
/// A process has so many files open, of a hundred that it may.
const FILES_OPEN: usize = 90;
/// Units that are promised and not there; an event that nobody can read.
const DAMAGE: &str = "
    alter table orders.stock_levels drop constraint stock_levels_on_hand;
    update orders.stock_levels set on_hand = -3
    where (sku, location) in (select sku, location from orders.stock_levels order by sku, location limit 1);
    insert into shop.outbox (id, subject, tags, data)
    values (gen_random_uuid(), 'shop.orders.placed', '{}', '{\"nothing\": \"that anybody can read\"}');";

/// One thing that is done.
pub(super) struct Cause {
    pub(super) what: &'static str,
    pub(super) fires: &'static [&'static str],
    /// Does it, and returns the alerts that did not fire.
    pub(super) work: fn(&mut Scene<'_>) -> Result<Vec<String>>,
}

impl Cause {
    /// How many alerts are for it.
    pub(super) fn alerts(&self) -> usize {
        self.fires.len()
    }
}

const FROZEN_STREAM: &[&str] = &["OutboxStuck", "PurgesDoNotArrive", "StoreDown"];
const FROZEN_STORES: &[&str] =
    &["DatabaseConnectionsShort", "OrdersFail", "OriginErrors", "OriginSlow", "StaleForWantOfBetter"];
const LATE: &[&str] = &["PurgesLate"];
const LEFT: &[&str] = &["NoOrders"];
const STOLEN: &[&str] = &["PaymentsDeclined"];
const GUESSED: &[&str] = &["ClientsLimited"];
const FILES: &[&str] = &["FilesRunOut"];
const KILLED: &[&str] = &["ProcessDown", "ProgramAway"];
const DAMAGED: &[&str] = &["DeadLetters", "Oversold", "ProcessRestarts"];

/// All, in the order in which they are done: shoppers leave first, since nobody may have ordered for a while then.
pub(super) const ALL: [Cause; 9] = [
    Cause { what: "nobody orders any more", fires: LEFT, work: nobody_orders },
    Cause { what: "cards are declined", fires: STOLEN, work: cards_are_declined },
    Cause { what: "one client logs in again and again", fires: GUESSED, work: passwords_are_guessed },
    Cause { what: "a process may open few more files", fires: FILES, work: files_run_out },
    Cause { what: "the stream of events stands still", fires: FROZEN_STREAM, work: stream_stands_still },
    Cause { what: "and PostgreSQL with it", fires: FROZEN_STORES, work: all_stand_still },
    Cause { what: "what was late arrives", fires: LATE, work: late_news },
    Cause { what: "the only edge is killed", fires: KILLED, work: edge_is_killed },
    Cause { what: "tables are damaged, and the origin begins anew", fires: DAMAGED, work: damage },
];

fn nobody_orders(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    scene.site.processes.kill("shoppers")?;
    scene.missing("shoppers have left", LEFT)
}

fn cards_are_declined(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let declined = |number: u8| {
        let buyer = Buyer::of(scene.port, &scene.site.stores.admin_url, &format!("198.51.100.{number}"));
        let answer = buyer.order_with("test_decline")?;
        ensure!(answer.status != 200, "a card that is declined has paid");
        Ok(())
    };
    // What is counted for the first time is no increase yet.
    declined(1)?;
    sleep(Duration::from_secs(2 * u64::from(EVERY)));
    (2..2 + DECLINED).try_for_each(declined)?;
    scene.missing("cards were declined", STOLEN)
}

fn passwords_are_guessed(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let guesser = Buyer::of(scene.port, &scene.site.stores.admin_url, "203.0.113.9");
    let guess = json!({ "email": "ada@example.com", "password": "correct horse" });
    scene.missing_while("a client was limited", GUESSED, || {
        (0..LOG_INS).try_for_each(|_| guesser.post("/v1/sessions", &guess).map(drop))
    })
}

fn files_run_out(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let pid = scene.pid("origin-work")?;
    let open = fs::read_dir(format!("/proc/{pid}/fd")).context("the jobs' files")?.count();
    let may = |files: &str| {
        let mut limit = Command::new("prlimit");
        output(limit.args(["--pid", &pid.to_string(), &format!("--nofile={files}:")])).map(drop)
    };
    let before = output(Command::new("prlimit").args(["--pid", &pid.to_string(), "--nofile"]).args([
        "--output",
        "SOFT",
        "--noheadings",
    ]))?;
    may(&(open * 100 / FILES_OPEN).to_string())?;
    let missing = scene.missing("few files are left", FILES)?;
    may(before.trim())?;
    Ok(missing)
}

fn stream_stands_still(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    drop(Shoppers::come(&mut scene.site, scene.port, BUYERS)?);
    while_frozen(&scene.site.processes, "nats", || scene.missing("NATS stands still", FROZEN_STREAM))
}

/// Pages are no longer fresh without the stream, and cannot be made without the database: old ones are shown.
fn all_stand_still(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let processes = &scene.site.processes;
    while_frozen(processes, "nats", || {
        // Pages that are kept grow old.
        sleep(Duration::from_secs(12));
        while_frozen(processes, "postgres", || scene.missing("NATS and PostgreSQL stand still", FROZEN_STORES))
    })
}

fn late_news(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    scene.missing("purges were late", LATE)
}

fn edge_is_killed(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    scene.site.processes.kill("shoppers")?;
    scene.without_edge(|scene| scene.missing("no edge is there", KILLED))
}

fn damage(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    Database::at(&scene.site.stores.admin_url).ask(DAMAGE)?;
    for _ in 0..3 {
        scene.restart_origin()?;
        // Prometheus has to see each of them.
        sleep(Duration::from_secs(2 * u64::from(EVERY)));
    }
    scene.missing("tables are damaged, and the origin began anew three times", DAMAGED)
}
