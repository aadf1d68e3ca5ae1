//! The shop's own images in containers, each in the networks that it needs and in no other: three edges, two origins and the
//! jobs, behind HAProxy and two firewalls. Edges cannot reach the stores. Pages are read and orders placed while the certificate
//! is exchanged, HAProxy reloaded, a node drained, and each program killed and started again. Then journeys in a browser go
//! through the front door by TLS.
//!
//! HAProxy, the firewalls and the stores are this machine's own programs, for which the shop has no image: the machine is in
//! the networks as they are, and passes nothing on.

mod fleet;
mod journeys;
mod networks;
mod podman;

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, ensure};

use self::fleet::{EDGES, Fleet, Images, JOBS, ORIGINS, edge_addresses, lead_to_stores, port_of};
use self::networks::{Network, Networks};
use self::podman::reaches;
use super::Figure;
use super::perimeter::{FIREWALLS, Front};
use super::shoppers::{Shoppers, now};
use super::site::Site;
use crate::build::setup::Need;
use crate::image;
use crate::servers::heir;
use crate::servers::postgres::Durability;
use crate::servers::stores::{self, Stores};
use crate::signals;
use crate::step::step;
use crate::workspace::Workspace;

const BUYERS: u32 = 2;
/// How long nothing happens between one change and the next, and in the short form.
const BETWEEN: Duration = Duration::from_secs(3);
const BETWEEN_SHORT: Duration = Duration::from_secs(1);
/// HAProxy asks each edge twice a second and each firewall every second, and has to hear twice.
const NOTICED: Duration = Duration::from_secs(5);

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    in_containers(workspace, BETWEEN, journeys::ALL)
}

/// A few journeys, and the same changes one sooner after the other.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    in_containers(workspace, BETWEEN_SHORT, journeys::FEW)
}

fn in_containers(workspace: &Workspace, between: Duration, names: &[&str]) -> Result<Vec<Figure>> {
    // Whoever stops it while it builds leaves no network behind.
    signals::listen()?;
    let networks = Networks::raise()?;
    let mut site = Site::open_with(workspace, "drill-containers", Need::Containers, |folder, ports, processes| {
        // By TCP, as from other machines.
        let stores = stores::start(folder, Durability::Throwaway, |_| None, ports, processes)?;
        lead_to_stores(&stores, processes)?;
        Ok(stores)
    })?;
    let images = step("making images of what was built", || {
        let folder = site.folder.join("images");
        let [origin, edge] = image::of_built(workspace, &site.built, &folder)?;
        let images = Images { origin: podman::load(&origin)?, edge: podman::load(&edge)? };
        heir::leave(&format!("podman rmi --force {} {}", images.origin, images.edge));
        std::fs::remove_dir_all(&folder)?;
        Ok(images)
    })?;
    // Afterwards the worker is compiled, and no journey has to wait for that.
    let mut figures = change(&mut site, &images, between)?;
    figures.extend(journeys::pass(&mut site, &images, names)?);
    site.close_after(|| drop(networks))?;
    Ok(figures)
}

/// Pages are read and orders placed while all is changed, killed and started again.
fn change(site: &mut Site<'_>, images: &Images, between: Duration) -> Result<Vec<Figure>> {
    let inner = site.ports.take("inner")?;
    let (root, folder) = (site.workspace.root.clone(), site.folder.join("front"));
    let (shop, ports, processes) = site.parts(inner);
    let mut fleet = Fleet { shop, processes, images };
    fleet.start()?;
    step("seeing who reaches whom", || are_apart(images, fleet.shop.stores))?;
    let front = step("starting HAProxy and the firewall", || {
        Front::before(&root, &folder, edge_addresses(), ports, fleet.processes)
    })?;
    let shoppers = step("letting shoppers in", || Shoppers::come(site, inner, BUYERS))?;
    let (shop, _, processes) = site.parts(inner);
    let mut fleet = Fleet { shop, processes, images };
    let begun = now();
    let mut figures = front.while_pages_are_read(|| change_all(&mut fleet, &front, between))?;
    let seen = shoppers.since(begun)?;
    shoppers.tell_failures(begun)?;
    let pages = shoppers.failed(begun, "page")?;
    figures.extend([
        Figure::failed("pages that failed of those that shoppers read", pages, seen.steps, BUYERS),
        Figure::new("steps of shoppers, who also order", seen.steps.into(), ""),
        Figure::new("of these failed", seen.failed.into(), ""),
    ]);
    figures.extend(shoppers.leave(&mut site.processes)?);
    front.end(&mut site.processes)?;
    let (shop, _, processes) = site.parts(inner);
    let mut fleet = Fleet { shop, processes, images };
    EDGES.into_iter().chain([JOBS]).chain(ORIGINS).try_for_each(|(name, _)| fleet.stop(name))?;
    Ok(figures)
}

/// Fails unless edges reach the events and no other store, and origins reach all of them.
fn are_apart(images: &Images, stores: &Stores) -> Result<()> {
    let (edge, origin) = (images.edge(EDGES[0]), images.origin(ORIGINS[0]));
    let events = port_of(&stores.nats_url)?;
    let [database, redis] = [port_of(&stores.database_url)?, port_of(&stores.redis_url)?];
    let [of_edges, of_origins, of_stores] = Network::ALL.map(|network| network.here().to_string());
    ensure!(reaches(&edge, &of_origins, events), "an edge does not reach the events");
    for (what, port) in [("PostgreSQL", database), ("Redis", redis)] {
        ensure!(reaches(&origin, &of_stores, port), "an origin does not reach {what}");
        for address in [&of_stores, &of_origins, &of_edges] {
            ensure!(!reaches(&edge, address, port), "an edge reaches {what} at {address}");
        }
    }
    Ok(())
}

fn change_all(fleet: &mut Fleet<'_>, front: &Front, between: Duration) -> Result<()> {
    sleep(between);
    step("reloading HAProxy", || front.reload(fleet.processes))?;
    sleep(between);
    step("exchanging the certificate", || front.exchange_certificate())?;
    sleep(between);
    step("reloading the firewalls", || {
        FIREWALLS.iter().try_for_each(|name| Front::reload_firewall(name, fleet.processes))
    })?;
    sleep(between);
    let (drained, name) = (EDGES[1], EDGES[1].0);
    step("draining an edge by hand and starting it again", || {
        front.say(&format!("set server edges/{name} state drain\n"))?;
        fleet.stop(name)?;
        fleet.start_edge(drained)?;
        front.say(&format!("set server edges/{name} state ready\n"))
    })?;
    sleep(NOTICED);
    front.wait_until_well("edges", EDGES.len(), fleet.processes)?;
    for edge in EDGES {
        step(&format!("killing {}, and starting it again", edge.0), || {
            fleet.images.edge(edge).kill(fleet.processes)?;
            sleep(between);
            fleet.start_edge(edge)
        })?;
        sleep(NOTICED);
        front.wait_until_well("edges", EDGES.len(), fleet.processes)?;
    }
    for origin in ORIGINS {
        step(&format!("killing {}, and starting it again", origin.0), || {
            fleet.images.origin(origin).kill(fleet.processes)?;
            sleep(between);
            fleet.start_origin(origin)
        })?;
        sleep(NOTICED);
    }
    step("killing the jobs, and starting them again", || {
        fleet.images.origin(JOBS).kill(fleet.processes)?;
        sleep(between);
        fleet.start_jobs()
    })?;
    for name in FIREWALLS {
        step(&format!("killing {name}, and starting it again"), || {
            Front::kill_firewall(name, fleet.processes)?;
            sleep(between);
            front.start_firewall(name, fleet.processes)
        })?;
        // It has to be known to be there before the other goes.
        sleep(NOTICED);
        front.wait_until_well("firewall", FIREWALLS.len(), fleet.processes)?;
    }
    Ok(())
}
