//! From what a shopper types to what the index is asked.

use std::ops::Range;

use api::search::SearchSignal;
use domain::{Locale, ProductId};
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

mod groups;
mod loosened;
mod signals;

use self::groups::{Group, groups, needed};
use self::signals::signals;
use crate::analysis::{self, Lexeme, Stems};
use crate::fields::{Fields, Texts};
use crate::steering::Lifted;

/// More words than this say nothing more.
const MAX_WORDS: usize = 32;
/// How much the second-best field adds to the best.
const TIE: f32 = 0.5;
/// What a word says that is written otherwise in the text.
const JOINED: f32 = 0.6;
/// What two words say that are written as one in the text. It stands for both of them, so each has half of it.
const AS_ONE: f32 = 0.5;
/// What it says that a product has what the word names.
const FEATURE: f32 = 0.3;
/// What the end of a compound says.
const HEAD: f32 = 0.5;
/// Words over which a code may be spread: a barcode as it is printed.
const MAX_SPREAD: usize = 6;
/// Digits of a barcode (GTIN-8 to GTIN-14), without zeros before it.
const BARCODES: std::ops::RangeInclusive<usize> = 7..=14;
/// Letters and digits that the beginning of a code must have to be looked for as one.
const MIN_BEGINNING: usize = 5;

/// A query, word by word.
pub(crate) struct Asked {
    /// None twice.
    words: Vec<Word>,
    /// What else speaks for a product that has the words.
    signals: Vec<(SearchSignal, Box<dyn Query>)>,
    /// What rules lift among the products that have every word.
    boost: Option<Box<dyn Query>>,
    /// Whether the whole of it is the barcode of a product, written as one or with blanks.
    is_barcode: bool,
}

/// Words of a query that find what products have, and not only what they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Features {
    /// None of them.
    #[default]
    None,
    /// Those that no product has otherwise.
    OfUnknown,
    /// All of them.
    All,
}

/// A word of a query, or what is written as one.
pub(crate) struct Word {
    /// Its letters and digits, if it is a single word and no number.
    pub(crate) text: Option<String>,
    /// As it was read.
    pub(crate) written: String,
    /// What finds the products that have what it names; none if that was taken already.
    feature: Option<Box<dyn Query>>,
    clause: Box<dyn Query>,
}

impl Word {
    /// What finds the products that have it.
    pub(crate) fn clause(&self) -> &dyn Query {
        &*self.clause
    }

    /// How many products have it, however it is written.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn products(&self, searcher: &Searcher) -> tantivy::Result<usize> {
        searcher.search(&*self.clause, &Count)
    }

    /// Whether a product that has no other word of the query may have been meant: a single letter is in too many.
    fn stands_alone(&self) -> bool {
        self.written.chars().nth(1).is_some()
    }
}

impl Asked {
    /// Reads what was typed. None if nothing of it is a word.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn read(
        text: &str,
        fields: &Fields,
        locale: Locale,
        searcher: &Searcher,
    ) -> tantivy::Result<Option<Self>> {
        let folded = analysis::fold(text);
        let lexemes = analysis::lexemes(&folded);
        let mut reading = Reading {
            locale,
            texts: fields.texts(locale),
            codes: fields.codes,
            stems: Stems::of(locale),
            lexemes: &lexemes,
        };
        let groups = groups(&lexemes);
        let typed = typed(&folded);
        let mut seen = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        for (place, group) in groups.iter().enumerate() {
            let is = lexemes[group.range.clone()].iter().map(|lexeme| lexeme.text.as_str()).collect::<Vec<_>>();
            if seen.contains(&is) {
                continue;
            }
            let mut ways = reading.ways(group);
            if let Some(before) = place.checked_sub(1) {
                ways.extend(reading.as_one(&groups[before], group));
            }
            if let Some(next) = groups.get(place + 1) {
                ways.extend(reading.as_one(group, next));
            }
            reading.as_code(&typed, group, searcher, &mut ways)?;
            let text = reading.alone(group).map(|lexeme| lexeme.text.clone());
            let feature = reading.feature(group);
            words.push(Word { text, written: is.join(" "), feature, clause: one_of(ways) });
            seen.push(is);
            if words.len() == MAX_WORDS {
                break;
            }
        }
        let stems: Vec<String> =
            lexemes.iter().take(MAX_WORDS).map(|lexeme| reading.stems.stem(&lexeme.text)).collect();
        let signals = signals(&stems, analysis::as_one_word(text), fields, locale, searcher)?;
        let is_barcode = reading.is_barcode(&typed, searcher)?;
        Ok((!words.is_empty()).then_some(Self { words, signals, boost: None, is_barcode }))
    }

    /// Has speak for these products, each in so many steps, that shoppers have chosen them from what the query finds; unless
    /// words alone shall count.
    pub(crate) fn prefer(&mut self, chosen: &[(ProductId, u8)], fields: &Fields) {
        if !fields.is_by_words_alone {
            let chosen = chosen.iter().map(|(product, steps)| signals::chosen(*product, *steps, fields));
            self.signals.extend(chosen.map(|query| (SearchSignal::Chosen, query)));
        }
    }

    /// Has rules lift what they lift among the products that have every word.
    pub(crate) fn lift(&mut self, lifted: &[Lifted], fields: &Fields) {
        self.boost = signals::boosted(lifted, fields);
    }

    /// What rules lift among the products that have every word.
    pub(crate) fn boost(&self) -> Option<&dyn Query> {
        self.boost.as_deref()
    }

    /// The words, in their order.
    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }

    /// Whether there is more than one word.
    pub(crate) fn has_several_words(&self) -> bool {
        self.words.len() > 1
    }

    /// Whether products with any of the words come close to what was meant, where so many have every word. Those with
    /// a part of a product's barcode do not, if that is `found`: the index may remember the barcode of one that is gone.
    pub(crate) fn may_be_loosened(&self, found: usize) -> bool {
        self.has_several_words() && !(self.is_barcode && found > 0)
    }

    /// Has products found as well that only have what the words name: those words alone that no product has, or all of
    /// them.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn take_features(&mut self, of: Features, searcher: &Searcher) -> tantivy::Result<()> {
        for word in &mut self.words {
            let is_taken = match of {
                Features::None => false,
                Features::OfUnknown => word.products(searcher)? == 0,
                Features::All => true,
            };
            if is_taken && let Some(feature) = word.feature.take() {
                word.clause = one_of(vec![word.clause.box_clone(), feature]);
            }
        }
        Ok(())
    }

    /// Products that have every word.
    pub(crate) fn all_words(&self) -> BooleanQuery {
        let boost = self.boost.iter().map(|boost| (Occur::Should, boost.box_clone()));
        BooleanQuery::new(self.words_that(Occur::Must).into_iter().chain(self.signal_clauses()).chain(boost).collect())
    }

    /// Products that have any of the words; the more the better. A single letter is not enough, where there are words.
    pub(crate) fn any_word(&self) -> BooleanQuery {
        let (words, letters): (Vec<&Word>, Vec<&Word>) = self.words.iter().partition(|word| word.stands_alone());
        let (enough, more) = if words.is_empty() { (letters, words) } else { (words, letters) };
        let should = |word: &Word| (Occur::Should, word.clause.box_clone());
        let enough: Box<dyn Query> = Box::new(BooleanQuery::new(enough.into_iter().map(should).collect()));
        let more = more.into_iter().map(should).chain(self.signal_clauses());
        BooleanQuery::new(std::iter::once((Occur::Must, enough)).chain(more).collect())
    }

    /// How many products have every word.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn products(&self, searcher: &Searcher) -> tantivy::Result<usize> {
        searcher.search(&BooleanQuery::new(self.words_that(Occur::Must)), &Count)
    }

    fn words_that(&self, occur: Occur) -> Vec<(Occur, Box<dyn Query>)> {
        self.words.iter().map(|word| (occur, word.clause.box_clone())).collect()
    }

    /// What else speaks for a product that has the words, or against it.
    pub(crate) fn signals(&self) -> &[(SearchSignal, Box<dyn Query>)] {
        &self.signals
    }

    fn signal_clauses(&self) -> impl Iterator<Item = (Occur, Box<dyn Query>)> {
        self.signals.iter().map(|(_, signal)| (Occur::Should, signal.box_clone()))
    }
}

/// What stands between two blanks of a query, and which lexemes are made of it.
struct Typed<'a> {
    text: &'a str,
    range: Range<usize>,
}

fn typed(folded: &str) -> Vec<Typed<'_>> {
    let mut end = 0;
    let words = folded.split_whitespace().map(|text| {
        let start = end;
        end += analysis::lexemes(text).len();
        Typed { text, range: start..end }
    });
    words.filter(|word| !word.range.is_empty()).collect()
}

/// A query while it is read.
struct Reading<'a> {
    locale: Locale,
    texts: &'a Texts,
    codes: Field,
    stems: Stems,
    lexemes: &'a [Lexeme],
}

impl Reading<'_> {
    /// The ways in which a group is written in texts.
    fn ways(&mut self, group: &Group) -> Vec<Box<dyn Query>> {
        if let Some(exact) = &group.exact {
            return exact.iter().flat_map(|word| [self.word(word), self.joined(word)]).collect();
        }
        let parts = &self.lexemes[group.range.clone()];
        let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
        if let [part] = parts {
            let forms: Vec<&str> = part.forms().collect();
            let mut ways: Vec<Box<dyn Query>> = forms.into_iter().map(|form| self.word(form)).collect();
            ways.push(self.joined(&whole));
            return ways;
        }
        let each = needed(parts).into_iter().map(|part| {
            let forms: Vec<&str> = part.forms().collect();
            (Occur::Must, one_of(forms.into_iter().map(|form| self.word(form)).collect()))
        });
        let each: Vec<(Occur, Box<dyn Query>)> = each.collect();
        vec![Box::new(BooleanQuery::new(each)), self.word(&whole), self.joined(&whole)]
    }

    /// Two words as one: “tea pot” finds “teapot”.
    fn as_one(&mut self, first: &Group, second: &Group) -> Option<Box<dyn Query>> {
        let single = |group: &Group| (group.exact.is_none() && group.range.len() == 1).then_some(group.range.start);
        let (first, second) = (&self.lexemes[single(first)?], &self.lexemes[single(second)?]);
        let word = format!("{}{}", first.text, second.text);
        let as_one = |word| -> Box<dyn Query> { Box::new(BoostQuery::new(word, AS_ONE)) };
        (!first.is_number || !second.is_number).then(|| as_one(self.word(&word)))
    }

    /// What has the features that all parts of a group name.
    fn feature(&mut self, group: &Group) -> Option<Box<dyn Query>> {
        if group.exact.is_some() {
            return None;
        }
        let parts = needed(&self.lexemes[group.range.clone()]);
        let each = parts.into_iter().map(|part| {
            let stem = self.stems.stem(&part.text);
            (Occur::Must, in_field(self.texts.features, &stem, IndexRecordOption::Basic, FEATURE))
        });
        Some(Box::new(BooleanQuery::new(each.collect())))
    }

    /// The one lexeme of a group, if it is a word.
    fn alone(&self, group: &Group) -> Option<&Lexeme> {
        let is_single = group.exact.is_none() && group.range.len() == 1;
        is_single.then(|| &self.lexemes[group.range.start]).filter(|lexeme| !lexeme.is_number)
    }

    /// The codes that the group may be, or be a part of.
    fn as_code(
        &self,
        typed: &[Typed<'_>],
        group: &Group,
        searcher: &Searcher,
        ways: &mut Vec<Box<dyn Query>>,
    ) -> tantivy::Result<()> {
        for start in 0..typed.len() {
            for end in start + 1..=typed.len().min(start + MAX_SPREAD) {
                let range = typed[start].range.start..typed[end - 1].range.end;
                if range.end <= group.range.start || range.start >= group.range.end {
                    continue;
                }
                let text: String = typed[start..end].iter().map(|word| word.text).collect();
                let Some(code) = analysis::code(&text) else { continue };
                let is_one_word = end == start + 1;
                if !is_one_word && (code.len() < MIN_BEGINNING || !analysis::has_digit(&code)) {
                    continue;
                }
                let term = Term::from_field_text(self.codes, &code);
                // A code that is there is meant as it is; only else it may be the beginning of one.
                if is_one_word && self.may_be_beginning(&range, &code) && searcher.doc_freq(&term)? == 0 {
                    ways.push(Box::new(FuzzyTermQuery::new_prefix(term, 0, false)));
                } else {
                    ways.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
                }
            }
        }
        Ok(())
    }

    /// Whether all that was typed is the barcode of a product, in groups as it is printed or not. Of other codes their parts
    /// are found as well (`lamp 60` for `LAMP-60-OAK`), and who types these may mean any lamp.
    fn is_barcode(&self, typed: &[Typed<'_>], searcher: &Searcher) -> tantivy::Result<bool> {
        let text: String = typed.iter().take(MAX_SPREAD + 1).map(|word| word.text).collect();
        let is_number =
            |code: &String| BARCODES.contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
        match analysis::code(&text).filter(is_number) {
            Some(code) => Ok(searcher.doc_freq(&Term::from_field_text(self.codes, &code))? > 0),
            None => Ok(false),
        }
    }

    /// Whether it looks like a code: parts with signs between them, or letters and digits that are no measure.
    fn may_be_beginning(&self, range: &Range<usize>, code: &str) -> bool {
        let parts = &self.lexemes[range.clone()];
        let begins_with_letter = parts.first().is_some_and(|part| !part.is_number);
        let is_like_one = parts.len() > 1 || analysis::has_digit(code);
        code.len() >= MIN_BEGINNING && begins_with_letter && is_like_one
    }

    /// A word in any field; the best one counts.
    fn word(&mut self, word: &str) -> Box<dyn Query> {
        let stem = self.stems.stem(word);
        let in_field = |(field, weight): (Field, f32)| in_field(field, &stem, IndexRecordOption::WithFreqs, weight);
        let mut fields: Vec<Box<dyn Query>> = self.texts.weighted().into_iter().map(in_field).collect();
        if analysis::has_compounds(self.locale) {
            fields.push(in_field((self.texts.heads, HEAD)));
        }
        one_of(fields)
    }

    /// A word whose parts stand beside each other in the text.
    fn joined(&mut self, word: &str) -> Box<dyn Query> {
        in_field(self.texts.joined, &self.stems.stem(word), IndexRecordOption::Basic, JOINED)
    }
}

fn in_field(field: Field, stem: &str, record: IndexRecordOption, weight: f32) -> Box<dyn Query> {
    let term = TermQuery::new(Term::from_field_text(field, stem), record);
    Box::new(BoostQuery::new(Box::new(term), weight))
}

/// Whatever of these a product has; the best one counts, the others a little.
fn one_of(mut ways: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match ways.len() {
        1 => ways.remove(0),
        _ => Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, TIE)),
    }
}
