//! Builds the three parts of the shop: native programs, the edge worker, the browser's files.

pub mod css;
pub mod pip;
pub mod service_worker;
pub mod setup;
pub mod site;
pub mod toolchain;

use std::path::PathBuf;

use anyhow::Result;

use crate::step::{run, step};
use crate::workspace::{Profile, Workspace, cargo};
use toolchain::{BROWSER_TARGET, WORKER_TARGET, WasmToolchain};

/// The program that makes the browser's files of the browser's code.
pub const TOOL: &str = "xtask-bindgen";
/// The packages whose programs run a shop or measure it. Always these together: cargo would otherwise
/// give what they depend on other features, and build it again.
const DEPLOYED: [&str; 5] = ["origin-server", "edge-node", "edge-dev", "tests", "api"];

/// What a build made, besides the programs in cargo's folder.
pub struct Built {
    /// The worker, as a WebAssembly component.
    pub component: PathBuf,
    /// Names the browser's files; pages must link to the files of one build.
    pub build_id: String,
}

/// Builds everything that changed.
pub fn build(workspace: &Workspace, compiler: &WasmToolchain) -> Result<Built> {
    build_native(workspace)?;
    let component = build_worker(workspace, compiler)?;
    let code = build_browser(workspace, compiler)?;

    let build_id = step("assembling the site", || {
        // Where the native step builds the tool, building it alone would build it again,
        // because cargo then gives its dependencies other features.
        if !workspace.packages.iter().any(|package| package.name == TOOL && package.default) {
            run(cargo().args(["build", "-p", TOOL]).current_dir(&workspace.root))?;
        }
        site::assemble(workspace, &code, &workspace.tool(TOOL))
    })?;

    Ok(Built { component, build_id })
}

/// Builds the worker, and returns where it is.
pub fn build_worker(workspace: &Workspace, compiler: &WasmToolchain) -> Result<PathBuf> {
    step(&format!("building the edge worker ({})", compiler.describe()), || {
        let mut command = compiler.build(workspace, WORKER_TARGET, "edge-worker");
        if workspace.profile == Profile::Release {
            // What allocates is a call of a call otherwise, and a page does it thousands of times.
            command.env("CARGO_PROFILE_WASM_LTO", "fat");
        }
        run(command.args(["--features", "spin"]))
    })?;
    Ok(compiler.artifact(workspace, WORKER_TARGET, "edge_worker.wasm"))
}

/// Builds the browser's code, of which the site is made, and returns where it is.
pub fn build_browser(workspace: &Workspace, compiler: &WasmToolchain) -> Result<PathBuf> {
    let package = &workspace.leptos.lib_package;
    step("building the browser's code", || {
        let mut command = compiler.build(workspace, BROWSER_TARGET, package);
        if !workspace.leptos.lib_features.is_empty() {
            command.args(["--features", &workspace.leptos.lib_features.join(",")]);
        }
        // Every shopper downloads this file: size goes before speed.
        run(command.env("CARGO_PROFILE_WASM_OPT_LEVEL", "z").env("CARGO_PROFILE_WASM_LTO", "fat"))
    })?;
    Ok(compiler.artifact(workspace, BROWSER_TARGET, &format!("{}.wasm", package.replace('-', "_"))))
}

/// Builds one of the release's programs, with the features that it has beside the others, and returns where it is.
pub fn build_program(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let mut build = cargo();
    build.arg("build").current_dir(&workspace.root).args(["--release", "--bin", name]);
    step(&format!("building {name} for release"), || {
        run(build.args(DEPLOYED.iter().flat_map(|package| ["-p", package])))
    })?;
    Ok(workspace.binary(name))
}

/// Builds the native programs alone, by the workspace's profile.
pub fn build_native(workspace: &Workspace) -> Result<()> {
    build_native_with(workspace, &[])
}

/// The same, with what is said to cargo by its environment.
pub fn build_native_with(workspace: &Workspace, variables: &[(&str, &str)]) -> Result<()> {
    let mut build = cargo();
    build.arg("build").current_dir(&workspace.root).envs(variables.iter().copied());
    match workspace.profile {
        Profile::Dev => step("building the native programs", || run(&mut build)),
        Profile::Release => step("building the native programs for release", || {
            run(build.args(["--release", "--bins"]).args(DEPLOYED.iter().flat_map(|package| ["-p", package])))
        }),
    }
}

/// Builds the worker that misbehaves, for the tests of the edge node.
pub fn build_guest(workspace: &Workspace, compiler: &WasmToolchain) -> Result<PathBuf> {
    step("building the worker that misbehaves", || {
        // Together with the real one: alone it would want what both depend on with fewer features.
        let mut command = compiler.build(workspace, WORKER_TARGET, "edge-worker");
        run(command.args(["-p", "edge-node-guest", "--features", "edge-worker/spin"]))
    })?;
    Ok(compiler.artifact(workspace, WORKER_TARGET, "edge_node_guest.wasm"))
}
