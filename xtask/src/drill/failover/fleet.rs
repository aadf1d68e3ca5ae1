//! The shop on those stores: two processes of each service, the jobs, three edges behind HAProxy.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::drill::hosts::NETWORK;
use crate::drill::perimeter::Front;
use crate::drill::site::{Site, seed};
use crate::http;
use crate::servers::ports::Ports;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::shop::Shop;
use crate::step::{run, step};

const READY: Duration = Duration::from_secs(60);
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
pub(super) fn start(site: &mut Site<'_>) -> Result<u16> {
    let inner = site.ports.take("inner")?;
    let root = site.workspace.root.clone();
    let front: PathBuf = site.folder.join("front");
    let (shop, ports, processes) = site.parts(inner);
    private::keys(&shop.edge_keys_file(), "edge-1")?;
    private::secret(&shop.data.join("push.key"))?;
    let migrate = || run(origin(&shop, "").arg("migrate").envs(shop.stores.migrating()));
    step("bringing the database up to date", migrate)?;
    step("starting two processes of each service", || {
        SERVICES.iter().try_for_each(|(name, _)| start_service(name, &shop, ports, processes))?;
        let mut work = origin(&shop, "");
        processes.start("work", "TERM", work.arg("work"))
    })?;
    let gateway = local(ports, "gateway")?;
    seed(&shop, &gateway)?;
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

fn local(ports: &Ports, name: &str) -> Result<String> {
    Ok(format!("127.0.0.1:{}", ports.known(name).with_context(|| format!("{name} has no port"))?))
}

/// Starts a process of a service, or starts it again, and waits until it answers.
pub(super) fn start_service(name: &str, shop: &Shop<'_>, ports: &Ports, processes: &mut Processes) -> Result<()> {
    let (_, services) = SERVICES.iter().find(|(known, _)| *known == name).context("no such service")?;
    let listen = local(ports, name)?;
    let mut command = origin(shop, &listen);
    command.arg("serve").args(*services);
    if services.contains(&"catalog") {
        command.arg("--orders-url").arg(format!("http://{}", local(ports, "gateway")?));
    }
    processes.start(name, "TERM", &mut command)?;
    let port = ports.known(name).context("it has a port")?;
    let ready = || http::status((Ipv4Addr::LOCALHOST, port).into(), &listen, "/health/ready") == Some(200);
    processes.wait_until(&format!("the readiness of {name}"), READY, ready)
}

/// Starts an edge, or starts it again, and waits until it answers.
pub(super) fn start_edge(name: &str, shop: &Shop<'_>, ports: &Ports, processes: &mut Processes) -> Result<()> {
    let port = ports.known(name).with_context(|| format!("{name} has no port"))?;
    let options = ["--trusted-proxies", "127.0.0.1", "--drain-delay", "2s", "--allow-plain", NETWORK];
    shop.start_edge(name, port, &local(ports, "gateway")?, &options.map(str::to_owned), processes)
}
