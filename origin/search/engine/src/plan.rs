//! In which order a query is answered: products with every word first, then what comes closest.

use std::collections::HashSet;

use api::catalog::Sort;
use api::search::Loosened;
use domain::{Currency, Locale};
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Count, SortKeyComputer, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query};
use tantivy::{DocAddress, Order, Searcher};

use crate::correct::Corrector;
use crate::fields::{AGE, Fields, ORDER, RELEASED, SOLD, price_name};
use crate::query::{Asked, Features};
use crate::steering::Steering;

/// Fewer hits than this with every word, and products with any of the words follow.
const ENOUGH: usize = 10;

/// How a query is answered.
#[derive(Default)]
pub(crate) struct Plan {
    /// Queries to the index, the hits of each before those of the next, and none twice.
    passes: Vec<BooleanQuery>,
    /// The query that is answered in place of the one that was asked.
    pub(crate) corrected: Option<String>,
    /// The query whose hits follow those of the one that was asked.
    pub(crate) suggested: Option<String>,
    /// Which words no product has, where what has others is found.
    pub(crate) loosened: Option<Loosened>,
    /// Words of the answered query that find what products have.
    pub(crate) features: Features,
}

impl Plan {
    /// The plan for a query.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn of(
        query: &str,
        fields: &Fields,
        locale: Locale,
        searcher: &Searcher,
        steering: Option<&Steering>,
    ) -> tantivy::Result<Self> {
        let query = steering.and_then(Steering::left).unwrap_or(query);
        let (text, is_verbatim) = unquoted(query);
        let chosen = steering.map(|steering| steering.chosen.as_slice()).unwrap_or_default();
        let lifted = steering.map(|steering| steering.lifted.as_slice()).unwrap_or_default();
        let read = |text: &str| -> tantivy::Result<Option<Asked>> {
            let mut asked = Asked::read(text, fields, locale, searcher)?;
            if let Some(asked) = &mut asked {
                asked.prefer(chosen, fields);
                asked.lift(lifted, fields);
            }
            Ok(asked)
        };
        let Some(mut asked) = read(text)? else { return Ok(Self::default()) };
        let mut found = asked.products(searcher)?;
        let mut features = Features::None;
        let mut others = Vec::new();
        for other in steering.into_iter().flat_map(|steering| &steering.others) {
            if let Some(other) = read(other)? {
                found += other.products(searcher)?;
                others.push(other.all_words());
            }
        }
        if found == 0 {
            // What is the name of something that products have is no mistake.
            features = Features::OfUnknown;
            asked.take_features(features, searcher)?;
            found = asked.products(searcher)?;
        }
        let mut corrector = Corrector::new(searcher, fields, locale);
        let corrected = if found > 0 || is_verbatim { None } else { corrector.instead(text, &asked)? };
        if let Some(corrected) = corrected
            && let Some(meant) = read(&corrected)?
        {
            let found = meant.products(searcher)?;
            return Ok(Self { passes: passes(&meant, found), corrected: Some(corrected), ..Self::default() });
        }
        if found == 0 {
            features = Features::All;
            asked.take_features(features, searcher)?;
            found = asked.products(searcher)?;
        }
        // Where rules say other words, what these find may have any of them.
        let loosened = if found == 0 && others.is_empty() { asked.loosened(text, searcher)? } else { None };
        let mut plan = Self { passes: passes(&asked, found), features, loosened, ..Self::default() };
        if !others.is_empty()
            && let Some(first) = plan.passes.first_mut()
        {
            // What has it in any of the words that mean the same, as well as it has it in one of them.
            let any = std::iter::once(first.clone()).chain(others).map(|query| Box::new(query) as Box<dyn Query>);
            *first = BooleanQuery::intersection(vec![Box::new(DisjunctionMaxQuery::new(any.collect()))]);
        }
        let suggested = if is_verbatim { None } else { corrector.doubted(text, &asked, found)? };
        if let Some(suggested) = suggested
            && let Some(meant) = read(&suggested)?
        {
            // Before those that have any of the words, which say less.
            plan.passes.insert(1.min(plan.passes.len()), meant.all_words());
            plan.suggested = Some(suggested);
        }
        Ok(plan)
    }

    /// The same with what is pinned first and what is buried last, if the best come first.
    pub(crate) fn steered(mut self, sort: Sort, steering: Option<&Steering>, fields: &Fields) -> Self {
        if sort == Sort::Featured
            && let Some(steering) = steering
        {
            self.passes = steering.lead(self.passes, fields.id);
        }
        self
    }

    /// The hits of each of these queries before those of the next.
    pub(crate) fn in_turn(passes: Vec<BooleanQuery>) -> Self {
        Self { passes, ..Self::default() }
    }

    /// The plan for a list of everything.
    pub(crate) fn of_all() -> Self {
        Self { passes: vec![BooleanQuery::intersection(vec![Box::new(AllQuery)])], ..Self::default() }
    }

    /// The plan whose products do not depend on what it is narrowed to: of an order that does not part them by how well
    /// they fit, the one query that is answered.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn settled(mut self, searcher: &Searcher, sort: Sort) -> tantivy::Result<Self> {
        if sort != Sort::Featured && self.passes.len() > 1 {
            match searcher.search(&self.passes[0], &Count)? {
                0 => self.passes = self.passes.split_off(self.passes.len() - 1),
                _ => self.passes.truncate(1),
            }
        }
        Ok(self)
    }

    /// The same of products that `filter` finds. It adds nothing to what they are worth.
    pub(crate) fn within(mut self, filter: &dyn Query) -> Self {
        let narrowed = |pass: BooleanQuery| {
            let filter = ConstScoreQuery::new(filter.box_clone(), 0.0);
            BooleanQuery::intersection(vec![Box::new(pass), Box::new(filter)])
        };
        self.passes = self.passes.into_iter().map(narrowed).collect();
        self
    }

    /// All products of the plan, in no order.
    pub(crate) fn products(&self) -> BooleanQuery {
        BooleanQuery::union(self.passes.iter().map(|pass| Box::new(without_worth(pass)) as Box<dyn Query>).collect())
    }

    /// Of the hits in an order, with the currency of its prices, `take` after `skip`, and how many there are.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub(crate) fn hits(
        &self,
        searcher: &Searcher,
        order: (Sort, Currency),
        skip: usize,
        take: usize,
    ) -> tantivy::Result<(Vec<DocAddress>, usize)> {
        match self.passes.as_slice() {
            [] => Ok((Vec::new(), 0)),
            [only] => best(searcher, only, order, skip, take),
            [first, rest @ ..] if order.0 != Sort::Featured => {
                // What is sorted otherwise is not parted by how well it fits: so only what fits well is.
                match best(searcher, first, order, skip, take)? {
                    (_, 0) => rest.last().map_or(Ok((Vec::new(), 0)), |last| best(searcher, last, order, skip, take)),
                    found => Ok(found),
                }
            }
            several => {
                let total = searcher.search(&self.products(), &Count)?;
                let reach = skip.saturating_add(take);
                let mut found: Vec<DocAddress> = Vec::new();
                for pass in several {
                    // What this pass finds again is among its best, at most all that there is.
                    let (more, _) = best(searcher, pass, order, 0, reach.saturating_add(found.len()))?;
                    let known: HashSet<DocAddress> = found.iter().copied().collect();
                    found.extend(more.into_iter().filter(|address| !known.contains(address)));
                    if found.len() >= reach {
                        break;
                    }
                }
                Ok((found.into_iter().skip(skip).take(take).collect(), total))
            }
        }
    }
}

/// The same without what only says how good a product is: what is counted need not be weighed.
fn without_worth(query: &BooleanQuery) -> BooleanQuery {
    let needed = query.get_minimum_number_should_match();
    let decides = |occur: Occur| occur != Occur::Should || needed > 0;
    let clauses = query.clauses().iter().filter(|(occur, _)| decides(*occur)).map(|(occur, clause)| {
        let inner = clause.downcast_ref::<BooleanQuery>().map(|inner| Box::new(without_worth(inner)) as Box<dyn Query>);
        (*occur, inner.unwrap_or_else(|| clause.box_clone()))
    });
    BooleanQuery::with_minimum_required_clauses(clauses.collect(), needed)
}

/// Products with every word, and if they are few, those with any.
fn passes(asked: &Asked, found: usize) -> Vec<BooleanQuery> {
    let is_enough = found >= ENOUGH || !asked.may_be_loosened(found);
    let loose = (!is_enough).then(|| asked.any_word());
    std::iter::once(asked.all_words()).chain(loose).collect()
}

/// A query without the quotation marks around it, and whether it had any.
pub(crate) fn unquoted(query: &str) -> (&str, bool) {
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„');
    let inside = query.trim().strip_prefix(is_mark).and_then(|rest| rest.strip_suffix(is_mark));
    inside.map_or((query, false), |inside| (inside, true))
}

/// Of the hits in an order `take` after `skip`, the newer first where it says nothing, and how many there are.
fn best(
    searcher: &Searcher,
    query: &dyn Query,
    (sort, currency): (Sort, Currency),
    skip: usize,
    take: usize,
) -> tantivy::Result<(Vec<DocAddress>, usize)> {
    let number = |name: &str| SortByStaticFastValue::<u64>::for_field(name);
    // An import makes many products in the same moment: of these the rest of their ids decides, and never where the index
    // happens to have put them.
    let (price, age, rest) = (number(&price_name(currency)), number(AGE), number(ORDER));
    match sort {
        Sort::Featured => first(searcher, query, (SortBySimilarityScore, age, rest), skip, take),
        // What has sold nothing comes last, the newer first.
        Sort::BestSelling => first(searcher, query, (number(SOLD), age, rest), skip, take),
        Sort::Newest => first(searcher, query, (number(RELEASED), age, rest), skip, take),
        // What has no price comes last in either.
        Sort::PriceAscending => first(searcher, query, ((price, Order::Asc), age, rest), skip, take),
        Sort::PriceDescending => first(searcher, query, (price, age, rest), skip, take),
    }
}

/// Of the hits by a key, `take` after `skip`, and how many there are.
pub(crate) fn first<K>(
    searcher: &Searcher,
    query: &dyn Query,
    order: impl SortKeyComputer<SortKey = K> + Send + 'static,
    skip: usize,
    take: usize,
) -> tantivy::Result<(Vec<DocAddress>, usize)>
where
    K: Clone + Send + Sync + std::fmt::Debug + 'static,
{
    // The collector reserves memory for all it is asked to keep: never more than there can be.
    let most = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX);
    let (skip, take) = (skip.min(most), take.min(most));
    if take == 0 || skip == most {
        return Ok((Vec::new(), searcher.search(query, &Count)?));
    }
    let (hits, total) = searcher.search(query, &(TopDocs::with_limit(take).and_offset(skip).order_by(order), Count))?;
    Ok((hits.into_iter().map(|(_, address)| address).collect(), total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_are_taken_off() {
        assert_eq!(unquoted("\"backpck\""), ("backpck", true));
        assert_eq!(unquoted("„backpck“"), ("backpck", true));
        for other in ["backpck", "\"", "17\"", "\"net\" loft", ""] {
            assert_eq!(unquoted(other), (other, false), "{other}");
        }
    }
}
