//! Commands that a program of another room carries out, which knows what they are about.

use std::ffi::OsString;

use anyhow::Result;

use crate::step::run;
use crate::workspace::{Workspace, cargo};

/// `relevance`: how well search ranks. Paths are those of where the command was given.
pub fn relevance(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    program(workspace, "origin-search-relevance", arguments)
}

/// `simulate`: the caches of many edge nodes under a network that breaks.
pub fn simulate(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    program(workspace, "edge-simulation", arguments)
}

fn program(workspace: &Workspace, package: &str, arguments: &[OsString]) -> Result<()> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", package, "--manifest-path"]);
    command.arg(workspace.root.join("Cargo.toml")).arg("--target-dir").arg(&workspace.target).arg("--").args(arguments);
    run(&mut command)
}
