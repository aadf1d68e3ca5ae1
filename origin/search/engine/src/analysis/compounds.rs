//! Words that are made of two, in languages that write those as one: “Teekanne” is a “Kanne”.
//!
//! No list of words is needed. What stands before the last part must be a word that the catalogue has somewhere: “Tee”
//! is, the “Kont” of “Kontrolle” is not, so that this is no “Rolle”.

use domain::Locale;

/// What may stand between the parts of a compound, by language.
const LINKS: &[(&str, &[&str])] = &[
    ("da", &["", "s", "e"]),
    ("de", &["", "s", "es", "n", "en", "er", "e"]),
    ("fi", &[""]),
    ("nb", &["", "s", "e"]),
    ("nl", &["", "s", "e", "en"]),
    ("sv", &["", "s", "o", "u"]),
];
/// What the first part may have lost: “Schul-” of “Schule”.
const LOST: &str = "e";
/// Letters of the shortest first part, and of the shortest last one.
const MIN_FIRST: usize = 3;
const MIN_LAST: usize = 4;

/// Whether the language writes compounds as one word.
pub(crate) fn has_compounds(locale: Locale) -> bool {
    links(locale).is_some()
}

fn links(locale: Locale) -> Option<&'static [&'static str]> {
    LINKS.iter().find(|(code, _)| *code == locale.code()).map(|(_, links)| *links)
}

/// The last parts that a folded word may have, where `is_word` knows what stands before.
pub(crate) fn heads(locale: Locale, word: &str, mut is_word: impl FnMut(&str) -> bool) -> Vec<&str> {
    let Some(links) = links(locale) else { return Vec::new() };
    let letters = word.chars().count();
    let cuts = word.char_indices().enumerate().skip(MIN_FIRST).map(|(place, (at, _))| (letters - place, at));
    let mut cuts = cuts.take_while(|(left, _)| *left >= MIN_LAST).map(|(_, at)| word.split_at(at)).collect::<Vec<_>>();
    cuts.retain(|(first, _)| {
        let mut stripped = links.iter().filter_map(|link| first.strip_suffix(link));
        stripped.any(|first| first.chars().count() >= MIN_FIRST && is_word(first)) || is_word(&format!("{first}{LOST}"))
    });
    cuts.into_iter().map(|(_, last)| last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compound_is_what_its_last_part_says() {
        let words = ["tee", "schraube", "schule", "geburtstag", "kaffee", "kon"];
        let check = |word: &str, expect: &[&str]| {
            assert_eq!(heads(Locale::De, word, |first| words.contains(&first)), expect, "{word}");
        };
        check("teekanne", &["kanne"]);
        check("schraubenzieher", &["enzieher", "nzieher", "zieher"]);
        check("schultasche", &["tasche"]);
        check("geburtstagskarte", &["skarte", "karte"]);
        check("kontrolle", &["trolle"]);
        check("kaffee", &[]);
        check("tee", &[]);
        check("", &[]);
        assert!(heads(Locale::En, "teapot", |_| true).is_empty());
    }
}
