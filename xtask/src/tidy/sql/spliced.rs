//! A statement is one text that can be pasted into psql: neither a macro nor a program puts it together of parts.

use std::path::Path;

use crate::tidy::Finding;
use crate::tidy::source::{Source, has_word, leading_name, line_of, product_code};

/// Words by which a text is known for SQL.
const SQL: [&str; 10] =
    ["select", "insert", "update", "delete", "from", "where", "join", "returning", "coalesce", "jsonb_build_object"];

/// Places that may splice still: none. The list never grows again.
const KNOWN: [&str; 0] = [];

pub fn check(sources: &[Source]) -> Vec<Finding> {
    check_but(sources, &KNOWN)
}

fn check_but(sources: &[Source], known: &[&str]) -> Vec<Finding> {
    let (mut findings, mut needed) = (Vec::new(), Vec::new());
    for source in sources.iter().filter(|source| source.path.starts_with("origin") && !source.is_test()) {
        let found = splices(source);
        match known.iter().find(|known| source.path.starts_with(known)) {
            Some(known) if !found.is_empty() => needed.push(*known),
            Some(_) => {}
            None => findings.extend(found),
        }
    }
    for place in known.iter().filter(|place| !needed.contains(place)) {
        let text = "nothing is spliced here any more: take it off KNOWN in xtask/src/tidy/sql/spliced.rs";
        findings.push(Finding::new(Path::new(place), 1, text));
    }
    findings
}

fn splices(source: &Source) -> Vec<Finding> {
    let code = product_code(&source.code());
    let mut findings = Vec::new();
    let mut add = |at: usize, what: &str| {
        let text = format!(
            "{what}: write the whole statement in one literal or one .sql file, with a JSON record for wide rows"
        );
        findings.push(Finding::new(&source.path, line_of(&code, at), text));
    };
    for (at, _) in code.match_indices("macro_rules! ") {
        let name = leading_name(&code[at + "macro_rules! ".len()..]);
        if is_sql(bracketed(&code[at..])) {
            add(at, &format!("macro {name} makes SQL"));
        }
    }
    for (at, _) in code.match_indices("concat!(") {
        let inside_macro =
            code[..at].rfind("macro_rules! ").is_some_and(|begin| begin + bracketed(&code[begin..]).len() > at);
        if !inside_macro && is_sql(bracketed(&code[at..])) {
            add(at, "concat! puts SQL together");
        }
    }
    // sqlx takes no text that is made at run time, but for what is vouched for by this name.
    for name in ["AssertSqlSafe", "QueryBuilder"] {
        for (at, _) in code.match_indices(name) {
            add(at, &format!("{name} runs SQL that a program puts together"));
        }
    }
    findings
}

/// The text to the end of the first brackets of whatever kind.
fn bracketed(code: &str) -> &str {
    let mut depth = 0usize;
    let mut quoted = false;
    for (at, letter) in code.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' | '{' | '[' if !quoted => depth += 1,
            ')' | '}' | ']' if !quoted => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return &code[..=at];
                }
            }
            _ => {}
        }
    }
    code
}

/// Whether a text literal in `code` reads like SQL.
fn is_sql(code: &str) -> bool {
    code.split('"').skip(1).step_by(2).any(|literal| SQL.iter().any(|word| has_word(literal, word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, known: &[&str]) -> Vec<usize> {
        check_but(&[Source::of("origin/orders/src/a.rs", text)], known)
            .into_iter()
            .map(|finding| finding.line)
            .collect()
    }

    #[test]
    fn whole_statements_are_fine() {
        let text = "const SQL: &str = \"select 1 from a\";\nconst FILE: &str = include_str!(\"a.sql\");\nconcat!(\"a\", \"b\");";
        assert_eq!(lines(text, &[]), Vec::<usize>::new());
        assert_eq!(lines("macro_rules! id { () => { \"an id\" }; }", &[]), Vec::<usize>::new());
    }

    #[test]
    fn macros_that_make_sql_are_found_with_their_line() {
        let text = "macro_rules! columns {\n    () => {\n        \"select a, b from c\"\n    };\n}\n";
        assert_eq!(lines(text, &[]), [1]);
        assert_eq!(lines("\n\nconst A: &str = concat!(columns!(), \" where id = $1\");", &[]), [3]);
        assert_eq!(lines("macro_rules! a { ($b:literal) => { concat!(\"select \", $b) } }", &[]), [1]);
    }

    #[test]
    fn sql_that_is_made_at_run_time_is_found_outside_of_tests() {
        let text = "fn a() {\n    sqlx::query(AssertSqlSafe(format!(\"select {column}\")));\n}\n";
        assert_eq!(lines(text, &[]), [2]);
        assert_eq!(lines("let mut rows = QueryBuilder::new(\"select a\");", &[]), [1]);
        assert_eq!(lines(&format!("#[cfg(test)]\nmod tests {{\n{text}}}\n"), &[]), Vec::<usize>::new());
    }

    #[test]
    fn a_known_file_is_passed_over_until_it_is_clean() {
        assert_eq!(lines("concat!(\"select 1\")", &["origin/orders"]), Vec::<usize>::new());
        assert_eq!(lines("", &["origin/orders"]), [1]);
        assert_eq!(lines("concat!(\"select 1\")", &["origin/catalog"]), [1, 1]);
    }
}
