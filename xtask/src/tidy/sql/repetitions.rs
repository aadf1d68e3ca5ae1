//! PostgreSQL repeats no more than 255 times in a regular expression, and says so only when a row is checked: a table can be
//! made with a constraint that refuses every row.

use crate::tidy::Finding;
use crate::tidy::source::{Source, line_of};

/// PostgreSQL's `DUPMAX`: <https://www.postgresql.org/docs/current/functions-matching.html>.
const MAX_REPETITIONS: u32 = 255;

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
}
