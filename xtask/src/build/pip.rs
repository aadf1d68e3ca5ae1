//! Tools that are Python packages: fetched once by pip, in a version of ours, and kept beside the build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::{run, step};

/// The folder with these packages (`name==version`) and what they need.
pub fn installed(target: &Path, tool: &str, packages: &[&str]) -> Result<PathBuf> {
    let folder = target.join(tool).join(packages.join(","));
    if folder.exists() {
        return Ok(folder);
    }
    step(&format!("fetching {}", packages.join(", ")), || {
        let half = target.join(tool).join(format!("{}-half", std::process::id()));
        fs::create_dir_all(&half).with_context(|| format!("cannot make {}", half.display()))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-warn-conflicts", "--target"];
        let mut command = Command::new("python3");
        // The folder is ours alone, whoever runs this.
        command.args(pip).arg(&half).args(packages).env("PIP_ROOT_USER_ACTION", "ignore");
        run(&mut command).with_context(|| format!("pip could not fetch {tool}"))?;
        // Another run may have been faster.
        if !folder.exists() {
            fs::rename(&half, &folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        Ok(())
    })?;
    Ok(folder)
}
