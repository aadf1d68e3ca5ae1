//! What holds of every cluster: pods have no rights that they do not need, and what names something else names what is
//! there.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Findings;
use super::rendered::{Rendered, Workload, list, name_of, text, variables};

/// Where Spin listens inside of the operator's service.
const SPIN_PORT: u64 = 80;
/// What may be open still when a process of the origin has said that it goes, in seconds.
const FAREWELL: u64 = 15;
/// What is left between the end of the time that a program gives itself and the end of the cluster's.
const MARGIN: u64 = 5;

/// Who can be chosen by labels, and where they listen.
struct Pods<'a> {
    workloads: Vec<Workload<'a>>,
    /// The SpinApps of an overlay, whose pods others make.
    apps: Vec<&'a Value>,
}

pub(super) fn check(rendered: &Rendered, beside: Option<&Rendered>) -> Findings {
    let all = || std::iter::once(rendered).chain(beside);
    let pods = Pods {
        workloads: all().flat_map(Rendered::workloads).collect(),
        apps: all().flat_map(|one| one.of_kind("SpinApp")).collect(),
    };
    let settings: BTreeSet<&str> = all().flat_map(|one| one.of_kind("ConfigMap")).map(name_of).collect();
    let mut findings = Findings::new();
    for workload in rendered.workloads() {
        findings.extend(rights(&workload));
        findings.extend(places(&workload, &settings));
        findings.extend(end(&workload));
    }
    for service in rendered.of_kind("Service") {
        let chosen = pods.ports(&service["spec"]["selector"]);
        for port in list(&service["spec"]["ports"]) {
            if !chosen.names.contains(text(&port["targetPort"])) {
                findings.push(format!("Service {}: nobody listens at {}", name_of(service), port["targetPort"]));
            }
        }
    }
    for policy in rendered.of_kind("NetworkPolicy") {
        findings.extend(ways(policy, &pods));
    }
    for budget in rendered.of_kind("PodDisruptionBudget") {
        if !pods.has(&budget["spec"]["selector"]) {
            findings.push(format!("PodDisruptionBudget {} is of nobody", name_of(budget)));
        }
    }
    for scaler in rendered.of_kind("HorizontalPodAutoscaler") {
        let target = text(&scaler["spec"]["scaleTargetRef"]["name"]);
        let is_there = pods.workloads.iter().any(|one| one.name == target && one.resource["kind"] == "Deployment");
        if !is_there && !pods.apps.iter().any(|app| name_of(app) == target) {
            findings.push(format!("HorizontalPodAutoscaler {} is of nobody", name_of(scaler)));
        }
    }
    findings.into_iter().map(|finding| format!("{}: {finding}", rendered.name)).collect()
}

/// The ports of whom a selector chooses.
struct Listening<'a> {
    names: BTreeSet<&'a str>,
    numbers: BTreeSet<u64>,
}

impl<'a> Pods<'a> {
    fn ports(&self, selector: &Value) -> Listening<'a> {
        let mut listening = Listening { names: BTreeSet::new(), numbers: BTreeSet::new() };
        for workload in self.workloads.iter().filter(|one| one.is_chosen_by(selector)) {
            listening.names.extend(workload.ports().keys());
            listening.numbers.extend(workload.ports().values());
        }
        if self.apps.iter().any(|app| is_app_chosen_by(app, selector)) {
            listening.numbers.insert(SPIN_PORT);
        }
        listening
    }

    fn has(&self, selector: &Value) -> bool {
        self.workloads.iter().any(|one| one.is_chosen_by(selector))
            || self.apps.iter().any(|app| is_app_chosen_by(app, selector))
    }
}

fn is_app_chosen_by(app: &Value, selector: &Value) -> bool {
    let labels = selector["matchLabels"].as_object();
    labels.is_some_and(|labels| labels.iter().all(|(key, value)| app["spec"]["podLabels"][key] == *value))
}

/// What a pod of the strictest kind is.
fn rights(workload: &Workload<'_>) -> Findings {
    let (mut findings, pod) = (Findings::new(), workload.pod());
    let mut wants = |holds: bool, what: String| {
        if !holds {
            findings.push(format!("{}: {what}", workload.name));
        }
    };
    let of_pod = &pod["securityContext"];
    wants(pod["automountServiceAccountToken"] == false, "has a token to the cluster".to_owned());
    wants(of_pod["runAsNonRoot"] == true, "may run as root".to_owned());
    wants(of_pod["seccompProfile"]["type"] == "RuntimeDefault", "may make any system call".to_owned());
    for container in workload.containers() {
        let (name, own) = (name_of_container(container), &container["securityContext"]);
        wants(own["readOnlyRootFilesystem"] == true, format!("{name} may write to its root"));
        wants(own["allowPrivilegeEscalation"] == false, format!("{name} may gain rights"));
        wants(list(&own["capabilities"]["drop"]).any(|one| one == "ALL"), format!("{name} keeps capabilities"));
        for amount in ["requests", "limits"] {
            let is_given = !text(&container["resources"][amount]["memory"]).is_empty();
            wants(is_given, format!("{name} has no memory in its {amount}"));
        }
    }
    findings
}

fn name_of_container(container: &Value) -> &str {
    text(&container["name"])
}

/// What a pod names inside of itself: ports, volumes, files, settings.
fn places(workload: &Workload<'_>, settings: &BTreeSet<&str>) -> Findings {
    let (mut findings, pod) = (Findings::new(), workload.pod());
    let claims = list(&workload.resource["spec"]["volumeClaimTemplates"]).map(name_of);
    let volumes: BTreeSet<&str> = list(&pod["volumes"]).map(|one| text(&one["name"])).chain(claims).collect();
    for volume in list(&pod["volumes"]).filter(|volume| volume["configMap"].is_object()) {
        let name = text(&volume["configMap"]["name"]);
        if !settings.contains(name) {
            findings.push(format!("{}: there is no ConfigMap {name}", workload.name));
        }
    }
    for container in workload.containers() {
        let name = format!("{} {}", workload.name, name_of_container(container));
        let ports: BTreeSet<&str> = list(&container["ports"]).map(|port| text(&port["name"])).collect();
        let runs_on = workload.resource["kind"] != "Job";
        if runs_on && !container["livenessProbe"].is_object() {
            findings.push(format!("{name} is never asked whether it lives"));
        }
        for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
            for kind in ["httpGet", "tcpSocket"] {
                let asked = &container[probe][kind]["port"];
                if !asked.is_null() && !ports.contains(text(asked)) {
                    findings.push(format!("{name}: {probe} asks at {asked}, where it does not listen"));
                }
            }
        }
        for from in list(&container["envFrom"]).map(|from| text(&from["configMapRef"]["name"])) {
            if !settings.contains(from) {
                findings.push(format!("{name}: there is no ConfigMap {from}"));
            }
        }
        let mounts: Vec<(&str, &str)> =
            list(&container["volumeMounts"]).map(|mount| (text(&mount["name"]), text(&mount["mountPath"]))).collect();
        for (volume, _) in mounts.iter().filter(|(volume, _)| !volumes.contains(volume)) {
            findings.push(format!("{name}: there is no volume {volume}"));
        }
        for (variable, file) in variables(container).into_iter().filter(|(_, value)| value.starts_with('/')) {
            if !mounts.iter().any(|(_, path)| file == *path || file.starts_with(&format!("{path}/"))) {
                findings.push(format!("{name}: {variable} names {file}, where nothing is mounted"));
            }
        }
    }
    findings
}

/// The cluster waits longer for the end of a program than the program itself.
fn end(workload: &Workload<'_>) -> Findings {
    let grace = workload.pod()["terminationGracePeriodSeconds"].as_u64().unwrap_or(30);
    let seconds = |text: &str| text.trim_end_matches('s').parse::<u64>().unwrap_or_default();
    let too_short = workload.containers().filter_map(|container| {
        let given = variables(container);
        let of = |name: &str| given.get(name).map(|value| seconds(value));
        let origin = of("ORIGIN_DRAIN_SECONDS").map(|drain| drain + FAREWELL);
        let edge = of("EDGE_DRAIN_DELAY").zip(of("EDGE_DRAIN_TIME")).map(|(delay, time)| delay + time);
        let own = origin.or(edge)?;
        (grace < own + MARGIN)
            .then(|| format!("{}: is killed after {grace} s, and takes {own} s to end", workload.name))
    });
    too_short.collect()
}

/// A way through the network leads to whoever listens there.
fn ways(policy: &Value, pods: &Pods<'_>) -> Findings {
    let (mut findings, spec) = (Findings::new(), &policy["spec"]);
    let everybody = spec["podSelector"].as_object().is_some_and(serde_json::Map::is_empty);
    if !everybody && !pods.has(&spec["podSelector"]) {
        findings.push(format!("NetworkPolicy {} is of nobody", name_of(policy)));
    }
    let peers = |rule: &Value, key: &str| -> Vec<Value> {
        list(&rule[key]).map(|peer| peer["podSelector"].clone()).filter(Value::is_object).collect()
    };
    let numbers =
        |rule: &Value| -> Vec<u64> { list(&rule["ports"]).filter_map(|port| port["port"].as_u64()).collect() };
    let mut lead = |selector: &Value, ports: Vec<u64>| {
        let listening = pods.ports(selector).numbers;
        for port in ports.iter().filter(|port| !listening.contains(port)) {
            findings.push(format!("NetworkPolicy {} leads to port {port}, where nobody listens", name_of(policy)));
        }
    };
    for rule in list(&spec["ingress"]) {
        lead(&spec["podSelector"], numbers(rule));
    }
    for rule in list(&spec["egress"]) {
        peers(rule, "to").iter().for_each(|peer| lead(peer, numbers(rule)));
    }
    for from in list(&spec["ingress"]).flat_map(|rule| peers(rule, "from")).filter(|peer| !pods.has(peer)) {
        findings.push(format!("NetworkPolicy {} lets in nobody: {from}", name_of(policy)));
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// An overlay in which everything is as it should be.
    fn good() -> Vec<Value> {
        let container = json!({
            "name": "origin", "ports": [{ "name": "api", "containerPort": 4000 }],
            "env": [{ "name": "ORIGIN_DRAIN_SECONDS", "value": "10" }, { "name": "KEY", "value": "/etc/keys/key" }],
            "envFrom": [{ "configMapRef": { "name": "shop" } }],
            "livenessProbe": { "httpGet": { "port": "api", "path": "/" } },
            "resources": { "requests": { "memory": "1Mi" }, "limits": { "memory": "1Mi" } },
            "securityContext": {
                "readOnlyRootFilesystem": true, "allowPrivilegeEscalation": false, "capabilities": { "drop": ["ALL"] },
            },
            "volumeMounts": [{ "name": "keys", "mountPath": "/etc/keys" }],
        });
        let pod = json!({
            "automountServiceAccountToken": false, "terminationGracePeriodSeconds": 40,
            "securityContext": { "runAsNonRoot": true, "seccompProfile": { "type": "RuntimeDefault" } },
            "containers": [container], "volumes": [{ "name": "keys", "secret": {} }],
        });
        let labels = json!({ "app": "origin" });
        vec![
            json!({ "kind": "ConfigMap", "metadata": { "name": "shop" } }),
            json!({
                "kind": "Deployment", "metadata": { "name": "origin" },
                "spec": { "template": { "metadata": { "labels": labels }, "spec": pod } },
            }),
            json!({
                "kind": "Service", "metadata": { "name": "origin" },
                "spec": { "selector": labels, "ports": [{ "targetPort": "api" }] },
            }),
            json!({
                "kind": "NetworkPolicy", "metadata": { "name": "origin" },
                "spec": {
                    "podSelector": { "matchLabels": labels },
                    "ingress": [{ "from": [{ "podSelector": { "matchLabels": labels } }], "ports": [{ "port": 4000 }] }],
                },
            }),
            json!({
                "kind": "HorizontalPodAutoscaler", "metadata": { "name": "origin" },
                "spec": { "scaleTargetRef": { "name": "origin" } },
            }),
            json!({
                "kind": "PodDisruptionBudget", "metadata": { "name": "origin" },
                "spec": { "selector": { "matchLabels": labels } },
            }),
        ]
    }

    fn found(documents: Vec<Value>) -> Findings {
        check(&Rendered::new("it", documents), None)
    }

    #[test]
    fn what_is_right_is_left_alone() {
        assert_eq!(found(good()), Findings::new());
    }

    #[test]
    fn each_mistake_is_found() {
        const POD: &str = "/spec/template/spec";
        let container = |rest: &str| format!("{POD}/containers/0/{rest}");
        let mistakes = [
            (1, format!("{POD}/automountServiceAccountToken"), json!(true)),
            (1, format!("{POD}/securityContext/runAsNonRoot"), json!(false)),
            (1, format!("{POD}/securityContext/seccompProfile/type"), json!("Unconfined")),
            (1, format!("{POD}/terminationGracePeriodSeconds"), json!(25)),
            (1, container("securityContext/readOnlyRootFilesystem"), json!(false)),
            (1, container("securityContext/allowPrivilegeEscalation"), json!(true)),
            (1, container("securityContext/capabilities/drop"), json!([])),
            (1, container("resources/limits"), json!({})),
            (1, container("livenessProbe"), Value::Null),
            (1, container("livenessProbe/httpGet/port"), json!("http")),
            (1, container("envFrom/0/configMapRef/name"), json!("shops")),
            (1, container("env/1/value"), json!("/etc/key")),
            (1, container("volumeMounts/0/name"), json!("key")),
            (2, "/spec/ports/0/targetPort".to_owned(), json!("https")),
            (2, "/spec/selector/app".to_owned(), json!("edge")),
            (3, "/spec/ingress/0/ports/0/port".to_owned(), json!(4001)),
            (3, "/spec/podSelector/matchLabels/app".to_owned(), json!("edge")),
            (3, "/spec/ingress/0/from/0/podSelector/matchLabels/app".to_owned(), json!("edge")),
            (4, "/spec/scaleTargetRef/name".to_owned(), json!("edge")),
            (5, "/spec/selector/matchLabels/app".to_owned(), json!("edge")),
        ];
        for (at, pointer, value) in mistakes {
            let mut documents = good();
            *documents[at].pointer_mut(&pointer).unwrap_or_else(|| panic!("{pointer} is not there")) = value;
            assert_ne!(found(documents), Findings::new(), "{pointer}");
        }
    }
}
