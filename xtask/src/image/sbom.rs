//! What a program is made of, as a list that machines read (CycloneDX 1.5): every crate that is compiled into it, with
//! version and licence, and every library it is linked to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::layout::sha256;

/// The parts of `package`, of what `cargo metadata` says and of these files.
pub(super) fn of(metadata: &Value, package: &str, libraries: &[PathBuf]) -> Result<Value> {
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let by_id: BTreeMap<&str, &Value> = packages.iter().filter_map(|one| Some((one["id"].as_str()?, one))).collect();
    let nodes = metadata["resolve"]["nodes"].as_array().context("cargo metadata resolves nothing")?;
    let needs: BTreeMap<&str, Vec<&str>> =
        nodes.iter().filter_map(|node| Some((node["id"].as_str()?, compiled_in(node)))).collect();
    let root = packages.iter().find(|one| one["name"] == package).with_context(|| format!("no package {package}"))?;
    let root_id = root["id"].as_str().context("a package has an id")?;
    let mut seen = BTreeSet::from([root_id]);
    let mut waiting = vec![root_id];
    while let Some(id) = waiting.pop() {
        waiting.extend(needs.get(id).into_iter().flatten().copied().filter(|needed| seen.insert(*needed)));
    }
    let mut components = Vec::new();
    for id in seen.iter().filter(|id| **id != root_id) {
        components.push(component(by_id.get(id).with_context(|| format!("{id} is no package"))?));
    }
    for library in libraries {
        components.push(json!({
            "type": "library", "bom-ref": library, "name": library.file_name().and_then(|name| name.to_str()),
            "hashes": [{ "alg": "SHA-256", "content": sha256(library)? }],
        }));
    }
    let reference = |id: &&str| by_id.get(*id).map(|one| purl(one));
    let dependencies: Vec<Value> = seen
        .iter()
        .map(|id| {
            let on: BTreeSet<String> = needs.get(id).into_iter().flatten().filter_map(reference).collect();
            json!({ "ref": reference(id), "dependsOn": on })
        })
        .collect();
    Ok(json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": { "component": component(root) },
        "components": components, "dependencies": dependencies,
    }))
}

/// What of a package's dependencies is in the program: neither what only tests need nor what only builds it.
fn compiled_in(node: &Value) -> Vec<&str> {
    let is_normal =
        |one: &&Value| one["dep_kinds"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()));
    node["deps"].as_array().into_iter().flatten().filter(is_normal).filter_map(|one| one["pkg"].as_str()).collect()
}

fn component(package: &Value) -> Value {
    let mut component = json!({
        "type": "library", "bom-ref": purl(package), "name": package["name"], "version": package["version"],
        "purl": purl(package),
    });
    // Some crates still write what SPDX has never known.
    if let Some(licence) = package["license"].as_str() {
        component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
    }
    component
}

/// The name by which the world knows a crate.
fn purl(package: &Value) -> String {
    let text = |field: &str| package[field].as_str().unwrap_or_default().to_owned();
    format!("pkg:cargo/{}@{}", text("name"), text("version").replace('+', "%2B"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compiled_in_is_listed_and_what_only_builds_or_tests_is_not() {
        let package =
            |name: &str, licence: &str| json!({ "id": name, "name": name, "version": "1.0.0+x", "license": licence });
        let dependency = |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [
                package("origin-server", "Apache-2.0"), package("near", "MIT/Apache-2.0"), package("far", "MIT"),
                package("cc", "MIT"), package("proptest", "MIT"), package("unrelated", "MIT"),
            ],
            "resolve": { "nodes": [
                { "id": "origin-server", "deps": [
                    dependency("near", Value::Null), dependency("cc", "build".into()), dependency("proptest", "dev".into()),
                ] },
                { "id": "near", "deps": [dependency("far", Value::Null)] },
                { "id": "far", "deps": [dependency("near", Value::Null)] },
            ] },
        });
        let list = of(&metadata, "origin-server", &[]).expect("a list");
        let names: Vec<&str> =
            list["components"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(names, ["far", "near"]);
        assert_eq!(list["components"][1]["purl"], "pkg:cargo/near@1.0.0%2Bx");
        assert_eq!(list["components"][1]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(list["metadata"]["component"]["name"], "origin-server");
        assert_eq!(list["dependencies"][2]["dependsOn"], json!(["pkg:cargo/near@1.0.0%2Bx"]));
    }
}
