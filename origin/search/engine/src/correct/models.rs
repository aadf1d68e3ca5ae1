//! Mistyped models: letters and digits that name none that some product has.

use super::candidates::{MIN_MODEL, candidates};
use super::{Corrector, MIN_PART, TRIED};
use crate::analysis;
use crate::query::Word;

/// Letters of the shortest word that may have been written together with a model's number.
const MIN_BRAND: usize = 2;

impl Corrector<'_> {
    /// The query with the model that was meant by a word with digits; none if no product has all words then.
    pub(super) fn model(&self, text: &str, word: &Word) -> tantivy::Result<Option<String>> {
        if let Some(meant) = self.apart(text, word)? {
            return Ok(Some(meant));
        }
        match self.without_stray_letter(text, word)? {
            Some(meant) => Ok(Some(meant)),
            None => self.with_other_letters(text, word),
        }
    }

    /// The query with a brand or another word and a model that were written as one: “hp 6530b” for `hp6530b`, if some product
    /// has all words then.
    fn apart(&self, text: &str, word: &Word) -> tantivy::Result<Option<String>> {
        let written: String = word.written.chars().filter(|c| !c.is_whitespace()).collect();
        let Some((at, _)) = written.char_indices().find(|(_, letter)| letter.is_ascii_digit()) else { return Ok(None) };
        let (first, model) = written.split_at(at);
        if first.chars().count() < MIN_BRAND || model.chars().count() < MIN_PART {
            return Ok(None);
        }
        let meant = by(text, &written, &format!("{first} {model}"));
        Ok((meant != text && self.together(&meant)? > 0).then_some(meant))
    }

    /// The query without the one letter that has strayed into a number, “2060” for `206k0`, if some product has all words
    /// then. A letter that is a unit has not strayed.
    fn without_stray_letter(&self, text: &str, word: &Word) -> tantivy::Result<Option<String>> {
        let written: String = word.written.chars().filter(|c| !c.is_whitespace()).collect();
        let (digits, others) = parts(&written);
        let is_letter = others.chars().count() == 1 && others.chars().all(char::is_alphabetic);
        if digits.len() < MIN_PART || !is_letter || analysis::UNITS.contains(&others.as_str()) {
            return Ok(None);
        }
        let meant = by(text, &written, &digits);
        Ok((meant != text && self.together(&meant)? > 0).then_some(meant))
    }

    /// The query with a code of which some product has all but one letter: `tn2110` for `tx-2110`. Of several the one that
    /// most products have with the other words. Its digits are those that were typed.
    fn with_other_letters(&self, text: &str, word: &Word) -> tantivy::Result<Option<String>> {
        let written: String = word.written.chars().filter(|c| !c.is_whitespace()).collect();
        let (digits, letters) = parts(&written);
        let is_measure = analysis::UNITS.contains(&letters.as_str());
        if letters.is_empty() || digits.is_empty() || is_measure || written.chars().count() < MIN_MODEL {
            return Ok(None);
        }
        let mut close = candidates(self.searcher, self.fields.codes, &written, false)?;
        close.retain(|candidate| parts(&candidate.word).0 == digits);
        close.sort_by(|one, other| other.products.cmp(&one.products).then_with(|| one.word.cmp(&other.word)));
        let mut best: Option<(usize, String)> = None;
        for candidate in close.into_iter().take(TRIED) {
            let meant = by(text, &written, &candidate.word);
            if meant == text {
                continue;
            }
            let products = self.together(&meant)?;
            if products > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((products, meant));
            }
        }
        Ok(best.map(|(_, meant)| meant))
    }
}

/// The digits of a word, and all else.
fn parts(word: &str) -> (String, String) {
    word.chars().partition(char::is_ascii_digit)
}

/// The query with whatever in it is written like the word replaced, signs and all.
fn by(text: &str, written: &str, other: &str) -> String {
    let is_it = |part: &str| analysis::as_one_word(part).is_some_and(|word| word == written);
    text.split_whitespace().map(|part| if is_it(part) { other } else { part }).collect::<Vec<_>>().join(" ")
}
