//! Orders are placed in a shop whose lines go to a central server: they are found there by the order's id and by the
//! request's, nothing personal among them; the server is away for a while, and nothing waits for it and nothing is lost.

mod purchase;
mod shipping;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::Value;

pub(super) use self::purchase::Buyer;
use self::purchase::PERSONAL;
pub(super) use self::shipping::Central;
use super::Figure;
use super::site::Site;
use crate::build::setup::Need;
use crate::step::step;
use crate::workspace::Workspace;

/// Orders before the server goes, and while it is away.
const ORDERS: usize = 10;
/// How long lines may take to be there.
const ARRIVE: Duration = Duration::from_secs(180);
/// An order takes no longer while the server is away; far more than one takes here.
const MAX_SECONDS: f64 = 5.0;
/// What stands in the log of an order, by program: edge, API, jobs.
const LINES: [(&str, &str); 3] =
    [("edge-node", "a write was answered"), ("origin", "an order was placed"), ("origin", "a mail was handed over")];

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    collect(workspace)
}

/// All of it, however long an order takes here.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    collect(workspace)
}

fn collect(workspace: &Workspace) -> Result<Vec<Figure>> {
    let mut site = Site::open(workspace, "drill-logs", Need::Logs)?;
    let mut central = Central::prepare(workspace, &site.folder, site.ports.take("logs")?)?;
    step("starting the central server", || central.start(&mut site.processes))?;
    // As a shop writes whose lines are collected.
    site.processes.set("LOG_FORMAT", "json");
    // All orders are one client's.
    let port = site.with_an_edge(&["--client-limits", "off"])?.edge;
    let Site { processes, stores, .. } = &mut site;
    step("sending the lines of all programs", || central.ship(processes))?;

    let buyer = Buyer::new(port, &stores.admin_url);
    step("waiting for the goods", || processes.wait_until("the goods", ARRIVE, || buyer.goods().is_some()))?;
    let mut orders = step("orders", || many(&buyer))?;
    step("their lines at the central server", || found(&central, &orders.ids))?;
    step("stopping the central server", || processes.kill("rsyslog-central"))?;
    let away = step("orders while it is away", || many(&buyer))?;
    step("what Prometheus is told of what waits", || {
        let waits = || central.waiting(&workspace.root).ok().flatten().is_some_and(|lines| lines > 0.0);
        processes.wait_until("a number of lines that wait", ARRIVE, waits)
    })?;
    orders.ids.extend(away.ids);
    step("starting it again", || central.start(processes))?;
    let missing = step("all lines at the central server", || missing(&central, &orders.ids))?;
    let lines = central.lines()?;
    let personal = lines.iter().filter(|line| PERSONAL.iter().any(|word| line.to_string().contains(word))).count();
    site.close()?;
    Ok(vec![
        Figure::new("orders placed; half of them while the server was away", count(orders.ids.len()), ""),
        Figure::new("lines at the central server", count(lines.len()), ""),
        Figure::new("lines of orders that are missing there", count(missing), "").must(0.0),
        Figure::new("lines with something personal", count(personal), "").must(0.0),
        Figure::new("slowest order while the server was there", orders.slowest.as_secs_f64(), "s"),
        Figure::new("slowest order while it was away", away.slowest.as_secs_f64(), "s").wanted(MAX_SECONDS),
    ])
}

/// Orders, and how long the slowest took.
struct Orders {
    ids: Vec<String>,
    slowest: Duration,
}

fn many(buyer: &Buyer) -> Result<Orders> {
    let (mut ids, mut slowest) = (Vec::new(), Duration::ZERO);
    for _ in 0..ORDERS {
        let begun = Instant::now();
        ids.push(buyer.order()?);
        slowest = slowest.max(begun.elapsed());
    }
    Ok(Orders { ids, slowest })
}

fn found(central: &Central, orders: &[String]) -> Result<()> {
    let missing = missing(central, orders)?;
    ensure!(missing == 0, "{missing} lines of {} orders did not arrive", orders.len());
    Ok(())
}

/// How many of the lines that orders leave behind are still missing when they should all have come.
fn missing(central: &Central, orders: &[String]) -> Result<usize> {
    let begun = Instant::now();
    loop {
        let lines = central.lines()?;
        let missing: usize = orders.iter().map(|order| LINES.len() - lines_of(&lines, order)).sum();
        if missing == 0 || begun.elapsed() > ARRIVE {
            return Ok(missing);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// How many of an order's lines are there: found by its id, and from that by the id of the request.
fn lines_of(lines: &[Value], order: &str) -> usize {
    let by_order = lines.iter().filter(|line| line["fields"]["order"] == order);
    let requests: BTreeSet<&str> = by_order.filter_map(|line| line["span"]["id"].as_str().or(of_spans(line))).collect();
    let is_there = |(program, words): &&(&str, &str)| {
        let said = |line: &&Value| line["program"] == *program && line["fields"]["message"] == *words;
        lines.iter().filter(said).any(|line| of_spans(line).is_some_and(|id| requests.contains(id)))
    };
    LINES.iter().filter(is_there).count()
}

/// The id of the request that a line was written for.
fn of_spans(line: &Value) -> Option<&str> {
    line["spans"].as_array()?.iter().find_map(|span| span["id"].as_str())
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_order_s_lines_are_found_by_its_id_and_then_by_its_request_s() {
        let line = |program: &str, message: &str, id: &str, order: Option<&str>| {
            json!({
                "program": program,
                "fields": { "message": message, "order": order },
                "spans": [{ "name": "request", "id": id }],
            })
        };
        let lines = [
            line("edge-node", "a write was answered", "r1", None),
            line("origin", "an order was placed", "r1", Some("o1")),
            line("origin", "a mail was handed over", "r2", None),
        ];
        assert_eq!((lines_of(&lines, "o1"), lines_of(&lines, "o2")), (2, 0));
    }
}
