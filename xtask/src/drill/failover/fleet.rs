//! The shop on those stores: two processes of each service, each on a machine of its own, the jobs, three edges behind HAProxy.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::drill::hosts::{Host, Hosts, NETWORK};
use crate::drill::perimeter::Front;
use crate::drill::site::Site;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::shop::{Shop, ready};
use crate::step::{run, step};

/// Where each listens on its machine.
const PORT: u16 = 4000;
/// What runs apart, and what it serves.
pub(super) const SERVICES: [(&str, &[&str]); 6] = [
    ("catalog-1", &["catalog"]),
    ("catalog-2", &["catalog"]),
    ("orders-1", &["orders"]),
    ("orders-2", &["orders"]),
    ("others-1", &["search", "accounts", "media", "webhooks", "staff", "settings"]),
    ("others-2", &["search", "accounts", "media", "webhooks", "staff", "settings"]),
];
const EDGES: [&str; 3] = ["edge-1", "edge-2", "edge-3"];

/// Starts all of it, and returns the port that leads to the edges.
pub(super) fn start(site: &mut Site<'_>, hosts: &Hosts) -> Result<u16> {
    let inner = site.ports.take("inner")?;
    let root = site.workspace.root.clone();
    let front: PathBuf = site.folder.join("front");
    let (shop, ports, processes) = site.parts(inner);
    shop.draw_keys()?;
    let migrate = || run(origin(&shop, "").arg("migrate").envs(shop.stores.migrating()));
    step("bringing the database up to date", migrate)?;
    step("starting two processes of each service", || {
        SERVICES.iter().try_for_each(|(name, _)| start_service(name, hosts, &shop, ports, processes))?;
        let mut work = origin(&shop, "");
        processes.start("work", "TERM", work.arg("work"))
    })?;
    let gateway = gateway(ports)?;
    step("seeding the catalogue", || run(origin(&shop, &gateway).arg("seed")))?;
    for edge in EDGES {
        step(&format!("starting {edge}"), || {
            ports.take(edge)?;
            start_edge(edge, &shop, ports, processes)
        })?;
    }
    let edges = EDGES.map(|edge| ports.known(edge).unwrap_or_default());
    step("starting HAProxy and the firewall", || Front::start(&root, &front, edges, ports, processes).map(drop))?;
    Ok(inner)
}

/// The program `origin` on stores of other machines, which are spoken to plainly.
pub(super) fn origin(shop: &Shop<'_>, listen: &str) -> Command {
    let mut command = shop.origin(listen);
    command.env("ORIGIN_ALLOW_PLAIN", NETWORK).env("NATS_REPLICAS", "3").env("RUST_LOG", "info");
    command
}

/// Where edges and services call the origin: the HAProxy of this machine.
fn gateway(ports: &Ports) -> Result<String> {
    Ok(format!("{}:{}", Hosts::here(), ports.known("gateway").context("the gateway has no port")?))
}

/// The machine that a process of a service has to itself.
pub(super) fn machine<'a>(name: &str, hosts: &'a Hosts) -> Result<&'a Host> {
    let at = SERVICES.iter().position(|(known, _)| *known == name).context("no such service")?;
    hosts.further().get(at).context("a machine for each service is wanted")
}

/// Where a process of a service listens.
pub(super) fn service_address(name: &str, hosts: &Hosts) -> Result<SocketAddr> {
    Ok(machine(name, hosts)?.at(PORT))
}

/// Starts a process of a service on its machine, or starts it again, and waits until it answers.
pub(super) fn start_service(
    name: &str,
    hosts: &Hosts,
    shop: &Shop<'_>,
    ports: &Ports,
    processes: &mut Processes,
) -> Result<()> {
    let (_, services) = SERVICES.iter().find(|(known, _)| *known == name).context("no such service")?;
    let (host, address) = (machine(name, hosts)?, service_address(name, hosts)?);
    let listen = address.to_string();
    let mut command = origin(shop, &listen);
    command.arg("serve").args(*services);
    if services.contains(&"catalog") {
        command.arg("--orders-url").arg(format!("http://{}", gateway(ports)?));
    }
    processes.start(name, "TERM", &mut on(host, &command))?;
    ready::origin(address, processes)
}

/// A program with all that it is told, on a machine.
fn on(host: &Host, command: &Command) -> Command {
    let mut there = host.run(Path::new(command.get_program()), None);
    there.args(command.get_args()).current_dir(command.get_current_dir().unwrap_or(Path::new("/")));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => there.env(name, value),
            None => there.env_remove(name),
        };
    }
    there
}

/// Starts an edge, or starts it again, and waits until it answers.
pub(super) fn start_edge(name: &str, shop: &Shop<'_>, ports: &Ports, processes: &mut Processes) -> Result<()> {
    let port = ports.known(name).with_context(|| format!("{name} has no port"))?;
    let options = ["--trusted-proxies", "127.0.0.1", "--drain-delay", "2s", "--allow-plain", NETWORK];
    shop.start_edge(name, port, &gateway(ports)?, &options.map(str::to_owned), processes)
}
