//! All drills.

use anyhow::Result;

use super::possible::Ability;
use super::{
    Figure, alerts, clock, containers, dashboards, deploy, disk, failover, logs, machine, network, perimeter, pooler,
    restore, scale, stores,
};
use crate::build::setup::Need;
use crate::workspace::Workspace;

/// One drill.
pub(super) struct Drill {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// All of it, with the figures that docs/operations.md has.
    pub(super) run: Run,
    /// The same code with the least damage that still shows what it is for, in about a minute. It fails by what must be
    /// ([`Figure::must`]), and says of what is wanted ([`Figure::wanted`]): it also runs where a machine does other things.
    pub(super) short: Run,
    /// The packages that it uses.
    pub(super) need: Need,
    /// What not every machine can do.
    pub(super) wants: &'static [Ability],
}

/// Does it, and returns what it has measured.
pub(super) type Run = fn(&Workspace) -> Result<Vec<Figure>>;

pub(super) static DRILLS: [Drill; 16] = [
    Drill {
        name: "alerts",
        about: "what alerts are for is done to a shop that a Prometheus watches: each fires; panels of dashboards have data",
        run: alerts::run,
        short: alerts::run_short,
        need: Need::Machine,
        wants: &[],
    },
    Drill {
        name: "clock",
        about: "the clock of the origin's machine jumps while shoppers buy",
        run: clock::run,
        short: clock::run_short,
        need: Need::Failover,
        wants: &[],
    },
    Drill {
        name: "containers",
        about: "the shop's images in podman, in networks of their own: the browser's journeys by TLS, then all is killed",
        run: containers::run,
        short: containers::run_short,
        need: Need::Containers,
        wants: &[Ability::Root, Ability::Containers],
    },
    Drill {
        name: "dashboards",
        about: "ten minutes of a shop in which much is done: every panel has data; leaves pictures in docs/dashboards",
        run: dashboards::run,
        short: dashboards::run_short,
        need: Need::Machine,
        wants: &[],
    },
    Drill {
        name: "deploy",
        about: "another build takes over node by node while shoppers buy",
        run: deploy::run,
        short: deploy::run_short,
        need: Need::Perimeter,
        wants: &[],
    },
    Drill {
        name: "disk",
        about: "the disk of PostgreSQL, then that of NATS, is full while shoppers buy",
        run: disk::run,
        short: disk::run_short,
        need: Need::Failover,
        wants: &[Ability::Root, Ability::Disks],
    },
    Drill {
        name: "failover",
        about: "primaries, leaders, origins and edges are killed, frozen and cut off while shoppers buy",
        run: failover::run,
        short: failover::run_short,
        need: Need::Failover,
        wants: &[Ability::Root, Ability::Networks],
    },
    Drill {
        name: "logs",
        about: "lines of orders at a central server, found by their ids; it is away for a while, and nothing is lost",
        run: logs::run,
        short: logs::run_short,
        need: Need::Logs,
        wants: &[],
    },
    Drill {
        name: "machine",
        about: "a bare machine with systemd becomes a shop by one command; killed, stopped, started again",
        run: machine::run,
        short: machine::run_short,
        need: Need::Machine,
        wants: &[Ability::Root, Ability::Machines],
    },
    Drill {
        name: "network",
        about: "edges 10, 100 and 300 ms away, over a network that loses packets; one cut off, servers standing still",
        run: network::run,
        short: network::run_short,
        need: Need::Network,
        wants: &[Ability::Root, Ability::Networks, Ability::Tunnels],
    },
    Drill {
        name: "perimeter",
        about: "shoppers and attackers before HAProxy and the firewall; reloaded and restarted while pages are read",
        run: perimeter::run,
        short: perimeter::run_short,
        need: Need::Perimeter,
        wants: &[],
    },
    Drill {
        name: "pooler",
        about: "the origin behind pgbouncer in transaction mode",
        run: pooler::run,
        short: pooler::run_short,
        need: Need::Failover,
        wants: &[Ability::Pooler],
    },
    Drill {
        name: "restore",
        about: "PostgreSQL's machine is lost, a table is dropped, a backup is damaged: by pgBackRest",
        run: restore::run,
        short: restore::run_short,
        need: Need::Drills,
        wants: &[],
    },
    Drill {
        name: "restore-s3",
        about: "PostgreSQL's machine is lost; the backup is in a store that speaks S3",
        run: restore::run_s3,
        short: restore::run_s3_short,
        need: Need::BackupStore,
        wants: &[],
    },
    Drill {
        name: "scale",
        about: "a load that rises and falls: edges and origins come and go by the autoscaler's rule",
        run: scale::run,
        short: scale::run_short,
        need: Need::Perimeter,
        wants: &[],
    },
    Drill {
        name: "stores",
        about: "NATS, then Redis, is lost with its files while shoppers buy, and begins anew with nothing in it",
        run: stores::run,
        short: stores::run_short,
        need: Need::Servers,
        wants: &[],
    },
];
