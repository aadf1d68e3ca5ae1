//! The answers to a shopper's query, and to one that is still being typed.

use std::time::Instant;

use anyhow::Context as _;
use api::catalog::{PAGE_SIZE, Text};
use api::problem::{Code, Problem};
use api::search::{
    ExplainSearch, ListSuggestions, Search, SearchExplanation, SearchPage, SearchSuggestions, SuggestedCollection,
};
use domain::search::normalize_query;
use origin_platform::{Call, ServiceError};

use crate::asked::AskedList;
use crate::facets::check;
use crate::metrics;
use crate::{Found, Service, Suggested, goes_on};

/// Beyond this page nobody reads, and the index would rank everything before it.
const LAST_PAGE: u32 = 1_000;

/// So many collections are suggested.
const MAX_COLLECTIONS: usize = 3;

/// Products that match a query, or are in a list that is narrowed, best first.
///
/// # Errors
/// A problem with `page`, `filter` or `min`.
pub(crate) async fn search(service: Service, call: Call<Search>) -> Result<SearchPage, ServiceError> {
    let (page, asked) = (call.endpoint.page, AskedList::from(&call.endpoint));
    if !(1..=LAST_PAGE).contains(&page) {
        return Err(Problem::field("page", format!("Pages are numbered from 1 to {LAST_PAGE}.")).into());
    }
    let (query, locale) = (asked.query.clone(), asked.market.locale());
    let steering = service.steering(locale, &query).await;
    let redirect = steering.as_ref().and_then(|steering| steering.redirect()).map(str::to_owned);
    // A search may load the files of a new commit, which an async thread must not wait for.
    let (tally, begun) = (service.tally.clone(), Instant::now());
    let found = tokio::task::spawn_blocking(move || -> Result<Found, ServiceError> {
        let list = asked.list(steering.as_ref());
        if list.is_search() {
            return Ok(service.index.search_as(list.query, list.market, list.sort, page, list.steering)?);
        }
        check(&service.index, &list)?;
        Ok(service.index.list(&list, page)?)
    });
    let found = found.await.context("searching")??;
    // Caches have answered the same before for others, so the shares count, not the sum.
    if !query.is_empty() && page == 1 {
        metrics::searched(&found);
        tally.add(locale, &query, found.total == 0, begun.elapsed());
    }
    let total = found.total;
    let pages = total.div_ceil(u64::from(PAGE_SIZE)).clamp(1, u64::from(LAST_PAGE));
    let pages = u32::try_from(pages).expect("at most the last page");
    let Found { hits, corrected, suggested, loosened, .. } = found;
    Ok(SearchPage { query, corrected, suggested, loosened, redirect, hits, total, page, pages })
}

/// What may be meant by a query that is still being typed.
pub(crate) async fn list_suggestions(
    service: Service,
    call: Call<ListSuggestions>,
) -> Result<SearchSuggestions, ServiceError> {
    let ListSuggestions { q, market } = call.endpoint;
    let query = normalize_query(&q);
    let begun = query.clone();
    let steering = service.steering(market.locale(), &query).await;
    let index = service.index.clone();
    let suggested = tokio::task::spawn_blocking(move || index.suggest(&begun, market, steering.as_ref()));
    let Suggested { queries, brands, products } = suggested.await.context("suggesting")??;
    let titles = origin_catalog::collection_titles(&service.stores.db).await.context("reading collections")?;
    let locale = market.locale();
    let collections = titles.into_iter().filter(|(_, title)| goes_on(&query, title.get(locale)));
    let collections = collections.map(|(slug, title)| SuggestedCollection { slug, title: Text::of(&title, locale) });
    let collections = collections.take(MAX_COLLECTIONS).collect();
    Ok(SearchSuggestions { query, queries, brands, collections, products })
}

/// Why a product stands where it does in what is found for a query.
///
/// # Errors
/// `not_found` if the index does not hold the product.
pub(crate) async fn explain_search(
    service: Service,
    call: Call<ExplainSearch>,
) -> Result<SearchExplanation, ServiceError> {
    let ExplainSearch { q, market, product } = call.endpoint;
    let query = normalize_query(&q);
    let steering = service.steering(market.locale(), &query).await;
    let index = service.index.clone();
    let explained = tokio::task::spawn_blocking(move || index.explain(&query, market, product, steering.as_ref()));
    let unknown = || Problem::new(Code::NotFound, "The search index holds no such product: it may not be on sale.");
    Ok(explained.await.context("explaining a search")??.ok_or_else(unknown)?)
}
