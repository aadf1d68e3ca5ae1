//! The shop's worker asks for nothing that Spin does not offer, and its manifest says all it needs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use api::edge::answers::ANSWERS;
use api::edge::variables;
use edge_node::wasm::runtime::{Limits, engine};
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::testing::component;

/// What Spin offers to a component from version 4.1 on, of what the worker may need. Anything
/// else would have the worker refused there, although this node might offer it.
const OFFERED: [&str; 6] = [
    "wasi:http/types@0.3.0",
    "wasi:http/client@0.3.0",
    "wasi:clocks/",
    "wasi:cli/",
    "spin:key-value/key-value@3.0.0",
    "spin:variables/variables@3.0.0",
];
/// The same, of the older WASI that Rust's standard library calls.
const OFFERED_OLDER: [&str; 4] = ["wasi:filesystem/", "wasi:io/", "wasi:random/", "wasi:sockets/"];

fn is_offered(import: &str) -> bool {
    let (name, version) = import.split_once('@').unwrap_or((import, ""));
    let known_version = version == "0.3.0"
        || version.strip_prefix("0.2.").is_some_and(|patch| patch.parse().is_ok_and(|patch: u32| patch <= 12));
    OFFERED.contains(&import)
        || OFFERED.iter().any(|offer| offer.ends_with('/') && name.starts_with(offer) && known_version)
        || OFFERED_OLDER.iter().any(|offer| name.starts_with(offer) && known_version)
}

#[test]
fn the_worker_needs_nothing_that_spin_does_not_offer() {
    let engine = engine(&Limits::default()).expect("an engine");
    let worker = edge_node::wasm::artifact::load(&engine, &component("SELVEDGE_COMPONENT")).expect("the worker");
    let kind = worker.component_type();
    let imports: Vec<String> = kind.imports(&engine).map(|(name, _)| name.to_owned()).collect();
    let exports: Vec<String> = kind.exports(&engine).map(|(name, _)| name.to_owned()).collect();
    // Spin takes a component by its handler of HTTP requests, and leaves alone what else it exports.
    assert_eq!(exports, [ANSWERS, "wasi:http/handler@0.3.0"]);
    assert!(imports.len() > 5, "the worker imports something: {imports:?}");
    for needed in ["spin:key-value/key-value@3.0.0", "spin:variables/variables@3.0.0", "wasi:http/client@0.3.0"] {
        assert!(imports.iter().any(|import| import == needed), "{needed} is not among {imports:?}");
    }
    let refused: Vec<&String> = imports.iter().filter(|import| !is_offered(import)).collect();
    assert!(refused.is_empty(), "Spin 4.1 does not offer {refused:?}");
}

#[test]
fn an_interface_that_spin_lacks_is_noticed() {
    for foreign in [
        "wasi:keyvalue/store@0.2.0-draft2",
        "shop:edge/secrets@0.1.0",
        "wasi:http/types@0.3.0-rc-2026-03-15",
        "spin:key-value/key-value@4.0.0",
        "wasi:cli/environment@0.4.0",
    ] {
        assert!(!is_offered(foreign), "{foreign}");
    }
}

fn worker_folder() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../worker")
}

/// The files of a folder and of those in it.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the worker's sources").flatten();
    entries.flat_map(|entry| if entry.path().is_dir() { sources(&entry.path()) } else { vec![entry.path()] }).collect()
}

/// The constants by which variables are read, and what they stand for.
const VARIABLES: [(&str, &str); 5] = [
    ("ORIGIN_URL", variables::ORIGIN_URL),
    ("PUBLIC_URL", variables::PUBLIC_URL),
    ("BUILD_ID", variables::BUILD_ID),
    ("ORIGIN_KEY", variables::ORIGIN_KEY),
    ("PURGE_KEY", variables::PURGE_KEY),
];

/// Names the worker passes to `variable(…)` or `variables::get(…)`.
fn variables_read() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in sources(&worker_folder().join("src")) {
        let source = std::fs::read_to_string(file).expect("UTF-8");
        for call in [".variable(", "variables::get("] {
            for (at, _) in source.match_indices(call) {
                let argument = source[at + call.len()..].split(')').next().unwrap_or_default().trim();
                let constant = argument.rsplit("::").next().unwrap_or_default();
                match VARIABLES.iter().find(|(known, _)| *known == constant) {
                    Some((_, name)) => drop(names.insert((*name).to_owned())),
                    // The one place that passes a name on.
                    None => assert_eq!(argument, "name", "read a variable by its constant in api::edge::variables"),
                }
            }
        }
    }
    names
}

/// The manifest, as the same in JSON.
fn manifest() -> Value {
    let text = std::fs::read_to_string(worker_folder().join("spin.toml")).expect("the manifest");
    let table = DeTable::parse(&text).expect("TOML").into_inner();
    json(&DeValue::Table(table))
}

fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::Table(table) => {
            table.iter().map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref()))).collect()
        }
        DeValue::Array(list) => list.iter().map(|value| json(value.get_ref())).collect(),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => Value::String(number.as_str().to_owned()),
        DeValue::Float(number) => Value::String(number.as_str().to_owned()),
        DeValue::Datetime(time) => Value::String(time.to_string()),
    }
}

#[test]
fn the_manifest_declares_what_the_worker_reads_and_no_more() {
    let manifest = manifest();
    assert_eq!(manifest["spin_manifest_version"], "2");
    let declared =
        |table: &Value| -> BTreeSet<String> { table.as_object().expect("a table").keys().cloned().collect() };
    let worker = &manifest["component"]["worker"];
    let read = variables_read();
    assert!(read.contains("origin_url") && read.len() >= 3, "{read:?}");
    assert_eq!(declared(&manifest["variables"]), read);
    assert_eq!(declared(&worker["variables"]), read);
    for name in &read {
        let passed = worker["variables"][name].as_str().expect("text");
        assert_eq!(passed, format!("{{{{ {name} }}}}"), "the application's variable is passed on");
        let variable = &manifest["variables"][name];
        assert!(variable.get("default").is_some() != (variable.get("required").is_some()), "{name}: required or not?");
    }
}

#[test]
fn the_manifest_gives_the_worker_one_store_and_one_host() {
    let manifest = manifest();
    let worker = &manifest["component"]["worker"];
    let texts = |name: &str| -> Vec<&str> {
        worker[name].as_array().expect("a list").iter().filter_map(Value::as_str).collect()
    };
    assert_eq!(texts("key_value_stores"), [edge_node::wasm::key_value::DEFAULT_STORE]);
    assert_eq!(texts("allowed_outbound_hosts"), ["{{ origin_url }}"]);
    let known = ["source", "allowed_outbound_hosts", "key_value_stores", "variables", "build"];
    let unknown: Vec<&String> =
        worker.as_object().expect("a table").keys().filter(|key| !known.contains(&key.as_str())).collect();
    assert!(unknown.is_empty(), "the worker is given more than it needs: {unknown:?}");
    let triggers = manifest["trigger"]["http"].as_array().expect("a trigger");
    assert_eq!((triggers.len(), triggers[0]["route"].as_str()), (1, Some("/...")));
    let source = worker["source"].as_str().expect("a path");
    assert!(source.ends_with("wasm32-wasip2/wasm/edge_worker.wasm"), "{source}");
}
