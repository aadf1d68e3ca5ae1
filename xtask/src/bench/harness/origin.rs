//! An origin over stores of its own, for benches that call it as the edge does.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::servers::private;
use crate::servers::process::Processes;
use crate::servers::stores::Stores;
use crate::shop::ready;
use crate::step::{run, step};
use crate::workspace::Workspace;

/// How the program `origin` is called for one bench.
pub struct Origin<'a> {
    /// Where it is built.
    pub workspace: &'a Workspace,
    /// Its stores.
    pub stores: &'a Stores,
    /// The folder of the bench.
    pub folder: &'a Path,
    /// Where it listens: an address and a port.
    pub listen: &'a str,
    /// The file of the keys that calls are signed with.
    pub keys: &'a Path,
}

impl Origin<'_> {
    /// One of its commands.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let (stores, folder) = (self.stores, self.folder);
        let mut command = Command::new(self.workspace.binary("origin"));
        command.current_dir(&self.workspace.root).args(arguments);
        command.env("DATABASE_URL", &stores.database_url).env("REDIS_URL", &stores.redis_url);
        command.env("ORIGIN_EDGE_KEYS", self.keys).env("ORIGIN_DRAIN_SECONDS", "0");
        command.env("NATS_URL", &stores.nats_url).env("ORIGIN_LISTEN", self.listen);
        command.env("SEARCH_INDEX", folder.join("search-index")).env("MAIL_DIR", folder.join("mail"));
        command.env("TEST_PAYMENTS", "true");
        // As a shop in production logs.
        command.env("RUST_LOG", "warn");
        command
    }

    /// Makes keys and tables, and starts what serves, and `workers` if they have a name.
    pub fn start(&self, workers: Option<&str>, processes: &mut Processes) -> Result<()> {
        private::keys(self.keys, "edge-1")?;
        let migrating = self.stores.migrating();
        step("bringing the database up to date", || run(self.command(&["migrate"]).envs(migrating)))?;
        step("starting the origin", || {
            processes.start("origin-serve", "TERM", &mut self.command(&["serve"]))?;
            if let Some(name) = workers {
                processes.start(name, "TERM", &mut self.command(&["work"]))?;
            }
            let address = self.listen.parse().context("an address of our own making")?;
            ready::origin(address, processes)
        })
    }
}
