//! Files of what is shipped, put in their places.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::site::forget_all_but_the_newest;
use crate::step::output;
use crate::workspace::Workspace;

/// Puts a program in its place, without its tables of lines, which are four fifths of it; the names of functions stay for
/// those who read a panic.
pub fn program(binary: &Path, to: &Path) -> Result<()> {
    copy(binary, to, 0o755)?;
    output(Command::new("strip").arg("--strip-debug").arg(to)).context("leaving out the tables of lines").map(drop)
}

/// Copies a folder and all that is in it; what can be run stays so.
pub fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &to)?;
        } else {
            let is_run = entry.metadata()?.permissions().mode() & 0o111 != 0;
            copy(&entry.path(), &to, if is_run { 0o755 } else { 0o644 })?;
        }
    }
    Ok(())
}

/// Copies the browser's files, those of the newest build alone.
pub fn copy_site(workspace: &Workspace, to: &Path) -> Result<()> {
    copy_all(&workspace.site(), to)?;
    forget_all_but_the_newest(workspace, to)
}

/// Copies a file, with the folders it is in.
pub fn copy(from: &Path, to: &Path, mode: u32) -> Result<()> {
    fs::create_dir_all(to.parent().context("a file is in a folder")?)?;
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(fs::set_permissions(to, fs::Permissions::from_mode(mode))?)
}

/// Writes a file, with the folders it is in.
pub fn write(file: &Path, text: &str, mode: u32) -> Result<()> {
    fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(fs::set_permissions(file, fs::Permissions::from_mode(mode))?)
}
