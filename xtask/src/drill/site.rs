//! What every drill of a whole shop begins with: all that was built, stores, and a folder of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

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
        let mut processes = Processes::new(&folder.join("logs"))?;
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

    /// Stops what runs, and forgets it.
    pub(super) fn close(self) -> Result<()> {
        self.close_after(|| ())
    }

    /// The same, with something done between the two.
    pub(super) fn close_after(self, between: impl FnOnce()) -> Result<()> {
        drop(self.processes);
        between();
        forget(&self.folder)
    }
}

/// Fills a shop's catalogue with the examples.
pub(super) fn seed(shop: &Shop<'_>, origin: &str) -> Result<()> {
    step("seeding the catalogue", || run(shop.origin(origin).args(["seed", "--catalog", CATALOG])))
}

fn forget(folder: &Path) -> Result<()> {
    for server in SERVERS {
        postgres::delete(&folder.join(server))?;
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot delete {}", folder.display()))?;
    }
    Ok(())
}
