//! `check`: form and lints, without running anything.

use anyhow::Result;

use crate::step::{run, step};
use crate::tidy;
use crate::workspace::{Workspace, cargo};

/// Formatting, clippy with warnings as errors, and the house's own rules.
pub fn check(workspace: &Workspace) -> Result<()> {
    let in_root = |args: &[&str]| run(cargo().args(args).current_dir(&workspace.root));
    step("rustfmt", || in_root(&["fmt", "--all", "--check"]))?;
    step("rustfmt of fuzz", || in_root(&["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))?;
    step("clippy", || in_root(&["clippy", "--all-targets", "--", "-D", "warnings"]))?;
    step("tidy", || tidy::tidy(workspace))
}
