//! `watch`: the pages as a native program that is built anew at every edit, over the origin of the shop that is up.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build::setup::install_by_apt;
use crate::build::toolchain::{BROWSER_TARGET, DEBIAN_CARGO, DEBIAN_PACKAGES, DEBIAN_RUSTC, rustup_has_targets};
use crate::record::Record;
use crate::step::{run, step};
use crate::up;
use crate::workspace::{Profile, Workspace, cargo, forget_cargo_run};

/// Newest release that Debian's compiler takes, with the dependencies it was released with.
const LEPTOS: Tool = Tool {
    name: "cargo-leptos",
    version: "0.3.11",
    // It fetches nothing by itself: wasm-bindgen's program is installed beside it.
    options: &["--locked", "--features", "no_downloads"],
};

/// A program of crates.io that is installed once, into a folder of the target folder.
struct Tool<'a> {
    name: &'a str,
    version: &'a str,
    options: &'a [&'a str],
}

/// Brings the shop up if it is not, and runs `cargo leptos watch` until Ctrl-C. `yes` installs without asking.
pub fn watch(workspace: Workspace, yes: bool) -> Result<()> {
    if !rustup_has_targets() {
        bail!("`cargo leptos` compiles with rustup alone: make `rustup target add {BROWSER_TARGET}` work");
    }
    let folder = workspace.target.join("xtask/tools");
    let bindgen = bindgen_version(&workspace.root)?;
    let bindgen = Tool { name: "wasm-bindgen-cli", version: &bindgen, options: &[] };
    for tool in [&LEPTOS, &bindgen] {
        if !tool.is_installed(&folder) {
            step(&format!("installing {} {}, once", tool.name, tool.version), || tool.install(&folder, yes))?;
        }
    }
    let root = workspace.root.clone();
    if !Record::load(&workspace).is_some_and(|record| record.is_up()) {
        let options = up::Options { yes, port: 8080, detach: true, seed: true, profile: Profile::Dev };
        up::up(workspace, &options)?;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([folder.join("bin")].into_iter().chain(std::env::split_paths(&path)))?;
    println!("An edit is at http://127.0.0.1:3000 seconds after it is saved. The first build takes minutes.");
    run(cargo().current_dir(root).args(["leptos", "watch"]).env("PATH", path))
}

impl Tool<'_> {
    fn stamp(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}-{}", self.name, self.version))
    }

    fn is_installed(&self, folder: &Path) -> bool {
        self.stamp(folder).exists()
    }

    /// Compiles it by the toolchain that runs, or by Debian's if that one is too old for it.
    fn install(&self, folder: &Path, yes: bool) -> Result<()> {
        if let Err(error) = run(&mut self.command(cargo(), folder)) {
            eprintln!("    {error:#}; Debian's compiler is tried");
            if !Path::new(DEBIAN_RUSTC).exists() || !Path::new(DEBIAN_CARGO).exists() {
                let packages = DEBIAN_PACKAGES.iter().map(|(_, package)| (*package).to_owned());
                install_by_apt(&packages.take(2).collect::<Vec<_>>(), yes)?;
            }
            let mut debian = Command::new(DEBIAN_CARGO);
            forget_cargo_run(&mut debian);
            debian.env_remove("RUSTUP_TOOLCHAIN").env("RUSTC", DEBIAN_RUSTC);
            run(&mut self.command(debian, folder))?;
        }
        fs::write(self.stamp(folder), "").context("cannot write into the target folder")
    }

    fn command(&self, mut cargo: Command, folder: &Path) -> Command {
        // Outside of the workspace, whose settings and toolchain are not the tool's.
        cargo.current_dir("/").args(["install", self.name, "--version"]).arg(format!("={}", self.version));
        cargo.args(self.options).args(["--debug", "--root"]).arg(folder);
        cargo.env("CARGO_TARGET_DIR", folder.join("build"));
        cargo
    }
}

/// The version of wasm-bindgen that the bundle is made with, for program and bundle must be of one.
fn bindgen_version(root: &Path) -> Result<String> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let line = manifest.lines().find_map(|line| line.strip_prefix("wasm-bindgen = \"="));
    let version = line.and_then(|rest| rest.strip_suffix('"'));
    version.map(str::to_owned).context("Cargo.toml names no exact version of wasm-bindgen")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_wasm_bindgen_is_found() {
        let workspace = Workspace::load().expect("cargo is there");
        let version = bindgen_version(&workspace.root).expect("it is pinned");
        assert_eq!(version.split('.').count(), 3, "{version}");
    }

    #[test]
    fn a_tool_is_installed_once_for_each_version() {
        let folder = tempfolder();
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        let tool = |version| Tool { name: "tool", version, options: &[] };
        fs::write(tool("1.0.0").stamp(&folder), "").expect("the folder is ours");
        assert!(tool("1.0.0").is_installed(&folder));
        assert!(!tool("1.0.1").is_installed(&folder));
        fs::remove_dir_all(folder).expect("the folder is ours");
    }

    fn tempfolder() -> PathBuf {
        std::env::temp_dir().join(format!("xtask-tools-{}", std::process::id()))
    }
}
