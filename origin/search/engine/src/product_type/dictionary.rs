//! The types of the catalogue, with how many products have taught each.

use std::collections::{HashMap, HashSet};

use domain::Locale;
use tantivy::Searcher;

use super::counted;
use crate::fields::Fields;

/// So many products make a phrase a type.
const ENOUGH: u32 = 3;
/// What the terms of counted phrases begin with, and what comes behind them all.
const COUNTED: [&str; 2] = ["?", "@"];

/// Phrases that stand where types stand, by language.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary {
    counts: HashMap<(usize, String), u32>,
    /// How types end: “monitor” of “computer monitor”.
    ends: HashSet<(usize, String)>,
}

impl Dictionary {
    /// What the products of an index teach.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn of(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let mut dictionary = Self::default();
        for segment in searcher.segment_readers() {
            for locale in Locale::ALL {
                let terms = segment.inverted_index(fields.texts(locale).kinds)?;
                let mut terms = terms.terms().range().ge(COUNTED[0]).lt(COUNTED[1]).into_stream()?;
                while terms.advance() {
                    let products = terms.value().doc_freq;
                    if let Ok(term) = std::str::from_utf8(terms.key()) {
                        dictionary.add(locale, term, products);
                    }
                }
            }
        }
        Ok(dictionary)
    }

    /// Counts the term of a phrase of one more product.
    pub(crate) fn count(&mut self, locale: Locale, term: &str) {
        if term.starts_with(COUNTED[0]) {
            self.add(locale, term, 1);
        }
    }

    /// Whether several products have this phrase where types stand.
    pub(crate) fn has(&self, locale: Locale, stems: &[String]) -> bool {
        !stems.is_empty()
            && self.counts.get(&(locale.index(), counted(stems))).is_some_and(|products| *products >= ENOUGH)
    }

    /// Whether a type ends so, but has more words.
    pub(crate) fn has_end(&self, locale: Locale, stems: &[String]) -> bool {
        !stems.is_empty() && self.ends.contains(&(locale.index(), stems.join("_")))
    }

    /// What either of the two knows.
    #[must_use]
    pub(crate) fn or(mut self, other: &Self) -> Self {
        for (key, products) in &other.counts {
            let known = self.counts.entry(key.clone()).or_default();
            *known = (*known).max(*products);
        }
        self.ends.extend(other.ends.iter().cloned());
        self
    }

    fn add(&mut self, locale: Locale, term: &str, products: u32) {
        let known = self.counts.entry((locale.index(), term.to_owned())).or_default();
        let was_known = *known >= ENOUGH;
        *known += products;
        if !was_known && *known >= ENOUGH {
            let ends = term.match_indices('_').map(|(place, _)| (locale.index(), term[place + 1..].to_owned()));
            self.ends.extend(ends);
        }
    }
}
