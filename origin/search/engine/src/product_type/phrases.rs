//! The phrases of a product's texts that stand where types stand.

use domain::Locale;

use super::{MAX_WORDS, Said};
use crate::analysis::{self, UNITS};

/// Words that join others and name nothing, by language. A closed class: no new one is ever coined.
const FUNCTION_WORDS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "a", "an", "and", "as", "at", "by", "f", "for", "from", "in", "of", "off", "on", "onto", "or", "over",
            "per", "the", "to", "w", "with", "without", "x",
        ],
    ),
    (
        "de",
        &[
            "an", "auf", "aus", "bei", "das", "der", "die", "ein", "eine", "für", "im", "in", "mit", "ohne", "oder",
            "pro", "und", "von", "zu", "zum", "zur",
        ],
    ),
];
/// Those of them behind which stands what a thing is for, or what comes with it.
const PURPOSES: &[(&str, &[&str])] = &[("en", &["f", "for", "w", "with", "without"]), ("de", &["für", "mit", "ohne"])];
/// Languages in which the last noun of a phrase names the thing: “coffee cup”.
const HEAD_LAST: [&str; 7] = ["da", "de", "en", "fi", "nb", "nl", "sv"];
/// Words of the end of a title that may be a type of their own.
const MAX_ENDING: usize = 3;
/// Digits of the longest number that is a measure and no model.
const MAX_MEASURE: usize = 4;

/// What may name a product's type.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Phrases {
    /// What stands behind the model, in small letters where the title has capitals.
    pub(super) own: Option<String>,
    /// If there is none: how the first words of the title end, the longest first.
    pub(super) endings: Vec<String>,
    /// What the merchant declares.
    pub(super) declared: Vec<String>,
}

impl Phrases {
    pub(super) fn of(said: &Said<'_>, locale: Locale) -> Self {
        let title = tokens(said.title, locale);
        let own = own(said, &title, locale);
        let endings = match own {
            Some(_) => Vec::new(),
            None => endings(said, &title, locale),
        };
        let is_word = |text: &&String| text.chars().any(char::is_alphabetic);
        Self { own, endings, declared: said.declared.iter().filter(is_word).cloned().collect() }
    }

    /// All that the dictionary counts.
    pub(super) fn counted(&self) -> impl Iterator<Item = &str> {
        self.own.iter().chain(&self.endings).chain(&self.declared).map(String::as_str)
    }
}

/// A word of a title, without the signs around it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token<'a> {
    text: &'a str,
    /// Whether it may be a word of a type: letters alone, and no function word.
    is_plain: bool,
    /// Whether a sign before it parts it from what comes before.
    begins: bool,
    /// Whether a sign behind it parts it from what follows.
    ends: bool,
}

fn tokens<'a>(text: &'a str, locale: Locale) -> Vec<Token<'a>> {
    let joins = |c: char| matches!(c, '\'' | '’' | '/' | '&' | '-');
    let tokens = text.split_whitespace().map(|raw| {
        let text = raw.trim_matches(|c: char| !c.is_alphanumeric());
        let is_plain = text.chars().all(|c| c.is_alphabetic() || joins(c)) && !text.is_empty();
        Token {
            text,
            is_plain: is_plain && !is_one_of(FUNCTION_WORDS, text, locale),
            begins: raw.starts_with(|c: char| !c.is_alphanumeric()),
            ends: raw.ends_with(|c: char| !c.is_alphanumeric()),
        }
    });
    tokens.collect()
}

/// Whether the last noun of a phrase names the thing, and those before it what it is for or of.
pub(super) fn is_head_last(locale: Locale) -> bool {
    HEAD_LAST.contains(&locale.code())
}

fn is_one_of(lists: &[(&str, &[&str])], word: &str, locale: Locale) -> bool {
    let list = lists.iter().find(|(code, _)| *code == locale.code());
    list.is_some_and(|(_, words)| words.contains(&word.to_lowercase().as_str()))
}

/// The words of a text up to the first that tells what the thing is for.
pub(super) fn before_purpose(text: &str, locale: Locale) -> impl Iterator<Item = &str> {
    text.split_whitespace().take_while(move |word| {
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        !is_one_of(PURPOSES, word.trim_end_matches('/'), locale)
    })
}

/// Whether nothing else is named by the words behind the first `end` of a text: “Service” is, in “Notebook Service”, and so
/// that is no notebook. A value, such as a colour, names nothing, and words before a measure are a remark on it.
pub(super) fn is_last_named(text: &str, end: usize, values: &[String], locale: Locale) -> bool {
    let words = tokens(text, locale);
    let (before, behind) = words.split_at(end.min(words.len()));
    if before.last().is_none_or(|last| last.ends) {
        return true;
    }
    let others = run(behind.iter().take_while(|token| token.is_plain && !token.begins));
    let is_value = |word: &&str| values.iter().any(|value| value.eq_ignore_ascii_case(word));
    let Some(last) = others.len().checked_sub(1) else { return true };
    let is_parted = behind[last].ends || behind.get(last + 1).is_none_or(|next| next.begins || is_model(next.text));
    !is_parted || others.iter().all(is_value)
}

/// The words in small letters behind the model, or behind the capitals that the title begins with.
fn own(said: &Said<'_>, title: &[Token<'_>], locale: Locale) -> Option<String> {
    let behind = said.model.filter(|model| !model.is_empty()).and_then(|model| said.title.split_once(model));
    let rest: Vec<Token<'_>> = match (behind, said.model) {
        (Some((_, rest)), _) => tokens(rest, locale),
        (None, Some(model)) => {
            let elsewhere: Vec<&str> = model.split_whitespace().chain(said.brand.split_whitespace()).collect();
            title.iter().filter(|token| !elsewhere.contains(&token.text)).cloned().collect()
        }
        (None, None) => {
            let place = title.iter().position(|token| is_model(token.text));
            let capitals = || title.iter().take_while(|token| token.text.starts_with(char::is_uppercase)).count();
            title.get(place.map_or_else(capitals, |place| place + 1).max(1)..)?.to_vec()
        }
    };
    // “For what?” and “how much?” are no types.
    if rest.first().is_some_and(|first| first.begins || is_unit(first.text)) {
        return None;
    }
    let is_small = |token: &&Token<'_>| token.is_plain && !token.text.contains(char::is_uppercase);
    let run = run(rest.iter().take_while(is_small));
    (1..=MAX_WORDS).contains(&run.len()).then(|| run.join(" "))
}

/// How the first words of the title end, for titles without a model: “power cable” and “cable” of “Internal Power Cable”.
fn endings(said: &Said<'_>, title: &[Token<'_>], locale: Locale) -> Vec<String> {
    if !is_head_last(locale) || said.model.is_some() || title.iter().any(|token| is_model(token.text)) {
        return Vec::new();
    }
    let brand: Vec<&str> = said.brand.split_whitespace().collect();
    let title = if brand.len() < title.len() && title.iter().zip(&brand).all(|(token, word)| token.text == *word) {
        &title[brand.len()..]
    } else {
        title
    };
    let mut run = run(title.iter().take_while(|token| token.is_plain));
    let is_among = |values: &[String], word: &str| values.iter().any(|value| value.eq_ignore_ascii_case(word));
    let is_value = |word: &str| is_among(said.values, word) && !is_among(&said.declared, word);
    while run.last().is_some_and(|last| is_value(last)) {
        run.pop();
    }
    let longest = run.len().min(MAX_ENDING);
    (1..=longest).rev().map(|words| run[run.len() - words..].join(" ")).collect()
}

/// Words up to the first sign that parts.
fn run<'a>(tokens: impl Iterator<Item = &'a Token<'a>>) -> Vec<&'a str> {
    let mut run = Vec::new();
    for token in tokens {
        if token.begins && !run.is_empty() {
            break;
        }
        run.push(token.text);
        if token.ends {
            break;
        }
    }
    run
}

/// Whether it is a model's number: letters and digits, or a number that is too long for a measure.
fn is_model(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let begins_with_letter = word.starts_with(char::is_alphabetic);
    digits > MAX_MEASURE || (digits > 0 && begins_with_letter && word.len() >= MAX_MEASURE)
}

fn is_unit(word: &str) -> bool {
    UNITS.contains(&analysis::fold(word).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, brand: &str, model: Option<&str>, own: &str, endings: &[&str]) {
        let said = Said { title, summary: "", brand, model, declared: Vec::new(), values: &["Black".to_owned()] };
        let found = Phrases::of(&said, Locale::default());
        assert_eq!(
            (found.own.as_deref().unwrap_or_default(), found.endings.as_slice()),
            (own, &strings(endings)[..]),
            "{title}"
        );
    }

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn what_stands_behind_the_model_in_small_letters() {
        check("Case Logic TBC302P camera case Pink", "Case Logic", Some("TBC302P"), "camera case", &[]);
        check("Case Logic TBC302P camera case, pink", "Case Logic", None, "camera case", &[]);
        check("ACT CAT6 UTP 7,00 m networking cable", "ACT", Some("CAT6 UTP 7,00 m"), "networking cable", &[]);
        check("HP 74XL Black Original 1 pc(s)", "HP", Some("74XL Black"), "", &[]);
        check("Macally 10 ft", "Macally", Some("10"), "", &[]);
        check("Epson Glossy photo paper", "Epson", Some("Photo Paper Glossy"), "photo paper", &[]);
    }

    #[test]
    fn how_plain_titles_end() {
        check("Equip Internal Power Cable", "Equip", None, "", &["Internal Power Cable", "Power Cable", "Cable"]);
        check("Harbour mug", "Kleiwarft", None, "mug", &[]);
        check("Holder Black", "", None, "", &["Holder"]);
        check("Holder (iPhone / iPod)", "", None, "", &["Holder"]);
        check("Adventure Backpack for Hikers", "", None, "", &["Adventure Backpack", "Backpack"]);
        check("", "", None, "", &[]);
    }

    #[test]
    fn the_last_noun_names_the_thing() {
        let check = |text: &str, end: usize| is_last_named(text, end, &["Black".to_owned()], Locale::default());
        assert!(!check("Onsite Notebook Service", 2));
        assert!(!check("Notebook Only Service Bundle", 1));
        assert!(!check("Addit notebook riser - adjustable 388", 2));
        assert!(!check("notebook riser [acrylic]", 1));
        assert!(!check("Speaker wire SWA2105W/10", 1));
        for (text, end) in [
            ("Flat Panel Monitor", 3),
            ("Monitor Stand Black", 2),
            ("Notebook Gray 39.6 cm", 1),
            ("Notebook, with Windows", 1),
            ("Notebook (renewed)", 1),
        ] {
            assert!(check(text, end), "{text}");
        }
    }

    #[test]
    fn what_it_is_for_is_left_out() {
        let words = |text: &'static str| before_purpose(text, Locale::default()).collect::<Vec<_>>();
        assert_eq!(words("Bag for a camera"), ["Bag"]);
        assert_eq!(words("Bag w/ strap"), ["Bag"]);
        assert_eq!(words("Camera"), ["Camera"]);
    }
}
