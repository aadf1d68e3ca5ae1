//! From text to words, the same way for what is indexed and for what is asked.

use domain::Locale;
use tantivy::tokenizer::{Language, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer};

mod codes;
mod compounds;
mod fold;
mod joins;
mod lexemes;
mod measures;
mod plurals;
mod units;

pub(crate) use codes::{code, codes_of, has_digit};
pub(crate) use compounds::{has_compounds, heads};
pub(crate) use fold::fold;
pub(crate) use joins::{Size, combine};
pub(crate) use lexemes::{Gap, Lexeme, lexemes};
pub(crate) use measures::Measure;
pub(crate) use units::UNITS;

/// Which words of a text are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Its words, one by one.
    Words,
    /// Words that stand beside each other, joined.
    Joined,
    /// All of it as one word.
    Whole,
}

impl Taken {
    /// The name under which an index knows the analyzer of a language.
    pub(crate) fn name(self, locale: Locale) -> String {
        match self {
            Self::Words => locale.code().to_owned(),
            Self::Joined => format!("{}-joined", locale.code()),
            Self::Whole => format!("{}-whole", locale.code()),
        }
    }
}

/// The analyzer of a language: [`fold`], then the words, then their singulars, then Snowball stems.
pub(crate) fn analyzer(locale: Locale, taken: Taken) -> TextAnalyzer {
    let words = TextAnalyzer::builder(WordTokenizer { locale, taken });
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

/// The words of folded text: runs of letters and digits, numbers with their decimals, and what is written as one
/// with a number also whole.
pub(crate) fn words(lexemes: &[Lexeme]) -> Vec<String> {
    let mut found = Vec::with_capacity(lexemes.len());
    for (place, lexeme) in lexemes.iter().enumerate() {
        found.extend(lexeme.forms().map(ToOwned::to_owned));
        let behind = lexemes[place + 1..].iter().take(MAX_WHOLE);
        let behind = behind.take_while(|lexeme| lexeme.gap == Gap::Nothing).count();
        if (1..MAX_WHOLE).contains(&behind) && lexeme.gap != Gap::Nothing {
            combine(&lexemes[place..=place + behind], &mut found);
        }
    }
    found
}

/// Lexemes written as one that are taken as a whole too: three numbers of a size with their signs and a unit.
const MAX_WHOLE: usize = 6;

/// Letters of the shortest word that is kept as it is spelled, and of the longest.
const SPELLINGS: std::ops::RangeInclusive<usize> = 3..=24;

/// The words of a text as they are spelled, for whoever mistypes them; no plain numbers.
pub(crate) fn spellings(text: &str) -> Vec<String> {
    let words = lexemes(&fold(text)).into_iter().filter(|lexeme| !lexeme.is_number).map(|lexeme| lexeme.text);
    words.filter(|word| SPELLINGS.contains(&word.chars().count())).collect()
}

/// All letters and digits of a text in one word; none if it has none.
pub(crate) fn as_one_word(text: &str) -> Option<String> {
    let word: String = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
    (!word.is_empty() && word.len() <= MAX_ONE_WORD).then_some(word)
}

/// What is longer in one word is no name, in bytes.
const MAX_ONE_WORD: usize = 100;

/// Cuts text into the words that are taken of it.
#[derive(Clone)]
struct WordTokenizer {
    locale: Locale,
    taken: Taken,
}

struct Words {
    tokens: std::vec::IntoIter<Token>,
    current: Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = Words;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words {
        let words = match self.taken {
            Taken::Words => words(&lexemes(&fold(text))),
            Taken::Joined => joins::joined(&lexemes(&fold(text))),
            Taken::Whole => vec![text.to_owned()],
        };
        let token = |(position, word): (usize, String)| {
            let text = plurals::singular(self.locale, &word).unwrap_or(word);
            Token { position, text, ..Token::default() }
        };
        let tokens: Vec<Token> = words.into_iter().enumerate().map(token).collect();
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

/// Makes stems of words.
pub(crate) struct Stems(TextAnalyzer);

impl Stems {
    /// Those of a language.
    pub(crate) fn of(locale: Locale) -> Self {
        Self(analyzer(locale, Taken::Whole))
    }

    /// The stem of one folded word.
    pub(crate) fn stem(&mut self, word: &str) -> String {
        let mut stream = self.0.token_stream(word);
        stream.advance();
        stream.token().text.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(words(&lexemes(&fold(text))), expect, "{text}");
    }

    #[test]
    fn words_are_letters_and_digits() {
        check("Harbour Mug, 2.5 l", &["harbour", "mug", "2.5", "l"]);
        check("43.2 cm (17\") v1.2.3", &["43.2", "cm", "17", "v1.2", "3"]);
        check("17\"", &["17"]);
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
        let stem = |locale, word: &str| Stems::of(locale).stem(&fold(word));
        assert_eq!(stem(Locale::En, "mugs"), stem(Locale::En, "mug"));
        assert_eq!(stem(Locale::En, "knives"), stem(Locale::En, "knife"));
        assert_ne!(stem(Locale::En, "gloves"), stem(Locale::En, "glof"));
        assert_eq!(stem(Locale::De, "Decken"), stem(Locale::De, "Decke"));
        assert_eq!(stem(Locale::De, "Häuser"), stem(Locale::De, "hauser"));
    }

    #[test]
    fn what_is_written_as_one_with_a_number_is_found_in_parts_and_whole() {
        check("500ml", &["500", "500ml", "ml"]);
        check("90x200cm", &["90", "90x200cm", "x", "200", "cm"]);
    }

    #[test]
    fn long_and_hostile_texts_are_taken_in_stride() {
        assert_eq!(words(&lexemes(&fold(&"x".repeat(100_000)))).len(), 0);
        assert_eq!(words(&lexemes(&fold(&"<".repeat(100_000)))).len(), 0);
        assert_eq!(words(&lexemes(&fold(&"<a".repeat(50_000)))).len(), 50_000);
        assert_eq!(words(&lexemes(&fold(&"1x".repeat(50_000)))).len(), 100_000);
        assert_eq!(words(&lexemes(&fold(&"1,2".repeat(50_000)))).len(), 50_001);
        assert_eq!(words(&lexemes(&fold(&"\u{301}".repeat(10_000)))).len(), 0);
    }
}
