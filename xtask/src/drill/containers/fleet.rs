//! A shop in containers: two origins, the jobs and three edges. Edges are in the network of what stands in front and in that of
//! the origins, origins in that and in the network of the stores.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::networks::{Network, PLAIN};
use super::podman::{Container, podman};
use crate::drill::site::seed;
use crate::servers::process::Processes;
use crate::servers::stores::Stores;
use crate::shop::{Shop, ready};
use crate::step::{on_path, output, run, step};

/// The origins, the jobs and the edges, each with the end of its addresses.
pub(super) const ORIGINS: [(&str, u8); 2] = [("origin-1", 11), ("origin-2", 12)];
pub(super) const JOBS: (&str, u8) = ("origin-work", 13);
pub(super) const EDGES: [(&str, u8); 3] = [("edge-1", 21), ("edge-2", 22), ("edge-3", 23)];
/// Where each listens.
pub(super) const ORIGIN_PORT: u16 = 4000;
pub(super) const EDGE_PORT: u16 = 8080;

/// What podman calls the images.
pub(super) struct Images {
    pub(super) origin: String,
    pub(super) edge: String,
}

impl Images {
    /// The container of an origin, or of the jobs.
    pub(super) fn origin(&self, (name, last): (&'static str, u8)) -> Container {
        let networks = vec![(Network::Origins, last), (Network::Stores, last)];
        Container { name, image: self.origin.clone(), networks, keeps: false }
    }

    /// The container of an edge.
    pub(super) fn edge(&self, (name, last): (&'static str, u8)) -> Container {
        let networks = vec![(Network::Edges, last), (Network::Origins, last)];
        Container { name, image: self.edge.clone(), networks, keeps: true }
    }
}

impl Drop for Images {
    fn drop(&mut self) {
        // One that cannot be forgotten is in nobody's way.
        drop(output(podman().args(["rmi", "--force", &self.origin, &self.edge])));
    }
}

/// Where edges are found by what stands in front of them.
pub(super) fn edge_addresses() -> [SocketAddr; 3] {
    EDGES.map(|(_, last)| (Network::Edges.at(last), EDGE_PORT).into())
}

/// Leads from this machine's addresses in the networks to the stores, which listen for nobody but this machine.
pub(super) fn lead_to_stores(stores: &Stores, processes: &mut Processes) -> Result<()> {
    let socat = on_path("socat").context("socat is not installed")?;
    for (name, url, network) in [
        ("way-to-postgres", &stores.database_url, Network::Stores),
        ("way-to-redis", &stores.redis_url, Network::Stores),
        ("way-to-nats", &stores.nats_url, Network::Origins),
    ] {
        let port = port_of(url)?;
        let mut way = Command::new(&socat);
        way.arg(format!("TCP-LISTEN:{port},bind={},fork,reuseaddr", network.here()));
        processes.start(name, "TERM", way.arg(format!("TCP:127.0.0.1:{port}")))?;
    }
    Ok(())
}

/// The port of a store that listens on this machine.
pub(super) fn port_of(url: &str) -> Result<u16> {
    let rest = url.split("127.0.0.1:").nth(1).context("a store does not listen on 127.0.0.1")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().context("a store has no port")
}

/// The address of a store as it is seen in a network.
fn seen_from(network: Network, url: &str) -> String {
    url.replace("127.0.0.1", &network.here().to_string())
}

/// The shop, and where it runs.
pub(super) struct Fleet<'a> {
    pub(super) shop: Shop<'a>,
    pub(super) processes: &'a mut Processes,
    pub(super) images: &'a Images,
}

impl Fleet<'_> {
    /// Starts all of it with something to sell.
    pub(super) fn start(&mut self) -> Result<()> {
        self.shop.draw_keys()?;
        step("bringing the database up to date", || {
            run(self.shop.origin("").arg("migrate").envs(self.shop.stores.migrating()))
        })?;
        let origins = ORIGINS.map(|(_, last)| format!("http://{}:{ORIGIN_PORT}\n", Network::Origins.at(last)));
        fs::write(self.origins(), origins.concat()).context("cannot write where the origins are")?;
        step("starting two origins and the jobs", || {
            ORIGINS.into_iter().try_for_each(|origin| self.start_origin(origin))?;
            self.start_jobs()
        })?;
        seed(&self.shop, &format!("127.0.0.1:{ORIGIN_PORT}"))?;
        step("starting three edges", || EDGES.into_iter().try_for_each(|edge| self.start_edge(edge)))
    }

    fn origins(&self) -> PathBuf {
        self.shop.data.join("origins")
    }

    /// The program `origin`, as it is told in a container.
    fn origin(&self, listen: &str) -> Command {
        let (mut command, stores) = (self.shop.origin(listen), self.shop.stores);
        for (name, url, network) in [
            ("DATABASE_URL", &stores.database_url, Network::Stores),
            ("REDIS_URL", &stores.redis_url, Network::Stores),
            ("NATS_URL", &stores.nats_url, Network::Origins),
        ] {
            command.env(name, seen_from(network, url));
        }
        command.env("ORIGIN_ALLOW_PLAIN", PLAIN).env("ORIGIN_DRAIN_SECONDS", "3");
        command
    }

    /// Starts an origin, or starts it again, and waits until it answers.
    pub(super) fn start_origin(&mut self, origin: (&'static str, u8)) -> Result<()> {
        let address: SocketAddr = (Network::Origins.at(origin.1), ORIGIN_PORT).into();
        let listen = address.to_string();
        let mut program = self.origin(&listen);
        let mut command = self.images.origin(origin).holding(program.arg("serve"), &self.shop.data)?;
        self.processes.start(origin.0, "TERM", &mut command)?;
        ready::origin(address, self.processes)
    }

    /// Starts the jobs, or starts them again.
    pub(super) fn start_jobs(&mut self) -> Result<()> {
        let mut program = self.origin("");
        let mut command = self.images.origin(JOBS).holding(program.arg("work"), &self.shop.data)?;
        self.processes.start(JOBS.0, "TERM", &mut command)
    }

    /// Starts an edge, or starts it again, and waits until it has a page.
    pub(super) fn start_edge(&mut self, edge: (&'static str, u8)) -> Result<()> {
        let address: SocketAddr = (Network::Edges.at(edge.1), EDGE_PORT).into();
        let listen = address.to_string();
        let mut program = Command::new("edge-node");
        program.args(["--listen", &listen, "--origin", &format!("file:{}", self.origins().display())]);
        program.args(["--public-url", &self.shop.address(), "--allow-plain", PLAIN, "--drain-delay", "2s"]);
        program.args(["--trusted-proxies", &Network::Edges.here().to_string()]);
        program.env("EDGE_NATS", seen_from(Network::Origins, &self.shop.stores.edge_nats_url));
        program.env("EDGE_ORIGIN_KEYS", self.shop.edge_keys_file());
        program.env("SPIN_VARIABLE_BUILD_ID", &self.shop.built.build_id);
        let mut command = self.images.edge(edge).holding(&program, &self.shop.data)?;
        self.processes.start(edge.0, "TERM", &mut command)?;
        ready::edge(address, self.processes)
    }

    /// Has a program end in good order, and waits until it has.
    pub(super) fn stop(&mut self, name: &str) -> Result<()> {
        self.processes.stop(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_found_by_its_port_from_this_machine_and_from_a_network() {
        let url = "postgres://shop:word@127.0.0.1:20001/shop";
        assert_eq!(port_of(url).expect("it has one"), 20001);
        assert_eq!(seen_from(Network::Stores, url), "postgres://shop:word@10.89.73.1:20001/shop");
        assert!(port_of("postgres://shop:word@%2Ftmp/shop").is_err());
    }
}
