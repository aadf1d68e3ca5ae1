//! `check`: form and lints, without running anything.

use anyhow::Result;

use crate::build::TOOL;
use crate::build::setup::{Need, setup};
use crate::build::toolchain::{BROWSER_TARGET, WORKER_TARGET, WasmToolchain};
use crate::step::{run, step};
use crate::tidy;
use crate::workspace::{Workspace, cargo};

/// What makes a warning an error.
const DENIED: [&str; 3] = ["--", "-D", "warnings"];

/// Formatting, clippy with warnings as errors, and the house's own rules.
pub fn check(workspace: &Workspace) -> Result<()> {
    let in_root = |args: &[&str]| run(cargo().args(args).current_dir(&workspace.root));
    step("rustfmt", || in_root(&["fmt", "--all", "--check"]))?;
    step("rustfmt of fuzz", || in_root(&["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))?;
    step("clippy", || run(cargo().args(["clippy", "--all-targets"]).args(DENIED).current_dir(&workspace.root)))?;
    // By itself: beside the others it would have them compiled once more, with more features.
    step("clippy of the tool that packs the browser's code", || {
        run(cargo().args(["clippy", "--all-targets", "-p", TOOL]).args(DENIED).current_dir(&workspace.root))
    })?;
    match setup(workspace, Need::Build, false) {
        Ok(compiler) => lint_wasm(workspace, &compiler)?,
        Err(error) => eprintln!("==> clippy for WebAssembly is left out: {error:#}"),
    }
    step("tidy", || tidy::tidy(workspace))
}

/// What only WebAssembly has: the browser's code, the worker's entry, and the worker that misbehaves.
fn lint_wasm(workspace: &Workspace, compiler: &WasmToolchain) -> Result<()> {
    let browser = workspace.leptos.lib_features.join(",");
    let packages: [(&str, &[&str]); 2] = [
        (BROWSER_TARGET, &["-p", &workspace.leptos.lib_package, "--features", &browser]),
        (WORKER_TARGET, &["-p", "edge-worker", "-p", "edge-node-guest", "--features", "edge-worker/spin"]),
    ];
    for (target, packages) in packages {
        let Some(mut command) = compiler.lint(workspace, target) else {
            eprintln!("==> clippy for {target} is left out: {} has none", compiler.describe());
            continue;
        };
        step(&format!("clippy for {target}"), || run(command.args(packages).args(DENIED)))?;
    }
    Ok(())
}
