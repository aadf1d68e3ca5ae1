//! `relevance`: how well search ranks. The figures are made by a program of the origin's, which knows the engine.

use std::ffi::OsString;

use anyhow::Result;

use crate::step::run;
use crate::workspace::{Workspace, cargo};

/// Runs it with the arguments of the command line, paths being those of where the command was given.
pub fn relevance(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "origin-search-relevance", "--manifest-path"]);
    command.arg(workspace.root.join("Cargo.toml")).arg("--target-dir").arg(&workspace.target).arg("--").args(arguments);
    run(&mut command)
}
