//! Queries with mistyped words, and what was meant.
//!
//! A word that some product has is never replaced by another, unless no product has it together with the rest. What is
//! written with digits is a model's number, and another number is another model.

mod candidates;
mod distance;
mod models;

use std::collections::HashSet;

use domain::Locale;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use self::candidates::{Candidate, candidates};
use crate::analysis::{self, Stems};
use crate::fields::{Fields, Texts};
use crate::query::{Asked, Word};

/// Products that a word may have at most that is replaced because no product has it together with the rest.
const MAX_MISPLACED: usize = 300;
/// Products that a word may have at most to be doubted alone.
const MAX_DOUBTED: usize = 3;
/// So many times as many products has what a doubted word may have been.
const TIMES: u64 = 20;
/// So many candidates are tried together with the other words.
const TRIED: usize = 12;
/// Words of the longest query whose candidates are tried together with the others.
const MAX_TOGETHER: usize = 8;
/// So many words of a query are corrected.
const MAX_CORRECTED: usize = 4;
/// Letters of the shortest part of what was written as one word, and of the longest such word.
const MIN_PART: usize = 3;
const MAX_PARTED: usize = 40;
/// What counts for as much as e² times as many products: that it names a type; and a brand, if nothing else is asked for.
const NAMES: f32 = 2.0;
/// The same: that some product has it together with all other words. Beside others, a brand is known by that.
const FITS: f32 = 2.0;
/// Products that have a word in their type, for it to name one.
const MIN_TYPE: u64 = 3;
/// What counts so many times: in how many products it stands beside a neighbour.
const BESIDE: f32 = 2.0;
/// What a second mistake costs.
const DISTANCE: f32 = 3.0;
/// What another first letter costs: hardly anybody mistypes that.
const FIRST_LETTER: f32 = 1.0;
/// What the same letters in another order earn, and one letter left out: there are few ways to swap two letters of a word or
/// to leave one out, but 25 times as many to put in one or to take one for another. So a word that is there is far likelier
/// to be meant. The same earns a word that goes on as the last one begins: for that nothing need be mistyped.
const EASY: f32 = 2.0;
/// What a brand costs of whose products none has the other words.
const STRANGE_BRAND: f32 = 2.0;

/// Finds out what was meant, by one state of the index.
pub(crate) struct Corrector<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    texts: &'a Texts,
    locale: Locale,
    stems: Stems,
}

impl<'a> Corrector<'a> {
    pub(crate) fn new(searcher: &'a Searcher, fields: &'a Fields, locale: Locale) -> Self {
        Self { searcher, fields, texts: fields.texts(locale), locale, stems: Stems::of(locale) }
    }

    /// What stands for the query `text`, which is `asked`, of which no product has all words. None if nothing better is
    /// known.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn instead(&mut self, text: &str, asked: &Asked) -> tantivy::Result<Option<String>> {
        let mut unknown = Vec::new();
        let mut known = Vec::new();
        for (place, word) in asked.words().iter().enumerate() {
            match word.products(self.searcher)? {
                0 => unknown.push(place),
                products => known.push((products, place)),
            }
        }
        if unknown.is_empty() {
            return self.misplaced(text, asked, known);
        }
        let mut sentence = Sentence::of(text, asked);
        let mut unmended = unknown.clone();
        for place in unknown.into_iter().take(MAX_CORRECTED) {
            unmended.retain(|other| *other != place);
            if let Some(parted) = self.parted(&sentence.text, &asked.words()[place])? {
                sentence.text = parted;
                sentence.words[place] = None;
            } else if let Some((_, better, word)) = self.best(&sentence, place, &unmended, false)? {
                sentence.text = better;
                sentence.words[place] = Some(word);
            } else if let Some(model) = self.model(&sentence.text, &asked.words()[place])? {
                sentence.text = model;
                sentence.words[place] = None;
            }
        }
        Ok((sentence.text != text).then_some(sentence.text))
    }

    /// What may have been meant by a query with a word that hardly any product has, and which hardly any answers: `found` do.
    /// Some catalogue has nearly every mistake.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn doubted(&mut self, text: &str, asked: &Asked, found: usize) -> tantivy::Result<Option<String>> {
        if !(1..=MAX_DOUBTED).contains(&found) || asked.words().len() > MAX_TOGETHER {
            return Ok(None);
        }
        for word in asked.words() {
            let written = word.text.as_deref().filter(|word| !analysis::has_digit(word));
            if let Some(written) = written
                && let Some(meant) = self.commoner(text, written, word.products(self.searcher)?)?
                && (!asked.has_several_words() || self.together(&meant)? as u64 >= TIMES * found as u64)
            {
                return Ok(Some(meant));
            }
        }
        Ok(None)
    }

    /// The query with another word in the place of one that so few products have: the most frequent of those that are one
    /// mistake away, if it is that much more frequent.
    fn commoner(&mut self, text: &str, written: &str, products: usize) -> tantivy::Result<Option<String>> {
        if !(1..=MAX_DOUBTED).contains(&products) {
            return Ok(None);
        }
        let stem = self.stems.stem(written);
        let close = candidates(self.searcher, self.texts.spellings, written, false)?;
        let mut close: Vec<Candidate> = close.into_iter().filter(|candidate| candidate.distance == 1).collect();
        close.retain(|candidate| self.stems.stem(&candidate.word) != stem);
        let best =
            close.into_iter().max_by_key(|candidate| (candidate.products, std::cmp::Reverse(candidate.word.clone())));
        let best = best.filter(|best| best.products >= TIMES * products as u64);
        Ok(best.and_then(|best| replaced(text, written, &best.word)))
    }

    /// Every word is known, but no product has them all: the first change that some product fits, the rarest word first.
    fn misplaced(
        &mut self,
        text: &str,
        asked: &Asked,
        mut known: Vec<(usize, usize)>,
    ) -> tantivy::Result<Option<String>> {
        if known.len() < 2 {
            return Ok(None);
        }
        known.retain(|(products, _)| *products <= MAX_MISPLACED);
        known.sort_unstable();
        let sentence = Sentence::of(text, asked);
        for (_, place) in known.into_iter().take(MAX_CORRECTED) {
            if let Some((_, corrected, _)) = self.best(&sentence, place, &[], true)? {
                return Ok(Some(corrected));
            }
        }
        Ok(None)
    }

    /// The query with one word as the two that it was written as one of: “usb hub” for `usbhub`. Some product must have
    /// all words then.
    fn parted(&mut self, text: &str, word: &Word) -> tantivy::Result<Option<String>> {
        let Some(written) = word.text.as_deref().filter(|word| word.chars().count() <= MAX_PARTED) else {
            return Ok(None);
        };
        let cuts: Vec<usize> = written.char_indices().map(|(at, _)| at).skip(MIN_PART).collect();
        let mut best: Option<(usize, String)> = None;
        for at in cuts {
            let (first, second) = written.split_at(at);
            if second.chars().count() < MIN_PART || !self.is_spelled(first)? || !self.is_spelled(second)? {
                continue;
            }
            let Some(parted) = replaced(text, written, &format!("{first} {second}")) else { continue };
            let products = self.together(&parted)?;
            if products > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((products, parted));
            }
        }
        Ok(best.map(|(_, parted)| parted))
    }

    /// Whether some product has the word just so.
    fn is_spelled(&self, word: &str) -> tantivy::Result<bool> {
        Ok(self.products(self.texts.spellings, word)? > 0)
    }

    /// The best candidate in place of one word: its rating, the query with it, and itself. What fits is told by the other
    /// words but for the `unmended`, which no product has. If it `must_fit`, some product has it together with them.
    fn best(
        &mut self,
        sentence: &Sentence,
        place: usize,
        unmended: &[usize],
        must_fit: bool,
    ) -> tantivy::Result<Option<(f32, String, String)>> {
        let words = &sentence.words;
        let Some(written) = words[place].as_deref() else { return Ok(None) };
        let is_last = place + 1 == words.len();
        let taken: HashSet<String> = words.iter().flatten().map(|word| self.stems.stem(word)).collect();
        let neighbour = |place: Option<usize>| place.and_then(|place| words.get(place)?.as_deref());
        let around = [neighbour(place.checked_sub(1)), neighbour(Some(place + 1))];
        let is_alone = words.len() == 1;
        let mut rated = Vec::new();
        for candidate in candidates(self.searcher, self.texts.spellings, written, is_last)? {
            let stem = self.stems.stem(&candidate.word);
            if !taken.contains(&stem) {
                let rating = self.rate(written, &candidate, &stem, around, is_alone)?;
                // A word that some product has is finished, even if none has it together with the rest.
                let begun = if !must_fit && goes_on(written, &candidate) { EASY } else { 0.0 };
                rated.push((rating + begun, candidate));
            }
        }
        rated.sort_by(|(one, first), (other, second)| other.total_cmp(one).then_with(|| first.word.cmp(&second.word)));
        rated.truncate(TRIED);
        // Words that are wrong themselves say nothing of what goes with them.
        let known = unmended.iter().filter_map(|place| words[*place].as_deref());
        let known = known.fold(sentence.text.clone(), |text, word| replaced(&text, word, "").unwrap_or(text));
        let has_others = (2..=MAX_TOGETHER).contains(&words.len()) && unmended.len() + 1 < words.len();
        let mut best: Option<(f32, String, String)> = None;
        for (rating, candidate) in rated {
            let Some(corrected) = replaced(&sentence.text, written, &candidate.word) else { continue };
            let together = match replaced(&known, written, &candidate.word) {
                Some(known) if has_others => self.together(&known)?,
                _ => 0,
            };
            if must_fit && together == 0 {
                continue;
            }
            let fits = if together > 0 {
                FITS
            } else if has_others && self.is_brand(&candidate.word)? {
                -STRANGE_BRAND
            } else {
                0.0
            };
            let rating = rating + (together as f32).ln_1p() + fits;
            if best.as_ref().is_none_or(|(other, _, _)| rating > *other) {
                best = Some((rating, corrected, candidate.word));
            }
        }
        Ok(best)
    }

    /// How likely it is that the candidate was meant, by what it is alone and beside its neighbours.
    fn rate(
        &mut self,
        written: &str,
        candidate: &Candidate,
        stem: &str,
        around: [Option<&str>; 2],
        is_alone: bool,
    ) -> tantivy::Result<f32> {
        let word = candidate.word.as_str();
        let texts = self.texts;
        let mut products = 0;
        for field in [texts.title, texts.summary, texts.model, texts.brand] {
            products = products.max(self.products(field, stem)?);
        }
        let is_type = self.products(texts.kind, stem)? >= MIN_TYPE;
        let is_brand = self.is_brand(word)?;
        let mut beside = 0;
        for (place, neighbour) in around.into_iter().enumerate() {
            let Some(neighbour) = neighbour else { continue };
            let joined = if place == 0 { format!("{neighbour}{word}") } else { format!("{word}{neighbour}") };
            let joined = self.stems.stem(&joined);
            beside = beside.max(self.products(texts.joined, &joined)?);
        }
        let mut rating = (products as f32 + 0.5).ln() + BESIDE * (beside as f32).ln_1p();
        rating += if is_type { NAMES } else { 0.0 };
        rating += if is_brand && is_alone { NAMES } else { 0.0 };
        rating -= DISTANCE * f32::from(candidate.distance.saturating_sub(1));
        if written.chars().next() != word.chars().next() {
            rating -= FIRST_LETTER;
        }
        let lacks_one = candidate.distance == 1 && written.chars().count() + 1 == word.chars().count();
        if lacks_one || distance::is_anagram(written, word) {
            rating += EASY;
        }
        Ok(rating)
    }

    fn is_brand(&self, word: &str) -> tantivy::Result<bool> {
        Ok(self.products(self.fields.makers, word)? > 0)
    }

    fn products(&self, field: Field, stem: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&Term::from_field_text(field, stem))
    }

    /// How many products have all words of a query.
    fn together(&self, text: &str) -> tantivy::Result<usize> {
        let asked = Asked::read(text, self.fields, self.locale, self.searcher)?;
        asked.map_or(Ok(0), |asked| asked.products(self.searcher))
    }
}

/// A query while its words are corrected.
struct Sentence {
    text: String,
    /// Its words one by one, as far as they are single words and no numbers.
    words: Vec<Option<String>>,
}

impl Sentence {
    fn of(text: &str, asked: &Asked) -> Self {
        Self { text: text.to_owned(), words: asked.words().iter().map(|word| word.text.clone()).collect() }
    }
}

/// Whether the candidate is what was typed with more than one letter behind it. With one, a letter is missing.
fn goes_on(written: &str, candidate: &Candidate) -> bool {
    let letters_left = candidate.word.strip_prefix(written).map_or(0, |left| left.chars().count());
    candidate.distance == 1 && letters_left > 1
}

/// The query with every `word` in it replaced; none if it is nowhere written alone.
fn replaced(text: &str, word: &str, by: &str) -> Option<String> {
    let is_word = |part: &&str| {
        let lexemes = analysis::lexemes(&analysis::fold(part));
        matches!(lexemes.as_slice(), [lexeme] if lexeme.text == word)
    };
    let mut was_there = false;
    let parts = text.split_whitespace().map(|part| {
        let is = is_word(&part);
        was_there |= is;
        if is { by } else { part }
    });
    let replaced = parts.collect::<Vec<_>>().join(" ");
    was_there.then_some(replaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_replaced_where_it_stands_alone() {
        assert_eq!(replaced("blue (keybord), new", "keybord", "keyboard").as_deref(), Some("blue keyboard new"));
        assert_eq!(replaced("t-shirt keybord-case", "keybord", "keyboard"), None);
    }
}
