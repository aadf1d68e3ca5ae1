//! What cargo knows about this workspace, and how to call cargo from inside `cargo run`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// How native programs are compiled. The two Wasm bundles have a profile of their own in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Soon built, with assertions and with the places where tests cut the power.
    Dev,
    /// As an operator deploys it.
    Release,
}

/// The workspace: its folders, its packages, and what the browser's files are called.
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
    /// How its native programs are compiled.
    pub profile: Profile,
    /// The members, as `cargo metadata` gives them.
    pub packages: Vec<Package>,
    /// The names under `[[workspace.metadata.leptos]]`, which `cargo leptos` reads too.
    pub leptos: Leptos,
}

/// A member and its direct dependencies.
pub struct Package {
    /// The package's name.
    pub name: String,
    /// Its `Cargo.toml`, relative to the workspace's root.
    pub manifest: PathBuf,
    /// Whether a plain `cargo build` builds it.
    pub default: bool,
    /// The packages it depends on directly.
    pub dependencies: Vec<Dependency>,
}

/// One line of a `[dependencies]` table.
pub struct Dependency {
    /// The package depended on.
    pub name: String,
    /// Whether only the tests use it.
    pub dev: bool,
}

/// The names of the browser's files.
pub struct Leptos {
    /// The package of the program that `cargo leptos watch` runs.
    pub bin_package: String,
    /// The package of the browser's code.
    pub lib_package: String,
    /// That package's features, which a native build leaves out.
    pub lib_features: Vec<String>,
    /// The stem of the browser's files.
    pub output_name: String,
    /// The folder of hashed files, relative to the site.
    pub site_pkg_dir: String,
    /// The stylesheet that imports the others, relative to the root.
    pub style_file: PathBuf,
    /// The folder that is copied as it is, relative to the root.
    pub assets_dir: PathBuf,
}

impl Workspace {
    /// Asks cargo; works in any folder of the workspace and without the network.
    pub fn load() -> Result<Self> {
        let mut command = cargo();
        command.args(["metadata", "--format-version", "1", "--no-deps"]);
        let out = command.output().context("cannot run cargo")?;
        if !out.status.success() {
            bail!("cargo metadata failed:\n{}", String::from_utf8_lossy(&out.stderr));
        }
        Self::parse(&serde_json::from_slice(&out.stdout)?)
    }

    fn parse(metadata: &Value) -> Result<Self> {
        let root = PathBuf::from(text(metadata, "workspace_root")?);
        let leptos = &metadata["metadata"]["leptos"][0];
        let packages = metadata["packages"]
            .as_array()
            .context("cargo metadata lists no packages")?
            .iter()
            .map(|package| Package::parse(package, &root, &metadata["workspace_default_members"]))
            .collect::<Result<_>>()?;
        Ok(Self {
            target: PathBuf::from(text(metadata, "target_directory")?),
            profile: Profile::Dev,
            packages,
            leptos: Leptos {
                bin_package: text(leptos, "bin-package")?,
                lib_package: text(leptos, "lib-package")?,
                lib_features: texts(&leptos["lib-features"]),
                output_name: text(leptos, "output-name")?,
                site_pkg_dir: text(leptos, "site-pkg-dir")?,
                style_file: PathBuf::from(text(leptos, "style-file")?),
                assets_dir: PathBuf::from(text(leptos, "assets-dir")?),
            },
            root,
        })
    }

    /// The folder a browser's files are served from.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// The same workspace, with its programs compiled by `profile`.
    pub fn with(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// A program of this workspace, as its profile builds it.
    pub fn binary(&self, name: &str) -> PathBuf {
        self.target.join(self.profile.folder()).join(name)
    }

    /// A program that only builds run, and so is always of the development profile.
    pub fn tool(&self, name: &str) -> PathBuf {
        self.target.join(Profile::Dev.folder()).join(name)
    }

    /// What the development shop keeps between two runs.
    pub fn data(&self) -> PathBuf {
        self.root.join(".data")
    }
}

impl Profile {
    /// Cargo's folder for it, which is also its name in records.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }

    /// The profile of this [`folder`](Self::folder).
    pub fn of_folder(folder: &str) -> Option<Self> {
        [Self::Dev, Self::Release].into_iter().find(|profile| profile.folder() == folder)
    }
}

impl Package {
    fn parse(package: &Value, root: &Path, defaults: &Value) -> Result<Self> {
        let manifest = PathBuf::from(text(package, "manifest_path")?);
        let dependencies = package["dependencies"].as_array().map_or(&[][..], Vec::as_slice);
        Ok(Self {
            name: text(package, "name")?,
            default: defaults.as_array().is_some_and(|ids| ids.contains(&package["id"])),
            manifest: manifest.strip_prefix(root).unwrap_or(&manifest).to_owned(),
            dependencies: dependencies
                .iter()
                .map(|d| Ok(Dependency { name: text(d, "name")?, dev: d["kind"] == "dev" }))
                .collect::<Result<_>>()?,
        })
    }
}

fn text(value: &Value, key: &str) -> Result<String> {
    let found = value[key].as_str();
    Ok(found.with_context(|| format!("cargo metadata has no `{key}`"))?.to_owned())
}

fn texts(values: &Value) -> Vec<String> {
    values.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// `cargo` with the environment that the developer's shell has.
///
/// `cargo run` adds variables about xtask's own package. Some build scripts (ring's, for one)
/// run again when those differ, so that passing them on would rebuild half the workspace
/// at every change between `cargo xtask` and plain `cargo`.
pub fn cargo() -> Command {
    let mut command = Command::new("cargo");
    forget_cargo_run(&mut command);
    command
}

/// Removes from a command's environment what `cargo run` put there.
pub fn forget_cargo_run(command: &mut Command) {
    for (key, _) in env::vars_os() {
        let name = key.to_string_lossy();
        let ours = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|p| name.starts_with(p));
        if ours || ["CARGO", "OUT_DIR", "RUST_RECURSION_COUNT"].contains(&name.as_ref()) {
            command.env_remove(&key);
        }
    }
    if let Some(paths) = env::var_os("LD_LIBRARY_PATH") {
        let kept: Vec<PathBuf> = env::split_paths(&paths).filter(|path| !is_cargo_library(path)).collect();
        match env::join_paths(&kept) {
            Ok(joined) if !kept.is_empty() => command.env("LD_LIBRARY_PATH", joined),
            _ => command.env_remove("LD_LIBRARY_PATH"),
        };
    }
}

fn is_cargo_library(path: &Path) -> bool {
    let path = path.to_string_lossy();
    path.is_empty()
        || path.contains("/.rustup/")
        || path.contains("/rustlib/")
        || path.contains("/debug/")
        || path.ends_with("/debug")
}
