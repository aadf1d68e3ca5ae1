//! What every drill of a whole shop begins with: all that was built, stores, and a folder of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::aftermath;
use crate::build::setup::{Need, is_root, setup};
use crate::build::{Built, build};
use crate::servers::ports::Ports;
use crate::servers::postgres::{self, Durability};
use crate::servers::private;
use crate::servers::process::Processes;
use crate::servers::stores::{self, Stores};
use crate::shop::Shop;
use crate::signals;
use crate::step::{run, step};
use crate::workspace::Workspace;

/// The example catalogue, relative to the root.
const CATALOG: &str = "demo/catalog.jsonl";
/// What an edge is told whose clients say by themselves who they are, as shoppers do.
pub(super) const FOR_SHOPPERS: [&str; 2] = ["--trusted-proxies", "127.0.0.1"];
/// Folders of servers whose data may be elsewhere.
const SERVERS: [&str; 4] = ["postgres", "host-1", "host-2", "host-3"];

/// The place of a drill. What runs is stopped before the rest goes.
pub(super) struct Site<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) processes: Processes,
    pub(super) ports: Ports,
    pub(super) built: Built,
    pub(super) stores: Stores,
    pub(super) folder: PathBuf,
}

/// Where a shop with one edge is found.
pub(super) struct Doors {
    /// The port of the edge.
    pub(super) edge: u16,
    /// The origin's `host:port`.
    pub(super) origin: String,
}

impl<'a> Site<'a> {
    /// Builds everything and starts a server of each kind in a folder by this name.
    pub(super) fn open(workspace: &'a Workspace, name: &str, need: Need) -> Result<Self> {
        Self::open_with(workspace, name, need, |folder, ports, processes| {
            stores::start(folder, Durability::Kept, |_| None, ports, processes)
        })
    }

    /// The same with other stores.
    pub(super) fn open_with(
        workspace: &'a Workspace,
        name: &str,
        need: Need,
        start: impl FnOnce(&Path, &mut Ports, &mut Processes) -> Result<Stores>,
    ) -> Result<Self> {
        let compiler = setup(workspace, need, false)?;
        let built = build(workspace, &compiler)?;
        signals::listen()?;
        let folder = workspace.data().join(name);
        forget(&folder)?;
        for part in [&workspace.data(), &folder] {
            private::folder(part)?;
            if is_root() {
                private::passable(part)?;
            }
        }
        let mut processes = Processes::new(&folder.join(aftermath::LOGS))?;
        let mut ports = Ports::load(folder.join("ports.json"));
        let stores = start(&folder, &mut ports, &mut processes)?;
        private::keys(&folder.join("operator.keys"), "operator-1")?;
        Ok(Self { workspace, processes, ports, built, stores, folder })
    }

    /// The shop that stands here, as shoppers find it at a port, and what it is started with.
    pub(super) fn parts(&mut self, port: u16) -> (Shop<'_>, &mut Ports, &mut Processes) {
        let Self { workspace, built, stores, folder, ports, processes } = self;
        (Shop { workspace, built, stores, data: folder.clone(), port, seed: true }, ports, processes)
    }

    /// Starts the origin, fills its catalogue, and starts one edge before it, with options.
    pub(super) fn with_an_edge(&mut self, options: &[&str]) -> Result<Doors> {
        let edge = self.ports.take("edge-node")?;
        let (shop, ports, processes) = self.parts(edge);
        let origin = shop.start_origin(ports, processes)?;
        self.edge_before(origin, options)
    }

    /// The same before an origin that runs already.
    pub(super) fn edge_before(&mut self, origin: String, options: &[&str]) -> Result<Doors> {
        let edge = self.ports.take("edge-node")?;
        let (shop, _, processes) = self.parts(edge);
        seed(&shop, &origin)?;
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        step("starting an edge", || shop.start_edge("edge-node", edge, &origin, &options, processes))?;
        Ok(Doors { edge, origin })
    }

    /// Stops what runs, and forgets it, but for what it wrote into its logs: whether the drill went well is seen afterwards.
    pub(super) fn close(self) -> Result<()> {
        self.close_after(|| ())
    }

    /// The same, with something done between the two.
    pub(super) fn close_after(self, between: impl FnOnce()) -> Result<()> {
        let Self { processes, folder, .. } = self;
        drop(processes);
        between();
        forget_servers(&folder)?;
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let gone = match path.is_dir() {
                true if path.ends_with(aftermath::LOGS) => Ok(()),
                true => std::fs::remove_dir_all(&path),
                false => std::fs::remove_file(&path),
            };
            gone.with_context(|| format!("cannot delete {}", path.display()))?;
        }
        Ok(())
    }
}

/// Fills a shop's catalogue with the examples.
pub(super) fn seed(shop: &Shop<'_>, origin: &str) -> Result<()> {
    step("seeding the catalogue", || run(shop.origin(origin).args(["seed", "--catalog", CATALOG])))
}

fn forget_servers(folder: &Path) -> Result<()> {
    SERVERS.iter().try_for_each(|server| postgres::delete(&folder.join(server)))
}

fn forget(folder: &Path) -> Result<()> {
    forget_servers(folder)?;
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot delete {}", folder.display()))?;
    }
    Ok(())
}
