//! Three networks of containers from which nothing leads further: one between what stands in front and the edges, one between
//! edges and origins, one between origins and stores. This machine is in all of them, and passes nothing on.

use std::net::Ipv4Addr;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::podman::{NAMES, VOLUME, limited, podman};
use crate::build::setup::is_root;
use crate::servers::heir;
use crate::step::output;

/// What keeps the networks there while nobody else is in them.
const HOLDER: &str = "selvedge-drill-networks";
/// Its place in each.
const HOLDS: u8 = 2;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Network {
    /// The load balancer's and the edges'.
    Edges,
    /// The edges' and the origins', with the server of events.
    Origins,
    /// The origins' and that of PostgreSQL and Redis.
    Stores,
}

impl Network {
    pub(super) const ALL: [Self; 3] = [Self::Edges, Self::Origins, Self::Stores];

    const fn number(self) -> u8 {
        match self {
            Self::Edges => 71,
            Self::Origins => 72,
            Self::Stores => 73,
        }
    }

    /// What podman calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Edges => "selvedge-drill-edges",
            Self::Origins => "selvedge-drill-origins",
            Self::Stores => "selvedge-drill-stores",
        }
    }

    /// An address in it.
    pub(super) const fn at(self, last: u8) -> Ipv4Addr {
        Ipv4Addr::new(10, 89, self.number(), last)
    }

    /// This machine in it.
    pub(super) const fn here(self) -> Ipv4Addr {
        self.at(1)
    }

    /// What a program has to be told to be in it, at an address. Who is there again keeps the hardware's address, too: with
    /// another, neighbours would send to the former one until they had asked around, for most of a minute.
    pub(super) fn joined(self, last: u8) -> String {
        format!("--network={}:ip={},mac=02:00:0a:59:{}:{last:02}", self.name(), self.at(last), self.number())
    }
}

/// The last two: who is in them speaks plainly.
pub(super) const PLAIN: &str = "10.89.72.0/23";

/// The networks, until this is dropped, and all containers of the drill with them.
pub(super) struct Networks(());

impl Networks {
    pub(super) fn raise() -> Result<Self> {
        ensure!(is_root(), "this drill makes networks of containers: run it as root");
        // An earlier run may have been killed.
        forget();
        heir::leave(&forgetting());
        let networks = Self(());
        for network in Network::ALL {
            let range = format!("--subnet=10.89.{}.0/24", network.number());
            let mut create = podman();
            create.args(["network", "create", "--internal", "--disable-dns", &range, network.name()]);
            output(&mut create).context("networks of containers are wanted")?;
        }
        let mut holder = limited(HOLDER);
        holder.args(["--detach"]).args(Network::ALL.map(|network| network.joined(HOLDS)));
        output(holder.args(["--rootfs", "/:O", "/bin/sleep", "infinity"]))?;
        for network in Network::ALL {
            let mut inspect = podman();
            inspect.args(["network", "inspect", "--format", "{{.NetworkInterface}}", network.name()]);
            let bridge = output(&mut inspect)?;
            let address = format!("{}/24", network.here());
            output(Command::new("ip").args(["addr", "add", &address, "dev", &bridge]))?;
        }
        Ok(networks)
    }
}

impl Drop for Networks {
    fn drop(&mut self) {
        forget();
    }
}

/// A line of shell by which nothing of the drill is left.
fn forgetting() -> String {
    let networks = Network::ALL.map(Network::name).join(" ");
    format!(
        "podman ps --all --quiet --filter name='^{NAMES}' | xargs -r podman rm --force --time 0; \
         podman network rm --force {networks}; podman volume rm --force {VOLUME}"
    )
}

fn forget() {
    // What is not there cannot be taken away, which is said.
    drop(output(Command::new("sh").args(["-c", &forgetting()])));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_network_has_addresses_of_its_own() {
        assert_eq!(Network::Edges.here(), Ipv4Addr::new(10, 89, 71, 1));
        assert_eq!(Network::Stores.joined(11), "--network=selvedge-drill-stores:ip=10.89.73.11,mac=02:00:0a:59:73:11");
        // Who has the network of the stores for a plain one has that of the origins, too, and not that of the edges.
        let is_plain = |network: Network| network.at(9).octets()[2] & 0xfe == 72;
        assert_eq!(Network::ALL.map(is_plain), [false, true, true]);
        assert!(Network::ALL.iter().all(|network| network.name().starts_with(NAMES)));
    }
}
