//! Two of the same kind measured in turns, so that a noisy moment hits both. What is asked has one processor and who
//! asks another: whoever shares one with the server is answered in half the time, for nobody has to be woken.

use std::path::Path;
use std::process::Command;
use std::{fs, thread};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

use super::Figure;
use super::edge::CORE;
use super::load::OTHER_CORE;
use super::load::ask::Connection;
use crate::servers::process::Processes;
use crate::step::output;
use crate::workspace::Workspace;

/// Each is measured so often; the best of it counts.
const TURNS: usize = 5;
/// Reads of a page in a turn.
const READS: usize = 20_000;
/// A page that no shopper changes.
pub(super) const PAGE: &str = "/products/harbour-mug";

/// The best median of each, in milliseconds, and the ratio of the second to the first.
pub(super) fn in_turns(
    what: &str,
    names: [&str; 2],
    servers: [u16; 2],
    measure: impl Fn(u16) -> Result<f64>,
) -> Result<(Vec<Figure>, f64)> {
    let mut best = [f64::INFINITY; 2];
    for turn in 0..TURNS {
        // Who is second finds what the first has warmed: each is first in turn.
        for which in [turn % 2, 1 - turn % 2] {
            best[which] = best[which].min(measure(servers[which])?);
        }
    }
    let ratio = best[1] / best[0];
    let figures = vec![
        Figure::new(format!("{what}, {}", names[0]), "p50", best[0], "ms"),
        Figure::new(format!("{what}, {}", names[1]), "p50", best[1], "ms"),
        Figure::new(format!("{what}, {} over {}", names[1], names[0]), "ratio", ratio, ""),
    ];
    Ok((figures, ratio))
}

/// Gives these processes the processor of what is measured.
pub(super) fn bind(processes: &Processes, names: &[&str]) -> Result<()> {
    for process in processes.list().iter().filter(|process| names.contains(&process.name.as_str())) {
        output(Command::new("taskset").args(["-a", "-p", "-c", CORE, &process.pid.to_string()]))?;
    }
    Ok(())
}

/// The median of one connection's reads of [`PAGE`], in milliseconds.
pub(super) fn page(port: u16) -> Result<f64> {
    // A thread of its own, so that nothing else of this program is bound to a processor.
    let reads = || {
        let this = fs::read_link("/proc/thread-self").context("/proc does not name this thread")?;
        let thread = this.file_name().context("/proc/thread-self leads nowhere")?;
        output(Command::new("taskset").args(["-p", "-c", OTHER_CORE]).arg(thread))?;
        median_of_reads(port)
    };
    thread::scope(|scope| scope.spawn(reads).join()).map_err(|_| anyhow!("the reader of {PAGE} panicked"))?
}

fn median_of_reads(port: u16) -> Result<f64> {
    let mut connection = Connection::open(port)?;
    let mut took = Vec::with_capacity(READS);
    for _ in 0..READS {
        let answer = connection.get(PAGE, "br")?;
        ensure!(answer.status == 200, "{PAGE} was answered {}", answer.status);
        took.push(answer.took);
    }
    took.sort_unstable();
    Ok(took[READS / 2].as_secs_f64() * 1000.0)
}

/// The median of the orders of one shopper at a process of the origin, in milliseconds.
pub(super) fn order(workspace: &Workspace, port: u16, skus: &str, keys: &Path, seconds: u32) -> Result<f64> {
    let mut command = Command::new("taskset");
    command.args(["-c", OTHER_CORE]).arg(workspace.binary("shoppers"));
    command.args(["--origin", &format!("http://127.0.0.1:{port}"), "--skus", skus, "--what", "orders"]);
    command.args(["--token", "test_accept", "--shoppers", "1", "--seconds", &seconds.to_string(), "--keys"]);
    let report: Value = serde_json::from_str(&output(command.arg(keys))?)?;
    report["p50_ms"].as_f64().context("the shoppers' report has no p50_ms")
}
