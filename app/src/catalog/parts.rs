//! Products and collections in lists.

use api::cache::Tag;
use api::catalog::{CollectionCard, Picture, ProductCard};
use api::search::SearchHit;
use domain::catalog::Price;
use domain::{Market, ProductId, Slug};
use leptos::prelude::*;

use crate::context::Backend;
use crate::fragments::{FragmentKey, Shows};
use crate::ui::language::language;
use crate::ui::picture::{Loading, Widths, picture};
use crate::ui::price::price;

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
    title: String,
    brand: String,
    price: Option<Price>,
    from: bool,
    picture: Option<Picture>,
    swatches: Vec<String>,
    untranslated: bool,
}

impl From<ProductCard> for Card {
    fn from(card: ProductCard) -> Self {
        let ProductCard {
            id: product,
            slug,
            title,
            brand,
            price,
            from,
            prices_version: _,
            picture,
            swatches,
            untranslated,
        } = card;
        Self { product, slug, title, brand, price, from, picture, swatches, untranslated }
    }
}

impl From<SearchHit> for Card {
    fn from(hit: SearchHit) -> Self {
        let SearchHit { product, sku: _, slug, title, brand, price, from, prices_version: _, picture, untranslated } =
            hit;
        Self { product, slug, title, brand, price, from, picture, swatches: Vec::new(), untranslated }
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
    let cards = cards.into_iter().enumerate().map(|(place, item)| {
        let loading = match (above, place) {
            (true, 0) => Loading::First,
            (true, place) if place < FIRST_SCREEN => Loading::Eager,
            _ => Loading::Lazy,
        };
        card(market, item.into(), loading, prices)
    });
    view! { <ul role="list" class="grid">{cards.collect_view()}</ul> }.into_any()
}

fn card(market: Market, card: Card, loading: Loading, prices: Prices<'_>) -> AnyView {
    let words = words::catalog(market.locale());
    // The name stands beside the picture: reading it twice helps nobody.
    let image = card.picture.map(|image| Picture { alt: String::new(), ..image });
    let cost = card_price(market, card.price, card.from);
    let cost = match prices {
        Prices::InSlots(backend) => {
            let key = FragmentKey { market, shows: Shows::Price, product: card.slug.clone() };
            backend.fill(key, vec![Tag::price(card.product)], cost)
        }
        Prices::InList => cost,
    };
    let swatches = (!card.swatches.is_empty()).then(|| swatches(words.colours(), card.swatches));
    view! {
        <li class="card">
            <div class="card-picture">{picture(image, &card.title, Widths::Product, CARD_SIZES, loading)}</div>
            <div class="card-text">
                <h3 class="card-title"><a href=market.path(&format!("/products/{}", card.slug)) lang=language(card.untranslated)>{card.title}</a></h3>
                {(!card.brand.is_empty()).then(|| view! { <p class="card-brand">{card.brand}</p> })}
                <p class="card-price">{cost}</p>
                {swatches}
            </div>
        </li>
    }
    .into_any()
}

/// The price on a card. `from`: there are dearer variants.
pub(super) fn card_price(market: Market, lowest: Option<Price>, from: bool) -> AnyView {
    match lowest {
        Some(cost) => price(market.locale(), cost, from),
        None => view! { <span class="hint">{words::catalog(market.locale()).not_sold_here()}</span> }.into_any(),
    }
}

fn swatches(label: &'static str, colours: Vec<String>) -> AnyView {
    let label = format!("{label}: {}", colours.len());
    let dots = colours.into_iter().take(6).map(|colour| {
        view! {
            <svg class="swatch" viewBox="0 0 20 20" width="14" height="14" aria-hidden="true">
                <circle cx="10" cy="10" r="9.500" fill=colour></circle>
            </svg>
        }
    });
    view! { <p class="card-swatches"><span class="sr-only">{label}</span> {dots.collect_view()}</p> }.into_any()
}

/// Collections beside each other.
pub fn collection_grid(market: Market, collections: Vec<CollectionCard>, above: bool) -> AnyView {
    let cards = collections.into_iter().enumerate().map(|(place, collection)| {
        let image = collection.picture.map(|image| Picture { alt: String::new(), ..image });
        let loading = match (above, place) {
            (true, 0) => Loading::First,
            (true, 1 | 2) => Loading::Eager,
            _ => Loading::Lazy,
        };
        let count = words::catalog(market.locale()).products(collection.products);
        view! {
            <li class="collection-card">
                <div class="collection-picture">
                    {picture(image, &collection.title, Widths::Collection, COLLECTION_SIZES, loading)}
                </div>
                <h3><a href=market.path(&format!("/collections/{}", collection.slug)) lang=language(collection.untranslated)>{collection.title}</a></h3>
                <p>{count}</p>
            </li>
        }
    });
    view! { <ul role="list" class="collection-grid">{cards.collect_view()}</ul> }.into_any()
}
