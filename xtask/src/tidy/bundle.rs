//! The browser's files are built by `cargo xtask` or by `cargo leptos`, of one description, and the
//! worker links to them by the names it gives.

use std::path::Path;

use super::Finding;
use super::source::Source;
use crate::workspace::{Leptos, Workspace};

const MANIFEST: &str = "Cargo.toml";
const WORKER: &str = "edge/worker/src/instance/settings.rs";

pub fn check(workspace: &Workspace, sources: &[Source]) -> Vec<Finding> {
    let leptos = &workspace.leptos;
    let mut findings = files_and_packages(workspace);
    if let Some(source) = sources.iter().find(|source| source.path == Path::new(WORKER)) {
        findings.extend(addresses(leptos, source));
    }
    findings
}

/// What the description names is there.
fn files_and_packages(workspace: &Workspace) -> Vec<Finding> {
    let leptos = &workspace.leptos;
    let mut missing = Vec::new();
    for (key, package) in [("bin-package", &leptos.bin_package), ("lib-package", &leptos.lib_package)] {
        if !workspace.packages.iter().any(|member| member.name == *package) {
            missing.push(format!("{key} = \"{package}\" is no package of this workspace: name one"));
        }
    }
    for (key, file) in [("style-file", &leptos.style_file), ("assets-dir", &leptos.assets_dir)] {
        if !workspace.root.join(file).exists() {
            missing.push(format!("{key} = \"{}\" is not there: name what is", file.display()));
        }
    }
    missing.into_iter().map(|text| Finding::new(Path::new(MANIFEST), 1, text)).collect()
}

/// The worker links to where the files are put.
fn addresses(leptos: &Leptos, worker: &Source) -> Option<Finding> {
    let line = format!("const BUNDLE: &str = \"/{}/{}\";", leptos.site_pkg_dir, leptos.output_name);
    let text = format!("write `{line}`, which is what site-pkg-dir and output-name in {MANIFEST} say");
    (!worker.code().contains(&line)).then(|| Finding::new(&worker.path, 1, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_of_this_workspace_is_right() {
        let workspace = Workspace::load().expect("cargo is there");
        assert_eq!(files_and_packages(&workspace), vec![]);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let mut workspace = Workspace::load().expect("cargo is there");
        workspace.leptos.lib_package = "gone".into();
        workspace.leptos.style_file = "style/gone.css".into();
        assert_eq!(files_and_packages(&workspace).len(), 2);
    }

    #[test]
    fn the_worker_links_to_where_the_files_are() {
        let leptos = Workspace::load().expect("cargo is there").leptos;
        let right = Source::of(WORKER, "const BUNDLE: &str = \"/pkg/shop\";");
        let wrong = Source::of(WORKER, "const BUNDLE: &str = \"/pkg/store\"; // const BUNDLE: &str = \"/pkg/shop\";");
        assert_eq!(addresses(&leptos, &right), None);
        assert!(addresses(&leptos, &wrong).is_some());
    }
}
