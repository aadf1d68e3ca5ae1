//! By what a list of products can be narrowed.

use anyhow::Context as _;
use api::catalog::Text;
use api::catalog::properties::{BRAND, IN_STOCK, PropertyKind, TRUE};
use api::problem::Problem;
use api::search::{FacetList, ListFacets};
use domain::Locale;
use origin_platform::{Call, ServiceError};
use origin_search_engine::{Counted, Index, List};

use crate::Service;
use crate::asked::AskedList;

/// The properties that tell the products of a list apart, as staff have declared them, with how many products each of their values would leave.
///
/// # Errors
/// A problem with `filter` or `min`.
pub(crate) async fn list_facets(service: Service, call: Call<ListFacets>) -> Result<FacetList, ServiceError> {
    let (prices, asked) = (call.endpoint.prices, AskedList::from(&call.endpoint));
    let locale = asked.market.locale();
    let steering = service.steering(locale, &asked.query).await;
    let index = service.index.clone();
    let counting = tokio::task::spawn_blocking(move || -> Result<Counted, ServiceError> {
        let list = asked.list(steering.as_ref());
        check(&index, &list)?;
        Ok(index.count(&list)?)
    });
    let declared = origin_catalog::declared_attributes(&service.stores.db);
    let (counted, declared) = futures::join!(counting, declared);
    let (counted, declared) = (counted.context("counting values")??, declared?);
    let choosing = tokio::task::spawn_blocking(move || counted.facets(&declared));
    let found = choosing.await.context("choosing values")??;
    let price = found.price.filter(|_| prices);
    Ok(FacetList { price, ..in_words(found.facets, found.total, locale) })
}

/// The properties with the shop's own words for what the merchant does not name.
fn in_words(mut facets: Vec<api::search::Facet>, total: u64, locale: Locale) -> FacetList {
    let words = words::catalog(locale);
    for facet in &mut facets {
        if facet.key == BRAND && facet.name.is_blank() {
            facet.name = Text::plain(words.filter_brand());
        }
        if facet.key == IN_STOCK {
            facet.name = Text::plain(words.filter_in_stock());
        }
        for value in &mut facet.values {
            if facet.kind == PropertyKind::Boolean && value.label.is_blank() {
                value.label = Text::plain(if value.code == TRUE { words.yes() } else { words.no() });
            }
        }
    }
    FacetList { total, facets, price: None }
}

/// Refuses what cannot be chosen.
///
/// # Errors
/// A problem with `filter` if no product has one of the values; with `min` if it is above `max`.
pub(crate) fn check(index: &Index, list: &List<'_>) -> Result<(), ServiceError> {
    if let (Some(min), Some(max)) = (list.min, list.max)
        && min > max
    {
        let detail = format!("Prices from {min} to {max} are none: “min” is at most “max”.");
        return Err(Problem::field("min", detail).into());
    }
    let unknown = index.unknown(list.filters)?;
    if unknown.is_empty() {
        return Ok(());
    }
    let detail = format!("No product has {}. GET /v1/facets names the values that there are.", unknown.join(", "));
    Err(Problem::field("filter", detail).into())
}
