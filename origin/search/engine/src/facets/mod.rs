//! Lists of products that can be narrowed: by words, of a collection or of everything, to chosen values and prices; and by
//! what they can be narrowed further, with how many products that would leave.

mod choose;
mod count;
mod counters;
mod filter;
mod ranges;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;
use std::sync::Arc;

use anyhow::Context as _;
use api::catalog::admin::AdminAttribute;
use api::catalog::properties::{IN_STOCK, range_of};
use api::catalog::{PAGE_SIZE, Sort, Text};
use api::search::{FacetList, Filters, PriceFacet};
use domain::{Currency, Market, Money, ProductId, Slug};
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Query};
use tantivy::schema::Field;
use tantivy::{DocAddress, Order, Searcher, Term};

use self::choose::Reading;
use self::count::{Counter, Counts, MAX_CHOICES};
use self::filter::{all_but_one, filter, term};
use self::ranges::{expanded, has_numbers};
use crate::fields::{AGE, ORDER, price_name, shown_values_name};
use crate::index::{Found, Index};
use crate::plan::{Plan, first};
use crate::steering::Steering;
use crate::terms::{ShownValue, found_by, stock_code};

/// Steps of what is said of prices.
const STEPS: u64 = 10;

/// A list of products, and what it is narrowed to.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// What is looked for; if nothing, all products are listed.
    pub query: &'a str,
    /// Language and currency.
    pub market: Market,
    /// The order.
    pub sort: Sort,
    /// The collection that they are in.
    pub collection: Option<&'a Slug>,
    /// The values that they have.
    pub filters: &'a Filters,
    /// The lowest price, in whole units of the currency.
    pub min: Option<u32>,
    /// The highest price.
    pub max: Option<u32>,
    /// What the merchant says of the query.
    pub steering: Option<&'a Steering>,
}

impl List<'_> {
    /// Whether it is what is found for the query and nothing else. Nothing is found for no query, but what sells best of
    /// all products is a list.
    pub fn is_search(&self) -> bool {
        let is_of_all = self.query.is_empty() && self.sort == Sort::BestSelling;
        !is_of_all && self.collection.is_none() && self.filters.is_empty() && self.min.is_none() && self.max.is_none()
    }

    /// The prices that are chosen, in the currency's smallest unit; none if any is right.
    fn prices(&self) -> Option<RangeInclusive<u64>> {
        let unit = unit(self.market.currency());
        let (min, max) = (self.min.map(|min| u64::from(min) * unit), self.max.map(|max| u64::from(max) * unit));
        (min.is_some() || max.is_some()).then(|| min.unwrap_or(0)..=max.unwrap_or(u64::MAX))
    }
}

/// A whole unit of a currency in its smallest.
fn unit(currency: Currency) -> u64 {
    10_u64.pow(currency.exponent())
}

/// What the products of a list have, counted.
pub struct Counted {
    counts: Counts,
    /// What is chosen, as it is shown.
    chosen: Vec<Arc<ShownValue>>,
    market: Market,
    filters: Filters,
}

impl Counted {
    /// By what the list can be narrowed, as it is `declared`. Reads files: not for an async thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn facets(&self, declared: &[AdminAttribute]) -> anyhow::Result<FacetList> {
        self.read(declared, Reading::Shown)
    }

    fn read(&self, declared: &[AdminAttribute], reading: Reading) -> anyhow::Result<FacetList> {
        let (counts, locale) = (&self.counts, self.market.locale());
        let mut facets = choose::choose(counts, &self.chosen, &self.filters, declared, (locale, reading))?;
        for facet in &mut facets {
            if let Some(declared) = declared.iter().find(|declared| declared.key == facet.key) {
                facet.name = Text::of(&declared.label, locale);
            }
        }
        Ok(FacetList { total: counts.total, facets, price: price(&counts.prices, self.market.currency()) })
    }
}

impl Index {
    /// The page of a list, from 1. Without a query, what comes first by `featured` came first into the catalogue. Reads
    /// files: not for an async thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn list(&self, list: &List<'_>, page: u32) -> anyhow::Result<Found> {
        let searcher = self.searcher()?;
        let take = PAGE_SIZE as usize;
        let skip = page.saturating_sub(1) as usize * take;
        let (plan, addresses, total) = self.in_order(list, &searcher, skip, take)?;
        let hits = addresses.into_iter().map(|address| Ok(self.shown(&searcher, address)?.hit(list.market)));
        let hits = hits.collect::<anyhow::Result<_>>()?;
        let Plan { corrected, suggested, loosened, .. } = plan;
        Ok(Found { hits, total: total as u64, corrected, suggested, loosened })
    }

    /// Of a list's products `take` after `skip` in its order, how many there are, and how they were looked for.
    pub(crate) fn in_order(
        &self,
        list: &List<'_>,
        searcher: &Searcher,
        skip: usize,
        take: usize,
    ) -> anyhow::Result<(Plan, Vec<DocAddress>, usize)> {
        let plan = self.plan(list, searcher)?;
        let prices = list.prices();
        let prices = prices.as_ref().map(|prices| (self.price_field(list.market), prices));
        let filters = expanded(searcher, &self.segments, list.filters)?;
        let plan = match filter(&filters, prices, &self.fields) {
            Some(filter) => plan.within(&*filter),
            None => plan,
        };
        let (addresses, total) = if list.query.is_empty() && list.sort == Sort::Featured {
            let number = |name: &str| tantivy::collector::sort_key::SortByStaticFastValue::<u64>::for_field(name);
            let oldest = ((number(AGE), Order::Asc), (number(ORDER), Order::Asc));
            first(searcher, &plan.products(), oldest, skip, take)?
        } else {
            plan.hits(searcher, (list.sort, list.market.currency()), skip, take)?
        };
        Ok((plan, addresses, total))
    }

    /// By what a list can be narrowed, as it is `declared`. Reads files: not for an async thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn facets(&self, list: &List<'_>, declared: &[AdminAttribute]) -> anyhow::Result<FacetList> {
        self.count(list)?.facets(declared)
    }

    /// Counts what the products of a list have. Reads files: not for an async thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn count(&self, list: &List<'_>) -> anyhow::Result<Counted> {
        let searcher = self.searcher()?;
        let counts = self.counts(list, &searcher)?;
        let (market, filters, values) = (list.market, list.filters.clone(), shown_values_name(list.market.locale()));
        let mut chosen = Vec::new();
        for (key, code) in filters.values() {
            chosen.extend(self.as_shown(&searcher, &values, key, code)?);
        }
        Ok(Counted { counts, chosen, market, filters })
    }

    /// Values that no product has, each as `colour~ink`. What can be said of stock is none of them.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn unknown(&self, filters: &Filters) -> anyhow::Result<Vec<String>> {
        let searcher = self.searcher()?;
        let mut unknown = Vec::new();
        for (key, code) in filters.values() {
            // It may be that just now nothing is in stock, or that everything is.
            let is_of_stock = key == IN_STOCK && [true, false].map(stock_code).contains(&code);
            let is_range = range_of(code).is_some() && has_numbers(&searcher, &self.segments, key)?;
            let value = Term::from_field_text(self.fields.values, &found_by(key, code));
            if !is_of_stock && !is_range && searcher.doc_freq(&value)? == 0 {
                unknown.push(format!("{key}~{code}"));
            }
        }
        Ok(unknown)
    }

    /// Of these products those that are in stock in the index although they are not here, or the other way round. Those
    /// that it does not hold are none of them.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn otherwise_stocked(&self, products: &[(ProductId, bool)]) -> anyhow::Result<Vec<ProductId>> {
        let searcher = self.searcher()?;
        let mut others = Vec::new();
        for (product, is_in_stock) in products {
            let entry = term(self.fields.id, &product.to_string());
            let said = term(self.fields.values, &found_by(IN_STOCK, stock_code(*is_in_stock)));
            let is_known = searcher.search(&*entry, &Count)? > 0;
            if is_known && searcher.search(&BooleanQuery::intersection(vec![entry, said]), &Count)? == 0 {
                others.push(*product);
            }
        }
        Ok(others)
    }

    fn counts(&self, list: &List<'_>, searcher: &Searcher) -> anyhow::Result<Counts> {
        let filters = expanded(searcher, &self.segments, list.filters)?;
        anyhow::ensure!(
            filters.keys().count() <= usize::from(MAX_CHOICES),
            "so many properties cannot be chosen at once"
        );
        let chosen = filters.keys().map(|(key, codes)| (key.to_owned(), codes.iter().cloned().collect()));
        let counter = Counter {
            values: shown_values_name(list.market.locale()),
            price: price_name(list.market.currency()),
            chosen: chosen.collect(),
            prices: list.prices(),
            segments: self.segments.clone(),
        };
        let products = self.plan(list, searcher)?.products();
        let products = match all_but_one(&filters, &self.fields) {
            Some(counted) => BooleanQuery::intersection(vec![Box::new(products), counted]),
            None => products,
        };
        searcher.search(&products, &counter).context("counting values")
    }

    /// How shoppers see a value, if some product has it.
    fn as_shown(
        &self,
        searcher: &Searcher,
        field: &str,
        key: &str,
        code: &str,
    ) -> anyhow::Result<Option<Arc<ShownValue>>> {
        for segment in searcher.segment_readers() {
            let Some(values) = self.segments.values(segment, field)? else { continue };
            if let Some(first) = values.place(key, code)?.next() {
                return Ok(values.shown(&[first])?.pop().flatten());
            }
        }
        Ok(None)
    }

    /// The plan for a list that is not narrowed to anything chosen.
    fn plan(&self, list: &List<'_>, searcher: &Searcher) -> anyhow::Result<Plan> {
        let plan = if list.query.is_empty() {
            Plan::of_all()
        } else {
            let (locale, steering) = (list.market.locale(), list.steering);
            let plan = Plan::of(list.query, &self.fields, locale, searcher, steering)?;
            plan.settled(searcher, list.sort)?.steered(list.sort, steering, &self.fields)
        };
        let members: Option<Box<dyn Query>> = list.collection.map(|slug| term(self.fields.members, slug.as_str()));
        Ok(members.into_iter().fold(plan, |plan, members| plan.within(&*members)))
    }

    fn price_field(&self, market: Market) -> Field {
        let place = Currency::ALL.into_iter().position(|known| known == market.currency());
        self.fields.prices[place.expect("a market's currency is one of all")]
    }
}

/// What is said of prices; nothing if there are none.
fn price(prices: &[u64], currency: Currency) -> Option<PriceFacet> {
    let (lowest, highest) = (*prices.iter().min()?, *prices.iter().max()?);
    let width = (highest - lowest) / STEPS + 1;
    let mut steps = vec![0; usize::try_from((highest - lowest) / width + 1).unwrap_or(1)];
    for price in prices {
        steps[usize::try_from((price - lowest) / width).unwrap_or(0)] += 1;
    }
    let money = |minor: u64| Money::new(i64::try_from(minor).unwrap_or(i64::MAX), currency);
    Some(PriceFacet { lowest: money(lowest), highest: money(highest), steps })
}
