//! Words of a query that no product has, where what has others of them is listed.

use api::search::Loosened;
use tantivy::query::EnableScoring;
use tantivy::{DocSet as _, Searcher, TERMINATED};

use super::{Asked, Word};
use crate::analysis;

/// What stands around a word in a sentence and is no part of it.
const AROUND: [char; 8] = [',', '.', ';', ':', '!', '?', '(', ')'];

impl Asked {
    /// Which words of the query no product has, of `text`, which this was read from and of which no product has all words.
    /// None if products have each of them, or none that could be listed for a word.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn loosened(&self, text: &str, searcher: &Searcher) -> tantivy::Result<Option<Loosened>> {
        let (mut missing, mut others) = (Vec::new(), Vec::new());
        for word in self.words() {
            if !word.is_found(searcher)? {
                missing.push(as_typed(text, &word.written));
            } else if word.stands_alone() {
                others.push(as_typed(text, &word.written));
            }
        }
        Ok((!missing.is_empty() && !others.is_empty()).then_some(Loosened { missing, others }))
    }
}

impl Word {
    /// Whether any product has it. It is not counted how many do.
    fn is_found(&self, searcher: &Searcher) -> tantivy::Result<bool> {
        let weight = self.clause().weight(EnableScoring::disabled_from_searcher(searcher))?;
        for segment in searcher.segment_readers() {
            let mut products = weight.scorer(segment, 1.0)?;
            let mut product = products.doc();
            while product != TERMINATED {
                if !segment.is_deleted(product) {
                    return Ok(true);
                }
                product = products.advance();
            }
        }
        Ok(false)
    }
}

/// A word as it stands in the query, with its accents and signs; as it was read, if blanks are in it.
fn as_typed(text: &str, written: &str) -> String {
    let is_read_so = |part: &&str| {
        let lexemes = analysis::lexemes(&analysis::fold(part));
        lexemes.iter().map(|lexeme| lexeme.text.as_str()).eq(written.split(' '))
    };
    let typed = text.split_whitespace().find(is_read_so);
    typed.map_or(written, |part| part.trim_matches(AROUND)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_said_as_it_was_typed() {
        let check = |text: &str, written: &str, expect: &str| assert_eq!(as_typed(text, written), expect, "{text}");
        check("große (hütte), blau", "hutte", "hütte");
        check("toner tn-2110", "tn 2110", "tn-2110");
        check("toner tn 2110", "tn 2110", "tn 2110");
        check("", "mug", "mug");
    }
}
