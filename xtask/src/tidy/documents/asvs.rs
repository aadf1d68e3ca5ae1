//! The table of OWASP's ASVS: every requirement of levels 1 and 2 has a row, every test in it is a function of the
//! sources, and its figures are those of its rows. That its files are there is seen with those of all documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::super::Finding;
use super::super::source::Source;
use super::between;
use crate::workspace::Workspace;

const DOCUMENT: &str = "docs/asvs.md";
/// The requirements of levels 1 and 2 of ASVS 5.0.0, by section.
const REQUIREMENTS: &str = "1.1: 1-2; 1.2: 1-9; 1.3: 1-11; 1.4: 1-3; 1.5: 1-2; 2.1: 1-3; 2.2: 1-3; 2.3: 1-4; 2.4: 1; 3.2: 1-2; \
    3.3: 1-4; 3.4: 1-6; 3.5: 1-5; 3.7: 1-2; 4.1: 1-3; 4.2: 1; 4.3: 1-2; 4.4: 1-4; 5.1: 1; 5.2: 1-3; \
    5.3: 1-2; 5.4: 1-3; 6.1: 1-3; 6.2: 1-12; 6.3: 1-4; 6.4: 1-4; 6.5: 1-5; 6.6: 1-3; 6.8: 1-4; 7.1: 1-3; \
    7.2: 1-4; 7.3: 1-2; 7.4: 1-5; 7.5: 1-2; 7.6: 1-2; 8.1: 1-2; 8.2: 1-3; 8.3: 1; 8.4: 1; 9.1: 1-3; \
    9.2: 1-4; 10.1: 1-2; 10.2: 1-2; 10.3: 1-4; 10.4: 1-11; 10.5: 1-5; 10.6: 1-2; 10.7: 1-3; 11.1: 1-2; \
    11.2: 1-3; 11.3: 1-3; 11.4: 1-4; 11.5: 1; 11.6: 1; 12.1: 1-3; 12.2: 1-2; 12.3: 1-4; 13.1: 1; 13.2: 1-5; \
    13.3: 1-2; 13.4: 1-5; 14.1: 1-2; 14.2: 1-4; 14.3: 1-3; 15.1: 1-3; 15.2: 1-3; 15.3: 1-7; 16.1: 1; \
    16.2: 1-5; 16.3: 1-4; 16.4: 1-3; 16.5: 1-3; 17.1: 1; 17.2: 1-4; 17.3: 1-2";
/// How a row begins that needs no test.
const WITHOUT_TEST: [&str; 3] = ["Not applicable", "By construction", "Documented"];

pub fn check(workspace: &Workspace, sources: &[Source]) -> Result<Vec<Finding>> {
    let text = fs::read_to_string(workspace.root.join(DOCUMENT)).with_context(|| format!("cannot read {DOCUMENT}"))?;
    let functions: BTreeSet<&str> = sources.iter().flat_map(|source| functions(&source.text)).collect();
    Ok(check_text(&text, &functions))
}

/// The names of the functions that a file declares.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    let word = |rest: &str| rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    text.split("fn ").skip(1).map(move |rest| &rest[..word(rest)]).filter(|name| !name.is_empty())
}

fn check_text(text: &str, functions: &BTreeSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |line: usize, text: String| findings.push(Finding::new(Path::new(DOCUMENT), line, text));
    let mut missing = requirements();
    let mut figures: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let at = at + 1;
        let Some(row) = Row::read(line) else {
            for test in between(line, "`", "`").filter(|name| is_test(name) && !functions.contains(name)) {
                find(at, format!("there is no function {test}: name the test that is meant"));
            }
            continue;
        };
        if !missing.remove(row.number) {
            find(at, format!("{} is no requirement of levels 1 and 2, or has a row already", row.number));
        }
        *figures.entry(row.state()).or_default() += 1;
        for test in between(row.tests, "`", "`").filter(|test| !functions.contains(test)) {
            find(at, format!("there is no function {test}: name the test that shows {}", row.number));
        }
        if row.tests.is_empty() && !row.says_why_there_is_no_test() {
            let ways = WITHOUT_TEST.join("”, “");
            find(at, format!("{} has no test: name one, or begin with “{ways}”, or say what is not met", row.number));
        }
    }
    for number in missing {
        find(1, format!("{number} has no row"));
    }
    let of = |state: &str| figures.get(state).copied().unwrap_or_default();
    let said = format!(
        "**Of {} requirements {} are met, {} in part, {} not; {} do not apply.**",
        figures.values().sum::<usize>(),
        of("met"),
        of("partly"),
        of("not met"),
        of("not applicable"),
    );
    if !text.lines().any(|line| line == said) {
        find(1, format!("the rows say: {said}"));
    }
    findings
}

/// Whether a word is the name of a test, which is a sentence.
fn is_test(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.bytes().all(plain) && name.matches('_').count() > 2
}

struct Row<'a> {
    number: &'a str,
    how: &'a str,
    tests: &'a str,
}

impl<'a> Row<'a> {
    /// A line of a table that begins with a requirement's number.
    fn read(line: &'a str) -> Option<Self> {
        let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").map(str::trim).collect();
        let number = cells.first().filter(|cell| cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))?;
        Some(Self { number, how: cells.get(3)?, tests: cells.get(4)? })
    }

    fn state(&self) -> &'static str {
        match self.how {
            how if how.starts_with("Not applicable") => "not applicable",
            how if how.contains("**Not met**") => "not met",
            how if how.contains("**Partly**") => "partly",
            _ => "met",
        }
    }

    fn says_why_there_is_no_test(&self) -> bool {
        self.state() != "met" || WITHOUT_TEST.iter().any(|words| self.how.starts_with(words))
    }
}

fn requirements() -> BTreeSet<&'static str> {
    static NUMBERS: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
        let sections = REQUIREMENTS.split("; ").filter_map(|section| section.split_once(": "));
        sections.flat_map(|(section, numbers)| numbers.split(' ').flat_map(move |part| range(section, part))).collect()
    });
    NUMBERS.iter().map(String::as_str).collect()
}

/// `3` or `1-5` of a section.
fn range(section: &str, part: &str) -> impl Iterator<Item = String> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    let number = |text: &str| text.parse::<u8>().expect("a number of our own");
    (number(first)..=number(last)).map(move |number| format!("{section}.{number}"))
}

#[cfg(test)]
mod tests;
