//! Machines of the stores, origins and edges are killed, frozen and cut off while shoppers buy. What shoppers were told is
//! compared with the database afterwards.

mod cluster;
mod fleet;

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use self::cluster::Cluster;
use super::Figure;
use super::hosts::{Host, Hosts};
use super::shoppers::{Shoppers, now, wait};
use super::site::Site;
use crate::build::setup::Need;
use crate::signals;
use crate::step::step;
use crate::workspace::Workspace;

/// Three of the stores, and one for each process of a service.
const MACHINES: u8 = 9;
/// How many buy at once.
const BUYERS: u32 = 6;
/// How long shoppers buy before anything happens, and in the short form.
const BEFORE: Duration = Duration::from_secs(10);
const BEFORE_SHORT: Duration = Duration::from_secs(3);

/// Which machine of a cluster leads one of the stores, if any does.
type WhoLeads = for<'a> fn(&'a Cluster<'_>) -> Option<&'a Host>;

/// What is on the way to a shopper's order.
struct Ride<'a> {
    site: Site<'a>,
    cluster: &'a Cluster<'a>,
    inner: u16,
    shoppers: Shoppers,
    figures: Vec<Figure>,
}

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    ride(workspace, BEFORE, |ride| {
        ride.lose_postgres()?;
        ride.lose_redis()?;
        ride.lose_nats()?;
        ride.lose_processes()
    })
}

/// One machine is lost, that of PostgreSQL's primary, with etcd, Redis and NATS on it, and comes back.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    ride(workspace, BEFORE_SHORT, |ride| ride.cut_off())
}

/// Lets shoppers in, loses something, and compares.
fn ride(
    workspace: &Workspace,
    before: Duration,
    lose: impl FnOnce(&mut Ride<'_>) -> Result<()>,
) -> Result<Vec<Figure>> {
    // Whoever stops it while it builds leaves no network behind.
    signals::listen()?;
    let hosts = Hosts::raise(MACHINES)?;
    let mut cluster = None;
    let mut site = Site::open_with(workspace, "drill-failover", Need::Failover, |folder, ports, processes| {
        cluster.insert(Cluster::new(&hosts, &workspace.root, folder)?).start(ports, processes)
    })?;
    let cluster = cluster.context("it was started")?;
    let inner = fleet::start(&mut site, &hosts)?;
    let shoppers = step("letting shoppers in", || Shoppers::come(&mut site, inner, BUYERS))?;
    let begun = now();
    sleep(before);
    let calm = shoppers.since(begun)?;
    shoppers.tell_failures(begun)?;
    let figures = vec![Figure::failed("before: steps of shoppers that failed", calm.failed, calm.steps, BUYERS)];
    let mut ride = Ride { site, cluster: &cluster, inner, shoppers, figures };
    lose(&mut ride)?;
    let Ride { mut site, shoppers, mut figures, .. } = ride;
    figures.extend(shoppers.leave(&mut site.processes)?);
    site.close_after(|| hosts.silence())?;
    Ok(figures)
}

impl Ride<'_> {
    fn lose_postgres(&mut self) -> Result<()> {
        let primary = |ride: &Self| ride.cluster.postgres_primary().context("PostgreSQL has no primary");
        let host = primary(self)?;
        self.through(
            "PostgreSQL's primary killed",
            60.0,
            |ride| ride.kill("patroni", host),
            |ride| {
                ride.see_another("PostgreSQL's primary", host, |cluster| cluster.postgres_primary())?;
                ride.cluster.start_again("patroni", host, &mut ride.site.processes)?;
                ride.wait("PostgreSQL to be whole", |cluster| cluster.postgres_is_whole())
            },
        )?;
        let host = primary(self)?;
        let its = |name: &str| name == "postgres" || name == "patroni";
        self.through(
            "PostgreSQL's primary frozen",
            60.0,
            |_| {
                ensure!(host.signal("STOP", its) > 0, "nothing runs on {}", host.name);
                Ok(())
            },
            |ride| {
                ride.see_another("PostgreSQL's primary", host, |cluster| cluster.postgres_primary())?;
                host.signal("CONT", its);
                ride.wait("PostgreSQL to be whole", |cluster| cluster.postgres_is_whole())
            },
        )?;
        self.cut_off()?;
        let host = primary(self)?;
        self.through(
            "the primary's machine behind 2 Mbit/s",
            60.0,
            |_| host.slow(Some("2mbit")),
            |ride| {
                host.slow(None)?;
                ride.wait("all stores to be whole", are_whole)
            },
        )
    }

    /// The machine of PostgreSQL's primary, with what else is on it, is cut off until all is well without it, and comes
    /// back: nobody is to take anything from those who have taken over.
    fn cut_off(&mut self) -> Result<()> {
        let cluster = self.cluster;
        let host = cluster.postgres_primary().context("PostgreSQL has no primary")?;
        let mut before = 0.0;
        self.through(
            "the machine of PostgreSQL's primary cut off",
            60.0,
            |_| host.connect(false),
            |ride| {
                ride.see_another("PostgreSQL's primary", host, |cluster| cluster.postgres_primary())?;
                before = cluster.leaders_seen(host)?;
                host.connect(true)?;
                ride.wait("all stores to be whole", are_whole)
            },
        )?;
        let elected = cluster.leaders_seen(host)? - before;
        self.figures.push(Figure::new("    leaders that etcd elected when it came back", elected, "").wanted(0.0));
        Ok(())
    }

    fn lose_redis(&mut self) -> Result<()> {
        let host = self.cluster.redis_primary().context("Redis has no primary")?;
        self.through(
            "Redis' primary killed",
            30.0,
            |ride| ride.kill("redis", host),
            |ride| {
                ride.see_another("Redis' primary", host, |cluster| cluster.redis_primary())?;
                ride.cluster.start_again("redis", host, &mut ride.site.processes)?;
                ride.wait("Redis to be whole", |cluster| cluster.redis_is_whole())
            },
        )?;
        let host = self.cluster.redis_primary().context("Redis has no primary")?;
        let its = |name: &str| name.starts_with("redis-server");
        self.through(
            "Redis' primary frozen",
            30.0,
            |_| {
                ensure!(host.signal("STOP", its) > 0, "nothing runs on {}", host.name);
                Ok(())
            },
            |ride| {
                ride.see_another("Redis' primary", host, |cluster| cluster.redis_primary())?;
                host.signal("CONT", its);
                ride.wait("Redis to be whole", |cluster| cluster.redis_is_whole())
            },
        )
    }

    fn lose_nats(&mut self) -> Result<()> {
        let host = self.cluster.stream_leader().context("the stream of events has no leader")?;
        self.through(
            "the leader of the stream of events killed",
            30.0,
            |ride| ride.kill("nats", host),
            |ride| {
                ride.see_another("the leader of the stream of events", host, |cluster| cluster.stream_leader())?;
                ride.cluster.start_again("nats", host, &mut ride.site.processes)?;
                ride.wait("NATS to be whole", |cluster| cluster.nats_is_whole())
            },
        )
    }

    fn lose_processes(&mut self) -> Result<()> {
        for (what, name) in [
            ("a process of the orders killed", "orders-1"),
            ("a process of the catalogue killed", "catalog-2"),
            ("a process of the other services killed", "others-1"),
        ] {
            self.through(
                what,
                15.0,
                |ride| ride.site.processes.kill(name),
                |ride| {
                    let (shop, ports, processes) = ride.site.parts(ride.inner);
                    fleet::start_service(name, ride.cluster.hosts, &shop, ports, processes)
                },
            )?;
        }
        let host = fleet::machine("orders-2", self.cluster.hosts)?;
        self.through(
            "the machine of a process of the orders cut off",
            60.0,
            |_| host.connect(false),
            |_| host.connect(true),
        )?;
        self.through(
            "an edge killed",
            15.0,
            |ride| ride.site.processes.kill("edge-2"),
            |ride| {
                let (shop, ports, processes) = ride.site.parts(ride.inner);
                fleet::start_edge("edge-2", &shop, ports, processes)
            },
        )
    }

    /// Hurts the shop, waits until shoppers are served as always, and mends it.
    fn through(
        &mut self,
        what: &'static str,
        bound: f64,
        hurt: impl FnOnce(&mut Self) -> Result<()>,
        mend: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let begun = self.lose(what, bound, hurt)?;
        let mending = now();
        mend(self)?;
        let mended = now();
        self.shoppers.wait_until_well(mended, &mut self.site.processes)?;
        let after = self.shoppers.since(mending)?;
        self.shoppers.tell_failures(begun)?;
        eprintln!("    whole after {} ms", mended - begun);
        self.figures.push(Figure::new("    steps that failed when it came back", after.failed.into(), ""));
        Ok(())
    }

    /// Hurts the shop, and waits until shoppers are served as always; returns when it was hurt.
    fn lose(&mut self, what: &'static str, bound: f64, hurt: impl FnOnce(&mut Self) -> Result<()>) -> Result<u64> {
        eprintln!("==> {what}");
        let begun = now();
        hurt(self)?;
        self.shoppers.wait_until_well(begun, &mut self.site.processes)?;
        let seen = self.shoppers.since(begun)?;
        let well = seen.last_failed.map_or(0, |at| at - begun);
        eprintln!("    well after {well} ms");
        let percent = f64::from(seen.failed) / f64::from(seen.steps.max(1)) * 100.0;
        self.figures.extend([
            Figure::new(format!("{what}: until all was well"), well as f64 / 1000.0, "s").wanted(bound),
            Figure::new("    longest without an order", seen.longest_gap as f64 / 1000.0, "s"),
            Figure::new("    steps that failed until then", percent, "%"),
        ]);
        Ok(begun)
    }

    /// Kills a machine's part of a store at once.
    fn kill(&mut self, what: &str, host: &Host) -> Result<()> {
        if what == "patroni" {
            host.signal("KILL", |name| name == "postgres" || name == "patroni");
        }
        self.site.processes.kill(&format!("{}-{what}", host.name))
    }

    /// Sees that another than the one that was hurt has taken over: shoppers may have been served without it for a while.
    fn see_another(&mut self, what: &str, than: &Host, who: WhoLeads) -> Result<()> {
        self.wait(&format!("{what} on another machine than {}", than.name), |cluster| {
            who(cluster).is_some_and(|host| host.name != than.name)
        })
    }

    fn wait(&mut self, what: &str, is_so: impl Fn(&Cluster<'_>) -> bool) -> Result<()> {
        let cluster = self.cluster;
        wait(&mut self.site.processes, what, || Ok(is_so(cluster)))
    }
}

fn are_whole(cluster: &Cluster<'_>) -> bool {
    cluster.postgres_is_whole() && cluster.redis_is_whole() && cluster.nats_is_whole()
}
