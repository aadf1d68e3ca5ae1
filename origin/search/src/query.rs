//! From what a shopper types to what the index is asked.

use domain::Locale;
use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use crate::analysis;
use crate::fields::Fields;

/// More words than this say nothing more.
const MAX_WORDS: usize = 32;
/// How much the second-best field adds to the best.
const TIE: f32 = 0.5;

/// A query, word by word.
pub(crate) struct Asked {
    /// One clause for each word as typed, none twice.
    words: Vec<Box<dyn Query>>,
}

impl Asked {
    /// Reads what was typed. None if nothing of it is a word.
    pub(crate) fn read(text: &str, fields: &Fields, locale: Locale) -> Option<Self> {
        let folded = analysis::fold(text);
        let mut analyzer = analysis::analyzer(locale);
        let mut seen = Vec::new();
        let mut words: Vec<Box<dyn Query>> = Vec::new();
        for typed in folded.split_whitespace() {
            let stems = analysis::stems(&mut analyzer, typed);
            if stems.is_empty() || seen.contains(&stems) {
                continue;
            }
            words.push(word(typed, &stems, fields, locale));
            seen.push(stems);
            if words.len() == MAX_WORDS {
                break;
            }
        }
        (!words.is_empty()).then_some(Self { words })
    }

    /// Whether there is more than one word.
    pub(crate) fn has_several_words(&self) -> bool {
        self.words.len() > 1
    }

    /// Products that have every word.
    pub(crate) fn all_words(&self) -> BooleanQuery {
        self.words_that(Occur::Must)
    }

    /// Products that have any of the words; the more the better.
    pub(crate) fn any_word(&self) -> BooleanQuery {
        self.words_that(Occur::Should)
    }

    fn words_that(&self, occur: Occur) -> BooleanQuery {
        BooleanQuery::new(self.words.iter().map(|word| (occur, word.box_clone())).collect())
    }
}

/// One word as typed: a code such as `tn-2110`, or all of its parts, each in any field.
fn word(typed: &str, stems: &[String], fields: &Fields, locale: Locale) -> Box<dyn Query> {
    let texts = fields.texts(locale).weighted();
    let part = |stem: &String| -> Box<dyn Query> {
        let in_field = |&(field, weight): &(_, f32)| -> Box<dyn Query> {
            let term = TermQuery::new(Term::from_field_text(field, stem), IndexRecordOption::WithFreqs);
            Box::new(BoostQuery::new(Box::new(term), weight))
        };
        Box::new(DisjunctionMaxQuery::with_tie_breaker(texts.iter().map(in_field).collect(), TIE))
    };
    let parts: Box<dyn Query> = match stems {
        [only] => part(only),
        several => Box::new(BooleanQuery::new(several.iter().map(|stem| (Occur::Must, part(stem))).collect())),
    };
    match analysis::code(typed) {
        Some(code) => {
            let code = TermQuery::new(Term::from_field_text(fields.codes, &code), IndexRecordOption::Basic);
            Box::new(DisjunctionMaxQuery::with_tie_breaker(vec![parts, Box::new(code)], TIE))
        }
        None => parts,
    }
}
