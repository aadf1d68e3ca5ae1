//! `.data/run.json`: what `up` has started, for `down`, `status` and the next `up`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::servers::private;
use crate::servers::process::Process;
use crate::workspace::{Profile, Workspace};

/// A shop that was started.
pub struct Record {
    /// Where the shop is, for a browser.
    pub address: String,
    /// How its programs were compiled.
    pub profile: Profile,
    /// Whether a page was answered; until then `up` is still starting it.
    pub ready: bool,
    /// The `up` that starts it, or waits in the foreground; none after `--detach`.
    pub supervisor: Option<Process>,
    /// What runs, first started first.
    pub processes: Vec<Process>,
}

impl Record {
    /// The last `up`'s record, if it has not been stopped since.
    pub fn load(workspace: &Workspace) -> Option<Self> {
        let value: Value = serde_json::from_slice(&fs::read(path(workspace)).ok()?).ok()?;
        Some(Self {
            address: value["address"].as_str()?.to_owned(),
            profile: Profile::of_folder(value["profile"].as_str()?)?,
            ready: value["ready"].as_bool()?,
            supervisor: Process::from_json(&value["supervisor"]),
            processes: value["processes"].as_array()?.iter().filter_map(Process::from_json).collect(),
        })
    }

    /// The workspace with the programs that the shop that is up runs.
    ///
    /// # Errors
    /// If no shop is up.
    pub fn running(workspace: Workspace) -> Result<Workspace> {
        match Self::load(&workspace).filter(Self::is_up) {
            Some(record) => Ok(workspace.with(record.profile)),
            None => bail!("the shop is not up: run `cargo xtask up` first, in another terminal or with --detach"),
        }
    }

    /// Writes it down.
    pub fn save(&self, workspace: &Workspace) -> Result<()> {
        let processes: Vec<Value> = self.processes.iter().map(Process::to_json).collect();
        let supervisor = self.supervisor.as_ref().map(Process::to_json);
        let value = json!({
            "address": self.address, "profile": self.profile.folder(), "ready": self.ready,
            "supervisor": supervisor, "processes": processes
        });
        private::write(&path(workspace), &(serde_json::to_string_pretty(&value)? + "\n"))
    }

    /// Forgets it.
    pub fn remove(workspace: &Workspace) {
        let _already_gone = fs::remove_file(path(workspace));
    }

    /// Whether the shop answered once and every program still runs.
    pub fn is_up(&self) -> bool {
        self.ready && self.processes.iter().all(Process::alive)
    }

    /// Whether another `up` is about to finish.
    pub fn is_starting(&self) -> bool {
        !self.ready && self.supervisor.as_ref().is_some_and(Process::alive)
    }

    /// Stops what still runs, last started first. A waiting `up` does that itself when asked.
    pub fn stop(&self) {
        if let Some(supervisor) = &self.supervisor {
            supervisor.stop_with_children(self.processes.len() as u32);
        }
        for process in self.processes.iter().rev().filter(|process| process.alive()) {
            process.stop();
        }
    }
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.data().join("run.json")
}
