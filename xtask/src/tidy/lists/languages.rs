//! A language is a folder of texts and a row in `domain`, never a branch elsewhere.

use std::path::Path;

use crate::tidy::Finding;
use crate::tidy::source::{Source, leading_name};

/// Where languages may be named one by one.
const HOMES: [&str; 4] = ["domain", "words", "tests", "xtask"];

const ADVICE: &str = "names a language: put the text into words/, or the rule into a row of \
                      domain/src/locale/table.rs, so that a third language is a folder";

pub fn check(sources: &[Source]) -> Vec<Finding> {
    sources.iter().filter(|source| is_product(&source.path)).flat_map(findings).collect()
}

fn is_product(path: &Path) -> bool {
    let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let at_home = parts.first().is_some_and(|first| HOMES.contains(&first.as_str()));
    let for_tests = ["tests", "testing", "tests.rs", "testing.rs"];
    !at_home && !parts.iter().any(|part| for_tests.contains(&part.as_str()))
}

fn findings(source: &Source) -> Vec<Finding> {
    let code = source.code();
    let product = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let names_one = |line: &str| {
        line.match_indices("Locale::").any(|(at, found)| {
            let name = leading_name(&line[at + found.len()..]);
            // `ALL` and functions are for every language.
            name.starts_with(char::is_uppercase) && name != "ALL"
        })
    };
    let lines = product.lines().enumerate().filter(|(_, line)| names_one(line));
    lines.map(|(index, _)| Finding::new(&source.path, index + 1, ADVICE)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_by_language_is_found_outside_its_homes() {
        let branch = "fn of(locale: Locale) -> u8 {\n    if locale == Locale::De { 1 } else { 2 }\n}\n";
        let check = |path: &str, text: &str, expect: &[usize]| {
            let found: Vec<usize> = check(&[Source::of(path, text)]).iter().map(|finding| finding.line).collect();
            assert_eq!(found, expect, "{path}");
        };
        check("origin/catalog/src/a.rs", branch, &[2]);
        check("domain/src/a.rs", branch, &[]);
        check("origin/orders/src/testing/means.rs", branch, &[]);
        let test = format!("fn all() {{ Locale::ALL }}\n#[cfg(test)]\nmod tests {{\n{branch}}}\n");
        check("app/src/a.rs", &test, &[]);
    }
}
