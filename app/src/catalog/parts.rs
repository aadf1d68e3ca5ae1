//! Products and collections in lists.

use api::cache::Tag;
use api::catalog::{CollectionCard, Picture, ProductCard, Text};
use api::search::SearchHit;
use domain::catalog::Price;
use domain::{Market, ProductId, Slug};
use leptos::prelude::*;

use crate::context::Backend;
use crate::fragments::{FragmentKey, Shows};
use crate::ui::html::Html;
use crate::ui::picture::{Loading, Widths, write};
use crate::ui::price;

/// How many cards are likely to be on the first screen.
const FIRST_SCREEN: usize = 4;
/// How wide a product card's picture is shown.
const CARD_SIZES: &str = "(min-width: 64rem) 22vw, (min-width: 40rem) 30vw, 46vw";
/// How wide a collection card's picture is shown.
const COLLECTION_SIZES: &str = "(min-width: 64rem) 30vw, (min-width: 40rem) 46vw, 92vw";

/// A product in a list, wherever the list comes from.
pub struct Card {
    product: ProductId,
    slug: Slug,
    title: Text,
    brand: String,
    price: Option<Price>,
    from: bool,
    picture: Option<Picture>,
    swatches: Vec<String>,
}

impl From<ProductCard> for Card {
    fn from(card: ProductCard) -> Self {
        let ProductCard { id: product, slug, title, brand, price, from, prices_version: _, picture, swatches } = card;
        Self { product, slug, title, brand, price, from, picture, swatches }
    }
}

impl From<SearchHit> for Card {
    fn from(hit: SearchHit) -> Self {
        let SearchHit { product, sku: _, slug, title, brand, price, from, prices_version: _, picture } = hit;
        Self { product, slug, title, brand, price, from, picture, swatches: Vec::new() }
    }
}

/// Whether the prices of a list stand in slots.
#[derive(Clone, Copy)]
pub enum Prices<'a> {
    /// Each in its own: a price change leaves the list as it is.
    InSlots(&'a Backend),
    /// They are part of the list, for its order depends on them.
    InList,
}

/// Products beside each other. `above`: whether the list begins on the first screen.
pub fn grid(
    market: Market,
    cards: impl IntoIterator<Item = impl Into<Card>>,
    above: bool,
    prices: Prices<'_>,
) -> AnyView {
    let mut html = Html::with_capacity(32 * 1024);
    html.html("<ul role=\"list\" class=\"grid\">");
    for (place, item) in cards.into_iter().enumerate() {
        let loading = match (above, place) {
            (true, 0) => Loading::First,
            (true, place) if place < FIRST_SCREEN => Loading::Eager,
            _ => Loading::Lazy,
        };
        card(&mut html, market, item.into(), loading, prices);
    }
    html.html("</ul>");
    html.view()
}

fn card(html: &mut Html, market: Market, card: Card, loading: Loading, prices: Prices<'_>) {
    let image = card.picture.map(Picture::decorative);
    let cost = card_price(market, card.price, card.from);
    let cost = match prices {
        Prices::InSlots(backend) => {
            let key = FragmentKey { market, shows: Shows::Price, product: card.slug.clone() };
            backend.fill(key, vec![Tag::price(card.product)], cost)
        }
        Prices::InList => cost,
    };
    html.html("<li class=\"card\"><div class=\"card-picture\">");
    write(html, image.as_ref(), card.title.bare(), Widths::Product, CARD_SIZES, loading);
    html.html("</div><div class=\"card-text\"><h3 class=\"card-title\"><a href=\"");
    html.value(&market.path(&format!("/products/{}", card.slug))).html("\"");
    html.said(">", &card.title).html("</a></h3>");
    if !card.brand.is_empty() {
        html.html("<p class=\"card-brand\">").text(&card.brand).html("</p>");
    }
    html.html("<p class=\"card-price\">").of(cost).html("</p>");
    if !card.swatches.is_empty() {
        swatches(html, words::catalog(market.locale()).colours(), &card.swatches);
    }
    html.html("</div></li>");
}

/// The price on a card. `from`: there are dearer variants.
pub(super) fn card_price(market: Market, lowest: Option<Price>, from: bool) -> AnyView {
    let locale = market.locale();
    let mut html = Html::with_capacity(256);
    match lowest {
        Some(cost) => price::write(&mut html, locale, cost, from),
        None => _ = html.html("<span class=\"hint\">").text(words::catalog(locale).not_sold_here()).html("</span>"),
    }
    html.view()
}

fn swatches(html: &mut Html, label: &'static str, colours: &[String]) {
    let label = format!("{label}: {}", colours.len());
    html.html("<p class=\"card-swatches\"><span class=\"sr-only\">").text(&label).html("</span>");
    for colour in colours.iter().take(6) {
        html.html("<svg viewBox=\"0 0 20 20\" width=\"14\" height=\"14\" aria-hidden=\"true\" class=\"swatch\">");
        html.html("<circle cx=\"10\" cy=\"10\" r=\"9.500\" fill=\"").value(colour).html("\"></circle></svg>");
    }
    html.html("</p>");
}

/// Collections beside each other.
pub fn collection_grid(market: Market, collections: Vec<CollectionCard>, above: bool) -> AnyView {
    let mut html = Html::with_capacity(16 * 1024);
    html.html("<ul role=\"list\" class=\"collection-grid\">");
    for (place, collection) in collections.into_iter().enumerate() {
        let image = collection.picture.map(Picture::decorative);
        let loading = match (above, place) {
            (true, 0) => Loading::First,
            (true, 1 | 2) => Loading::Eager,
            _ => Loading::Lazy,
        };
        html.html("<li class=\"collection-card\"><div class=\"collection-picture\">");
        write(&mut html, image.as_ref(), collection.title.bare(), Widths::Collection, COLLECTION_SIZES, loading);
        html.html("</div><h3><a href=\"").value(&market.path(&format!("/collections/{}", collection.slug))).html("\"");
        html.said(">", &collection.title);
        let count = words::catalog(market.locale()).products(collection.products);
        html.html("</a></h3><p>").text(&count).html("</p></li>");
    }
    html.html("</ul>");
    html.view()
}

#[cfg(test)]
mod tests;
