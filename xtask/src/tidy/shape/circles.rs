//! No circle of imports between the files of different folders: a folder is a room, and who may enter which is
//! decided once.

pub mod crate_modules;
mod modules;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use crate::tidy::Finding;
use crate::tidy::source::Source;
use modules::{Crate, crates};

/// Crates that may have circles still: none. The list never grows again.
const KNOWN: [&str; 0] = [];

type Imports<'a> = BTreeMap<&'a Path, BTreeSet<&'a Path>>;

pub fn check(sources: &[Source]) -> Vec<Finding> {
    check_but(sources, &KNOWN)
}

fn check_but(sources: &[Source], known: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in crates(sources) {
        let is_known = known.iter().any(|known| one.root == Path::new(known).join("src"));
        let circles = circles(&one);
        if is_known && circles.is_empty() {
            let text = "no circle is left here: take the crate off KNOWN in xtask/src/tidy/shape/circles.rs";
            findings.push(Finding::new(&one.root.join("lib.rs"), 1, text));
        }
        if !is_known {
            findings.extend(circles);
        }
    }
    findings
}

fn circles(one: &Crate) -> Vec<Finding> {
    let imports = one.imports();
    let mut findings = Vec::new();
    let mut seen: BTreeSet<&Path> = BTreeSet::new();
    for file in imports.keys() {
        let circle = if seen.contains(file) { None } else { shortest(&imports, file) };
        if let Some(circle) = circle {
            seen.extend(&circle);
            let name = |path: &Path| path.strip_prefix(&one.root).unwrap_or(path).display().to_string();
            let way: Vec<String> = circle.iter().chain(circle.first()).map(|path| name(path)).collect();
            let text = format!(
                "a circle of imports between folders: {}; move what both need below both, or pass it as an argument",
                way.join(" → ")
            );
            findings.push(Finding::new(file, 1, text));
        }
    }
    findings
}

/// The shortest way from a file back to itself that leaves its folder.
fn shortest<'a>(imports: &Imports<'a>, from: &'a Path) -> Option<Vec<&'a Path>> {
    let home = folder(from, imports);
    // Whether the way has left the folder is part of where it is.
    let mut before: BTreeMap<(&Path, bool), (&Path, bool)> = BTreeMap::new();
    let mut queue = VecDeque::from([(from, false)]);
    while let Some((file, left)) = queue.pop_front() {
        for next in imports.get(file).into_iter().flatten() {
            let state = (*next, left || folder(next, imports) != home);
            if *next == from && state.1 {
                return Some(way((file, left), &before));
            }
            if *next != from && !before.contains_key(&state) {
                before.insert(state, (file, left));
                queue.push_back(state);
            }
        }
    }
    None
}

fn way<'a>(end: (&'a Path, bool), before: &BTreeMap<(&'a Path, bool), (&'a Path, bool)>) -> Vec<&'a Path> {
    let (mut way, mut at) = (vec![end.0], end);
    while let Some(previous) = before.get(&at) {
        way.push(previous.0);
        at = *previous;
    }
    way.reverse();
    way
}

/// The folder a file is of; `a.rs` is of `a/` if there is one.
fn folder(file: &Path, imports: &Imports<'_>) -> PathBuf {
    let own = file.with_extension("");
    if imports.keys().any(|other| other.parent() == Some(&own)) {
        return own;
    }
    file.parent().unwrap_or(file).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)], known: &[&str]) -> Vec<String> {
        let sources: Vec<Source> = files.iter().map(|(path, text)| Source::of(path, text)).collect();
        check_but(&sources, known).into_iter().map(|finding| finding.to_string()).collect()
    }

    const CIRCLE: [(&str, &str); 6] = [
        ("x/src/lib.rs", "mod cart;\nmod checkout;"),
        ("x/src/cart/mod.rs", "pub mod line;"),
        ("x/src/checkout/mod.rs", "pub mod hold;\nmod price;"),
        ("x/src/cart/line.rs", "use crate::checkout::hold::Hold;\npub struct Line;"),
        ("x/src/checkout/hold.rs", "use super::price::price;\npub struct Hold;"),
        ("x/src/checkout/price.rs", "pub fn price(_: &crate::cart::line::Line) {}"),
    ];

    #[test]
    fn a_circle_is_told_with_its_way() {
        let findings = found(&CIRCLE, &[]);
        assert_eq!(findings.len(), 1, "{findings:?}");
        let way = "cart/line.rs → checkout/hold.rs → checkout/price.rs → cart/line.rs";
        assert!(findings[0].starts_with("x/src/cart/line.rs:1: ") && findings[0].contains(way), "{findings:?}");
    }

    #[test]
    fn what_goes_one_way_is_fine() {
        let mut files = CIRCLE;
        files[5].1 = "pub fn price() {}";
        assert_eq!(found(&files, &[]), Vec::<String>::new());
    }

    #[test]
    fn a_folder_may_be_one_with_itself() {
        let files = [
            ("x/src/lib.rs", "mod cart;"),
            ("x/src/cart.rs", "mod line;\nuse line::Line;\npub struct Cart;"),
            ("x/src/cart/line.rs", "use super::Cart;\npub struct Line;"),
        ];
        assert_eq!(found(&files, &[]), Vec::<String>::new());
    }

    #[test]
    fn a_known_circle_is_passed_over_and_one_that_is_gone_must_be_taken_off() {
        assert_eq!(found(&CIRCLE, &["x"]), Vec::<String>::new());
        assert_eq!(found(&[CIRCLE[0]], &["x"]).len(), 1);
    }
}
