//! A moment that becomes whole seconds is rounded down: PostgreSQL's cast rounds to the nearest, half of all moments
//! into the future.

use crate::tidy::Finding;
use crate::tidy::source::{Source, line_of};

/// What gives the seconds since 1970, or of a span, with their fraction.
const SECONDS: &str = "extract(epoch";

/// Casts that round to the nearest.
const ROUNDING: [&str; 2] = ["::bigint", "::int"];

/// Checks Rust files and SQL statements alike, tests too.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    sources.iter().filter(|source| is_meant(source)).flat_map(check_one).collect()
}

fn is_meant(source: &Source) -> bool {
    source.path.starts_with("origin") || source.path.starts_with("migrations") && !source.path.ends_with("schema.sql")
}

fn check_one(source: &Source) -> Vec<Finding> {
    let code = source.code().to_ascii_lowercase();
    let mut findings = Vec::new();
    for (at, _) in code.match_indices(SECONDS) {
        let rest = behind_brackets(&code[at..]);
        if ROUNDING.iter().any(|cast| rest.starts_with(cast)) {
            let text = "a moment is rounded into the future: write floor(extract(epoch from …))::bigint";
            findings.push(Finding::new(&source.path, line_of(&code, at), text));
        }
    }
    findings
}

/// What follows the first brackets of `code`, spaces left out.
fn behind_brackets(code: &str) -> &str {
    let mut depth = 0usize;
    for (at, letter) in code.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 1 => return code[at + 1..].trim_start(),
            ')' => depth -= 1,
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&[Source::of(path, text)]).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_moment_that_is_cast_without_floor_is_found_with_its_line() {
        assert_eq!(lines("origin/a.rs", "\n\"select extract(epoch from now())::bigint\""), [2]);
        assert_eq!(lines("origin/a.sql", "select EXTRACT(epoch from (a.b - now()) at time zone $1) ::int8"), [1]);
        assert_eq!(
            lines("origin/a.sql", "select extract(epoch from a)::bigint,\n  extract(epoch from b)::int"),
            [1, 2]
        );
    }

    #[test]
    fn what_is_rounded_as_it_says_or_not_at_all_is_fine() {
        for text in [
            "select floor(extract(epoch from now()))::bigint",
            "select ceil(extract(epoch from a - now()) / 60)::bigint",
            "select (extract(epoch from a) * 1000000)::bigint",
            "select extract(epoch from now())::float8",
        ] {
            assert_eq!(lines("origin/a.sql", text), Vec::<usize>::new(), "{text}");
        }
        let cast = "select extract(epoch from now())::bigint";
        assert_eq!(lines("migrations/orders/20270101000000_a.sql", cast), [1]);
        for path in ["migrations/orders/schema.sql", "xtask/a.rs"] {
            assert_eq!(lines(path, cast), Vec::<usize>::new(), "{path}");
        }
    }
}
