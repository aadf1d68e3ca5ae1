//! A load that rises and falls: edges and processes of the origin are added and taken away by the autoscaler's rule, on
//! what they count, and nobody notices.

mod fleet;
mod rule;

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use self::fleet::{Fleet, Kind};
use self::rule::{Rule, target};
use super::Figure;
use super::perimeter::Front;
use super::site::{Site, seed};
use crate::build::setup::Need;
use crate::http;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::shop::Shop;
use crate::step::step;
use crate::workspace::Workspace;

/// As many of each as HAProxy's file names.
const MAX: usize = 3;
/// What a process takes here before there is another, as a part of what it takes in production: all of it runs on one
/// machine, unoptimised.
const PART: f64 = 1.0 / 20.0;
/// Requests in a second, and for how long.
const LOAD: [(u32, Duration); 3] =
    [(20, Duration::from_secs(12)), (260, Duration::from_secs(45)), (20, Duration::from_secs(60))];
/// Who ask.
const READERS: u32 = 32;
/// One request in so many is for what no cache has.
const FRESH: u32 = 4;
/// What the others are for.
const PAGES: [&str; 4] = ["/", "/products", "/de", "/collections"];
/// How often the autoscaler looks.
const LOOK: Duration = Duration::from_secs(3);
const READY: Duration = Duration::from_secs(30);
/// The busiest of several at the height, by the least busy.
const MAX_UNEVEN: f64 = 2.0;

/// What readers do, and what became of it.
#[derive(Default)]
struct Load {
    rate: AtomicU32,
    over: AtomicBool,
    sent: AtomicU32,
    failed: AtomicU32,
}

/// How many there were.
#[derive(Default)]
struct Counts {
    most: usize,
    uneven: f64,
}

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    let mut site = Site::open(workspace, "drill-scale", Need::Perimeter)?;
    let folder = site.folder.clone();
    let edges: Vec<u16> = (1..=MAX).map(|edge| site.ports.take(&format!("edge-{edge}"))).collect::<Result<_>>()?;
    let (shop, ports, processes) = site.parts(edges[0]);
    let origin = shop.start_origin(ports, processes)?;
    seed(&shop, &origin)?;
    let origins = folder.join("origins");
    let mut fleets = [Kind::Origin, Kind::Edge].map(|kind| Fleet::new(kind, origins.clone()));
    fleets[0].take_in("origin-serve", ports)?;
    step("starting one edge", || fleets[1].add(&shop, ports, processes))?;
    let front = step("starting HAProxy and the firewall", || {
        let edges = edges.as_slice().try_into().context("as many as HAProxy's file names")?;
        Front::start(&workspace.root, &folder.join("front"), edges, ports, processes)
    })?;
    // Straight to the load balancer's inner side: the firewall has a drill of its own.
    let inner = ports.known("inner").context("HAProxy has no inner side")?;
    // It takes all three for well until it has looked.
    let metrics = ports.known("front-metrics").context("HAProxy tells nothing")?;
    let knows = || {
        let told = http::send(([127, 0, 0, 1], metrics).into(), "GET", "/metrics", &[], "");
        told.is_some_and(|told| {
            told.body.lines().any(|line| line == "haproxy_backend_active_servers{proxy=\"edges\"} 1")
        })
    };
    processes.wait_until("HAProxy to know which edges there are", READY, knows)?;
    let figures = scale(&shop, inner, &mut fleets, ports, processes)?;
    drop(front);
    site.close()?;
    Ok(figures)
}

fn scale(
    shop: &Shop<'_>,
    inner: u16,
    fleets: &mut [Fleet; 2],
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Vec<Figure>> {
    let load = Load::default();
    let mut counts = [Counts::default(), Counts::default()];
    thread::scope(|scope| {
        for reader in 0..READERS {
            let load = &load;
            scope.spawn(move || load.read(inner, reader));
        }
        let scaled = follow(shop, &load, fleets, &mut counts, ports, processes);
        load.over.store(true, Ordering::Relaxed);
        scaled
    })?;
    let [origin, edge] = counts;
    ensure!(origin.most > 1 && edge.most > 1, "{} origins and {} edges: nothing was scaled", origin.most, edge.most);
    let count = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
    Ok(vec![
        Figure::new("requests", f64::from(load.sent.into_inner()), ""),
        Figure::new("requests that failed", f64::from(load.failed.into_inner()), "").at_most(0.0),
        Figure::new("edges at the height", count(edge.most), ""),
        Figure::new("edges at the end", count(fleets[1].len()), "").at_most(1.0),
        Figure::new("the busiest edge at the height, by the least busy", edge.uneven, "").at_most(MAX_UNEVEN),
        Figure::new("processes of the origin at the height", count(origin.most), ""),
        Figure::new("processes of the origin at the end", count(fleets[0].len()), "").at_most(1.0),
        Figure::new("the busiest origin at the height, by the least busy", origin.uneven, "").at_most(MAX_UNEVEN),
    ])
}

/// Lets the load rise and fall, and follows it.
fn follow(
    shop: &Shop<'_>,
    load: &Load,
    fleets: &mut [Fleet; 2],
    counts: &mut [Counts; 2],
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<()> {
    let root = &shop.workspace.root;
    let waiting = target(root, "selvedge_edge_waiting")?;
    let rates = ["selvedge_origin_requests_per_second", "selvedge_edge_answers_per_second"];
    let rates = [target(root, rates[0])? * PART, target(root, rates[1])? * PART];
    let key = std::fs::read_to_string(shop.data.join("metrics.key"))?;
    let mut rules = [Rule::new(MAX), Rule::new(MAX)];
    for (rate, time) in LOAD {
        eprintln!("==> {rate} requests a second");
        load.rate.store(rate, Ordering::Relaxed);
        let begun = Instant::now();
        while begun.elapsed() < time {
            sleep(LOOK);
            processes.check()?;
            for (at, fleet) in fleets.iter_mut().enumerate() {
                let (running, seen) = (fleet.len(), fleet.look(key.trim())?);
                let sum: f64 = seen.rates.iter().sum();
                let desired = rules[at].desired(running, &[(sum, rates[at]), (seen.waiting, waiting)]);
                if running == MAX && counts[at].most == MAX && rate > LOAD[0].0 {
                    let least = seen.rates.iter().copied().fold(f64::INFINITY, f64::min);
                    counts[at].uneven = seen.rates.iter().copied().fold(0.0, f64::max) / least;
                }
                counts[at].most = counts[at].most.max(running);
                if desired != running {
                    let what = if fleet.kind == Kind::Edge { "edges" } else { "processes of the origin" };
                    eprintln!("    {sum:.0} a second: {desired} {what} instead of {running}");
                }
                while fleet.len() < desired {
                    fleet.add(shop, ports, processes)?;
                }
                if fleet.len() > desired {
                    fleet.remove(processes)?;
                }
            }
        }
    }
    Ok(())
}

impl Load {
    /// Reads at its part of the rate until told to end.
    fn read(&self, port: u16, reader: u32) {
        let (address, host) = (([127, 0, 0, 1], port).into(), format!("127.0.0.1:{port}"));
        let mut number = reader;
        while !self.over.load(Ordering::Relaxed) {
            let rate = self.rate.load(Ordering::Relaxed);
            if rate == 0 {
                sleep(Duration::from_millis(50));
                continue;
            }
            let begun = Instant::now();
            number = number.wrapping_add(READERS + 1);
            let path = match number % FRESH {
                0 => format!("/search?q=word{number}"),
                _ => PAGES[number as usize % PAGES.len()].to_owned(),
            };
            let status = http::status(address, &host, &path);
            self.sent.fetch_add(1, Ordering::Relaxed);
            if status != Some(200) {
                self.failed.fetch_add(1, Ordering::Relaxed);
                eprintln!("    failed: {path}, {status:?}");
            }
            sleep((Duration::from_secs(1) * READERS / rate).saturating_sub(begun.elapsed()));
        }
    }
}
