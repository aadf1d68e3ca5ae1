//! `.data/run.json`: what `up` has started, for `down`, `status` and the next `up`.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Value, json};

use crate::private;
use crate::process::Process;
use crate::workspace::Workspace;

/// A shop that was started.
pub struct Record {
    /// Where the shop is, for a browser.
    pub address: String,
    /// The `up` that waits in the foreground; none after `--detach`.
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
            supervisor: Process::from_json(&value["supervisor"]),
            processes: value["processes"].as_array()?.iter().filter_map(Process::from_json).collect(),
        })
    }

    /// Writes it down.
    pub fn save(&self, workspace: &Workspace) -> Result<()> {
        let processes: Vec<Value> = self.processes.iter().map(Process::to_json).collect();
        let supervisor = self.supervisor.as_ref().map(Process::to_json);
        let value = json!({"address": self.address, "supervisor": supervisor, "processes": processes});
        private::write(&path(workspace), &(serde_json::to_string_pretty(&value)? + "\n"))
    }

    /// Forgets it.
    pub fn remove(workspace: &Workspace) {
        let _already_gone = fs::remove_file(path(workspace));
    }

    /// Whether every program still runs.
    pub fn is_up(&self) -> bool {
        self.processes.iter().all(Process::alive) && !self.processes.is_empty()
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
