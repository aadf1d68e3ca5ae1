//! The top-level modules of a crate do not reach each other in a circle, whichever of their files import which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::modules::{Crate, crates};
use crate::tidy::Finding;
use crate::tidy::source::Source;

/// What each module imports.
type Arrows = BTreeMap<String, BTreeSet<String>>;

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in crates(sources) {
        for circle in circles(&arrows(&one)) {
            let modules: Vec<&str> = circle.iter().map(String::as_str).collect();
            let text = format!(
                "modules import each other in a circle: {}; move what both need below both, or pass it as an argument",
                modules.join(", ")
            );
            findings.push(Finding::new(&one.root, 1, text));
        }
    }
    findings
}

fn arrows(one: &Crate) -> Arrows {
    let module = |path: &Path| {
        let first = path.strip_prefix(&one.root).ok()?.components().next()?;
        let name = Path::new(first.as_os_str()).file_stem()?.to_str()?.to_owned();
        // What a crate's root imports is how the crate is put together; programs are crates of their own.
        (!["lib", "main", "bin"].contains(&name.as_str())).then_some(name)
    };
    let mut arrows = Arrows::new();
    for (file, imports) in one.imports() {
        let Some(from) = module(file) else { continue };
        let to = imports.into_iter().filter_map(module).filter(|to| *to != from);
        arrows.entry(from.clone()).or_default().extend(to);
    }
    arrows
}

/// The sets of modules of which each reaches every other.
fn circles(arrows: &Arrows) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = arrows.keys().map(|from| (from, reach(arrows, from))).collect();
    let mutual = |a: &String, b: &String| {
        let reaches = |from: &String, to: &String| reached.get(from).is_some_and(|reached| reached.contains(to));
        reaches(a, b) && reaches(b, a)
    };
    let mut circles: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    for module in arrows.keys().filter(|module| mutual(module, module)) {
        circles.insert(arrows.keys().filter(|other| mutual(module, other)).cloned().collect());
    }
    circles.into_iter().collect()
}

fn reach<'a>(arrows: &'a Arrows, from: &str) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&String> = arrows.get(from).into_iter().flatten().collect();
    while let Some(module) = next.pop() {
        if reached.insert(module) {
            next.extend(arrows.get(module).into_iter().flatten());
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No circle of files: each of the three folders is entered by a file that imports nothing of the others.
    const CIRCLE: [(&str, &str); 5] = [
        ("x/src/lib.rs", "mod cart;\nmod price;\nmod tax;\nuse cart::Line;"),
        ("x/src/cart.rs", "pub struct Line;\nuse crate::price::Price;"),
        ("x/src/price.rs", "pub struct Price;\npub mod change;"),
        ("x/src/price/change.rs", "fn change() { crate::cart::line::read() }"),
        ("x/src/cart/line.rs", "pub fn read() {}"),
    ];

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> = files.iter().map(|(path, text)| Source::of(path, text)).collect();
        check(&sources).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn modules_that_reach_each_other_by_whichever_files_are_found() {
        let findings = found(&CIRCLE);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(
            findings[0].starts_with("x/src:1: modules import each other in a circle: cart, price;"),
            "{findings:?}"
        );
        let mut one_way = CIRCLE;
        one_way[3].1 = "fn change() {}";
        assert_eq!(found(&one_way), Vec::<String>::new());
    }

    /// As it was in the storefront: the frame around every page holds the drawer of the cart, whose page stands in it.
    #[test]
    fn a_page_among_what_stands_on_every_page_is_one() {
        let page = "use crate::catalog::beside;\nuse crate::shell::Page;\npub fn cart_page() {}";
        let frame = "use crate::cart::Drawer;\npub struct Page;";
        let catalog = "use crate::cart::Drawer;\nuse crate::shell::Page;\npub fn beside() {}";
        let mut files = [
            ("app/src/lib.rs", "pub mod cart;\npub mod cart_page;\npub mod catalog;\npub mod shell;"),
            ("app/src/cart/mod.rs", "pub struct Drawer;"),
            ("app/src/catalog.rs", catalog),
            ("app/src/shell.rs", frame),
            ("app/src/cart/page.rs", page),
        ];
        let findings = found(&files);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].contains("in a circle: cart, catalog, shell;"), "{findings:?}");
        files[4].0 = "app/src/cart_page.rs";
        assert_eq!(found(&files), Vec::<String>::new());
    }
}
