//! The compiler for WebAssembly: rustup's targets where they can be had, else Debian's.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::{on_path, output};
use crate::workspace::{Workspace, cargo, forget_cargo_run};

/// The component that runs on the edge.
pub const WORKER_TARGET: &str = "wasm32-wasip2";
/// The islands that run in the browser.
pub const BROWSER_TARGET: &str = "wasm32-unknown-unknown";

/// Debian's packages, but for the linker, whose name holds the version of rustc's LLVM.
pub const DEBIAN_PACKAGES: [(&str, &str); 4] = [
    ("/usr/bin/rustc", "rustc-web"),
    ("/usr/bin/cargo", "cargo-web"),
    ("/usr/lib/rustlib/src/rust/library/std/Cargo.toml", "rust-web-src"),
    ("/usr/lib/wasm32-wasi/libc.a", "wasi-libc"),
];

/// Debian's compiler.
pub const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
/// Debian's cargo.
pub const DEBIAN_CARGO: &str = "/usr/bin/cargo";
/// Leptos then boxes its views, so that a page is not one enormous type: without it the worker's
/// pages alone take minutes to compile. The browser must do likewise: the two would otherwise not
/// agree on where one view ends and the next begins. The other features that today's hosts have, as bulk memory, are
/// the target's own; vectors must be asked for.
const WORKER_FLAGS: &str = "--cfg erase_components -Ctarget-feature=+simd128";
/// A panic cannot be caught in the browser; without its message, its place and what values look like to
/// programmers the file shrinks.
const BROWSER_FLAGS: &str =
    "--cfg erase_components -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";
/// The profile in `Cargo.toml` of the two Wasm bundles.
const WASM_PROFILE: &str = "wasm";
/// The workspace's rust-version: an older rustc of Debian's does not compile it.
const OLDEST_MINOR: u32 = 95;

/// A compiler that can build both WebAssembly targets.
pub enum WasmToolchain {
    /// The targets are installed in the rustup toolchain that runs now.
    Rustup,
    /// Debian's rustc, which compiles the standard library along with our code.
    Debian {
        /// LLVM's WebAssembly linker.
        wasm_ld: PathBuf,
        /// The linker that wraps `wasm_ld`'s module into a component.
        component_ld: PathBuf,
    },
}

impl WasmToolchain {
    /// What is installed now; rustup's goes first.
    pub fn find() -> Option<Self> {
        if rustup_wanted() && rustup_has_targets() {
            return Some(Self::Rustup);
        }
        let complete = DEBIAN_PACKAGES.iter().all(|(file, _)| Path::new(file).exists());
        if !complete || debian_minor()? < OLDEST_MINOR {
            return None;
        }
        let wasm_ld = Some(PathBuf::from(format!("/usr/bin/wasm-ld-{}", debian_llvm()?)));
        Some(Self::Debian { wasm_ld: wasm_ld.filter(|p| p.exists())?, component_ld: component_ld()? })
    }

    /// `cargo build` for one target, for `package`'s library in the profile of the bundles.
    pub fn build(&self, workspace: &Workspace, target: &str, package: &str) -> Command {
        let mut command = self.cargo(workspace, target);
        command.current_dir(&workspace.root).args(["build", "--profile", WASM_PROFILE, "--lib", "-p", package]);
        command.args(["--target", target]);
        // Flags given for native code would replace those of the target.
        for flags in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
            command.env_remove(flags);
        }
        let is_browser = target == BROWSER_TARGET;
        if is_browser || matches!(self, Self::Debian { .. }) {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        if is_browser {
            command.arg("-Zbuild-std-features=optimize_for_size");
        }
        command
    }

    /// `cargo clippy` for one target, of libraries; nothing where the compiler has no clippy, as Debian's has not. What
    /// is compiled for it is checked alone and no machine code made, so the standard library is the one installed.
    pub fn lint(&self, workspace: &Workspace, target: &str) -> Option<Command> {
        let Self::Rustup = self else { return None };
        let mut command = cargo();
        command.current_dir(&workspace.root).args(["clippy", "--lib", "--target", target]);
        for flags in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
            command.env_remove(flags);
        }
        for target in ["WASM32_WASIP2", "WASM32_UNKNOWN_UNKNOWN"] {
            command.env(format!("CARGO_TARGET_{target}_RUSTFLAGS"), "--cfg erase_components");
        }
        Some(command)
    }

    /// Where that build leaves `file`.
    pub fn artifact(&self, workspace: &Workspace, target: &str, file: &str) -> PathBuf {
        self.target_dir(workspace).join(target).join(WASM_PROFILE).join(file)
    }

    /// Says in a few words which compiler this is.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Rustup => "rustup's targets",
            Self::Debian { .. } => "Debian's rustc, building the standard library too",
        }
    }

    fn cargo(&self, workspace: &Workspace, target: &str) -> Command {
        let Self::Debian { wasm_ld, component_ld } = self else {
            let mut command = cargo();
            command
                .env("CARGO_TARGET_DIR", self.target_dir(workspace))
                // The browser's standard library is compiled for size, which only nightly offers
                // officially. For both targets, or each build would undo the other's.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_WASIP2_RUSTFLAGS", WORKER_FLAGS)
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", BROWSER_FLAGS);
            return command;
        };
        let mut command = Command::new(DEBIAN_CARGO);
        forget_cargo_run(&mut command);
        command
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("RUSTDOC")
            .env("RUSTC", DEBIAN_RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_DIR", self.target_dir(workspace));
        if target == WORKER_TARGET {
            let flags = format!(
                "{WORKER_FLAGS} -Clink-self-contained=no -L/usr/lib/wasm32-wasi -Clink-arg=--wasm-ld-path={}",
                wasm_ld.display()
            );
            command.env("CARGO_TARGET_WASM32_WASIP2_LINKER", component_ld);
            command.env("CARGO_TARGET_WASM32_WASIP2_RUSTFLAGS", flags);
        } else {
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", wasm_ld);
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", BROWSER_FLAGS);
        }
        command
    }

    /// Two compilers in one folder would undo each other's work.
    fn target_dir(&self, workspace: &Workspace) -> PathBuf {
        match self {
            Self::Rustup => workspace.target.clone(),
            Self::Debian { .. } => workspace.target.join("wasm"),
        }
    }
}

/// The package of LLVM's linker that fits Debian's rustc, if that is installed.
pub fn debian_linker_package() -> Option<String> {
    let major = debian_llvm()?;
    let missing = !Path::new(&format!("/usr/bin/wasm-ld-{major}")).exists();
    missing.then(|| format!("lld-{major}"))
}

/// Whether a component linker is at hand; Debian's package has none, rustup's toolchain does.
pub fn component_ld() -> Option<PathBuf> {
    let from_sysroot = |rustc: &str| {
        let sysroot = rustc_says(rustc, &["--print", "sysroot"])?;
        let host = verbose(rustc, "host: ")?;
        let file = Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/wasm-component-ld");
        file.exists().then_some(file)
    };
    from_sysroot("rustc").or_else(|| from_sysroot(DEBIAN_RUSTC)).or_else(|| on_path("wasm-component-ld"))
}

/// The running rustc's version, which names the toolchain that targets are added to.
pub fn rustc_version() -> Result<String> {
    rustc_says("rustc", &["--version"]).context("cannot run rustc: install Rust from https://rustup.rs")
}

/// Whether rustup's targets may be used: always, unless the environment variable
/// `SELVEDGE_WASM_TOOLCHAIN` says `debian`.
pub fn rustup_wanted() -> bool {
    std::env::var("SELVEDGE_WASM_TOOLCHAIN").map_or(true, |choice| choice != "debian")
}

/// Whether the running rustc has the standard library of both targets, and its sources, of which
/// the browser's is compiled.
pub fn rustup_has_targets() -> bool {
    let Some(sysroot) = rustc_says("rustc", &["--print", "sysroot"]) else { return false };
    let rustlib = Path::new(&sysroot).join("lib/rustlib");
    let sources = rustlib.join("src/rust/library/std/Cargo.toml");
    sources.exists() && [WORKER_TARGET, BROWSER_TARGET].iter().all(|target| rustlib.join(target).join("lib").is_dir())
}

fn debian_llvm() -> Option<u32> {
    verbose(DEBIAN_RUSTC, "LLVM version: ")?.split('.').next()?.parse().ok()
}

fn debian_minor() -> Option<u32> {
    verbose(DEBIAN_RUSTC, "release: ")?.split('.').nth(1)?.parse().ok()
}

fn verbose(rustc: &str, field: &str) -> Option<String> {
    let text = rustc_says(rustc, &["-vV"])?;
    text.lines().find_map(|line| line.strip_prefix(field)).map(str::to_owned)
}

fn rustc_says(rustc: &str, args: &[&str]) -> Option<String> {
    let mut command = Command::new(rustc);
    forget_cargo_run(&mut command);
    output(command.args(args)).ok()
}
