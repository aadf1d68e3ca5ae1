//! The gateway of services that run apart (`deploy/ha/haproxy.cfg`): every endpoint leads to the service that answers it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Findings;
use super::gateway::paths;

const FILE: &str = "deploy/ha/haproxy.cfg";
const API: &str = "api/src";
/// Where the endpoints of services that run apart are declared; the first that fits counts, and all others belong to the
/// rest. What leaves the catalogue with its stock is answered by whoever has the stock.
const DECLARED: [(&str, &[&str]); 2] = [
    (
        "orders",
        &["cart", "catalog/admin/export", "catalog/feed", "checkout", "inventory", "orders", "payments", "push"],
    ),
    ("catalog", &["catalog", "search/counts", "search/rules"]),
];
const REST: &str = "others";

pub(super) fn check(root: &Path) -> Result<Findings> {
    let text = fs::read_to_string(root.join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
    let mut findings = Findings::new();
    let api = root.join(API);
    for file in sources(&api)? {
        let place = file.strip_prefix(&api).unwrap_or(&file).with_extension("");
        let belongs = |(_, rooms): &&(&str, &[&str])| rooms.iter().any(|room| place.starts_with(room));
        let service = DECLARED.iter().find(belongs).map_or(REST, |(service, _)| service);
        let source = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        for path in paths(&source) {
            let led = leads_to(&text, path);
            if led != service {
                findings.push(format!("{FILE}: {path} leads to {led} and not to {service}"));
            }
        }
    }
    Ok(findings)
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(sources(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// The service whose conditions hold of a path, in the order in which they are asked.
fn leads_to<'a>(text: &'a str, path: &str) -> &'a str {
    let asked = text.lines().filter_map(|line| line.trim().strip_prefix("use_backend ")?.split(' ').next());
    asked.into_iter().find(|service| holds(text, service, path)).unwrap_or(REST)
}

fn holds(text: &str, service: &str, path: &str) -> bool {
    let conditions = text.lines().filter_map(|line| line.trim().strip_prefix("acl ")?.strip_prefix(service));
    conditions.filter_map(|condition| condition.trim().split_once(' ')).any(|(how, words)| match how {
        "path_beg" => words.split(' ').any(|beginning| path.starts_with(beginning)),
        "path_reg" => has_form(words, path),
        _ => false,
    })
}

/// Whether a path is of the form `^/v1/products/[^/]+/stock$`.
fn has_form(form: &str, path: &str) -> bool {
    // What stands in brackets has a slash itself.
    let form = form.trim_start_matches('^').trim_end_matches('$').replace("[^/]+", "*");
    let (form, path): (Vec<&str>, Vec<&str>) = (form.split('/').collect(), path.split('/').collect());
    form.len() == path.len() && form.iter().zip(path).all(|(part, is)| *part == "*" && !is.is_empty() || *part == is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_to_another_service_is_seen() {
        let text = "    acl orders path_beg /v1/carts /v1/orders\n    acl orders path_reg ^/v1/products/[^/]+/stock$\n    \
                    acl catalog path_beg /v1/products\n    use_backend orders if orders\n    use_backend catalog if catalog\n";
        for (path, service) in [
            ("/v1/orders/{order}", "orders"),
            ("/v1/products/{product}/stock", "orders"),
            ("/v1/products/{slug}", "catalog"),
            ("/v1/sessions", REST),
        ] {
            assert_eq!(leads_to(text, path), service, "{path}");
        }
    }
}
