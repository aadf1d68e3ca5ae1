//! One part of the images, compiled twice and compared: what takes as long for all of them can be shown by parts.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::layout::sha256;
use super::tree;
use crate::build::toolchain::{BROWSER_TARGET, WORKER_TARGET, WasmToolchain};
use crate::build::{build_browser, build_program, build_worker};
use crate::step::step;
use crate::workspace::Workspace;

/// What is compiled by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The program of the API, the office and the jobs.
    Origin,
    /// The program of the edge.
    EdgeNode,
    /// The worker that it runs.
    Worker,
    /// The code of which the site is made.
    Browser,
}

impl Part {
    /// By its name.
    pub(super) fn named(name: &str) -> Result<Self> {
        Ok(match name {
            "origin" => Self::Origin,
            "edge-node" => Self::EdgeNode,
            "worker" => Self::Worker,
            "browser" => Self::Browser,
            other => bail!("there is no part `{other}`: origin, edge-node, worker, browser"),
        })
    }

    /// Compiles it, forgets what that made of ours, compiles it again, and fails unless both are the same to the byte.
    pub(super) fn twice(self, workspace: &Workspace, compiler: &WasmToolchain, folder: &Path) -> Result<()> {
        let first = self.digest(workspace, compiler, &folder.join("first"))?;
        step("forgetting what was compiled of ours", || match self {
            Self::Origin | Self::EdgeNode => super::forget_programs(workspace),
            Self::Worker => forget(&compiler.artifact(workspace, WORKER_TARGET, "")),
            Self::Browser => forget(&compiler.artifact(workspace, BROWSER_TARGET, "")),
        })?;
        let second = self.digest(workspace, compiler, &folder.join("second"))?;
        ensure!(first == second, "compiled twice, it is not the same: {first}, then {second}");
        println!("Compiled twice, {self:?} is the same: sha256:{first}");
        Ok(())
    }

    fn digest(self, workspace: &Workspace, compiler: &WasmToolchain, kept: &Path) -> Result<String> {
        let built: PathBuf = match self {
            Self::Origin => build_program(workspace, "origin")?,
            Self::EdgeNode => build_program(workspace, "edge-node")?,
            Self::Worker => return sha256(&build_worker(workspace, compiler)?),
            Self::Browser => return sha256(&build_browser(workspace, compiler)?),
        };
        // As it lies in an image.
        tree::program(&built, kept)?;
        let digest = sha256(kept);
        fs::remove_file(kept)?;
        digest
    }
}

fn forget(folder: &Path) -> Result<()> {
    fs::remove_dir_all(folder).with_context(|| format!("cannot delete {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_names_and_others_are_refused_with_them() {
        for (name, part) in [("origin", Part::Origin), ("edge-node", Part::EdgeNode), ("worker", Part::Worker)] {
            assert_eq!(Part::named(name).expect("a part"), part);
        }
        let refused = Part::named("site").expect_err("it is made of the browser's code");
        assert!(refused.to_string().contains("origin, edge-node, worker, browser"), "{refused}");
    }
}
