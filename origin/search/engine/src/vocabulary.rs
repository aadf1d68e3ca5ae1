//! The words of the catalogue, as they are spelled.

use std::collections::{BTreeSet, HashSet};

use domain::Locale;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// Words that products have taught before any was in the index.
#[derive(Default)]
pub(crate) struct Words(HashSet<(usize, String)>);

impl Words {
    /// Adds words of a language.
    pub(crate) fn add(&mut self, locale: Locale, words: BTreeSet<String>) {
        self.0.extend(words.into_iter().map(|word| (locale.index(), word)));
    }
}

/// Those, and what the index had at its last commit.
pub(crate) struct Vocabulary<'a> {
    pub(crate) taught: &'a Words,
    pub(crate) searcher: &'a Searcher,
}

impl Vocabulary<'_> {
    /// Whether some product has the word. An index that cannot be asked has none; whoever asks next is told why.
    pub(crate) fn has(&self, spellings: Field, locale: Locale, word: &str) -> bool {
        let is_taught = || self.taught.0.contains(&(locale.index(), word.to_owned()));
        let term = || Term::from_field_text(spellings, word);
        is_taught() || self.searcher.doc_freq(&term()).is_ok_and(|products| products > 0)
    }
}
