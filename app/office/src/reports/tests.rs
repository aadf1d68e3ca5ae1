use std::path::{Path, PathBuf};
use std::{env, fs};

use super::*;

#[test]
fn what_is_known_is_said_in_the_reader_s_language_and_anything_else_as_it_came() {
    let german = |sentence: &str| said(Locale::De, sentence).into_string();
    assert_eq!(german("it costs nothing"), "<span>es kostet nichts</span>");
    assert_eq!(german("price “12,5” is too high"), "<span>Preis „12,5“ ist zu hoch</span>");
    let nested = german("line 7: it names no value of the option “Farbe”");
    assert_eq!(nested, "<span>Zeile 7: es nennt keinen Wert der Option „Farbe“</span>");
    let taken = german(
        "its handle “a” is that of “b <c>” on line 3, and two products cannot have one address: give it another",
    );
    assert!(taken.contains("„b &lt;c&gt;“ in Zeile 3"), "{taken}");
    assert_eq!(german("nobody has said this"), "<span lang=\"en\">nobody has said this</span>");
    let column = german("“Tags”, 12 values: the shop has no tags; collections and facts take their part");
    assert!(column.contains("„Tags“, 12 Werte: der Shop hat keine Schlagwörter;"), "{column}");
    assert!(german("“Länge”, 1 value: nobody knows what it means").contains("„Länge“, 1 Wert: niemand weiß"));
    let english = said(Locale::En, "it costs nothing").into_string();
    assert_eq!(english, "<span lang=\"en\">it costs nothing</span>");
}

#[test]
fn what_is_refused_of_an_order_is_said_in_the_reader_s_language_as_a_whole() {
    let german = |sentence: &str| own(Locale::De, sentence);
    let rejected = german("Nothing was refunded: at most €5.00 can still be refunded.");
    assert_eq!(rejected.as_deref(), Some("Es wurde nichts erstattet: höchstens €5.00 lassen sich noch erstatten."));
    let rejected = german("The name of a key: it is longer than 100 characters.");
    assert_eq!(rejected.as_deref(), Some("Der Name eines Schlüssels: Er ist länger als 100 Zeichen."));
    let rejected = german("TBL-MUG: Only 2 pieces are left to refund; choose fewer.");
    assert_eq!(rejected.as_deref(), Some("TBL-MUG: Nur 2 Stück lassen sich noch erstatten: Wählen Sie weniger."));
    assert_eq!(german("TBL-MUG: nobody has said this"), None);
    assert_eq!(german("two words: Only 2 pieces are left to refund; choose fewer."), None);
}

#[test]
fn a_value_with_the_words_around_it_is_found_whole() {
    let pattern = format!("a “{PLACEHOLDER}” b");
    assert_eq!(values(&pattern, "a “x” b” b"), Some(vec!["x” b"]));
    assert_eq!(values(&pattern, "a “x” c"), None);
    assert_eq!(values(&format!("{PLACEHOLDER} pictures"), "3 pictures"), Some(vec!["3"]));
    assert_eq!(values(&format!("{PLACEHOLDER} pictures"), "nobody took the pictures"), None);
    assert_eq!(values("plain", "plain"), Some(vec![]));
    assert_eq!(values("plain", "plainer"), None);
}

/// A sentence that the origin says otherwise by now is mended here, too.
#[test]
fn the_origin_says_every_sentence_in_these_words() {
    let origin =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it for tests")).join("../../origin");
    let mut sources = String::new();
    for folder in [
        "import/src",
        "settings/src/redirects",
        "orders/src/pricing/price_lists",
        "orders/src/inventory",
        "catalog/src/imports",
        "server/src/import",
        "settings/src/menus",
        "media/src/fetch",
        "orders/src/fulfilment",
        "staff/src",
        "../domain/src",
    ] {
        read(&origin.join(folder), &mut sources);
    }
    let sources = with_placeholders(&sources);
    let english = words::office_reports(Locale::default());
    for make in KNOWN {
        let sentence = make(english, [PLACEHOLDER; MAX_VALUES]);
        assert!(sources.contains(&sentence), "nothing says “{sentence}”");
    }
}

fn read(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of the origin's") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, all);
        } else if path.extension().is_some_and(|end| end == "rs") {
            all.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
}

/// Sources with a placeholder for whatever is filled in, and lines that go on put together.
fn with_placeholders(sources: &str) -> String {
    let mut out = String::with_capacity(sources.len());
    let mut rest = sources;
    while let Some(at) = rest.find(['{', '\\']) {
        out.push_str(&rest[..at]);
        let from = &rest[at..];
        if let Some(line) = from.strip_prefix("\\\n") {
            rest = line.trim_start();
            continue;
        }
        let name = from.strip_prefix('{').and_then(|inside| inside.split_once('}')).map(|(name, _)| name);
        let is_name =
            |name: &str| name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.' | ':'));
        match name.filter(|name| is_name(name)) {
            Some(name) => {
                out.push_str(PLACEHOLDER);
                rest = &from[name.len() + 2..];
            }
            None => {
                out.push_str(&from[..1]);
                rest = &from[1..];
            }
        }
    }
    out + rest
}
