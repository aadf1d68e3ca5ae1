//! Where the sources lie is asked when a program runs: what is compiled in names the clone that built it, which may be
//! gone, or be another than the one whose files are meant, where clones share a target folder.

use super::Finding;
use super::source::{Source, line_of};

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| !source.path.starts_with("xtask/src/tidy")) {
        let code = source.code();
        for (at, _) in code.match_indices("env!(\"CARGO_MANIFEST_DIR\")") {
            let text = "the folder of the sources is compiled in: read it by std::env::var_os, cargo sets it for tests \
                        and for `cargo run`; files that belong into the program are for include_str!";
            findings.push(Finding::new(&source.path, line_of(&code, at), text));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        check(&[Source::of("tests/testing/a.rs", text)]).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_folder_that_is_compiled_in_is_found_in_tests_too() {
        assert_eq!(lines("\nlet root = Path::new(env!(\"CARGO_MANIFEST_DIR\"));"), [2]);
        assert_eq!(lines("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/a\")\n"), [1]);
    }

    #[test]
    fn one_that_is_asked_for_is_fine() {
        assert_eq!(lines("let root = std::env::var_os(\"CARGO_MANIFEST_DIR\");"), Vec::<usize>::new());
    }
}
