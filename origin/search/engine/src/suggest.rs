//! What may be asked and found by what is typed so far.

use std::collections::{BTreeMap, HashSet};

use api::catalog::Sort;
use api::search::SearchHit;
use domain::{Locale, Market};
use tantivy::schema::Field;
use tantivy::{DocSet as _, Searcher, TERMINATED, Term};

use crate::Index;
use crate::analysis::{self, Stems};
use crate::correct::Corrector;
use crate::fields::Fields;
use crate::plan::Plan;
use crate::query::Asked;
use crate::steering::Steering;

/// So many queries, brands and products are suggested.
const MAX_QUERIES: usize = 5;
const MAX_BRANDS: usize = 3;
const MAX_PRODUCTS: usize = 5;
/// Letters of the shortest beginning of a word that is gone on with: more words than are looked at begin with fewer.
const MIN_BEGUN: usize = 2;
/// Words of each part of the index, in their order, that are looked at for what goes on as the shopper began.
const MAX_LOOKED_AT: usize = 2_000;
/// So many of them, the most frequent ones, are tried together with the other words.
const TRIED: usize = 12;
/// A word that names a type counts for so many times as many products.
const NAMES_TYPE: u64 = 8;
/// Products that have a word in their type, for it to name one.
const MIN_TYPE: u64 = 3;

/// What may be meant by what is typed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggested {
    /// Queries that go on as was begun, the likeliest first; if there are none, what was probably meant. Each finds something.
    pub queries: Vec<String>,
    /// Brands that begin so.
    pub brands: Vec<String>,
    /// The best hits of what was typed, then those of the queries.
    pub products: Vec<SearchHit>,
}

impl Index {
    /// What may be meant by a query that is still being typed: its last word may go on. Its products are those that a
    /// search would list first, as the merchant's rules have it. Reads files: not for an async thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn suggest(&self, query: &str, market: Market, steering: Option<&Steering>) -> anyhow::Result<Suggested> {
        let (searcher, locale) = (self.searcher()?, market.locale());
        let lifted = steering.map(|steering| steering.lifted.as_slice()).unwrap_or_default();
        let read = |text: &str| -> tantivy::Result<Option<Asked>> {
            let mut asked = Asked::read(text, &self.fields, locale, &searcher)?;
            asked.iter_mut().for_each(|asked| asked.lift(lifted, &self.fields));
            Ok(asked)
        };
        let Some(asked) = read(query)? else { return Ok(Suggested::default()) };
        let found = asked.products(&searcher)?;
        let mut queries = Completions::new(&self.fields, locale, &searcher).of(query)?;
        if found == 0 && queries.is_empty() {
            let meant = Corrector::new(&searcher, &self.fields, locale).instead(query, &asked)?;
            queries.extend(meant);
        }
        let mut passes = Vec::new();
        if found > 0 {
            passes.push(asked.all_words());
        }
        for query in
            steering.into_iter().flat_map(|steering| steering.left.iter().chain(&steering.others)).chain(&queries)
        {
            passes.extend(read(query)?.map(|asked| asked.all_words()));
        }
        let order = (Sort::Featured, market.currency());
        let (addresses, _) =
            Plan::in_turn(passes).steered(order.0, steering, &self.fields).hits(&searcher, order, 0, MAX_PRODUCTS)?;
        let products = addresses.into_iter().map(|address| Ok(self.shown(&searcher, address)?.hit(market)));
        let products = products.collect::<anyhow::Result<_>>()?;
        Ok(Suggested { brands: self.brands(query, &searcher, market)?, queries, products })
    }

    /// Brands that begin with what was typed, as their products spell them, those with the most products first.
    fn brands(&self, query: &str, searcher: &Searcher, market: Market) -> anyhow::Result<Vec<String>> {
        let Some(begun) = analysis::as_one_word(query).filter(|begun| begun.chars().count() >= MIN_BEGUN) else {
            return Ok(Vec::new());
        };
        let makers = self.fields.makers;
        let mut known: Vec<(String, u64)> = beginning_with(searcher, makers, &begun)?.into_iter().collect();
        known.sort_by(|(one, few), (other, many)| many.cmp(few).then_with(|| one.cmp(other)));
        let mut brands = Vec::new();
        for (maker, _) in known.into_iter().take(MAX_BRANDS) {
            if let Some(address) = any_product(searcher, &Term::from_field_text(makers, &maker))? {
                brands.push(self.shown(searcher, address)?.hit(market).brand);
            }
        }
        Ok(brands)
    }
}

/// Finds words that go on as the last one of a query begins.
struct Completions<'a> {
    fields: &'a Fields,
    locale: Locale,
    searcher: &'a Searcher,
    stems: Stems,
}

impl<'a> Completions<'a> {
    fn new(fields: &'a Fields, locale: Locale, searcher: &'a Searcher) -> Self {
        Self { fields, locale, searcher, stems: Stems::of(locale) }
    }

    /// Queries that some product has all words of.
    fn of(&mut self, query: &str) -> tantivy::Result<Vec<String>> {
        let (before, last) = query.rsplit_once(' ').map_or(("", query), |(before, last)| (before, last));
        let lexemes = analysis::lexemes(&analysis::fold(last));
        let [begun] = lexemes.as_slice() else { return Ok(Vec::new()) };
        if begun.text.chars().count() < MIN_BEGUN || analysis::has_digit(&begun.text) {
            return Ok(Vec::new());
        }
        let texts = self.fields.texts(self.locale);
        let mut rated = Vec::new();
        for (word, products) in beginning_with(self.searcher, texts.spellings, &begun.text)? {
            if word == begun.text || analysis::has_digit(&word) {
                continue;
            }
            let stem = self.stems.stem(&word);
            let of_type = self.searcher.doc_freq(&Term::from_field_text(texts.kind, &stem))?;
            let weight = if of_type >= MIN_TYPE { NAMES_TYPE } else { 1 };
            rated.push((products * weight, word, stem));
        }
        rated.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        let mut seen = HashSet::from([self.stems.stem(&begun.text)]);
        rated.retain(|(_, _, stem)| seen.insert(stem.clone()));
        rated.truncate(TRIED);
        let mut queries = Vec::new();
        for (weight, word, _) in rated {
            let query = if before.is_empty() { word } else { format!("{before} {word}") };
            let asked = Asked::read(&query, self.fields, self.locale, self.searcher)?;
            let found = asked.map_or(Ok(0), |asked| asked.products(self.searcher))?;
            if found > 0 {
                // Beside other words, what counts is how many products have all of them.
                queries.push((if before.is_empty() { weight } else { found as u64 }, query));
            }
        }
        queries.sort_by(|(one, first), (other, second)| other.cmp(one).then_with(|| first.cmp(second)));
        queries.truncate(MAX_QUERIES);
        Ok(queries.into_iter().map(|(_, query)| query).collect())
    }
}

/// Whether a name has all words of a query that is still being typed: the last word may go on.
pub fn goes_on(query: &str, name: &str) -> bool {
    let [query, name] = [query, name].map(|text| analysis::lexemes(&analysis::fold(text)));
    let Some((last, before)) = query.split_last() else { return false };
    last.text.chars().count() >= MIN_BEGUN
        && before.iter().all(|word| name.iter().any(|known| known.text == word.text))
        && name.iter().any(|known| known.text.starts_with(&last.text))
}

/// The terms of a field that begin so, each with how many products have it.
fn beginning_with(searcher: &Searcher, field: Field, begun: &str) -> tantivy::Result<BTreeMap<String, u64>> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().range().ge(begun).into_stream()?;
        let mut left = MAX_LOOKED_AT;
        while left > 0 && terms.advance() && terms.key().starts_with(begun.as_bytes()) {
            if let Ok(term) = std::str::from_utf8(terms.key()) {
                *found.entry(term.to_owned()).or_default() += u64::from(terms.value().doc_freq);
            }
            left -= 1;
        }
    }
    Ok(found)
}

/// Some product that has a term.
pub(crate) fn any_product(searcher: &Searcher, term: &Term) -> anyhow::Result<Option<tantivy::DocAddress>> {
    for (number, segment) in searcher.segment_readers().iter().enumerate() {
        let index = segment.inverted_index(term.field())?;
        let Some(mut products) = index.read_postings(term, tantivy::schema::IndexRecordOption::Basic)? else {
            continue;
        };
        let mut product = products.doc();
        while product != TERMINATED {
            if !segment.is_deleted(product) {
                return Ok(Some(tantivy::DocAddress::new(u32::try_from(number)?, product)));
            }
            product = products.advance();
        }
    }
    Ok(None)
}
