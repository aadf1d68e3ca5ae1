//! Products and collections in lists.

use api::cache::Tag;
use api::catalog::{CollectionCard, Picture, ProductCard, Text};
use api::search::SearchHit;
use domain::catalog::Price;
use domain::{Market, ProductId, Slug};

use crate::context::Backend;
use crate::fragments::{FragmentKey, Shows};
use crate::ui::html::Html;
use crate::ui::picture::{Alt, Loading, Widths, write};
use crate::ui::price;

/// How many cards are likely to be on the first screen.
const FIRST_SCREEN: usize = 4;
/// How wide a product card's picture is shown.
const CARD_SIZES: &str = "(min-width: 64rem) 22vw, (min-width: 40rem) 30vw, 46vw";
/// How wide a collection card's picture is shown.
const COLLECTION_SIZES: &str = "(min-width: 64rem) 30vw, (min-width: 40rem) 46vw, 92vw";

/// A product in a list, wherever the list comes from.
#[derive(Clone, Copy)]
pub struct Card<'a> {
    product: ProductId,
    slug: &'a Slug,
    title: &'a Text,
    brand: &'a str,
    price: Option<Price>,
    from: bool,
    picture: Option<&'a Picture>,
    swatches: &'a [String],
}

impl<'a> From<&'a ProductCard> for Card<'a> {
    fn from(card: &'a ProductCard) -> Self {
        let ProductCard { id, slug, title, brand, price, from, prices_version: _, picture, swatches } = card;
        Self { product: *id, slug, title, brand, price: *price, from: *from, picture: picture.as_ref(), swatches }
    }
}

impl<'a> From<&'a SearchHit> for Card<'a> {
    fn from(hit: &'a SearchHit) -> Self {
        let SearchHit { product, sku: _, slug, title, brand, price, from, prices_version: _, picture } = hit;
        Self {
            product: *product,
            slug,
            title,
            brand,
            price: *price,
            from: *from,
            picture: picture.as_ref(),
            swatches: &[],
        }
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

/// Writes products beside each other. `above`: whether the list begins on the first screen.
pub fn grid<'a>(
    html: &mut Html,
    market: Market,
    cards: impl IntoIterator<Item = impl Into<Card<'a>>>,
    above: bool,
    prices: Prices<'_>,
) {
    html.html("<ul role=\"list\" class=\"grid\">");
    for (place, item) in cards.into_iter().enumerate() {
        let loading = match (above, place) {
            (true, 0) => Loading::First,
            (true, place) if place < FIRST_SCREEN => Loading::Eager,
            _ => Loading::Lazy,
        };
        card(html, market, item.into(), loading, prices);
    }
    html.html("</ul>");
}

fn card(html: &mut Html, market: Market, card: Card<'_>, loading: Loading, prices: Prices<'_>) {
    html.html("<li class=\"card\"><div class=\"card-picture\">");
    write(html, card.picture, Alt::Silent, card.title.bare(), Widths::Product, CARD_SIZES, loading);
    html.html("</div><div class=\"card-text\"><h3 class=\"card-title\"><a href=\"");
    html.path(market, "/products/").value(card.slug.as_str()).html("\"");
    html.said(">", card.title).html("</a></h3>");
    if !card.brand.is_empty() {
        html.html("<p class=\"card-brand\">").text(card.brand).html("</p>");
    }
    html.html("<p class=\"card-price\">");
    match prices {
        Prices::InSlots(backend) => {
            let key = FragmentKey { market, shows: Shows::Price, product: card.slug.clone() };
            let mut cost = Html::with_capacity(320);
            card_price(&mut cost, market, card.price, card.from);
            backend.fill(html, key, vec![Tag::price(card.product)], cost);
        }
        Prices::InList => card_price(html, market, card.price, card.from),
    }
    html.html("</p>");
    if !card.swatches.is_empty() {
        swatches(html, words::catalog(market.locale()).colours(), card.swatches);
    }
    html.html("</div></li>");
}

/// Writes the price on a card. `from`: there are dearer variants.
pub(super) fn card_price(html: &mut Html, market: Market, lowest: Option<Price>, from: bool) {
    let locale = market.locale();
    match lowest {
        Some(cost) => price::write(html, market, cost, from),
        None => _ = html.html("<span class=\"hint\">").text(words::catalog(locale).not_sold_here()).html("</span>"),
    }
}

fn swatches(html: &mut Html, label: &'static str, colours: &[String]) {
    html.html("<p class=\"card-swatches\"><span class=\"sr-only\">").text(label).html(": ").count(colours.len());
    html.html("</span>");
    for colour in colours.iter().take(6) {
        html.html("<svg viewBox=\"0 0 20 20\" width=\"14\" height=\"14\" aria-hidden=\"true\" class=\"swatch\">");
        html.html("<circle cx=\"10\" cy=\"10\" r=\"9.500\" fill=\"").value(colour).html("\"></circle></svg>");
    }
    html.html("</p>");
}

/// The collections that stand under no other.
pub fn at_the_top(collections: &[CollectionCard]) -> impl Iterator<Item = &CollectionCard> {
    collections.iter().filter(|collection| collection.parent.is_none())
}

/// Writes collections beside each other.
pub fn collection_grid<'a>(
    html: &mut Html,
    market: Market,
    collections: impl IntoIterator<Item = &'a CollectionCard>,
    above: bool,
) {
    html.html("<ul role=\"list\" class=\"collection-grid\">");
    for (place, collection) in collections.into_iter().enumerate() {
        let (image, title) = (collection.picture.as_ref(), &collection.title);
        let loading = match (above, place) {
            (true, 0) => Loading::First,
            (true, 1 | 2) => Loading::Eager,
            _ => Loading::Lazy,
        };
        html.html("<li class=\"collection-card\"><div class=\"collection-picture\">");
        write(html, image, Alt::Silent, title.bare(), Widths::Collection, COLLECTION_SIZES, loading);
        html.html("</div><h3><a href=\"").path(market, "/collections/").value(collection.slug.as_str()).html("\"");
        html.said(">", title);
        let count = words::catalog(market.locale()).products(collection.products);
        html.html("</a></h3><p>").text(&count).html("</p></li>");
    }
    html.html("</ul>");
}

#[cfg(test)]
pub(crate) mod tests;
