//! Words of the catalogue that a mistyped one may have been.

use std::collections::BTreeMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::distance::distance;
use crate::analysis;

/// Letters of the shortest word that is corrected.
const MIN_LETTERS: usize = 3;
/// Letters and digits of the shortest model's number that is corrected: of fewer, such as `x13`, another letter is another
/// model, and so is `ml380` another than `dl380`.
pub(super) const MIN_MODEL: usize = 6;
/// Letters from which on two mistakes are likelier than another word.
const MIN_FOR_TWO: usize = 7;
/// Letters of the longest word that is corrected.
const MAX_LETTERS: usize = 24;
/// Words that go on as the shopper began, of which the most frequent are taken.
const MAX_COMPLETIONS: usize = 500;
const TAKEN_COMPLETIONS: usize = 8;

/// A word that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) word: String,
    /// Products that have it.
    pub(super) products: u64,
    /// Mistakes between it and what was typed; one for a word that was only begun.
    pub(super) distance: u8,
}

/// The words in `field` that `written` may have been, and if it `may_go_on`, those that begin with it.
pub(super) fn candidates(
    searcher: &Searcher,
    field: Field,
    written: &str,
    may_go_on: bool,
) -> tantivy::Result<Vec<Candidate>> {
    let letters = written.chars().count();
    if !(MIN_LETTERS..=MAX_LETTERS).contains(&letters) || written.chars().any(is_a_word_alone) {
        return Ok(Vec::new());
    }
    let has_digit = analysis::has_digit(written);
    if has_digit && letters < MIN_MODEL {
        return Ok(Vec::new());
    }
    let mistakes = if letters >= MIN_FOR_TWO && !has_digit { 2 } else { 1 };
    let term = Term::from_field_text(field, written);
    let automaton = FuzzyTermQuery::new(term, mistakes, true).automaton()?;
    let mut close: BTreeMap<String, u64> = BTreeMap::new();
    let mut begun: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().search(&automaton).into_stream()?;
        while terms.advance() {
            add(&mut close, terms.key(), terms.value().doc_freq);
        }
        if may_go_on && !has_digit {
            let mut terms = index.terms().range().gt(written).into_stream()?;
            let mut left = MAX_COMPLETIONS;
            while left > 0 && terms.advance() && terms.key().starts_with(written.as_bytes()) {
                add(&mut begun, terms.key(), terms.value().doc_freq);
                left -= 1;
            }
        }
    }
    let mut found: Vec<Candidate> = close
        .into_iter()
        .filter(|(word, _)| analysis::has_digit(word) == has_digit && is_same_number(written, word))
        .filter_map(|(word, products)| {
            let distance = u8::try_from(distance(written, &word)).ok()?;
            (1..=mistakes).contains(&distance).then_some(Candidate { word, products, distance })
        })
        .collect();
    let begun = begun.into_iter().filter(|(word, _)| !found.iter().any(|known| known.word == *word));
    let mut begun: Vec<Candidate> = begun.map(|(word, products)| Candidate { word, products, distance: 1 }).collect();
    begun.sort_by(|one, other| other.products.cmp(&one.products).then_with(|| one.word.cmp(&other.word)));
    found.extend(begun.into_iter().take(TAKEN_COMPLETIONS));
    Ok(found)
}

fn add(counts: &mut BTreeMap<String, u64>, term: &[u8], products: u32) {
    if let Ok(word) = std::str::from_utf8(term) {
        *counts.entry(word.to_owned()).or_default() += u64::from(products);
    }
}

/// Whether no digit of one was taken for another in the other: `tn2110` is another model than `tn2120`, but may be meant
/// by `tn211` or `tn22110`.
fn is_same_number(one: &str, other: &str) -> bool {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<Vec<_>>();
    let (mut one, mut other) = (digits(one), digits(other));
    if one.len() != other.len() {
        return true;
    }
    one.sort_unstable();
    other.sort_unstable();
    one == other
}

/// Whether a letter is a word or a syllable: of Thai, Chinese, Japanese and Korean, in which the next letter makes another
/// word and no mistake.
fn is_a_word_alone(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_number_is_another_model() {
        assert!(is_same_number("tn211", "tn2110") && is_same_number("t2n110", "tn2110"));
        assert!(!is_same_number("tn2120", "tn2110") && !is_same_number("ps5", "ps4"));
    }
}
