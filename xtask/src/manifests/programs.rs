//! Whether what the manifests tell the programs is what the programs know: options, services, jobs, ports, secrets.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Findings;
use super::rendered::{Rendered, list, name_of, text, variables};

/// Where the options of the programs are declared.
const OPTIONS: [&str; 2] = ["origin/server/src", "edge/node/src/config"];
const JOBS: &str = "origin/server/src/jobs/name.rs";
const SERVICES: &str = "origin/server/src/serve.rs";
const OPERATING: &str = "docs/operating.md";
/// Where secrets are mounted, each in a folder of its name.
const MOUNTED: &str = "/etc/selvedge/";

/// What the programs say of themselves.
pub struct Sources {
    options: String,
    jobs: BTreeSet<String>,
    services: BTreeSet<String>,
    operating: String,
}

impl Sources {
    /// Reads the sources of the workspace with this root.
    pub fn read(root: &Path) -> Result<Self> {
        let read = |file: &str| fs::read_to_string(root.join(file)).with_context(|| format!("cannot read {file}"));
        let mut options = String::new();
        for folder in OPTIONS {
            read_all(&root.join(folder), &mut options)?;
        }
        Ok(Self {
            options,
            jobs: jobs(&read(JOBS)?),
            services: services(&read(SERVICES)?),
            operating: read(OPERATING)?,
        })
    }

    /// Whether a program reads this variable: by its name, or as the name of an option.
    pub fn knows(&self, variable: &str) -> bool {
        let field = format!(" {}: ", variable.to_lowercase());
        self.options.contains(&format!("\"{variable}\"")) || self.options.contains(&field)
    }

    /// Whether operators are told of this part of a secret.
    fn explains(&self, secret: &str, key: &str) -> bool {
        let is_row = |line: &&str| line.starts_with(&format!("| `{secret}` |"));
        self.operating.lines().filter(is_row).any(|line| line.contains(&format!("`{key}`")))
    }
}

fn read_all(folder: &Path, into: &mut String) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            read_all(&path, into)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            into.push_str(&fs::read_to_string(path)?);
        }
    }
    Ok(())
}

/// The names in `Self::Relay => "relay",`.
fn jobs(source: &str) -> BTreeSet<String> {
    let named = source.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once(" => \""));
    named.filter_map(|(_, rest)| Some(rest.split_once('"')?.0.to_owned())).collect()
}

/// The variants of `enum Service`, as the command line has them.
fn services(source: &str) -> BTreeSet<String> {
    let body = source.split_once("pub enum Service {").and_then(|(_, rest)| rest.split_once('}'));
    let lines = body.map_or("", |(body, _)| body).lines().map(str::trim);
    lines
        .filter_map(|line| line.strip_suffix(','))
        .filter(|line| !line.starts_with('/'))
        .map(str::to_lowercase)
        .collect()
}

pub(super) fn check(rendered: &Rendered, sources: &Sources) -> Findings {
    let mut findings = Findings::new();
    let ours = |container: &&Value| text(&container["image"]).contains("selvedge-");
    for workload in rendered.workloads() {
        for container in workload.containers().filter(ours) {
            let name = format!("{}: {} {}", rendered.name, workload.name, text(&container["name"]));
            let mut wants = |holds: bool, what: String| {
                if !holds {
                    findings.push(format!("{name}: {what}"));
                }
            };
            for variable in list(&container["env"]) {
                let (variable, secret) = (text(&variable["name"]), &variable["valueFrom"]["secretKeyRef"]);
                wants(sources.knows(variable), format!("no program has an option {variable}"));
                let (from, key) = (text(&secret["name"]), text(&secret["key"]));
                let is_told = secret.is_null() || sources.explains(from, key);
                wants(is_told, format!("{OPERATING} tells nobody of `{key}` in the secret `{from}`"));
            }
            for (variable, value) in variables(container) {
                if let Some((secret, key)) = value.strip_prefix(MOUNTED).and_then(|path| path.split_once('/')) {
                    let is_told = sources.explains(secret, key);
                    wants(is_told, format!("{OPERATING} tells nobody of `{key}` in the secret `{secret}`"));
                }
                let listens = variable.ends_with("LISTEN") && !value.starts_with("127.");
                let port = value.rsplit(':').next().and_then(|port| port.parse::<u64>().ok());
                let ports = list(&container["ports"]).filter_map(|port| port["containerPort"].as_u64());
                let is_named = !listens || port.is_some_and(|port| ports.into_iter().any(|named| named == port));
                wants(is_named, format!("{variable} is {value}, and no port of the container says so"));
            }
            for word in arguments(container, "serve") {
                wants(sources.services.contains(word), format!("there is no service {word}"));
            }
            for word in arguments(container, "work") {
                wants(sources.jobs.contains(word), format!("there is no job {word}"));
            }
        }
    }
    for settings in rendered.of_kind("ConfigMap").filter(|settings| ["shop", "edge"].contains(&name_of(settings))) {
        for variable in settings["data"].as_object().into_iter().flatten().map(|(variable, _)| variable) {
            if !sources.knows(variable) {
                let name = format!("{}: ConfigMap {}", rendered.name, name_of(settings));
                findings.push(format!("{name}: no program has an option {variable}"));
            }
        }
    }
    findings
}

/// What a container is told after this command.
fn arguments<'a>(container: &'a Value, command: &str) -> impl Iterator<Item = &'a str> {
    let is_asked = container["args"][0] == command;
    list(&container["args"]).skip(1).map(text).filter(move |word| is_asked && !word.starts_with('-'))
}

/// Every job is somebody's.
pub(super) fn check_jobs(all: &[Rendered], sources: &Sources) -> Findings {
    let workloads = all.iter().flat_map(Rendered::workloads);
    let run: BTreeSet<&str> =
        workloads.flat_map(|one| one.containers()).flat_map(|container| arguments(container, "work")).collect();
    let idle = sources.jobs.iter().filter(|job| !run.contains(job.as_str()));
    idle.map(|job| format!("nobody runs the job {job}: name it in work.yaml")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sources() -> Sources {
        Sources {
            options: "#[arg(env = \"ORIGIN_LISTEN\")] listen: SocketAddr, #[arg(long, env)] smtp_url: Option<String>,"
                .into(),
            jobs: jobs("            Self::Relay => \"relay\",\n            Self::Search => \"search\",\n"),
            services: services("pub enum Service {\n    /// Products.\n    Catalog,\n    Orders,\n}"),
            operating: "| `mail` | `SMTP_URL` | the mail server |\n| `stripe` | `keys.json` | its keys |".into(),
        }
    }

    fn overlay(change: (&str, Value)) -> Rendered {
        let mut container = json!({
            "image": "registry.example/selvedge-origin:1", "args": ["work", "relay"],
            "env": [
                { "name": "ORIGIN_LISTEN", "value": "0.0.0.0:4000" },
                { "name": "SMTP_URL", "valueFrom": { "secretKeyRef": { "name": "mail", "key": "SMTP_URL" } } },
                { "name": "ORIGIN_LISTEN", "value": "/etc/selvedge/stripe/keys.json" },
            ],
            "ports": [{ "name": "api", "containerPort": 4000 }],
        });
        container["env"][2]["name"] = json!("SMTP_URL");
        *container.pointer_mut(change.0).expect("it is there") = change.1;
        let spec = json!({ "template": { "metadata": {}, "spec": { "containers": [container] } } });
        Rendered::new("it", vec![json!({ "kind": "Deployment", "metadata": { "name": "work" }, "spec": spec })])
    }

    #[test]
    fn what_no_program_knows_is_found() {
        assert_eq!(check(&overlay(("/args/1", json!("relay"))), &sources()), Findings::new());
        for (pointer, value) in [
            ("/args/1", json!("relays")),
            ("/args", json!(["serve", "basket"])),
            ("/env/0/name", json!("ORIGIN_LISTENS")),
            ("/env/0/value", json!("0.0.0.0:4001")),
            ("/env/1/valueFrom/secretKeyRef/key", json!("SMTP")),
            ("/env/2/value", json!("/etc/selvedge/stripe/key.json")),
        ] {
            assert_ne!(check(&overlay((pointer, value.clone())), &sources()), Findings::new(), "{pointer}: {value}");
        }
    }

    #[test]
    fn a_job_that_nobody_runs_is_found() {
        let of = |args: Value| check_jobs(&[overlay(("/args", args))], &sources());
        assert_eq!(of(json!(["work", "relay"])), ["nobody runs the job search: name it in work.yaml"]);
        assert_eq!(of(json!(["work", "relay", "search"])), Findings::new());
    }
}
