//! `cargo xtask manifests`: the manifests for Kubernetes are rendered by kubectl, compared with the schemas of Kubernetes,
//! and asked whether what they name is there: ports, options, jobs, secrets, metrics. Mistakes that are made on purpose
//! have to be found.

mod apart;
mod gateway;
mod metrics;
pub mod programs;
mod rendered;
mod shape;
mod tools;

use anyhow::{Result, ensure};

use crate::build::setup::install_by_apt;
use crate::build::setup::server;
use crate::step::step;
use crate::workspace::Workspace;
use rendered::Rendered;
use tools::Tools;

/// Where the manifests are, relative to the root.
const FOLDER: &str = "deploy/kubernetes";
/// What is rendered, each by itself.
const OVERLAYS: [&str; 6] = ["base", "one-machine", "production", "with-pictures", "spinkube", "monitoring"];
/// Files that are no manifests.
const FILES: [&str; 2] = ["monitoring/adapter.yaml", "monitoring/prometheus.yml"];

/// A mistake that somebody could make: in which overlay, what is there, and what they would write.
const MISTAKES: [(&str, &str, &str); 5] = [
    ("production", "readinessProbe:", "readynessProbe:"),
    ("production", "minReplicas: 3", "minReplicas: three"),
    ("production", "autoscaling/v2", "autoscaling/v2beta2"),
    ("base", "readOnlyRootFilesystem: true", "readOnlyRootFileSystem: true"),
    ("spinkube", "executor: containerd-shim-spin", "executer: containerd-shim-spin"),
];

/// What is wrong, with the overlay and the resource.
type Findings = Vec<String>;

/// Installs what it takes, and checks.
pub fn manifests(workspace: &Workspace) -> Result<()> {
    if server("haproxy").is_none() {
        install_by_apt(&["haproxy".to_owned()], false)?;
    }
    step("checking the manifests for Kubernetes", || check(workspace))
}

/// Fails with all that is wrong.
pub fn check(workspace: &Workspace) -> Result<()> {
    let tools = Tools::find(workspace)?;
    let mut texts = Vec::new();
    for overlay in OVERLAYS {
        texts.push((overlay.to_owned(), tools.render(&workspace.root.join(FOLDER).join(overlay))?));
    }
    for (number, (overlay, is, would_be)) in MISTAKES.iter().enumerate() {
        let text = texts.iter().find(|(name, _)| name == overlay).map(|(_, text)| text.clone()).unwrap_or_default();
        ensure!(text.contains(is), "{overlay} does not say `{is}` any more: think of another mistake");
        texts.push((format!("mistake-{number}"), text.replacen(is, would_be, 1)));
    }
    for file in FILES {
        texts.push((file.to_owned(), std::fs::read_to_string(workspace.root.join(FOLDER).join(file))?));
    }
    let mut looked = tools.look(&texts)?;
    for (number, (_, _, would_be)) in MISTAKES.iter().enumerate() {
        let faults = looked.take_faults(&format!("mistake-{number}"))?;
        ensure!(faults.len() == 1, "the mistake `{would_be}` is found {} times: {faults:?}", faults.len());
    }
    let [adapter, prometheus] = FILES.map(|file| looked.take_file(file));
    let mut findings = Findings::new();
    let mut all = Vec::new();
    for overlay in OVERLAYS {
        let rendered = Rendered::new(overlay, looked.take(overlay)?);
        findings.extend(looked.take_faults(overlay)?.into_iter().map(|fault| format!("{overlay}: {fault}")));
        all.push(rendered);
    }
    let sources = programs::Sources::read(&workspace.root)?;
    for rendered in &all {
        // SpinKube's comes beside the base.
        let beside = all.iter().find(|other| other.name == "base" && rendered.name == "spinkube");
        findings.extend(shape::check(rendered, beside));
        findings.extend(programs::check(rendered, &sources));
    }
    findings.extend(programs::check_jobs(&all, &sources));
    findings.extend(metrics::check(&all, &adapter?, &prometheus?, &workspace.root)?);
    findings.extend(gateway::check(&workspace.root, &workspace.root.join(FOLDER).join("base/haproxy.cfg"))?);
    findings.extend(apart::check(&workspace.root)?);
    findings.iter().for_each(|finding| eprintln!("    {finding}"));
    ensure!(findings.is_empty(), "{} of the manifests for Kubernetes is wrong", findings.len());
    let count: usize = all.iter().map(|rendered| rendered.documents.len()).sum();
    eprintln!("    {count} resources of {} overlays; {} mistakes found", OVERLAYS.len(), MISTAKES.len());
    Ok(())
}
