//! Instances of the worker: how long one takes to start, and what it takes in memory. The start is
//! what the node itself counts: of the first after all have ended, when whatever a worker needs has lain idle for a while,
//! and of many that begin beside each other. The first page after all instances have ended is
//! compared to the pages after it. The memory of a node in which many requests wait for the origin is
//! compared to that with one.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::bench::Figure;
use crate::bench::edge::{Edges, resident_mib};
use crate::bench::load::ask::Connection;
use crate::bench::proxy::Proxy;
use crate::edge::Operators;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::step::step;

/// A node ends an instance that was idle for ten seconds.
const IDLE: Duration = Duration::from_secs(12);
const ROUNDS: u32 = 7;
const WARM: usize = 50;
/// Requests that wait at once; a node lets 24 in that everybody sees alike.
const AT_ONCE: u32 = 24;
/// Until all of them wait; the node gives up after five seconds.
const GATHERING: Duration = Duration::from_millis(1500);
const NAME: &str = "edge-instances";
const START_SUM: &str = "edge_instance_start_seconds_sum";
const START_COUNT: &str = "edge_instance_start_seconds_count";

pub fn measure(
    edges: &Edges<'_>,
    folder: &Path,
    origin: u16,
    page: &str,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Vec<Figure>> {
    let way = ports.take("proxy")?;
    let proxy = Proxy::start(way, &format!("127.0.0.1:{origin}"))?;
    let operators = Operators::prepare(folder, ports.take("edge-operators")?)?;
    let edges = Edges { operators: Some(&operators), instance_requests: Some(1), ..*edges };
    let node = edges.start(NAME, way, 0, page, ports, processes)?;
    let (mut first, mut later, mut starts) = (Vec::new(), Vec::new(), Vec::new());
    let started = || anyhow::Ok((operators.counted(START_SUM)?, operators.counted(START_COUNT)?));
    step("the first page of an instance, and those after it", || {
        let mut connection = Connection::open(node)?;
        for _ in 0..ROUNDS {
            let end = Instant::now() + IDLE;
            // The node itself is kept awake, so that only the worker is cold.
            while Instant::now() < end {
                connection.time("/_edge/ready")?;
                thread::sleep(Duration::from_millis(2));
            }
            let before = started()?;
            first.push(connection.time(page)?);
            let start = mean_ms(before, started()?);
            starts.push(start.context("the instances did not end: none was started for the first page")?);
            let warm = (0..WARM).map(|_| connection.time(page)).collect::<Result<Vec<_>>>()?;
            later.push(median(warm));
        }
        Ok(())
    })?;
    let (first, later) = (median(first), median(later));
    let mut figures = vec![
        Figure::new("first page of an instance", "p50", first, "ms"),
        Figure::new("later page of an instance", "p50", later, "ms"),
        Figure::new("start of an instance, and what the worker does once", "p50", first - later, "ms"),
        Figure::new("start of an instance", "p50", median(starts), "ms"),
    ];
    let one = step("memory with one instance", || waiting(&proxy, node, 1, processes))?;
    let before = started()?;
    let many = step("memory with many instances", || waiting(&proxy, node, AT_ONCE, processes))?;
    let start = mean_ms(before, started()?).context("no instance was started for the requests that wait")?;
    figures.push(Figure::new("start of an instance, beside others", "mean", start, "ms"));
    figures.push(Figure::new("node with one instance", "memory", one, "MiB"));
    figures.push(Figure::new("an instance", "memory", (many - one) / f64::from(AT_ONCE - 1), "MiB"));
    Ok(figures)
}

/// What one start took, of those that were counted between two looks at seconds and number; none if there was none.
fn mean_ms(before: (f64, f64), after: (f64, f64)) -> Option<f64> {
    let (seconds, count) = (after.0 - before.0, after.1 - before.1);
    (count >= 1.0).then(|| seconds / count * 1000.0)
}

/// Memory of the node while so many requests wait in an instance each.
fn waiting(proxy: &Proxy, node: u16, requests: u32, processes: &Processes) -> Result<f64> {
    proxy.hold(true);
    let waiting: Vec<_> = (0..requests)
        .map(|request| {
            thread::spawn(move || {
                // Each asks for something of its own, that no cache has.
                let page = format!("/search?q=instance+{requests}+{request}");
                Connection::open(node)?.time(&page)
            })
        })
        .collect();
    thread::sleep(GATHERING);
    let memory = resident_mib(processes, NAME);
    proxy.hold(false);
    for request in waiting {
        let took = request.join().ok().context("a request panicked")??;
        anyhow::ensure!(took >= GATHERING / 2, "a request did not wait for the origin: nothing was measured");
    }
    memory
}

/// The median, in milliseconds.
fn median(mut times: Vec<impl Into<Millis> + Copy>) -> f64 {
    let mut times: Vec<f64> = times.drain(..).map(|time| time.into().0).collect();
    times.sort_unstable_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// A time in milliseconds.
struct Millis(f64);

impl From<Duration> for Millis {
    fn from(time: Duration) -> Self {
        Self(time.as_secs_f64() * 1000.0)
    }
}

impl From<f64> for Millis {
    fn from(time: f64) -> Self {
        Self(time)
    }
}
