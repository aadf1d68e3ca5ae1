//! Words that the house has given up for the field's own, in names of files, types, functions and values.

mod data;
mod names;

use std::collections::BTreeSet;

use super::Finding;
use super::source::{Source, line_of, product_code};
pub use data::{check_sql, check_wire};
use names::names_outside_texts;

/// A word, or words in a row as parts of one name, in small letters; and what to say instead.
type Retired = (&'static str, &'static str);

/// In any name.
const ANYWHERE: [Retired; 30] = [
    ("boarded", "joined"),
    ("entrance", "listener"),
    ("facts", "volatile values, attributes or details"),
    ("flights", "single-flight"),
    ("giving back", "release or restock"),
    ("hole", "fragment slot"),
    ("holes", "fragment slots"),
    ("keepsake", "snapshot"),
    ("laid over", "overlaid"),
    ("lay over", "overlay"),
    ("lent", "permit"),
    ("life", "lifecycle or lifetime"),
    ("means", "adjustments"),
    ("moment", "as_of"),
    ("notice", "notification or alert"),
    ("notices", "notifications or alerts"),
    ("occasion", "trigger"),
    ("other codings", "encodings"),
    ("papers", "documents"),
    ("pieces", "units"),
    ("patience", "timeout"),
    ("punctuality", "lag"),
    ("putting back", "release or restock"),
    ("refusal", "rejection or error"),
    ("refusals", "rejections or errors"),
    ("shared fields", "header table"),
    ("shelf life", "freshness lifetime"),
    ("standing", "payment snapshot, stream cursor, health or freshness"),
    ("with care", "general path"),
    ("wording", "messages"),
];

/// At the beginning of a constant.
const CONSTANTS: [Retired; 3] = [("largest", "MAX_…"), ("longest", "MAX_…"), ("most", "MAX_…")];

/// In a type's name or as a file's.
const TYPES: [Retired; 9] = [
    ("door", "authentication"),
    ("failure", "…Error or …Rejection"),
    ("lease", "connection, instance slot or permit"),
    ("letter", "message"),
    ("offer", "sellable snapshot or buy box"),
    ("offers", "sellable snapshots"),
    ("paper", "document"),
    ("placed fragment", "filled slot"),
    ("validity", "freshness"),
];

/// At the end of a type's name that begins with what it is of; alone the word is a line of what a form is told (ADR 106).
const ENDINGS: [Retired; 1] = [("fault", "…Error")];

/// In the names of one folder, where the word had a meaning for which the field has a word. Elsewhere it is English: pages
/// of the shop have versions that are restored, and a kitchen has boards.
const HERE: [(&str, Retired); 14] = [
    ("app/src/shell/", ("piece", "fragment or part")),
    ("edge/", ("piece", "fragment or chunk")),
    ("edge/node/", ("board", "join")),
    ("edge/node/", ("compact", "stored body")),
    ("edge/node/", ("front", "listener")),
    ("edge/node/", ("landed", "wait")),
    ("edge/node/", ("led", "leader")),
    ("edge/node/", ("places", "permits or slots")),
    ("edge/node/", ("restore", "snapshot")),
    ("origin/", ("trouble", "…Error or …Rejection")),
    ("origin/orders/", ("changing", "lock")),
    ("origin/orders/", ("opening", "open")),
    ("origin/orders/", ("plain", "fast path")),
    ("origin/orders/", ("recording", "insert")),
];

/// Terms of the field, and names of libraries, that one of these words is a part of.
const TERMS: [&str; 3] = ["connection refusal", "dead letter", "dead letters"];

/// What support for tests is not called, as a file or a folder.
const TESTING: [&str; 5] = ["fixture", "fixtures", "scene", "scenes", "support"];

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = check_for(sources, &ANYWHERE, &CONSTANTS, &TYPES);
    findings.extend(sources.iter().filter(|source| source.is_test()).filter_map(testing));
    findings
}

fn testing(source: &Source) -> Option<Finding> {
    let path = source.path.with_extension("");
    let word = path.iter().filter_map(|part| part.to_str()).find(|part| TESTING.contains(part))?;
    let text = format!("support for tests says `{word}`: call it testing (see Words in ARCHITECTURE.md)");
    Some(Finding::new(&source.path, 1, text))
}

fn check_for(sources: &[Source], anywhere: &[Retired], constants: &[Retired], types: &[Retired]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test() && !source.path.ends_with("xtask/src/tidy/words.rs"))
    {
        let stem = source.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let here: Vec<Retired> =
            HERE.iter().filter(|(folder, _)| source.path.starts_with(folder)).map(|(_, retired)| *retired).collect();
        for (word, instead) in anywhere.iter().chain(types).chain(&here).filter(|(word, _)| says(stem, word)) {
            let text = format!("the file's name says `{word}`: say {instead} (see Words in ARCHITECTURE.md)");
            findings.push(Finding::new(&source.path, 1, text));
        }
        let code = product_code(&source.code());
        // Each name once a file, where it comes first.
        let mut seen = BTreeSet::new();
        for (at, name) in names_outside_texts(&code) {
            if !seen.insert(name) {
                continue;
            }
            let is_type = name.starts_with(|first: char| first.is_ascii_uppercase())
                && name.contains(|c: char| c.is_ascii_lowercase());
            let is_constant = name.len() > 1 && !name.contains(|c: char| c.is_ascii_lowercase());
            let retired = anywhere.iter().chain(&here).find(|(word, _)| says(name, word));
            let retired = retired.or_else(|| types.iter().find(|(word, _)| is_type && says(name, word)));
            let retired = retired.or_else(|| {
                constants.iter().find(|(word, _)| is_constant && parts(name).first().is_some_and(|first| first == word))
            });
            let retired = retired.or_else(|| ENDINGS.iter().find(|(word, _)| is_type && ends(name, word)));
            if let Some((word, instead)) = retired {
                let text = format!("`{name}` says `{word}`: say {instead} (see Words in ARCHITECTURE.md)");
                findings.push(Finding::new(&source.path, line_of(&code, at), text));
            }
        }
    }
    findings
}

/// Whether the words stand in the name, one after the other, and are not part of a term that is kept.
fn says(name: &str, words: &str) -> bool {
    let stands = |words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        parts(name).windows(words.len()).any(|window| window == words)
    };
    stands(words) && !TERMS.iter().any(|term| term.split(' ').any(|word| word == words) && stands(term))
}

/// Whether the word is a name's last of several.
fn ends(name: &str, word: &str) -> bool {
    let parts = parts(name);
    parts.len() > 1 && parts.last().is_some_and(|last| last == word)
}

/// The words of a name in small letters: `OrderLife` and `order_life` alike.
fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut was_small = false;
    for letter in name.chars() {
        if letter == '_' || (letter.is_ascii_uppercase() && was_small) {
            parts.push(String::new());
        }
        was_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        if letter != '_'
            && let Some(last) = parts.last_mut()
        {
            last.push(letter.to_ascii_lowercase());
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUND_ANYWHERE: [Retired; 2] = [("patience", "timeout"), ("giving back", "release")];

    fn found(path: &str, text: &str) -> Vec<String> {
        let findings =
            check_for(&[Source::of(path, text)], &FOUND_ANYWHERE, &[("most", "MAX_…")], &[("door", "authentication")]);
        findings.into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn the_fields_words_are_fine() {
        for text in [
            "const LOCK_TIMEOUT: u8 = 1;",
            "let most = 1; // patience",
            "let text = \"patience is a virtue\";",
            "let door = '\"'; let impatience = 1;",
            "fn back_giving() {}",
            "#[cfg(test)]\nmod tests { const PATIENCE: u8 = 1; }",
        ] {
            assert_eq!(found("x/src/a.rs", text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_retired_word_is_found_in_any_part_of_a_name() {
        for text in [
            "\nconst PATIENCE: u8 = 1;",
            "\nlet lock_patience = PATIENCE2;",
            "\nstruct LockPatience;",
            "\nfn giving_back() {}",
            "\nconst MOST_KEYS: u8 = 1;",
            "\nstruct Door;",
        ] {
            let findings = found("x/src/a.rs", text);
            assert_eq!(findings.len(), 1, "{text}: {findings:?}");
            assert!(findings[0].starts_with("x/src/a.rs:2: `"), "{findings:?}");
        }
        assert_eq!(found("x/src/giving_back.rs", "").len(), 1);
        assert_eq!(found("x/src/door.rs", "").len(), 1);
    }

    #[test]
    fn a_word_that_is_english_elsewhere_is_found_where_it_had_a_meaning() {
        let found = |path: &str, text: &str| check(&[Source::of(path, text)]).len();
        assert_eq!(found("edge/node/src/cache/pages.rs", "fn restore() {}"), 1);
        assert_eq!(found("origin/settings/src/pages/versions.rs", "fn restore() {}"), 0);
        assert_eq!(found("origin/orders/src/checkout/opening.rs", ""), 1);
        assert_eq!(found("app/src/shell/bar.rs", "let piece = 1;"), 1);
        assert_eq!(found("domain/src/catalog/measure.rs", "enum Unit { Piece }"), 0);
    }

    #[test]
    fn what_is_given_back_is_an_error_and_a_line_of_a_list_a_fault() {
        let found = |text: &str| check(&[Source::of("x/src/a.rs", text)]);
        assert_eq!(found("pub struct TaxRuleFault;").len(), 1);
        assert_eq!(found("pub struct Fault; fn rule_fault() {} struct FaultyCache; enum Kind { Fault }").len(), 0);
    }

    #[test]
    fn support_for_tests_has_one_name() {
        let lines = |path: &str| check(&[Source::of(path, "")]).len();
        assert_eq!(
            [lines("tests/support/shop.rs"), lines("x/tests/a/scene.rs"), lines("x/src/tests/fixtures.rs")],
            [1; 3]
        );
        assert_eq!([lines("tests/testing/shop.rs"), lines("demo/src/art/scene.rs"), lines("x/src/testing.rs")], [0; 3]);
    }

    #[test]
    fn a_term_of_the_field_is_kept_whole() {
        assert!(says("KeptLetter", "letter") && !says("KeptDeadLetter", "letter"));
        assert!(says("dead_or_letter", "letter"));
    }

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(parts("OrderLife"), ["order", "life"]);
        assert_eq!(parts("_MOST_KEYS2"), ["most", "keys2"]);
        assert_eq!(parts("has_ETag"), ["has", "etag"]);
    }
}
