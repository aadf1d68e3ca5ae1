//! PostgreSQL repeats no more than 255 times in a regular expression, and says so only when a row is checked: a table can be
//! made with a constraint that refuses every row, and a statement fails as soon as there is a row to look at.

use crate::tidy::Finding;
use crate::tidy::source::{Source, line_of};

/// PostgreSQL's `DUPMAX`: <https://www.postgresql.org/docs/current/functions-matching.html>.
const MAX_REPETITIONS: u32 = 255;

/// What stands before a regular expression in a statement.
const BEFORE: [&str; 4] = ["~ '", "~* '", "similar to '", "regexp_"];

/// Those in the statements of programs, in files of Rust and of SQL alike: on lines that have a regular expression.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let lines = |source: &Source| -> String {
        let has_one = |line: &&str| BEFORE.iter().any(|before| line.contains(before));
        source.text.lines().flat_map(|line| [Some(line).filter(has_one).unwrap_or_default(), "\n"]).collect()
    };
    let origin = sources.iter().filter(|source| source.path.starts_with("origin"));
    origin.flat_map(|source| findings(&Source::new(source.path.clone(), lines(source)))).collect()
}

/// Bounds such as `{1,500}` that PostgreSQL cannot check.
pub(super) fn findings(file: &Source) -> Vec<Finding> {
    let too_far = |(at, rest): (usize, &str)| {
        let (bounds, _) = rest.split_once('}')?;
        let numbers: Option<Vec<u32>> = bounds.split(',').map(|number| number.parse().ok()).collect();
        let most = numbers?.into_iter().max().filter(|most| *most > MAX_REPETITIONS)?;
        let text = format!(
            "a regular expression repeats {most} times, and PostgreSQL no more than {MAX_REPETITIONS}: compare the length beside it"
        );
        Some(Finding::new(&file.path, line_of(&file.text, at), text))
    };
    file.text.match_indices('{').map(|(at, _)| (at, &file.text[at + 1..])).filter_map(too_far).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_that_postgresql_cannot_check_is_found() {
        for (check, found) in [("{1,500}", 1), ("{256}", 1), ("{0,255}", 0), ("{12}", 0), ("{}", 0), ("{de,en}", 0)] {
            let sql = format!("create table orders.a (\n    key text check (key ~ '^pk_[a-z]{check}$')\n);");
            let findings = findings(&Source::of("migrations/orders/20270101000000_more.sql", &sql));
            assert_eq!(findings.len(), found, "{check}: {findings:?}");
            assert!(findings.iter().all(|finding| finding.to_string().contains(".sql:2: ")), "{findings:?}");
        }
    }

    #[test]
    fn statements_of_programs_are_looked_at_where_they_have_a_regular_expression() {
        let code =
            "let made = \".{0,300}\";\nsqlx::query(\"select 1 from orders.a where key !~ '^pk_[a-z]{1,300}$'\");\n";
        let lines =
            |path: &str| check(&[Source::of(path, code)]).iter().map(|finding| finding.line).collect::<Vec<_>>();
        assert_eq!(lines("origin/orders/src/a.rs"), [2]);
        assert_eq!(lines("xtask/src/a.rs"), [0; 0]);
    }
}
