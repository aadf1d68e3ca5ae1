//! All that is found, page by page, for programs: as it was when the first page was asked for (ADR 89).

mod kept;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use anyhow::Context as _;
use api::problem::{Code, Problem};
use api::search::{FoundPage, ListFound, MAX_FOUND, MAX_FOUND_PAGE};
use domain::search::normalize_query;
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, ServiceError};
use origin_search_engine::Ordered;

use self::kept::{Cursor, Page, keep, read};
use crate::Service;
use crate::asked::AskedList;
use crate::facets::check;

/// Lists of several pages that a client begins.
const BEGUN: Limit = Limit { what: "lists begun", max: 20, seconds: 10 * 60 };

/// A page of all that is found: the first, or the one that a cursor names.
///
/// # Errors
/// A problem with `cursor`, `limit`, `filter` or `min`; “try again” while Redis, which knows the lists, is away.
pub(crate) async fn list_found(service: Service, call: Call<ListFound>) -> Result<FoundPage, ServiceError> {
    let (mut asked, client) = (call.endpoint, call.client);
    if !(1..=MAX_FOUND_PAGE).contains(&asked.limit) {
        return Err(Problem::field("limit", format!("A page has 1 to {MAX_FOUND_PAGE} products.")).into());
    }
    asked.q = normalize_query(&asked.q);
    match asked.cursor.take() {
        None => first(service, asked, client).await,
        Some(cursor) => next(service, asked, &cursor).await,
    }
}

/// Looks for everything, and keeps in which order it was found if that is more than a page.
async fn first(service: Service, asked: ListFound, client: Option<IpAddr>) -> Result<FoundPage, ServiceError> {
    let steering = service.steering(asked.market.locale(), &asked.q).await;
    let (index, list) = (service.index.clone(), AskedList::from(&asked));
    let found = tokio::task::spawn_blocking(move || -> Result<Ordered, ServiceError> {
        let list = list.list(steering.as_ref());
        check(&index, &list)?;
        Ok(index.ordered(&list, MAX_FOUND)?)
    });
    let Ordered { mut products, total, corrected } = found.await.context("listing what is found")??;
    let limit = asked.limit as usize;
    let cursor = if products.len() > limit {
        count(&service, client).await?;
        Some(keep(&service.stores, &asked, total, &products).await?)
    } else {
        None
    };
    products.truncate(limit);
    let page = Page { products, total, next: cursor.map(|cursor| cursor.at(limit)) };
    shown(service, asked, page, corrected).await
}

/// Counts a list that a client begins: each takes the place of the one that was begun first, which may be another's.
///
/// # Errors
/// If these were too many.
async fn count(service: &Service, client: Option<IpAddr>) -> Result<(), ServiceError> {
    let Some(client) = client else { return Ok(()) };
    let client = format!("client {client}");
    if throttle::allows(&service.stores, BEGUN, &client).await? {
        return Ok(());
    }
    let left = throttle::seconds_left(&service.stores, BEGUN, &client).await?;
    let minutes = left.div_ceil(60);
    let detail =
        format!("So many lists at once are not kept. Read on in those that were begun, or wait {minutes} min.");
    Err(Problem::new(Code::TooManyRequests, detail).after(left).into())
}

/// Goes on where a page has ended.
async fn next(service: Service, asked: ListFound, cursor: &str) -> Result<FoundPage, ServiceError> {
    let unreadable = || {
        let detail =
            "This is no cursor. Ask without one for the first page, and with its `next` for the page behind it.";
        Problem::field("cursor", detail)
    };
    let cursor: Cursor = cursor.parse().map_err(|()| unreadable())?;
    let page = read(&service.stores, &asked, &cursor).await?;
    shown(service, asked, page, None).await
}

/// The page with its products as they are now.
async fn shown(
    service: Service,
    asked: ListFound,
    page: Page,
    corrected: Option<String>,
) -> Result<FoundPage, ServiceError> {
    let Page { products, total, next } = page;
    let (index, market) = (service.index.clone(), asked.market);
    let hits = tokio::task::spawn_blocking(move || index.hits_of(&products, market));
    let hits = hits.await.context("reading what was found")??;
    Ok(FoundPage { query: asked.q, corrected, hits, total, next: next.map(|next| next.to_string()) })
}
