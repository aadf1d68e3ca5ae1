//! The same words in names that outlive a program: those of the database, and those on the wire.

use super::names::{names, texts};
use super::{ANYWHERE, Retired, TYPES, says};
use crate::tidy::Finding;
use crate::tidy::source::{Source, line_of, product_code};

/// Where the names of the wire are declared.
const WIRE: &str = "api/src/";
/// What gives a field, of a reply or of a row, another name than Rust has for it.
const RENAMED: &str = "rename = ";

/// Names in SQL statements, with those that they give to fields of JSON. What is made of the migrations is not looked at: it
/// is made anew once these are mended.
pub fn check_sql(statements: &[Source]) -> Vec<Finding> {
    let written = statements.iter().filter(|file| !file.path.ends_with("schema.sql"));
    let named = written.flat_map(|file| names(&file.text).map(move |(at, name)| (file, at, name)));
    let found = named.filter_map(|(file, at, name)| {
        let (word, instead) = ANYWHERE.iter().chain(&TYPES).find(|(word, _)| says(name, word))?;
        Some(finding(file, &file.text, at, name, (word, instead)))
    });
    found.collect()
}

/// Fields that are called otherwise than in Rust, and whatever else of the wire is a text that is one name.
pub fn check_wire(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        let code = product_code(&source.code());
        let is_wire = source.path.starts_with(WIRE);
        for (at, text) in texts(&code).into_iter().filter(|(at, _)| is_wire || code[..*at].ends_with(RENAMED)) {
            let is_name = text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.{}".contains(c));
            if let Some(retired) =
                ANYWHERE.iter().find(|(word, _)| is_name && says(&text.replace(['-', '.'], "_"), word))
            {
                findings.push(finding(source, &code, at, text, *retired));
            }
        }
    }
    findings
}

fn finding(file: &Source, text: &str, at: usize, name: &str, (word, instead): Retired) -> Finding {
    let what = format!(
        "`{name}` says `{word}`, and stays when it is stored or called: say {instead} (see Words in ARCHITECTURE.md)"
    );
    Finding::new(&file.path, line_of(text, at), what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retired_word_in_the_database_is_found() {
        let found = |text: &str| check_sql(&[Source::of("migrations/x/20261204000001_base.sql", text)]).len();
        for text in [
            "create table x.offers (sku text);",
            "create table x.y (\n    pieces bigint);",
            "create index consents_standing on x.y (a);",
            "select jsonb_build_object('pieces', units) from x.y",
        ] {
            assert_eq!(found(text), 1, "{text}");
        }
        assert_eq!(found("create table shop.dead_letters (failures int, units int, offered int);"), 0);
        assert_eq!(check_sql(&[Source::of("migrations/x/schema.sql", "create table x.offers ();")]), []);
        let told = check_sql(&[Source::of("a.sql", "select 1;\nselect refusal;")]).remove(0).to_string();
        assert!(told.starts_with("a.sql:2: `refusal` says `refusal`") && told.contains("say rejection"), "{told}");
    }

    #[test]
    fn a_retired_word_on_the_wire_is_found() {
        let found = |path: &str, text: &str| check_wire(&[Source::of(path, text)]).len();
        assert_eq!(found("api/src/problem.rs", "TooManyUnits = \"too_many_pieces\", CONFLICT, \"x\";"), 1);
        assert_eq!(found("api/src/orders/mod.rs", "json!({ \"pieces\": 1 })"), 1);
        assert_eq!(found("domain/src/a.rs", "#[serde(rename = \"pieces\")]\nunits: u32,"), 1);
        assert_eq!(found("origin/orders/src/a.rs", "#[serde(rename = \"capture_refusal\", default)]"), 1);
        assert_eq!(found("api/src/problem.rs", "\"Not that many pieces are left\""), 0, "a sentence is English");
        assert_eq!(found("domain/src/catalog/measure.rs", "\"pieces\" => \"piece\""), 0, "a merchant's word");
        assert_eq!(found("api/src/a.rs", "#[cfg(test)]\nmod tests { const A: &str = \"pieces\"; }"), 0);
    }
}
