//! `cargo xtask origin ARGS`: the program `origin`, with the records of the shop that is up.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::record::Record;
use crate::servers::private;
use crate::workspace::Workspace;

/// Environment variables of `origin` that say where its records are, passwords included.
pub type Settings = BTreeMap<String, String>;

const FILE: &str = "origin.json";
/// The same of `origin migrate`, which is another role in the database.
const MIGRATING: &str = "origin-migrate.json";

/// Writes them down for [`run`], readable by the developer alone, and what `origin migrate` has otherwise.
pub fn remember(data: &Path, settings: &Settings, migrating: Vec<(String, String)>) -> Result<()> {
    let mut of_migrate = settings.clone();
    of_migrate.extend(migrating);
    for (file, settings) in [(FILE, settings), (MIGRATING, &of_migrate)] {
        private::write(&data.join(file), &(serde_json::to_string_pretty(settings)? + "\n"))?;
    }
    Ok(())
}

/// Runs `origin` in the folder of whoever asks, so that files are found where they are named, and
/// returns its exit code.
pub fn run(workspace: Workspace, arguments: &[OsString]) -> Result<u8> {
    let workspace = &Record::running(workspace)?;
    let migrates = arguments.first().is_some_and(|command| command == "migrate");
    let file = workspace.data().join(if migrates { MIGRATING } else { FILE });
    let text = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let settings: Settings = serde_json::from_slice(&text).with_context(|| format!("{} is broken", file.display()))?;
    let status = Command::new(workspace.binary("origin")).args(arguments).envs(settings).status();
    let status = status.context("cannot run origin: build it by `cargo xtask build`")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}
