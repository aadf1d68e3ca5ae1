//! `fuzz`: feeding parsers bytes without end.
//!
//! The programs are in `fuzz/`, as `cargo fuzz` lays them out, and `cargo fuzz` can run them. This needs less: any
//! compiler of Rust, since what libFuzzer wants of it is stable where no sanitizer is used, and a compiler of C++.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use lexopt::{Arg, Parser, ValueExt as _};

use crate::step::{on_path, output, run, step};
use crate::workspace::{Workspace, cargo};

/// What makes the compiler count where a program has been, and what it compared.
const COVERAGE: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg=fuzzing",
];
/// No input is longer, in bytes.
const MAX_INPUT: usize = 16 * 1024;
/// An input that takes longer is a finding, in seconds.
const MAX_SECONDS: u32 = 5;
/// A program that takes more memory is one, too, in MiB.
const MAX_MEMORY: u32 = 1024;

/// Builds the programs, and runs one of them or all, one after another.
pub fn fuzz(workspace: &Workspace, mut arguments: Parser) -> Result<()> {
    let (mut wanted, mut seconds) = (None, 60_u32);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("seconds") => seconds = arguments.value()?.parse()?,
            Arg::Value(value) if wanted.is_none() => wanted = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let all = targets(&workspace.root)?;
    let chosen: Vec<&String> = all.iter().filter(|name| wanted.as_ref().is_none_or(|wanted| wanted == *name)).collect();
    ensure!(!chosen.is_empty(), "there is no such target: there are {}", all.join(", "));
    let programs = step("build the fuzzers", || build(workspace, &chosen))?;
    for name in chosen {
        step(&format!("fuzz {name} for {seconds} seconds"), || run_one(workspace, &programs, name, seconds))?;
    }
    Ok(())
}

/// Every target: it has a folder of seeds.
fn targets(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("fuzz/seeds")).context("cannot read fuzz/seeds")? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The folder of the programs that were built.
fn build(workspace: &Workspace, names: &[&String]) -> Result<PathBuf> {
    if on_path("c++").is_none() {
        bail!("libFuzzer is written in C++, and there is no compiler for it: apt-get install g++");
    }
    let about = output(Command::new("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc does not say its host")?;
    let target = workspace.target.join("fuzz");
    let mut command = cargo();
    command.args(["build", "--release", "--manifest-path", "fuzz/Cargo.toml", "--target", host, "--target-dir"]);
    // Named as a target, so that build scripts are compiled without the flags.
    command.arg(&target).current_dir(&workspace.root).env("RUSTFLAGS", COVERAGE.join(" "));
    for name in names {
        command.args(["--bin", name.as_str()]);
    }
    run(&mut command)?;
    Ok(target.join(host).join("release"))
}

/// Runs a program until its time is over. What it finds is kept in a file that it names, and is an error.
fn run_one(workspace: &Workspace, programs: &Path, name: &str, seconds: u32) -> Result<()> {
    let folder = |kind: &str| {
        let folder = workspace.target.join("fuzz").join(kind).join(name);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok::<_, anyhow::Error>(folder)
    };
    let (corpus, findings) = (folder("corpus")?, folder("findings")?);
    let mut command = Command::new(programs.join(name));
    command.arg(corpus).arg(workspace.root.join("fuzz/seeds").join(name));
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-max_len={MAX_INPUT}"));
    command.arg(format!("-timeout={MAX_SECONDS}"));
    command.arg(format!("-rss_limit_mb={MAX_MEMORY}"));
    command.arg(format!("-artifact_prefix={}/", findings.display()));
    command.arg("-print_final_stats=1");
    run(&mut command).with_context(|| format!("what it found lies in {}", findings.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_a_program_with_seeds() {
        let root = Workspace::load().expect("cargo is there").root;
        let names = targets(&root).expect("a folder");
        let manifest = fs::read_to_string(root.join("fuzz/Cargo.toml")).expect("a manifest");
        let paths = manifest.lines().filter_map(|line| line.strip_prefix("path = \"fuzz_targets/"));
        let files: Vec<&str> = paths.map(|path| path.rsplit('/').next().unwrap_or(path)).collect();
        assert_eq!(files, names.iter().map(|name| format!("{name}.rs\"")).collect::<Vec<_>>());
        for name in names {
            let seeds = fs::read_dir(root.join("fuzz/seeds").join(&name)).expect("a folder").count();
            assert!((1..20).contains(&seeds), "{name} has {seeds} seeds");
        }
    }
}
