//! oidc-provider, the provider of OpenID Connect that signing in is tested with. Each test that needs one starts it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::step::{run, step};

/// The package of npm with the version the tests are meant for.
const PACKAGE: &str = "oidc-provider@8.8.1";

/// The folder with the package and what it needs; fetched once by npm and kept beside the build.
pub fn installed(target: &Path) -> Result<PathBuf> {
    let place = target.join("oidc-provider");
    let folder = place.join(PACKAGE);
    if folder.exists() {
        return Ok(folder);
    }
    step(&format!("fetching {PACKAGE}"), || {
        let half = place.join(format!("{}-half", std::process::id()));
        fs::create_dir_all(&half).with_context(|| format!("cannot make {}", half.display()))?;
        let npm = ["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"];
        run(Command::new("npm").args(npm).arg(&half).arg(PACKAGE)).context("npm could not fetch oidc-provider")?;
        // Another run may have been faster.
        if !folder.exists() {
            fs::rename(&half, &folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        Ok(())
    })?;
    Ok(folder)
}
