//! Statements compared with each other: each is whole, so what they have in common stands in each of them.

use std::collections::BTreeMap;

/// A statement without comments, and with single spaces.
pub fn plain_sql(statement: &str) -> String {
    let lines = statement.lines().map(|line| line.split("--").next().unwrap_or_default());
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// The same without what stands from `begin` to the next `end`, which is the statement's end if it is empty.
///
/// # Panics
/// If they are not there: a comparison would say nothing.
pub fn sql_without(statement: &str, begin: &str, end: &str) -> String {
    let plain = plain_sql(statement);
    let (before, rest) = plain.split_once(begin).unwrap_or_else(|| panic!("no `{begin}` in {plain}"));
    let after = match end {
        "" => "",
        end => rest.split_once(end).unwrap_or_else(|| panic!("no `{end}` after `{begin}` in {plain}")).1,
    };
    format!("{before}…{after}")
}

/// The parts of a statement that begins with `with`, by their names, and its end under `""`: each on lines of its own,
/// as in `), name as (`.
pub fn parts_of_sql(statement: &str) -> BTreeMap<String, String> {
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    let mut name = String::new();
    for line in statement.lines().filter(|line| !line.starts_with("--")) {
        let head = line.strip_prefix("with ").or_else(|| line.strip_prefix("), "));
        match head.and_then(|head| head.split_once(" as ")) {
            Some((begun, _)) => name = begun.to_owned(),
            None if line == ")" => name.clear(),
            None => {}
        }
        parts.entry(name.clone()).or_default().push_str(line.trim_start_matches("), "));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_layout_say_nothing() {
        assert_eq!(plain_sql("-- Why.\nselect 1 -- one\n  from a\n"), "select 1 from a");
        assert_eq!(sql_without("select a from (x) as y", "from (", ")"), "select a … as y");
        assert_eq!(sql_without("select a where b", "where", ""), "select a …");
    }

    #[test]
    fn parts_have_names() {
        let parts =
            parts_of_sql("-- $1\nwith a as (\n    select 1\n), b as materialized (\n    select 2\n)\nselect 3\n");
        assert_eq!(parts.keys().collect::<Vec<_>>(), ["", "a", "b"]);
        assert!(parts["b"].contains("select 2") && parts[""].contains("select 3"), "{parts:?}");
    }
}
