//! The house's own rules, checked on cargo's metadata and on the text of the sources.

mod bundle;
mod documents;
mod folder_of_sources;
mod layers;
mod lists;
mod needles;
mod one_of_each;
mod profiles;
mod rooms;
mod secrets;
mod shape;
mod source;
mod sql;
mod words;

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use source::Source;

/// A broken rule: where, what, and what to do about it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    path: PathBuf,
    line: usize,
    text: String,
}

impl Finding {
    fn new(path: &Path, line: usize, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.text)
    }
}

/// Checks all rules; prints each finding on a line of its own and fails if there is one.
pub fn tidy(workspace: &Workspace) -> Result<()> {
    let sources = source::read_all(&workspace.root, &workspace.target)?;
    let mut findings = layers::check(workspace)?;
    findings.extend(bundle::check(workspace, &sources));
    findings.extend(profiles::check(workspace)?);
    findings.extend(lists::consumers::check(workspace, &sources)?);
    findings.extend(documents::check(workspace)?);
    findings.extend(documents::asvs::check(workspace, &sources)?);
    findings.extend(documents::commands::check(workspace)?);
    findings.extend(secrets::check(workspace)?);
    findings.extend(sql::migrations::check(workspace)?);
    findings.extend(check_sources(&sources));
    let statements = source::read_sql(&workspace.root, &workspace.target)?;
    findings.extend(sql::schemas::check(&statements));
    findings.extend(sql::moments::check(&statements));
    findings.extend(sql::repetitions::check(&statements));
    findings.extend(words::check_sql(&statements));
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("1 finding"),
        count => bail!("{count} findings"),
    }
}

fn check_sources(sources: &[Source]) -> Vec<Finding> {
    let rules = [
        sql::moments::check,
        sql::repetitions::check,
        sql::schemas::check,
        sql::spliced::check,
        lists::audited::check,
        lists::endpoints::check,
        folder_of_sources::check,
        lists::languages::check,
        lists::server_fns::check,
        lists::site_map::check,
        shape::length::check,
        shape::circles::check,
        shape::circles::crate_modules::check,
        shape::folders::check,
        needles::check,
        one_of_each::check,
        words::check,
        words::check_wire,
        rooms::check,
    ];
    rules.iter().flat_map(|rule| rule(sources)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether tidy says `expect` of these files.
    fn says(files: &[(&str, &str)], expect: &str) -> bool {
        let sources: Vec<Source> = files.iter().map(|(path, text)| Source::of(path, text)).collect();
        check_sources(&sources).iter().any(|finding| finding.to_string().contains(expect))
    }

    /// Each rule has tests of its own; this one asks whether tidy asks the rule.
    #[test]
    fn every_rule_of_the_house_is_asked() {
        let seeded: [(&[(&str, &str)], &str); 11] = [
            (&[("origin/orders/src/inventory/restock.rs", "use crate::checkout::cart::touch;")], "which is above it"),
            (
                &[
                    ("x/src/lib.rs", "mod cart;\nmod checkout;"),
                    ("x/src/cart/mod.rs", "pub mod line;"),
                    ("x/src/cart/line.rs", "use crate::checkout::hold::Hold;\npub struct Line;"),
                    ("x/src/checkout/mod.rs", "pub mod hold;"),
                    ("x/src/checkout/hold.rs", "use crate::cart::line::Line;\npub struct Hold;"),
                ],
                "a circle of imports between folders",
            ),
            (
                &[
                    ("x/src/lib.rs", "mod cart;\nmod price;"),
                    ("x/src/cart.rs", "use crate::price::Price;\npub struct Line;"),
                    ("x/src/price.rs", "use crate::cart::Line;\npub struct Price;"),
                ],
                "modules import each other in a circle: cart, price",
            ),
            (&[("edge/node/src/cache/pages.rs", "fn keepsake() {}")], "`keepsake` says `keepsake`"),
            (&[("api/src/problem.rs", "\"too_many_pieces\"")], "`too_many_pieces` says `pieces`"),
            (&[("app/src/routes.rs", "route(\"/wishlist\", page),"), ("api/src/site/pages.rs", "")], "page /wishlist"),
            (&[("origin/orders/src/a.rs", "concat!(columns!(), \" where id = $1\");")], "concat! puts SQL together"),
            (&[("origin/orders/src/a.rs", "\"select key ~ '^[a-z]{1,300}$'\"")], "repeats 300 times"),
            (&[("origin/staff/src/sign_in.rs", "struct LoginThrottle;")], "a second throttle"),
            (&[("x/src/lib.rs", "mod cart;"), ("x/src/cart.rs", "pub struct CartFault;")], "`CartFault` says `fault`"),
            (&[("tests/journeys/a.rs", "page.body.contains(\"-2\")")], "`-2` stands in ids and times too"),
        ];
        for (files, expect) in seeded {
            assert!(says(files, expect), "nothing says {expect} of {files:?}");
        }
        let names: Vec<String> = (0..16).map(|number| format!("x/src/cart/f{number}.rs")).collect();
        let full: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert!(says(&full, "16 files, and") && !says(&full[1..], "is the most"));
    }
}
