//! Folders stay small enough that one look finds the file.

use std::collections::BTreeMap;
use std::path::Path;

use crate::tidy::Finding;
use crate::tidy::source::Source;

const MAX_FILES: usize = 15;

/// Folders that may be too large still: none. The list never grows again.
const KNOWN: [&str; 0] = [];

pub fn check(sources: &[Source]) -> Vec<Finding> {
    check_but(sources, &KNOWN)
}

fn check_but(sources: &[Source], known: &[&str]) -> Vec<Finding> {
    let mut folders: BTreeMap<&Path, usize> = known.iter().map(|folder| (Path::new(*folder), 0)).collect();
    for source in sources.iter().filter(|source| !source.is_test()) {
        *folders.entry(source.path.parent().unwrap_or(&source.path)).or_default() += 1;
    }
    let finding = |(folder, files): (&Path, usize)| {
        let is_known = known.iter().any(|known| folder == Path::new(known));
        let text = match (files > MAX_FILES, is_known) {
            (true, false) => format!("{files} files, and {MAX_FILES} is the most: give those of one use case a folder"),
            (false, true) => {
                format!("{files} files are few enough: take it off KNOWN in xtask/src/tidy/shape/folders.rs")
            }
            _ => return None,
        };
        Some(Finding::new(folder, 1, text))
    };
    folders.into_iter().filter_map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(count: usize) -> Vec<Source> {
        let names = (0..count).map(|number| format!("x/src/cart/f{number}.rs"));
        let tests = ["tests.rs", "line_tests.rs", "testing/carts.rs", "tests/lines.rs"];
        let tests = tests.iter().map(|name| format!("x/src/cart/{name}"));
        names.chain(tests).map(|path| Source::of(&path, "")).collect()
    }

    #[test]
    fn the_ceiling_is_exact_and_tests_are_not_counted() {
        assert_eq!(check_but(&files(15), &[]), vec![]);
        assert_eq!(check_but(&files(16), &[]).len(), 1);
    }

    #[test]
    fn a_known_folder_is_passed_over_until_it_is_small() {
        assert_eq!(check_but(&files(16), &["x/src/cart"]), vec![]);
        assert_eq!(check_but(&files(15), &["x/src/cart"]).len(), 1);
    }
}
