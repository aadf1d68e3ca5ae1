//! From text to words, the same way for what is indexed and for what is asked.

use domain::Locale;
use tantivy::tokenizer::{Language, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Longer words are not words. In bytes.
const MAX_WORD_LENGTH: usize = 64;

/// The analyzer of a language: [`fold`], then [`words`], then Snowball stems.
pub(crate) fn analyzer(locale: Locale) -> TextAnalyzer {
    let words = TextAnalyzer::builder(FoldedWords);
    match snowball(locale.code()) {
        Some(language) => words.filter(Stemmer::new(language)).build(),
        None => words.build(),
    }
}

/// The stemmer of a language; none if Snowball has none for it.
fn snowball(code: &str) -> Option<Language> {
    Some(match code {
        "da" => Language::Danish,
        "de" => Language::German,
        "en" => Language::English,
        "es" => Language::Spanish,
        "fi" => Language::Finnish,
        "fr" => Language::French,
        "it" => Language::Italian,
        "nb" | "no" => Language::Norwegian,
        "nl" => Language::Dutch,
        "pt" => Language::Portuguese,
        "sv" => Language::Swedish,
        _ => return None,
    })
}

/// Text without what is not read aloud or differs by habit: HTML tags, trade mark signs, accents, case.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in without_signs(text).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
    folded
}

fn without_signs(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = tag(rest).or_else(|| sign(rest));
        match skipped {
            Some(length) => {
                kept.push(' ');
                rest = &rest[length..];
            }
            None => {
                kept.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    kept
}

/// The length of the HTML tag at the start of `text`. “a < b” has none.
fn tag(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let begins = inner.strip_prefix('/').unwrap_or(inner).starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    // A tag that is never closed, or only kilobytes later, is not one: searching for its end must not
    // cost the square of the text's length.
    let window = inner.len().min(1000);
    let end = inner.as_bytes()[..window].iter().position(|byte| *byte == b'>')?;
    begins.then_some(end + 2)
}

/// The length of the trade mark sign at the start of `text`.
fn sign(text: &str) -> Option<usize> {
    let spelled = ["(tm)", "(r)", "(c)", "(TM)", "(R)", "(C)"];
    let drawn = ["™", "®", "©", "℠"];
    spelled.iter().chain(&drawn).find(|sign| text.starts_with(**sign)).map(|sign| sign.len())
}

/// The words of folded text: runs of letters and digits, with one decimal part: `2.5`.
pub(crate) fn words(folded: &str) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(char::is_alphanumeric)?;
            rest = &rest[start..];
            let run = |text: &str, part: fn(char) -> bool| text.find(|c| !part(c)).unwrap_or(text.len());
            let mut end = run(rest, char::is_alphanumeric);
            if let Some(decimals) = rest[end..].strip_prefix('.') {
                let length = run(decimals, |c| c.is_ascii_digit());
                end += if length > 0 { 1 + length } else { 0 };
            }
            let (word, tail) = rest.split_at(end);
            rest = tail;
            if word.len() <= MAX_WORD_LENGTH {
                return Some(word);
            }
        }
    })
}

/// A code as it is compared: letters and digits alone, without leading zeros, so that `TN-2110`,
/// `tn 2110` written as one, and a barcode with or without its padding are the same. None if too
/// short to name anything.
pub(crate) fn code(folded: &str) -> Option<String> {
    let joined: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let trimmed = joined.trim_start_matches('0');
    (3..=MAX_WORD_LENGTH).contains(&trimmed.len()).then(|| trimmed.to_owned())
}

#[derive(Clone)]
struct FoldedWords;

struct Words {
    tokens: std::vec::IntoIter<Token>,
    current: Token,
}

impl Tokenizer for FoldedWords {
    type TokenStream<'a> = Words;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words {
        let folded = fold(text);
        let token = |(position, word): (usize, &str)| Token { position, text: word.to_owned(), ..Token::default() };
        let tokens: Vec<Token> = words(&folded).enumerate().map(token).collect();
        Words { tokens: tokens.into_iter(), current: Token::default() }
    }
}

impl TokenStream for Words {
    fn advance(&mut self) -> bool {
        match self.tokens.next() {
            Some(token) => {
                self.current = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

/// The stems of a text.
pub(crate) fn stems(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut stems = Vec::new();
    let mut stream = analyzer.token_stream(text);
    while stream.advance() {
        stems.push(stream.token().text.clone());
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let folded = fold(text);
        assert_eq!(words(&folded).collect::<Vec<_>>(), expect, "{text}");
    }

    #[test]
    fn words_are_letters_and_digits() {
        check("Harbour Mug, 2.5 l", &["harbour", "mug", "2.5", "l"]);
        check("43.2 cm (17\") v1.2.3", &["43.2", "cm", "17", "v1.2", "3"]);
        check("end. Next", &["end", "next"]);
        check("!? – …", &[]);
        check("", &[]);
    }

    #[test]
    fn tags_signs_and_accents_are_dropped() {
        check("Intel® Core™2 Duo(TM)", &["intel", "core", "2", "duo"]);
        check("<b>Bold</b><br/>line", &["bold", "line"]);
        check("a < b > c", &["a", "b", "c"]);
        check("<unclosed tag", &["unclosed", "tag"]);
        check("Crème brûlée Häuser Straße Øre", &["creme", "brulee", "hauser", "strasse", "ore"]);
        check("Ｗｉｄｅ ﬁt", &["wide", "fit"]);
        check("Чашка", &["чашка"]);
    }

    #[test]
    fn stems_join_the_forms_of_a_word() {
        let stem = |locale, text| stems(&mut analyzer(locale), text);
        assert_eq!(stem(Locale::En, "mugs"), stem(Locale::En, "mug"));
        assert_eq!(stem(Locale::De, "Decken"), stem(Locale::De, "Decke"));
        assert_eq!(stem(Locale::De, "Häuser"), stem(Locale::De, "hauser"));
    }

    #[test]
    fn codes_are_compared_without_punctuation() {
        assert_eq!(code("tn-2110").as_deref(), Some("tn2110"));
        assert_eq!(code("0095205603217"), code("95205603217"));
        assert_eq!(code("a"), None);
        assert_eq!(code("000"), None);
    }

    #[test]
    fn long_and_hostile_texts_are_taken_in_stride() {
        assert_eq!(words(&fold(&"x".repeat(100_000))).count(), 0);
        assert_eq!(words(&fold(&"<".repeat(100_000))).count(), 0);
        assert_eq!(words(&fold(&"<a".repeat(50_000))).count(), 50_000);
        assert_eq!(words(&fold(&"\u{301}".repeat(10_000))).count(), 0);
    }
}
