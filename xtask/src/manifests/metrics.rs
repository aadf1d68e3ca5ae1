//! Whether the autoscaler's metrics are made of what the programs count, and Prometheus asks all of them.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Findings;
use super::rendered::{Rendered, list, name_of, text};

const METRICS: &str = "docs/metrics.md";
const PROMETHEUS: &str = "deploy/monitoring/prometheus.yml";
/// A job that is not the cluster's: PostgreSQL and the firewall are outside of it.
const OUTSIDE: &str = "machines";

pub(super) fn check(all: &[Rendered], adapter: &Value, prometheus: &Value, root: &Path) -> Result<Findings> {
    let read = |file: &str| std::fs::read_to_string(root.join(file)).with_context(|| format!("cannot read {file}"));
    let (document, outside) = (read(METRICS)?, read(PROMETHEUS)?);
    let mut findings = of_adapter(adapter, &document);
    findings.extend(of_scalers(all, adapter));
    let jobs: BTreeSet<&str> = list(&prometheus["scrape_configs"]).map(|job| text(&job["job_name"])).collect();
    let wanted = outside.lines().filter_map(|line| line.trim().strip_prefix("- job_name: "));
    let missing = wanted.filter(|job| *job != OUTSIDE && !jobs.contains(job));
    findings.extend(missing.map(|job| format!("monitoring/prometheus.yml: nobody asks the job {job}")));
    Ok(findings)
}

/// What an adapter's rules are made of is counted by somebody.
fn of_adapter(adapter: &Value, document: &str) -> Findings {
    let told: BTreeSet<&str> =
        document.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let mut findings = Findings::new();
    for rule in list(&adapter["rules"]).chain(list(&adapter["externalRules"])) {
        let query = format!("{} {}", text(&rule["seriesQuery"]), text(&rule["metricsQuery"]));
        let words = query.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
        let counted: BTreeSet<&str> =
            words.filter(|word| word.starts_with("origin_") || word.starts_with("edge_")).collect();
        let name = text(&rule["name"]["as"]);
        if counted.is_empty() {
            findings.push(format!("monitoring/adapter.yaml: {name} is made of nothing"));
        }
        for unknown in counted.difference(&told) {
            findings.push(format!("monitoring/adapter.yaml: {name}: {METRICS} has no {unknown}"));
        }
    }
    findings
}

/// What an autoscaler follows is made by the adapter, and the adapter makes nothing in vain.
fn of_scalers(all: &[Rendered], adapter: &Value) -> Findings {
    let made =
        |rules: &str| -> BTreeSet<&str> { list(&adapter[rules]).map(|rule| text(&rule["name"]["as"])).collect() };
    let mut findings = Findings::new();
    let mut followed = BTreeSet::new();
    for scaler in all.iter().flat_map(|rendered| rendered.of_kind("HorizontalPodAutoscaler")) {
        for metric in list(&scaler["spec"]["metrics"]) {
            for (kind, rules) in [("pods", "rules"), ("external", "externalRules")] {
                let name = text(&metric[kind]["metric"]["name"]);
                if !name.is_empty() && !made(rules).contains(name) {
                    let scaler = name_of(scaler);
                    findings.push(format!("the autoscaler of {scaler} follows {name}, which no {rules} make"));
                }
                followed.insert(name);
            }
        }
    }
    let all_made = made("rules").into_iter().chain(made("externalRules"));
    findings.extend(all_made.filter(|name| !followed.contains(name)).map(|name| format!("nobody follows {name}")));
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_metric_that_nobody_counts_or_makes_is_found() {
        let adapter = |series: &str, name: &str| json!({ "rules": [{ "seriesQuery": series, "name": { "as": name }, "metricsQuery": "sum(<<.Series>>)" }] });
        let document = "| `edge_waiting` | gauge | Requests that wait. |";
        assert_eq!(of_adapter(&adapter("edge_waiting{}", "a"), document), Findings::new());
        assert_eq!(of_adapter(&adapter("edge_queue{}", "a"), document).len(), 1);
        assert_eq!(of_adapter(&adapter("up", "a"), document).len(), 1);
        let metrics = json!([{ "pods": { "metric": { "name": "a" } } }]);
        let scaler = json!({ "kind": "HorizontalPodAutoscaler", "spec": { "metrics": metrics } });
        let all = [Rendered::new("it", vec![scaler])];
        assert_eq!(of_scalers(&all, &adapter("edge_waiting", "a")), Findings::new());
        assert_eq!(of_scalers(&all, &adapter("edge_waiting", "b")).len(), 2, "one that is not made, one in vain");
    }
}
