//! Migrations after a schema's base only expand, so that the program before and the program after can both run
//! on the database while one replaces the other. What contracts comes a release later and says so.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::tidy::Finding;
use crate::tidy::source::{Source, line_of};
use crate::tidy::sql::repetitions;
use crate::workspace::Workspace;

const FOLDER: &str = "migrations";
/// How the name of a schema's base ends.
const BASE: &str = "base.sql";
/// A line that begins so, with a reason after it, allows a file everything.
const CONTRACT: &str = "-- contract:";
const ADVICE: &str = "expand now and contract a release later, in a file that says `-- contract: why nothing needs it`";

pub fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    Ok(findings(&read(&workspace.root)?))
}

fn read(root: &Path) -> Result<Vec<Source>> {
    let mut files = Vec::new();
    for schema in fs::read_dir(root.join(FOLDER)).context("cannot read the migrations")? {
        for file in fs::read_dir(schema?.path())? {
            let path = file?.path();
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push(Source::new(path.strip_prefix(root).unwrap_or(&path).to_owned(), text));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn findings(files: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut versions: BTreeMap<&str, &Path> = BTreeMap::new();
    let bases = files.iter().filter_map(named).filter(|(_, rest)| *rest == BASE);
    let last_base = bases.map(|(version, _)| version).max();
    for file in files.iter().filter(|file| !file.path.ends_with("schema.sql")) {
        let Some((version, rest)) = named(file) else {
            let text = "name it by a moment and a word, such as 20261231120000_gift_wrapping.sql";
            findings.push(Finding::new(&file.path, 1, text));
            continue;
        };
        if let Some(other) = versions.insert(version, &file.path) {
            let text = format!("{} has the version {version} too: take a later one", other.display());
            findings.push(Finding::new(&file.path, 1, text));
        }
        if let Some(base) = last_base.filter(|base| rest != BASE && version <= *base) {
            let text = format!("a fresh database would run it before there are schemas: take a moment after {base}");
            findings.push(Finding::new(&file.path, 1, text));
        }
        findings.extend(repetitions::findings(file));
        let contracts =
            file.text.lines().any(|line| line.strip_prefix(CONTRACT).is_some_and(|why| !why.trim().is_empty()));
        if rest != BASE && !contracts {
            findings.extend(breaches(file));
        }
    }
    findings
}

/// The version of a migration, which is the moment in its name, and what follows it there.
fn named(file: &Source) -> Option<(&str, &str)> {
    let name = file.path.file_name()?.to_str()?;
    name.split_once('_').filter(|(version, _)| is_version(version))
}

fn is_version(text: &str) -> bool {
    text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The statements that a program of the release before could trip over, or that lock a table while they run.
fn breaches(file: &Source) -> Vec<Finding> {
    let code: String =
        file.text.lines().map(|line| line.split("--").next().unwrap_or_default().to_owned() + "\n").collect();
    let code = code.to_lowercase();
    let words = |statement: &str| statement.split_whitespace().collect::<Vec<_>>().join(" ");
    let made: Vec<String> = code.split(';').filter_map(|statement| made_table(&words(statement))).collect();
    let mut findings = Vec::new();
    let mut at = 0;
    for statement in code.split_inclusive(';') {
        let begin = at + (statement.len() - statement.trim_start().len());
        at += statement.len();
        // Clauses of one `alter table` are judged one by one.
        for (offset, clause) in clauses(statement) {
            let place = if offset == 0 { begin } else { at - statement.len() + offset };
            if let Some(text) = breach(&words(clause.trim_end_matches(';')), &made) {
                findings.push(Finding::new(&file.path, line_of(&code, place), format!("{text}; {ADVICE}")));
            }
        }
    }
    findings
}

/// A statement, or the clauses of an `alter table` that are separated by commas outside of brackets.
fn clauses(statement: &str) -> Vec<(usize, &str)> {
    if !statement.trim_start().starts_with("alter table") {
        return vec![(0, statement)];
    }
    let (mut clauses, mut begin, mut depth) = (Vec::new(), 0, 0);
    for (at, letter) in statement.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                clauses.push((begin, &statement[begin..at]));
                // The clause's own line, not the comma's.
                begin = at + 1 + (statement[at + 1..].len() - statement[at + 1..].trim_start().len());
            }
            _ => {}
        }
    }
    clauses.push((begin, &statement[begin..]));
    clauses
}

fn made_table(statement: &str) -> Option<String> {
    let rest = statement.strip_prefix("create table ")?;
    let rest = rest.strip_prefix("if not exists ").unwrap_or(rest);
    Some(rest.split([' ', '(']).next()?.to_owned())
}

/// What is wrong with a clause in small letters and single spaces.
fn breach(clause: &str, made: &[String]) -> Option<String> {
    let has = |words: &str| format!(" {clause} ").contains(&format!(" {words} "));
    if clause.starts_with("create index ") || clause.starts_with("create unique index ") {
        let table = clause.split(" on ").nth(1)?.split([' ', '(']).next()?;
        let harmless = has("concurrently") || made.iter().any(|made| made == table);
        return (!harmless).then(|| {
            format!("an index on {table} stops all writes while it is built: create it concurrently, alone in a file that begins with `-- no-transaction`")
        });
    }
    // Bodies of functions may do as they like when they run.
    if clause.starts_with("create ") || clause.starts_with("insert ") || clause.starts_with("comment ") {
        return clause
            .starts_with("create or replace ")
            .then(|| "what is replaced changes for the program that runs".to_owned());
    }
    let column = has("add column") && has("not null") && !has("default") && !has("generated");
    let told = [
        (has("drop"), "dropped is what the program that runs may still use"),
        (has("rename"), "renamed is what the program that runs still calls by its old name"),
        (
            has("type"),
            "another type rewrites the table under a lock, and the program that runs still sends the old one",
        ),
        (has("set not null"), "the program that runs may still write null"),
        (column, "a column that must be given and has no default breaks the inserts of the program that runs"),
    ];
    told.into_iter().find(|(breached, _)| *breached).map(|(_, text)| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let file = Source::of("migrations/orders/20270101000000_more.sql", text);
        findings(&[file]).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn what_expands_is_fine() {
        for sql in [
            "create table orders.notes (id uuid primary key);\ncreate index notes_id on orders.notes (id);",
            "alter table orders.orders add column note text, add column count bigint not null default 0;",
            "-- no-transaction\ncreate index concurrently orders_note on orders.orders (note);",
            "alter table orders.orders add column a int; -- drop nothing",
            "insert into orders.kinds values ('drop');",
        ] {
            assert_eq!(found(sql), Vec::<String>::new(), "{sql}");
        }
    }

    #[test]
    fn what_contracts_is_found_with_its_line() {
        for sql in [
            "drop table orders.orders",
            "alter table orders.orders drop column note",
            "alter table orders.orders rename column note to remark",
            "ALTER TABLE orders.orders RENAME TO sales",
            "alter table orders.orders alter column note type jsonb using note::jsonb",
            "alter type orders.kind add value 'x'",
            "alter table orders.orders alter column note set not null",
            "alter table orders.orders add column note text not null",
            "create index orders_note on orders.orders (note)",
            "create unique index orders_note on orders.orders(note)",
            "create or replace view orders.all as select 1",
        ] {
            let findings = found(&format!("-- A comment; with a semicolon.\n\n{sql};\n"));
            assert_eq!(findings.len(), 1, "{sql}: {findings:?}");
            assert!(findings[0].starts_with("migrations/orders/20270101000000_more.sql:3: "), "{findings:?}");
        }
    }

    #[test]
    fn each_clause_is_judged_alone() {
        let sql = "alter table orders.orders\n    add column a numeric(10, 2) not null,\n    add column b int not null default 0,\n    drop column c;";
        let lines: Vec<String> =
            found(sql).iter().map(|text| text.split(':').nth(1).unwrap_or_default().to_owned()).collect();
        assert_eq!(lines, ["1", "4"]);
    }

    #[test]
    fn a_reason_allows_everything_and_a_base_needs_none() {
        assert_eq!(found("-- contract: nobody reads it since 1.4\ndrop table orders.old;"), Vec::<String>::new());
        assert_eq!(found("-- contract:\ndrop table orders.old;").len(), 1);
        let base = Source::of("migrations/orders/20270101000000_base.sql", "drop table orders.old;");
        assert_eq!(findings(&[base]), vec![]);
    }

    #[test]
    fn names_are_versions_and_each_is_given_once() {
        let of = |path: &str| Source::of(path, "");
        let twice = [of("migrations/a/20270101000000_x.sql"), of("migrations/b/20270101000000_y.sql")];
        assert_eq!(findings(&twice).len(), 1);
        assert_eq!(findings(&[of("migrations/a/1_x.sql")]).len(), 1);
        assert_eq!(findings(&[of("migrations/a/schema.sql")]), vec![]);
    }

    #[test]
    fn a_change_comes_after_every_schema_s_base() {
        let bases = ["a/20261204000001_base.sql", "b/20261204000002_base.sql"];
        for (moment, expected) in [("20261201120000", 1), ("20261204000001", 2), ("20261204000003", 0)] {
            let change = format!("a/{moment}_x.sql");
            let files = bases.into_iter().chain([change.as_str()]);
            let files: Vec<_> = files.map(|file| Source::of(&format!("migrations/{file}"), "")).collect();
            assert_eq!(findings(&files).len(), expected, "{moment}");
        }
    }

    #[test]
    fn the_migrations_of_this_workspace_are_right() {
        let workspace = Workspace::load().expect("cargo is there");
        assert_eq!(check(&workspace).expect("readable files"), vec![]);
    }
}
