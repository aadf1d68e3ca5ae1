//! What `deploy/monitoring` makes of the counters: rules and dashboards name what is told, each alert is tested, and each
//! has a page for whoever it wakes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

const METRICS: &str = include_str!("../../../../../docs/metrics.md");
const OPERATIONS: &str = include_str!("../../../../../docs/operations.md");
/// What the rules are tested by.
const ALERT_TESTS: [&str; 2] = ["alerts.test.yml", "alerts.days.test.yml"];
/// What Prometheus itself says of whom it asks.
const OF_PROMETHEUS: [&str; 1] = ["up"];
/// What a query asks of a histogram.
const PARTS: [&str; 3] = ["_bucket", "_count", "_sum"];

#[derive(Deserialize)]
struct Rules {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    alert: String,
    expr: String,
    labels: Labels,
    annotations: Annotations,
}

#[derive(Deserialize)]
struct Labels {
    severity: String,
}

#[derive(Deserialize)]
struct Annotations {
    summary: String,
    runbook: String,
}

fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../deploy/monitoring")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn rules() -> Vec<Rule> {
    let rules: Rules = serde_yaml_ng::from_str(&read("alerts.yml")).expect("rules");
    rules.groups.into_iter().flat_map(|group| group.rules).collect()
}

/// The metrics that both programs tell, whose own tests compare the document, and those of what stands beside them.
fn told() -> BTreeSet<&'static str> {
    METRICS.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}

/// The metrics that a query names.
fn named(query: &str) -> BTreeSet<&str> {
    let names = query.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    let known = ["origin_", "edge_", "process_", "backup_", "firewall_", "haproxy_", "logs_"];
    let ours = |name: &&str| known.iter().any(|prefix| name.starts_with(prefix));
    names.filter(|name| ours(name) || OF_PROMETHEUS.contains(name)).collect()
}

fn is_told(name: &str, told: &BTreeSet<&str>) -> bool {
    let histogram = PARTS.iter().find_map(|part| name.strip_suffix(part));
    OF_PROMETHEUS.contains(&name)
        || told.contains(name)
        || histogram.is_some_and(|histogram| METRICS.contains(&format!("| `{histogram}` | histogram |")))
}

#[test]
fn rules_are_of_what_is_told_and_each_alert_is_tested_and_explained() {
    let (rules, told, tests) = (rules(), told(), ALERT_TESTS.map(read).concat());
    assert!(rules.len() >= 31 && told.len() > 50, "{} rules, {} metrics", rules.len(), told.len());
    for Rule { alert, expr, labels, annotations } in &rules {
        let names = named(expr);
        assert!(!names.is_empty(), "{alert} asks for nothing");
        let unknown: Vec<_> = names.iter().filter(|name| !is_told(name, &told)).collect();
        assert!(unknown.is_empty(), "{alert}: nobody tells {unknown:?}");
        assert!(["page", "ticket"].contains(&labels.severity.as_str()), "{alert}: {}", labels.severity);
        assert!(!annotations.summary.is_empty(), "{alert} says nothing");
        assert_eq!(annotations.runbook, format!("docs/operations.md#{}", alert.to_lowercase()));
        assert!(OPERATIONS.lines().any(|line| line == format!("### {alert}")), "docs/operations.md lacks ### {alert}");
        for what in ["fires", "is quiet"] {
            assert!(tests.lines().any(|line| line == format!("  - name: {alert} {what}")), "no test: {alert} {what}");
        }
    }
    let pages = OPERATIONS.lines().filter_map(|line| line.strip_prefix("### "));
    let orphaned: Vec<_> = pages.filter(|page| rules.iter().all(|rule| rule.alert != *page)).collect();
    assert!(orphaned.is_empty(), "docs/operations.md explains what never fires: {orphaned:?}");
    let count = format!("the rules: {} alerts,", rules.len());
    assert!(OPERATIONS.contains(&count), "docs/operations.md counts wrongly: {count}");
}

#[test]
fn prometheus_takes_the_rules_and_each_fires_when_it_should() {
    let promtool = std::env::var_os("TEST_PROMTOOL").expect("TEST_PROMTOOL is not set: run `cargo xtask test`");
    let tests = ALERT_TESTS.map(|file| ["test", "rules", file]);
    for words in [["check", "rules", "alerts.yml"]].into_iter().chain(tests) {
        let out = Command::new(&promtool).args(words).current_dir(folder()).output().expect("promtool runs");
        let said = String::from_utf8_lossy(&out.stdout) + String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "promtool {}:\n{said}", words.join(" "));
    }
}

#[test]
fn dashboards_are_of_what_is_told() {
    let (told, mut uids) = (told(), BTreeSet::new());
    let files = std::fs::read_dir(folder().join("dashboards")).expect("a folder");
    for file in files.map(|file| file.expect("an entry").path()) {
        let text = std::fs::read_to_string(&file).expect("a file");
        let board: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let text_of = |value: &Value, field: &str| value[field].as_str().unwrap_or_default().to_owned();
        assert!(!text_of(&board, "title").is_empty() && uids.insert(text_of(&board, "uid")), "{}", file.display());
        let panels = board["panels"].as_array().expect("panels");
        let mut places = BTreeSet::new();
        for panel in panels.iter().filter(|panel| panel["type"] != "row") {
            let title = text_of(panel, "title");
            let targets = panel["targets"].as_array().expect("queries");
            assert!(!targets.is_empty() && !title.is_empty(), "a panel of {} shows nothing", file.display());
            let place = (panel["gridPos"]["x"].as_u64(), panel["gridPos"]["y"].as_u64());
            assert!(place.0.is_some() && places.insert(place), "{title} lies on another panel");
            for query in targets.iter().map(|target| text_of(target, "expr")) {
                let names = named(&query);
                let unknown: Vec<_> = names.iter().filter(|name| !is_told(name, &told)).collect();
                assert!(!names.is_empty() && unknown.is_empty(), "{title}: {query}: nobody tells {unknown:?}");
            }
        }
        assert!(panels.len() >= 8, "{} has few panels", file.display());
    }
    assert_eq!(uids.len(), 3);
}
