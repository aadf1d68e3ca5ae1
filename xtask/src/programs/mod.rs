//! Commands that a program of another room carries out, which knows what they are about.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;

use crate::build::build_native;
use crate::step::run;
use crate::workspace::Workspace;

/// `relevance`: how well search ranks. Paths are those of where the command was given.
pub fn relevance(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    program(workspace, "origin-search-relevance", arguments)
}

/// `simulate`: the caches of many edge nodes under a network that breaks.
pub fn simulate(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    program(workspace, "edge-simulation", arguments)
}

/// Builds the whole workspace, as `build` does: alone, a program would want what it depends on with other features, and all
/// of that would be built once more.
fn program(workspace: &Workspace, name: &str, arguments: &[OsString]) -> Result<()> {
    build_native(workspace)?;
    run(Command::new(workspace.binary(name)).args(arguments))
}
