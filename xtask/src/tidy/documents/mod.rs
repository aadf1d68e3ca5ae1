//! What a document names is there: files in backticks and targets of links.

pub mod asvs;
pub mod commands;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Finding;
use crate::workspace::Workspace;

/// Decisions tell of files as they were when it was decided, so only their links are followed.
const HISTORY: &str = "docs/adr";

pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let root = &workspace.root;
    let mut findings = Vec::new();
    for document in documents(root)? {
        let text = fs::read_to_string(root.join(&document)).with_context(|| format!("cannot read {document:?}"))?;
        findings.extend(check_one(&document, &text, &|path| root.join(path).exists()));
    }
    Ok(findings)
}

/// The documents of the root and below `docs/`, relative to the root.
fn documents(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in ["", "docs", HISTORY, "words"] {
        for entry in fs::read_dir(root.join(folder)).with_context(|| format!("cannot read {folder}"))? {
            let name = PathBuf::from(entry?.file_name());
            if name.extension().is_some_and(|kind| kind == "md") {
                found.push(Path::new(folder).join(name));
            }
        }
    }
    Ok(found)
}

fn check_one(document: &Path, text: &str, is_there: &dyn Fn(&Path) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let folder = document.parent().unwrap_or(Path::new(""));
    for (number, line) in text.lines().enumerate() {
        let mut missing = |path: &Path, shown: &str| {
            if !is_there(path) {
                let text = format!("{shown} is not there: name where it is now, or leave it out");
                findings.push(Finding::new(document, number + 1, text));
            }
        };
        for link in between(line, "](", ")").filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let file = link.split('#').next().unwrap_or_default();
            missing(&folder.join(file), link);
        }
        if document.starts_with(HISTORY) {
            continue;
        }
        for file in between(line, "`", "`").filter(|file| is_path(file, is_there)) {
            missing(Path::new(file), file);
        }
    }
    findings
}

/// Whether `text` is a path from the root: it has a folder that is there, and nothing that stands for several.
fn is_path(text: &str, is_there: &dyn Fn(&Path) -> bool) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-@".contains(c);
    match text.split_once('/') {
        Some((first, _)) => text.chars().all(plain) && !first.is_empty() && is_there(Path::new(first)),
        None => false,
    }
}

/// Whatever stands between two marks, from the left.
fn between<'a>(line: &'a str, open: &'static str, close: &'static str) -> impl Iterator<Item = &'a str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(open)?;
        let (inside, after) = after.split_once(close)?;
        rest = after;
        Some(inside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(document: &str, text: &str) -> Vec<usize> {
        let is_there = |path: &Path| {
            ["app", "app/src/head.rs", "docs/./orders.md", "docs/orders.md"]
                .iter()
                .any(|known| path == Path::new(known))
        };
        check_one(Path::new(document), text, &is_there).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn files_and_links_that_are_gone_are_found() {
        assert_eq!(lines("README.md", "`app/src/head.rs`\n`app/src/gone.rs`\n[orders](docs/orders.md#life)"), [2]);
        assert_eq!(lines("docs/a.md", "[there](orders.md) and [gone](gone.md), [far](https://a.example/b)"), [1]);
    }

    #[test]
    fn what_is_no_path_and_what_was_decided_is_left_alone() {
        assert_eq!(lines("README.md", "`/v1/orders`, `app/{a,b}.rs`, `text/html`, `cargo xtask up`"), [0; 0]);
        assert_eq!(lines("docs/adr/0001-a.md", "`app/src/gone.rs`"), [0; 0]);
        assert_eq!(lines("docs/adr/0001-a.md", "[gone](0009-gone.md)"), [1]);
    }
}
