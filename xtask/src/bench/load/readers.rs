//! Calls the program `readers`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::beside;
use crate::step::output;
use crate::workspace::Workspace;

/// The program `readers` with a command and options; `files` are in `folder`.
pub fn readers(workspace: &Workspace, what: &str, nodes: &[u16], folder: &Path) -> Command {
    told(Command::new(workspace.binary("readers")), what, nodes, folder)
}

fn told(mut readers: Command, what: &str, nodes: &[u16], folder: &Path) -> Command {
    let addresses: Vec<String> = nodes.iter().map(|port| format!("http://127.0.0.1:{port}")).collect();
    readers.current_dir(folder).arg(what).args(["--nodes", &addresses.join(",")]);
    readers
}

/// Opens each page of a file once on each node, beside what is measured. Fails if one is refused.
pub fn open_once(workspace: &Workspace, nodes: &[u16], folder: &Path, pages: &str, connections: u32) -> Result<Value> {
    let mut command = told(beside(workspace.binary("readers"))?, "once", nodes, folder);
    command.args(["--paths", pages, "--connections", &connections.to_string()]);
    let report = report(&mut command)?;
    let failed = number(&report["pages"]["failed"])?;
    if failed > 0.0 {
        bail!("{failed} pages were refused or not answered");
    }
    Ok(report)
}

/// What it printed.
pub fn report(command: &mut Command) -> Result<Value> {
    let text = output(command)?;
    serde_json::from_str(&text).with_context(|| format!("the readers' report is no JSON: {text}"))
}

/// A number of a report.
pub fn number(value: &Value) -> Result<f64> {
    value.as_f64().with_context(|| format!("the readers' report has {value} where a number should be"))
}
