//! Who may depend on whom.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::Finding;
use crate::workspace::{Package, Workspace};

/// What a package may or may not name among its dependencies. `*` stands for any ending.
struct Floor {
    packages: &'static [&'static str],
    /// If given, nothing else is allowed, but for the tests.
    only: Option<&'static [&'static str]>,
    never: &'static [&'static str],
    /// The sentence that tells what to do instead.
    advice: &'static str,
}

/// The rooms of the origin, from the ground up. Each may name those on the lines below its own, and nothing else of
/// the origin.
const ROOMS: [&[&str]; 9] = [
    &["origin-platform"],
    &["origin-messaging"],
    &["origin-settings"],
    &["origin-identity"],
    &["origin-staff"],
    &["origin-catalog"],
    &["origin-orders"],
    &["origin-webhooks", "origin-media", "origin-search"],
    &["origin-notifications"],
];

/// What any room may name: pure libraries of ours, and for tests alone the support.
const ANY_ROOM: [&str; 4] = ["origin-documents", "origin-import", "origin-search-engine", "origin-testing"];

const FLOORS: [Floor; 11] = [
    Floor {
        packages: &["domain"],
        only: Some(&["icu_normalizer", "icu_properties", "idna", "serde", "thiserror", "uuid"]),
        never: &[],
        advice: "domain decides and never waits: do this in a crate above it",
    },
    Floor {
        packages: &["api"],
        only: None,
        never: &["leptos*", "axum*", "sqlx", "spin-sdk", "tokio", "words", "app", "app-browser", "edge-*", "origin-*"],
        advice: "api is the wire alone: do this where the wire is used",
    },
    Floor {
        packages: &["signing"],
        only: Some(&["base64", "hmac", "http", "sfv", "sha2", "thiserror"]),
        never: &[],
        advice: "signing has no clock and no randomness, and runs on every floor: give it what it needs",
    },
    Floor {
        packages: &["freshness"],
        only: Some(&[]),
        never: &[],
        advice: "freshness is what node and worker judge by, native and Wasm: give it what it needs",
    },
    Floor {
        packages: &["words"],
        only: Some(&["api", "domain", "words-compiler"]),
        never: &[],
        advice: "words are made when the shop is built, and go into the browser: let words/compiler do it",
    },
    Floor {
        packages: &["words-compiler"],
        only: Some(&["fluent-syntax"]),
        never: &[],
        advice: "every build of the shop waits for this one: keep it small",
    },
    Floor {
        packages: &["app", "app-browser"],
        only: None,
        never: &["spin-sdk", "axum", "reqwest", "sqlx", "edge-*", "origin-*"],
        advice: "the user interface runs in a browser too: ask the origin by api::Client",
    },
    Floor {
        packages: &["office"],
        only: Some(&[
            "api",
            "axum",
            "base64",
            "bytes",
            "const-hex",
            "domain",
            "form_urlencoded",
            // For files that are made while they are sent.
            "futures",
            "http",
            "jiff",
            "maud",
            "multer",
            "qrcodegen",
            "serde_json",
            "origin-import",
            "origin-platform",
            "origin-staff",
            // For what belongs to a request, such as its time zone.
            "tokio",
            "tracing",
            "uuid",
            "words",
        ]),
        never: &[],
        advice: "the office knows who is signed in, and the rest of the origin by its API alone: use api::Client",
    },
    Floor {
        packages: &["edge-worker", "edge-node", "edge-dev"],
        only: None,
        never: &["origin-*", "sqlx"],
        advice: "the edge knows the origin by its API alone: use api::Client",
    },
    Floor {
        packages: &["origin-*"],
        only: None,
        never: &["app", "app-browser", "edge-*", "leptos*", "spin-sdk"],
        advice: "the origin serves data, not pages: do this in app or edge",
    },
    Floor {
        packages: &["origin-documents", "origin-import", "origin-search-engine"],
        only: None,
        never: &["origin-*", "sqlx", "tokio"],
        advice: "documents, what imports read and the search engine are pure: give it what it needs",
    },
];

/// Dependencies that only some packages may name.
const RESERVED: [(&str, &[&str], &str); 5] = [
    ("sqlx", &["origin-*", "tests"], "only the origin contains SQL"),
    (
        "tantivy",
        &["origin-search-engine", "origin-search-relevance"],
        "only the search engine keeps an index, and what it is measured beside",
    ),
    ("argon2", &["origin-identity"], "only origin-identity sees passwords"),
    ("governor", &[], "there is one throttle, origin_platform::throttle, and one limiter at the edge"),
    ("spin-sdk", &["edge-worker", "edge-node-guest"], "only the worker's Spin entry knows Spin"),
];

pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let mut findings = strangers(&workspace.packages.iter().map(|package| package.name.as_str()).collect::<Vec<_>>());
    for package in &workspace.packages {
        for (dependency, advice) in forbidden(package) {
            let line = line_naming(&workspace.root.join(&package.manifest), &dependency)?;
            let text = format!("{} must not depend on {dependency}: {advice}", package.name);
            findings.push(Finding::new(&package.manifest, line, text));
        }
    }
    Ok(findings)
}

/// Rules about packages that there are none of, which would go on saying nothing.
fn strangers(packages: &[&str]) -> Vec<Finding> {
    let ruled = FLOORS.iter().flat_map(|floor| floor.packages).chain(ROOMS.iter().copied().flatten()).chain(&ANY_ROOM);
    let owners = RESERVED.iter().flat_map(|(_, owners, _)| *owners);
    let unknown = ruled.chain(owners).filter(|name| !packages.iter().any(|package| matches_any(&[**name], package)));
    let finding = |name: &&str| {
        let text = format!("there is no package {name}: take it out, or give it the name that the package has now");
        Finding::new(Path::new("xtask/src/tidy/layers.rs"), 1, text)
    };
    unknown.map(finding).collect()
}

fn forbidden(package: &Package) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for dependency in package.dependencies.iter().filter(|dependency| dependency.name != package.name) {
        let name = dependency.name.as_str();
        let floors = FLOORS.iter().filter(|floor| matches_any(floor.packages, &package.name));
        for floor in floors {
            let outside = floor.only.is_some_and(|only| !matches_any(only, name));
            let ours = matches_any(&["app", "edge-*", "origin-*"], name);
            // Tests may use any library, but no crate of another floor.
            if (ours || !dependency.dev) && (outside || matches_any(floor.never, name)) {
                found.push((name.to_owned(), floor.advice));
            }
        }
        if is_above(&package.name, name) {
            found.push((name.to_owned(), "rooms call downwards alone: have the other room call, or record an event"));
        }
        if name == "origin-testing" && !dependency.dev && package.name != "tests" {
            found.push((name.to_owned(), "it is for tests: name it among the dev-dependencies"));
        }
        for (reserved, owners, advice) in RESERVED {
            if name == reserved && !matches_any(owners, &package.name) {
                found.push((name.to_owned(), advice));
            }
        }
    }
    // One reason is enough.
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

/// Whether `package` is a room of the origin, and `dependency` a crate of the origin that is not on a lower line.
fn is_above(package: &str, dependency: &str) -> bool {
    let line = |name: &str| ROOMS.iter().position(|line| line.contains(&name));
    let Some(own) = line(package) else { return false };
    let ours = dependency.starts_with("origin-") && !ANY_ROOM.contains(&dependency);
    ours && line(dependency).is_none_or(|other| other >= own)
}

fn matches_any(patterns: &[&str], name: &str) -> bool {
    patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == *pattern,
    })
}

fn line_naming(manifest: &Path, dependency: &str) -> Result<usize> {
    let text = fs::read_to_string(manifest)?;
    let names = |line: &str| {
        let rest = line.trim_start().strip_prefix(dependency);
        rest.is_some_and(|rest| rest.starts_with([' ', '.', '=']))
    };
    Ok(text.lines().position(names).map_or(1, |at| at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    fn check(package: &str, dependencies: &[(&str, bool)], expect: &[&str]) {
        let package = Package {
            name: package.into(),
            default: true,
            manifest: "Cargo.toml".into(),
            dependencies: dependencies
                .iter()
                .map(|(name, dev)| Dependency { name: (*name).into(), dev: *dev })
                .collect(),
        };
        let found: Vec<String> = forbidden(&package).into_iter().map(|(name, _)| name).collect();
        assert_eq!(found, expect, "{}", package.name);
    }

    #[test]
    fn each_floor_keeps_to_its_own() {
        check("domain", &[("serde", false), ("proptest", true)], &[]);
        check("domain", &[("serde", false), ("serde_json", false)], &["serde_json"]);
        check("api", &[("http", false), ("tokio", false), ("leptos_router", false)], &["tokio", "leptos_router"]);
        check("app", &[("leptos_axum", false), ("api", false)], &[]);
        check("app", &[("axum", false)], &["axum"]);
        check("app", &[("axum", true)], &[]);
        check("edge-node", &[("wasmtime", false), ("origin-platform", false)], &["origin-platform"]);
        check("freshness", &[("serde", false), ("proptest", true)], &["serde"]);
        check("edge-worker", &[("spin-sdk", false), ("axum", false)], &[]);
        check("origin-orders", &[("origin-platform", false), ("sqlx", false)], &[]);
        check("origin-orders", &[("origin-catalog", false), ("origin-testing", true)], &[]);
        check("origin-orders", &[("origin-notifications", true)], &["origin-notifications"]);
        check("origin-catalog", &[("origin-orders", false)], &["origin-orders"]);
        check("origin-search", &[("origin-webhooks", false)], &["origin-webhooks"]);
        check("origin-notifications", &[("origin-webhooks", false)], &[]);
        check("origin-platform", &[("origin-orders", false), ("origin-testing", true)], &["origin-orders"]);
        check("origin-platform", &[("origin-testing", false)], &["origin-testing"]);
        check("origin-messaging", &[("origin-server", false)], &["origin-server"]);
        check("origin-server", &[("origin-orders", false), ("origin-catalog", false)], &[]);
    }

    #[test]
    fn a_rule_about_a_package_that_is_gone_is_found() {
        let all = ["domain", "api", "signing", "freshness", "words", "words-compiler", "app", "app-browser", "office"];
        let all = all.into_iter().chain(["edge-worker", "edge-node", "edge-dev", "edge-node-guest", "tests"]);
        let all: Vec<&str> = all.chain(ROOMS.iter().copied().flatten().copied()).chain(ANY_ROOM).collect();
        let all: Vec<&str> = all.into_iter().chain(["origin-search-relevance"]).collect();
        assert_eq!(strangers(&all), vec![]);
        let without: Vec<&str> = all.iter().copied().filter(|name| *name != "origin-orders").collect();
        assert_eq!(strangers(&without).len(), 1);
    }

    #[test]
    fn reserved_dependencies_have_one_home() {
        check("origin-platform", &[("governor", false)], &["governor"]);
        check("origin-search-engine", &[("tantivy", false)], &[]);
        check("origin-search", &[("origin-search-engine", false), ("tantivy", false)], &["tantivy"]);
        check("origin-catalog", &[("tantivy", false), ("argon2", false)], &["tantivy", "argon2"]);
        check("tests", &[("sqlx", false)], &[]);
        check("edge-node", &[("sqlx", false)], &["sqlx"]);
    }
}
