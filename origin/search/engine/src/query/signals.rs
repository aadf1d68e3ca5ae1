//! What speaks for a product beyond having the words: that it is just what is asked for, that its maker is, that the words
//! stand together. Each adds to the score, bounded by its weight.

use api::catalog::properties::IN_STOCK;
use api::search::SearchSignal;
use domain::{Locale, ProductId};
use tantivy::query::{BooleanQuery, ConstScoreQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::analysis;
use crate::fields::Fields;
use crate::product_type::{ending, goes_with, like, whole};
use crate::steering::Lifted;
use crate::terms::{SOLD_STEPS, found_by, sold_term, stock_code};

/// It is of the type that the whole query names.
const TYPE: f32 = 3.0;
/// It is of the type that the query's last words name: “office chair” in “blue office chair”.
const TYPE_IN_QUERY: f32 = 2.0;
/// Its type ends in the whole query: an “hdmi cable” for “cable”, but no “camera case” for “camera”.
const TYPE_ENDS: f32 = 2.0;
/// It is called so, and other types end so: a “flat panel monitor” for “monitor”. That is less certain than a type.
const TYPE_LIKE: f32 = 1.0;
/// The query names its brand and nothing else.
const BRAND: f32 = 4.0;
/// All words stand together in the title; some of them, a part of it.
const TITLE_PHRASE: f32 = 1.0;
/// The same of the summary.
const SUMMARY_PHRASE: f32 = 0.5;
/// It goes with things of the type that the query names, or they come with it, and it is none of them.
const GOES_WITH: f32 = -2.0;
/// It can be sent now.
const IN_STOCK_NOW: f32 = 0.2;
/// It was sold lately: for each step of [`SOLD_STEPS`]. Both together are less than any word is worth: they decide among
/// products that are about as good, and nothing can be sold so often that it comes before what fits better.
const SOLD: f32 = 0.1;
/// It was chosen from what this very query finds on many days: for each step. What is opened is easier to make up than what
/// is paid for, and says less than that.
const CHOSEN: f32 = 0.05;
/// Steps that count.
const MAX_CHOSEN: u8 = 3;
/// A rule lifts it, however many do. It counts among products that have every word alone, so that none comes before one
/// that has a word more.
const BOOSTED: f32 = 0.4;
/// So many times as many products may go with things of a type as are of it, for the type to be what is looked for: of
/// `toner` there are hardly any, and what is meant are the toner cartridges.
const PER_THING: u64 = 10;
/// Words of the longest type that is looked for at the query's end.
const MAX_TYPE: usize = 4;

/// The signals of a query with these stems.
///
/// # Errors
/// If the index is damaged or the disk fails.
pub(super) fn signals(
    stems: &[String],
    as_one_word: Option<String>,
    fields: &Fields,
    locale: Locale,
    searcher: &Searcher,
) -> tantivy::Result<Vec<(SearchSignal, Box<dyn Query>)>> {
    let texts = fields.texts(locale);
    let mut signals = Vec::new();
    if stems.is_empty() {
        return Ok(signals);
    }
    signals.push((SearchSignal::Type, term(texts.kinds, &whole(stems), TYPE)));
    signals.push((SearchSignal::TypeEnds, term(texts.kinds, &ending(stems), TYPE_ENDS)));
    signals.push((SearchSignal::TypeEnds, term(texts.kinds, &like(stems), TYPE_LIKE)));
    let ends = (1..stems.len()).filter(|start| stems.len() - start <= MAX_TYPE);
    let in_query = |start: usize| term(texts.kinds, &whole(&stems[start..]), TYPE_IN_QUERY);
    signals.extend(ends.map(|start| (SearchSignal::TypeInQuery, in_query(start))));
    signals.extend(accessory(stems, texts.kinds, searcher)?.map(|query| (SearchSignal::GoesWith, query)));
    signals.extend(as_one_word.map(|word| (SearchSignal::Brand, term(fields.makers, &word, BRAND))));
    let pairs = stems.windows(2).filter(|pair| pair[0] != pair[1]);
    let share = 1.0 / (stems.len() - 1).max(1) as f32;
    for pair in pairs {
        signals.push((SearchSignal::TitlePhrase, phrase(texts.title, pair, TITLE_PHRASE * share)));
        signals.push((SearchSignal::SummaryPhrase, phrase(texts.summary, pair, SUMMARY_PHRASE * share)));
    }
    if !fields.is_by_words_alone {
        signals.push((SearchSignal::InStock, term(fields.values, &found_by(IN_STOCK, stock_code(true)), IN_STOCK_NOW)));
        let sold = SOLD_STEPS.map(|step| (SearchSignal::Sold, term(fields.values, &sold_term(step), SOLD)));
        signals.extend(sold);
    }
    Ok(signals)
}

/// What speaks for a product that shoppers have chosen from what the query finds.
pub(super) fn chosen(product: ProductId, steps: u8, fields: &Fields) -> Box<dyn Query> {
    term(fields.id, &product.to_string(), CHOSEN * f32::from(steps.min(MAX_CHOSEN)))
}

/// What speaks for products that rules lift; none if there are none.
pub(super) fn boosted(lifted: &[Lifted], fields: &Fields) -> Option<Box<dyn Query>> {
    let each = lifted.iter().filter_map(|lifted| {
        Some(match lifted {
            Lifted::Product(product) => term(fields.id, &product.to_string(), 1.0),
            Lifted::Brand(brand) => term(fields.makers, &analysis::as_one_word(brand)?, 1.0),
            Lifted::Collection(slug) => term(fields.members, slug.as_str(), 1.0),
        })
    });
    let each: Vec<_> = each.collect();
    (!each.is_empty()).then(|| Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(each)), BOOSTED)) as _)
}

/// What speaks against a product that only goes with what is looked for: the longest end of the query that names a type
/// says what that is.
fn accessory(stems: &[String], kinds: Field, searcher: &Searcher) -> tantivy::Result<Option<Box<dyn Query>>> {
    let products = |text: &str| searcher.doc_freq(&Term::from_field_text(kinds, text));
    for start in stems.len().saturating_sub(MAX_TYPE)..stems.len() {
        let (thing, others) = (&stems[start..], goes_with(&stems[start..]));
        let things = products(&whole(thing))? + products(&ending(thing))? + products(&like(thing))?;
        if things > 0 {
            let is_meant = things * PER_THING >= products(&others)?;
            return Ok(is_meant.then(|| term(kinds, &others, GOES_WITH)));
        }
    }
    Ok(None)
}

fn term(field: Field, text: &str, weight: f32) -> Box<dyn Query> {
    let term = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic);
    Box::new(ConstScoreQuery::new(Box::new(term), weight))
}

fn phrase(field: Field, words: &[String], weight: f32) -> Box<dyn Query> {
    let terms = words.iter().map(|word| Term::from_field_text(field, word)).collect();
    Box::new(ConstScoreQuery::new(Box::new(PhraseQuery::new(terms)), weight))
}
