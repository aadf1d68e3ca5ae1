//! The overlay of volatile values over a cached reply.

use std::collections::HashMap;

use domain::catalog::{Price, lowest};
use domain::{Currency, Market, ProductId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::VolatileValues;
use crate::Endpoint;
use crate::cache::Tag;
use crate::catalog::{GetProduct, ListProducts, ProductCard, ProductPage, ProductView};
use crate::endpoint::parse;
use crate::event::PricesChanged;
use crate::inventory::{ListStock, StockView};
use crate::search::{Companions, ListCompanions, ListSuggestions, Search, SearchHit, SearchPage, SearchSuggestions};

/// The reply is of no kind that volatile values can be laid over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no volatile values can be laid over this reply: ask for it anew")]
pub struct Unreadable;

/// The body of the reply to the GET of `path` and `query` as it is with the newer ones that `values`
/// know, by tag; none if they know nothing newer.
///
/// # Errors
/// [`Unreadable`], if there are values and the reply is not one that they are about.
pub fn overlay(
    path: &str,
    query: Option<&str>,
    body: &[u8],
    values: &HashMap<Tag, VolatileValues>,
) -> Result<Option<Vec<u8>>, Unreadable> {
    if values.is_empty() {
        return Ok(None);
    }
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match segments[..] {
        ["v1", "products"] => {
            let market = asked::<ListProducts>(&[], query)?.market;
            changed(body, |page: &mut ProductPage| any(&mut page.items, |card| overlay_card(card, market, values)))
        }
        ["v1", "products", slug] => {
            let market = asked::<GetProduct>(&[("slug", slug)], query)?.market;
            changed(body, |view| overlay_product(view, market, values))
        }
        ["v1", "products", product, "stock"] => {
            let tag = Tag::stock(asked::<ListStock>(&[("product", product)], query)?.product);
            let known = values.get(&tag).map_or(&[][..], |values| &values.stock);
            changed(body, |stock: &mut Vec<StockView>| any(stock, |view| overlay_stock(view, known)))
        }
        ["v1", "search"] => {
            let market = asked::<Search>(&[], query)?.market;
            changed(body, |page: &mut SearchPage| any(&mut page.hits, |hit| overlay_hit(hit, market, values)))
        }
        ["v1", "search", "suggestions"] => {
            let market = asked::<ListSuggestions>(&[], query)?.market;
            changed(body, |suggestions: &mut SearchSuggestions| {
                any(&mut suggestions.products, |hit| overlay_hit(hit, market, values))
            })
        }
        ["v1", "search", "companions"] => {
            let market = asked::<ListCompanions>(&[], query)?.market;
            changed(body, |companions: &mut Companions| {
                let Companions { bought_together, alike } = companions;
                let [first, second] =
                    [bought_together, alike].map(|hits| any(hits, |hit| overlay_hit(hit, market, values)));
                first || second
            })
        }
        _ => Err(Unreadable),
    }
}

fn overlay_hit(hit: &mut SearchHit, market: Market, values: &HashMap<Tag, VolatileValues>) -> bool {
    let Some(told) = newer(values, hit.product, hit.prices_version) else { return false };
    (hit.price, hit.from) = listed(told, market.currency());
    hit.prices_version = told.version;
    true
}

fn asked<E: Endpoint>(path: &[(&str, &str)], query: Option<&str>) -> Result<E, Unreadable> {
    parse(path, query, b"").map_err(|_| Unreadable)
}

/// The body after `change`, which says whether it changed anything.
fn changed<R: DeserializeOwned + Serialize>(
    body: &[u8],
    change: impl FnOnce(&mut R) -> bool,
) -> Result<Option<Vec<u8>>, Unreadable> {
    let mut reply: R = serde_json::from_slice(body).map_err(|_| Unreadable)?;
    Ok(change(&mut reply).then(|| serde_json::to_vec(&reply).expect("replies are plain data")))
}

/// Whether `change` changed any of them; all get their turn.
fn any<T>(items: &mut [T], change: impl FnMut(&mut T) -> bool) -> bool {
    items.iter_mut().map(change).filter(|changed| *changed).count() > 0
}

/// The prices that are known of a product, if they are newer than those with `version`.
fn newer(values: &HashMap<Tag, VolatileValues>, product: ProductId, version: i64) -> Option<&PricesChanged> {
    values.get(&Tag::price(product))?.prices.as_ref().filter(|told| told.version > version)
}

fn overlay_card(card: &mut ProductCard, market: Market, values: &HashMap<Tag, VolatileValues>) -> bool {
    let Some(told) = newer(values, card.id, card.prices_version) else { return false };
    (card.price, card.from) = listed(told, market.currency());
    card.prices_version = told.version;
    true
}

fn overlay_product(view: &mut ProductView, market: Market, values: &HashMap<Tag, VolatileValues>) -> bool {
    let Some(told) = newer(values, view.id, view.prices_version) else { return false };
    for variant in &mut view.variants {
        // A variant that these prices do not know is news of another kind: it has its own event.
        if let Some(known) = told.variants.iter().find(|known| known.sku == variant.sku) {
            variant.price = known.price(market.currency());
        }
    }
    view.prices_version = told.version;
    true
}

fn overlay_stock(view: &mut StockView, known: &[StockView]) -> bool {
    // What has no version is a bundle: its stock follows from that of others.
    let Some(version) = view.version else { return false };
    let newer = |told: &&StockView| told.sku == view.sku && told.version > Some(version);
    let Some(told) = known.iter().find(newer) else { return false };
    // Of prices by quantity the event says nothing: they are as they were.
    (view.availability, view.version) = (told.availability, told.version);
    true
}

/// What a product is listed with: its lowest price, and whether its variants' prices differ.
fn listed(told: &PricesChanged, currency: Currency) -> (Option<Price>, bool) {
    let lowest = lowest(told.variants.iter().filter_map(|variant| variant.price(currency)));
    (lowest.map(|lowest| lowest.price), lowest.is_some_and(|lowest| lowest.varies))
}
