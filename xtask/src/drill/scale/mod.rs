//! A load that rises and falls: edges and processes of the origin are added and taken away by the autoscaler's rule, on
//! what they count, and nobody notices.

mod fleet;
mod rule;

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
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
use crate::signals;
use crate::step::step;
use crate::workspace::Workspace;

/// As many of each as HAProxy's file names.
const MAX: usize = 3;
/// Who ask: fewer than a worker renders for at once, so that nobody is sent away however slow the machine is.
const READERS: u32 = 16;
/// How long they ask without a pause at first, to see what one of each gives here.
const MEASURED: Duration = Duration::from_secs(4);
/// What a process takes before there is another, as a part of what one alone gave: all of them share this machine, and it
/// may do other things a moment later.
const PART: f64 = 1.0 / 16.0;
/// The load at first and at the end, and at the height, as parts of what one of each gave: a quarter of what one may take,
/// and as much as three may.
const LOW: f64 = PART / 4.0;
const HIGH: f64 = PART * 3.0;
/// One request in so many is for what no cache has.
const FRESH: u32 = 4;
/// What the others are for.
const PAGES: [&str; 4] = ["/", "/products", "/de", "/collections"];
/// The busiest of several at the height, by the least busy.
const MAX_UNEVEN: f64 = 2.0;

/// How long things take.
struct Form {
    /// How often the autoscaler looks.
    look: Duration,
    /// How long the load is low at first, high, and low again, at least; it stays high until there is more than one of
    /// each, and low until there is one of each, but no longer than [`MAX_FOLLOWING`].
    times: [Duration; 3],
}

const LONG: Form = Form {
    look: Duration::from_secs(3),
    times: [Duration::from_secs(12), Duration::from_secs(45), Duration::from_secs(60)],
};
/// Up by one and down again. How even the load is takes longer to see.
const SHORT: Form =
    Form { look: Duration::from_secs(1), times: [Duration::from_secs(2), Duration::from_secs(3), Duration::ZERO] };
/// How often readers look whether the load has changed.
const GLANCE: Duration = Duration::from_millis(100);
/// How long the number of processes may take to follow the load.
const MAX_FOLLOWING: Duration = Duration::from_secs(300);

/// What readers do, and what became of it.
#[derive(Default)]
struct Load {
    /// Microseconds between two requests of one of them; zero is no pause.
    pause: AtomicU64,
    over: AtomicBool,
    /// Whether it is seen if one fails: who asks a busy machine without a pause may wait longer than anybody does.
    counts: AtomicBool,
    sent: AtomicU32,
    /// Those that were answered as they should be.
    answered: AtomicU32,
    failed: AtomicU32,
}

/// What one edge and one process of the origin gave when they were asked without a pause, in a second.
struct Given {
    requests: f64,
    /// What each kind counted, as the fleets are.
    counted: [f64; 2],
}

/// How many there were.
#[derive(Default)]
struct Counts {
    most: usize,
    uneven: f64,
}

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    rise_and_fall(workspace, &LONG)
}

/// One more of each, and one less.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    rise_and_fall(workspace, &SHORT)
}

fn rise_and_fall(workspace: &Workspace, form: &Form) -> Result<Vec<Figure>> {
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
    step("HAProxy's looking for edges", || front.wait_until_well("edges", 1, processes))?;
    let figures = scale(form, &shop, inner, (&mut fleets, ports, processes))?;
    drop(front);
    site.close()?;
    Ok(figures)
}

/// What runs, and where more would.
type Running<'a> = (&'a mut [Fleet; 2], &'a mut Ports, &'a mut Processes);

fn scale(form: &Form, shop: &Shop<'_>, inner: u16, running: Running<'_>) -> Result<Vec<Figure>> {
    let (fleets, ports, processes) = running;
    let load = Load::default();
    let mut counts = [Counts::default(), Counts::default()];
    let given = thread::scope(|scope| {
        for reader in 0..READERS {
            let load = &load;
            scope.spawn(move || load.read(inner, reader));
        }
        let scaled = follow(form, shop, &load, &mut counts, (&mut *fleets, ports, processes));
        load.over.store(true, Ordering::Relaxed);
        scaled
    })?;
    let [origin, edge] = counts;
    ensure!(origin.most > 1 && edge.most > 1, "{} origins and {} edges: nothing was scaled", origin.most, edge.most);
    let count = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
    let sent = load.sent.into_inner();
    Ok(vec![
        Figure::new("one of each gave in a second", given.requests, ""),
        Figure::new("requests", f64::from(sent), ""),
        Figure::failed("requests that failed", load.failed.into_inner(), sent, READERS),
        Figure::new("edges at the height", count(edge.most), ""),
        Figure::new("edges at the end", count(fleets[1].len()), "").must(1.0),
        Figure::new("the busiest edge at the height, by the least busy", edge.uneven, "").wanted(MAX_UNEVEN),
        Figure::new("processes of the origin at the height", count(origin.most), ""),
        Figure::new("processes of the origin at the end", count(fleets[0].len()), "").must(1.0),
        Figure::new("the busiest origin at the height, by the least busy", origin.uneven, "").wanted(MAX_UNEVEN),
    ])
}

/// Sees what one of each gives, lets the load rise and fall, and follows it.
fn follow(form: &Form, shop: &Shop<'_>, load: &Load, counts: &mut [Counts; 2], running: Running<'_>) -> Result<Given> {
    let (fleets, ports, processes) = running;
    let waiting = target(&shop.workspace.root, "selvedge_edge_waiting")?;
    let key = std::fs::read_to_string(shop.data.join("metrics.key"))?;
    let given = step("seeing what one edge and one process of the origin give", || load.measure(fleets, key.trim()))?;
    eprintln!(
        "    {:.0} requests a second: {:.0} calls of the origin, {:.0} answers of the edge",
        given.requests, given.counted[0], given.counted[1]
    );
    let mut rules = [Rule::new(MAX), Rule::new(MAX)];
    for ((part, time), of_each) in [LOW, HIGH, LOW].into_iter().zip(form.times).zip([0..=MAX, 2..=MAX, 1..=1]) {
        let rate = given.requests * part;
        eprintln!("==> {rate:.0} requests a second");
        load.ask_at(rate);
        let begun = Instant::now();
        while begun.elapsed() < time || !fleets.iter().all(|fleet| of_each.contains(&fleet.len())) {
            ensure!(
                begun.elapsed() < MAX_FOLLOWING,
                "{} s of {rate:.0} requests a second were not followed: {} processes of the origin, {} edges",
                begun.elapsed().as_secs(),
                fleets[0].len(),
                fleets[1].len()
            );
            ensure!(!signals::received(), "interrupted");
            sleep(form.look);
            processes.check()?;
            for (at, fleet) in fleets.iter_mut().enumerate() {
                let (running, seen) = (fleet.len(), fleet.look(key.trim())?);
                let sum: f64 = seen.rates.iter().sum();
                let desired = rules[at].desired(running, &[(sum, given.counted[at] * PART), (seen.waiting, waiting)]);
                if running == MAX && counts[at].most == MAX && part == HIGH {
                    let least = seen.rates.iter().copied().fold(f64::INFINITY, f64::min);
                    counts[at].uneven = seen.rates.iter().copied().fold(0.0, f64::max) / least;
                }
                counts[at].most = counts[at].most.max(running);
                if desired != running {
                    let what = if fleet.kind == Kind::Edge { "edges" } else { "processes of the origin" };
                    eprintln!("    {sum:.1} a second: {desired} {what} instead of {running}");
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
    Ok(given)
}

impl Load {
    /// Has all ask without a pause for a while, once they have all been answered once.
    fn measure(&self, fleets: &mut [Fleet; 2], key: &str) -> Result<Given> {
        self.pause.store(0, Ordering::Relaxed);
        let begun = Instant::now();
        while self.answered.load(Ordering::Relaxed) < READERS * 2 {
            ensure!(begun.elapsed() < MAX_FOLLOWING, "{READERS} who ask were not answered twice");
            sleep(Duration::from_millis(50));
        }
        for fleet in fleets.iter_mut() {
            fleet.look(key)?;
        }
        let (answered, begun) = (self.answered.load(Ordering::Relaxed), Instant::now());
        sleep(MEASURED);
        let requests = f64::from(self.answered.load(Ordering::Relaxed) - answered) / begun.elapsed().as_secs_f64();
        let mut counted = [0.0; 2];
        for (counted, fleet) in counted.iter_mut().zip(fleets) {
            *counted = fleet.look(key)?.rates.iter().sum();
        }
        ensure!(requests > 0.0 && counted.iter().all(|counted| *counted > 0.0), "nothing was answered: {counted:?}");
        Ok(Given { requests, counted })
    }

    /// Has all together ask so often in a second.
    fn ask_at(&self, rate: f64) {
        let pause = Duration::from_secs_f64(f64::from(READERS) / rate);
        self.pause.store(u64::try_from(pause.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.counts.store(true, Ordering::Relaxed);
    }

    /// Asks, and waits as long as it is told to, until told to end.
    fn read(&self, port: u16, reader: u32) {
        let (address, host) = (([127, 0, 0, 1], port).into(), format!("127.0.0.1:{port}"));
        let mut number = reader;
        while !self.over.load(Ordering::Relaxed) {
            let (begun, counts) = (Instant::now(), self.counts.load(Ordering::Relaxed));
            number = number.wrapping_add(READERS + 1);
            let path = match number % FRESH {
                0 => format!("/search?q=word{number}"),
                _ => PAGES[number as usize % PAGES.len()].to_owned(),
            };
            let status = http::status(address, &host, &path);
            self.sent.fetch_add(1, Ordering::Relaxed);
            if status == Some(200) {
                self.answered.fetch_add(1, Ordering::Relaxed);
            } else if counts {
                self.failed.fetch_add(1, Ordering::Relaxed);
                eprintln!("    failed: {path}, {status:?}");
            }
            // In small steps: the load may change meanwhile, or be over.
            while !self.over.load(Ordering::Relaxed) && begun.elapsed() < self.pause() {
                sleep(GLANCE.min(self.pause().saturating_sub(begun.elapsed())));
            }
        }
    }

    fn pause(&self) -> Duration {
        Duration::from_micros(self.pause.load(Ordering::Relaxed))
    }
}
