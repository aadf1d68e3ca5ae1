//! What is done to the shop, and which alerts are for it.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::{Scene, around, money, stores};
use crate::drill::logs::Buyer;
use crate::drill::network::while_frozen;
use crate::http;
use crate::signals;
use crate::step::output;

/// Log-ins of one client in a row.
const LOG_INS: usize = 25;
/// A process has so many files open, of a hundred that it may.
const FILES_OPEN: usize = 90;
/// Connections of clients who say nothing, and how many the rule still takes for few.
const CLIENTS: usize = 6_600;
const FEW_CLIENTS: usize = 6_500;
/// Files that the edge and the drill may open: each connection is one of either.
const FILES_WANTED: usize = 20_000;
/// For how long the edge lets a client say nothing. By itself it closes the first after fifteen seconds, and a machine
/// that does much else needs as long until the last is there.
const PATIENT: [&str; 2] = ["--head-timeout", "600s"];
/// How long one connection may take, and then the edge until it has taken all: where many wait, the system lets the next
/// one try again after one second, three and seven.
const CONNECTS: Duration = Duration::from_secs(15);
const GLANCE: Duration = Duration::from_millis(100);
/// A job is overdue when it should have had its turn ten minutes ago; it takes one each minute.
const OVERDUE: Duration = Duration::from_secs(720);

/// One thing that is done.
pub(super) struct Cause {
    pub(super) what: &'static str,
    pub(super) fires: &'static [&'static str],
    /// Does it, and returns the alerts that did not fire.
    pub(super) work: Work,
    /// Whether it is part of the short form: it needs nobody to buy, nothing before it, and no long look back.
    pub(super) is_quick: bool,
}

/// Does something; what did not fire.
type Work = fn(&mut Scene<'_>) -> Result<Vec<String>>;

const fn quick(what: &'static str, fires: &'static [&'static str], work: Work) -> Cause {
    Cause { what, fires, work, is_quick: true }
}

const fn slow(what: &'static str, fires: &'static [&'static str], work: Work) -> Cause {
    Cause { what, fires, work, is_quick: false }
}

impl Cause {
    /// How many alerts are for it.
    pub(super) fn alerts(&self) -> usize {
        self.fires.len()
    }
}

const GUESSED: &[&str] = &["ClientsLimited"];
const FILES: &[&str] = &["FilesRunOut"];
const CROWDED: &[&str] = &["EdgeConnectionsShort"];
const SLOW_ORIGIN: &[&str] = &["WorkerFails"];
const KILLED: &[&str] = &["ProcessDown", "ProgramAway"];
const NO_TURN: &[&str] = &["JobOverdue"];

/// All, in the order in which they are done: shoppers leave first, since nobody may have ordered for a while then.
pub(super) const ALL: [Cause; 20] = [
    slow("nobody orders any more", money::LEFT, money::nobody_orders),
    slow("cards are declined", money::STOLEN, money::cards_are_declined),
    quick("the payment provider is silent", money::SILENT, money::provider_is_silent),
    quick("the payment provider refuses", money::REFUSED, money::provider_refuses),
    quick("a program of the merchant's is gone", money::GIVEN_UP, money::receiver_is_gone),
    quick("one client logs in again and again", GUESSED, passwords_are_guessed),
    quick("attackers come", around::REFUSING, around::attackers_come),
    quick("one of two firewalls is killed", around::HALF_PROTECTED, around::one_firewall_is_killed),
    quick("the other firewall is killed", around::UNPROTECTED, around::firewall_is_killed),
    slow("nobody takes the log", around::UNSENT, around::log_is_not_taken),
    quick("a process may open few more files", FILES, files_run_out),
    quick("thousands of clients who say nothing", CROWDED, clients_say_nothing),
    slow("the origin is slower than a page may be", SLOW_ORIGIN, pages_take_too_long),
    quick("a consumer is held up", stores::HELD_UP, stores::consumer_is_held_up),
    slow("the stream of events stands still", stores::FROZEN_STREAM, stores::stream_stands_still),
    slow("and PostgreSQL with it", stores::FROZEN_STORES, stores::all_stand_still),
    slow("what was late arrives", stores::LATE, stores::late_news),
    slow("the only edge is killed", KILLED, edge_is_killed),
    slow("a job has had no turn from the beginning", NO_TURN, job_is_overdue),
    slow("tables are damaged, and the origin begins anew", stores::DAMAGED, stores::damage),
];

fn passwords_are_guessed(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let guesser = Buyer::of(scene.port, &scene.site.stores.admin_url, "203.0.113.9");
    let guess = json!({ "email": "ada@example.com", "password": "correct horse" });
    scene.missing_while("a client was limited", GUESSED, || {
        (0..LOG_INS).try_for_each(|_| guesser.post("/v1/sessions", &guess).map(drop))
    })
}

fn files_run_out(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let pid = scene.pid("origin-work")?;
    let open = files_open(pid)?;
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

/// How many files a process has open.
fn files_open(pid: u32) -> Result<usize> {
    let files = fs::read_dir(format!("/proc/{pid}/fd"));
    Ok(files.with_context(|| format!("the files of process {pid} cannot be counted"))?.count())
}

fn clients_say_nothing(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    scene.with_edge(&PATIENT, |scene| {
        let (edge, pid) = (SocketAddr::from((Ipv4Addr::LOCALHOST, scene.port)), scene.pid("edge-node")?);
        for process in [std::process::id(), pid] {
            // Where neither may have so many, a connection says so, or the edge has too few.
            let limit = format!("--nofile={FILES_WANTED}:{FILES_WANTED}");
            drop(output(Command::new("prlimit").args(["--pid", &process.to_string(), &limit])));
        }
        let before = files_open(pid)?;
        let held = || files_open(pid).map(|open| open.saturating_sub(before));
        let connect = |number: usize| {
            ensure!(!signals::received(), "interrupted");
            let stream = TcpStream::connect_timeout(&edge, CONNECTS);
            stream.with_context(|| {
                format!("after {number} connections there are too few files for more, or the edge takes no more")
            })
        };
        let _clients = (0..CLIENTS).map(connect).collect::<Result<Vec<_>>>()?;
        // The system makes connections before the edge takes them.
        let begun = Instant::now();
        while held()? <= FEW_CLIENTS && begun.elapsed() < CONNECTS {
            sleep(GLANCE);
        }
        scene.missing_while("clients said nothing", CROWDED, || {
            let held = held()?;
            ensure!(held > FEW_CLIENTS, "of {CLIENTS} connections the edge holds {held}: too few for the alert");
            Ok(())
        })
    })
}

/// Pages that nobody has yet, and an origin that does not answer in time.
fn pages_take_too_long(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    scene.with_edge(&["--request-timeout", "1s"], |scene| {
        let (edge, mut number) = (SocketAddr::from((Ipv4Addr::LOCALHOST, scene.port)), 0);
        while_frozen(&scene.site.processes, "origin-serve", || {
            scene.missing_while("the origin was slow", SLOW_ORIGIN, || {
                number += 1;
                http::status(edge, &edge.to_string(), &format!("/search?q=slow{number}"));
                Ok(())
            })
        })
    })
}

fn edge_is_killed(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    scene.site.processes.kill("shoppers")?;
    scene.without_edge(|scene| scene.missing("no edge is there", KILLED))
}

fn job_is_overdue(scene: &mut Scene<'_>) -> Result<Vec<String>> {
    let left = OVERDUE.saturating_sub(scene.begun.elapsed()).max(Duration::from_secs(10));
    scene.missing_within(left, "a job had no turn that went well", NO_TURN, || Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_clients_come_for_the_rule_and_none_is_turned_away() {
        let rules = include_str!("../../../../deploy/monitoring/alerts.yml");
        assert!(rules.contains(&format!("expr: edge_connections > {FEW_CLIENTS}\n")), "the rule has another bound");
        assert!(rules.contains("at 8192 strangers are turned away"), "the edge takes another number");
        const { assert!(FEW_CLIENTS < CLIENTS && CLIENTS < 8192 && CLIENTS < FILES_WANTED) };
    }
}
