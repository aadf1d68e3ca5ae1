//! Where a bench keeps what it starts.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::servers::ports::Ports;
use crate::servers::postgres::{self, Durability};
use crate::servers::process::Processes;
use crate::servers::stores::{self, Stores};
use crate::signals;
use crate::workspace::Workspace;

/// A folder, with what runs in it and the ports of that. What is stopped by a signal ends what runs.
pub struct Place {
    /// Where everything lies.
    pub folder: PathBuf,
    /// What runs.
    pub processes: Processes,
    /// The ports, the same in every run as far as they are free.
    pub ports: Ports,
}

impl Place {
    /// The folder of that name below the workspace's data. Servers that are to outlive what runs here are started before.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn begin(workspace: &Workspace, name: &str) -> Result<Self> {
        signals::listen()?;
        let folder = workspace.data().join(name);
        fs::create_dir_all(&folder)?;
        let processes = Processes::new(&folder.join("logs"))?;
        let ports = Ports::load(folder.join("ports.json"));
        Ok(Self { folder, processes, ports })
    }

    /// Stores with nothing in them. What they say is on the disk is: whoever saves waits for that.
    ///
    /// # Errors
    /// If one of them does not start.
    pub fn empty_stores(&mut self) -> Result<Stores> {
        postgres::delete(&self.folder.join("postgres"))?;
        stores::start(&self.folder, Durability::Kept, |_| None, &mut self.ports, &mut self.processes)
    }
}
