//! The service worker: TypeScript, joined to one file by esbuild, with what the site map and this build say written in.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::step::{output, run};
use crate::workspace::Workspace;

/// Where it is written.
const SOURCES: &str = "app/service-worker";
/// Its tests, in the folder `tests` there.
const TESTS: [&str; 5] =
    ["worker.test.mjs", "cart.test.mjs", "devices.test.mjs", "forms.test.mjs", "messages.test.mjs"];
/// The program of `api` that prints what the worker is told of the site map.
const SITE_MAP: &str = "site-map";
/// The worker in the site, at the address that `api::site::SERVICE_WORKER` names, and what retires it when it is put in
/// its place. Neither has a coded copy beside it, which would have to be replaced too.
pub const FILES: [&str; 2] = [WORKER, RETIRED];
const WORKER: &str = "sw.js";
const RETIRED: &str = "sw-retired.js";

/// Writes the worker of a build into the site: of its stylesheet, and the addresses of all that its pages load. A worker
/// that lies among the files that are served as they are goes before it.
pub fn write(workspace: &Workspace, build_id: &str, style: &str, mut files: Vec<String>) -> Result<()> {
    let (site, sources) = (workspace.site(), workspace.root.join(SOURCES));
    write_changed(&site.join(RETIRED), &bundled(&sources.join("retired.ts"), None)?)?;
    // Whoever has retired it there wants no other.
    if workspace.root.join(&workspace.leptos.assets_dir).join(WORKER).exists() {
        eprintln!("    the service worker is that of {}", workspace.leptos.assets_dir.display());
        return Ok(());
    }
    files.extend(fonts(&site)?);
    let shop = told(site_map(workspace)?, build_id, style, &files, &workspace.leptos.site_pkg_dir);
    write_changed(&site.join(WORKER), &bundled(&sources.join("worker.ts"), Some(&shop))?)
}

/// Compares the worker's types with what browsers offer, and runs its tests, with this shop's site map.
pub fn test(workspace: &Workspace) -> Result<()> {
    const BUILD: &str = "0123456789abcdef";
    let sources = workspace.root.join(SOURCES);
    run(Command::new("tsc").arg("--project").arg(&sources))?;
    let package = &workspace.leptos.site_pkg_dir;
    let files = ["css", "js"].map(|kind| format!("/{package}/{BUILD}.{kind}"));
    let shop = told(site_map(workspace)?, BUILD, &files[0], &files, package);
    let folder = workspace.target.join("service-worker");
    fs::create_dir_all(&folder)?;
    let [worker, retired] = FILES.map(|file| folder.join(file));
    write_changed(&worker, &bundled(&sources.join("worker.ts"), Some(&shop))?)?;
    write_changed(&retired, &bundled(&sources.join("retired.ts"), None)?)?;
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec"]).args(TESTS.map(|tests| sources.join("tests").join(tests)));
    run(node.env("SHOP", shop.to_string()).env("WORKER", worker).env("RETIRED", retired))
}

/// What `api` says that the worker may keep.
fn site_map(workspace: &Workspace) -> Result<Value> {
    let map = output(&mut Command::new(workspace.binary(SITE_MAP)))?;
    serde_json::from_str(&map).with_context(|| format!("{SITE_MAP} printed no JSON"))
}

/// What `shop.d.ts` declares.
fn told(mut map: Value, build_id: &str, style: &str, files: &[String], package: &str) -> Value {
    map["build"] = json!(build_id);
    map["style"] = json!(style);
    map["files"] = json!(files);
    map["bundle"] = json!(format!("/{package}/"));
    map["pictures"] = json!("/media/");
    map
}

fn bundled(source: &Path, shop: Option<&Value>) -> Result<String> {
    let mut command = Command::new("esbuild");
    command.arg(source).args(["--bundle", "--minify", "--format=iife", "--target=es2020", "--log-level=warning"]);
    if let Some(shop) = shop {
        command.arg(format!("--define:SHOP={shop}"));
    }
    Ok(output(&mut command)? + "\n")
}

/// A script of a page as small as it can be said.
pub fn minified(source: &Path) -> Result<String> {
    output(Command::new("esbuild").arg(source).args([
        "--minify",
        "--format=esm",
        "--target=es2020",
        "--log-level=warning",
    ]))
}

/// The addresses of the site's fonts; a stylesheet of the build may name them.
fn fonts(site: &Path) -> Result<Vec<String>> {
    let folder = site.join("fonts");
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut fonts = Vec::new();
    for entry in fs::read_dir(&folder)? {
        fonts.push(format!("/fonts/{}", entry?.file_name().to_string_lossy()));
    }
    fonts.sort();
    Ok(fonts)
}

/// A file that stays as it is keeps its time, so that nobody who has it is sent it again.
fn write_changed(file: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|before| before == text) {
        return Ok(());
    }
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the worker reads is declared, and what is declared is told.
    #[test]
    fn the_worker_is_told_what_it_declares() {
        let workspace = Workspace::load().expect("cargo is there");
        let sources = workspace.root.join(SOURCES);
        let declared = fs::read_to_string(sources.join("shop.d.ts")).expect("the declaration");
        let (_, fields) = declared.split_once("declare const SHOP: {").expect("what is told");
        let mut fields: Vec<&str> = fields.lines().filter_map(|line| line.trim().strip_prefix("readonly ")).collect();
        fields.iter_mut().for_each(|field| *field = field.split(':').next().unwrap_or_default());
        let map = json!({ "markets": [], "kept": [], "personal": [], "repeated": [], "offline": "/offline" });
        let told = told(map, "1a", "/pkg/shop-1a.css", &["/pkg/shop-1a.css".to_owned()], "pkg");
        let mut names: Vec<&String> = told.as_object().expect("an object").keys().collect();
        fields.sort_unstable();
        names.sort_unstable();
        assert_eq!(names, fields);
        assert_eq!((&told["bundle"], &told["build"]), (&json!("/pkg/"), &json!("1a")));
    }

    #[test]
    fn what_retires_the_worker_answers_nothing_and_keeps_nothing() {
        let workspace = Workspace::load().expect("cargo is there");
        let text = fs::read_to_string(workspace.root.join(SOURCES).join("retired.ts")).expect("it is there");
        assert!(text.contains("caches.delete(") && text.contains("registration.unregister()"));
        assert!(!text.contains("\"fetch\"") && !text.contains("SHOP"), "it needs nothing of a build");
    }
}
