//! Lists as Leptos would make them of views, but for pictures and prices, which have such a test of their own.

use std::sync::Arc;

use api::client::{Answer, NoAnswer, Transport};
use bytes::Bytes;
use domain::Locale;
use http::Request;
use leptos::prelude::*;
use serde_json::json;

use super::*;
use crate::fragments::FilledSlot;
use crate::shell::tests::{is_same, request};
use crate::ui::language::lang;
use crate::ui::picture::picture;

/// [`grid`] as a view.
pub(crate) fn grid_view(market: Market, cards: &[ProductCard], above: bool, prices: Prices<'_>) -> AnyView {
    let cards = cards.iter().enumerate().map(|(place, item)| {
        let loading = match (above, place) {
            (true, 0) => Loading::First,
            (true, place) if place < FIRST_SCREEN => Loading::Eager,
            _ => Loading::Lazy,
        };
        card_view(market, item.into(), loading, prices)
    });
    view! { <ul role="list" class="grid">{cards.collect_view()}</ul> }.into_any()
}

fn card_view(market: Market, card: Card<'_>, loading: Loading, prices: Prices<'_>) -> AnyView {
    let words = words::catalog(market.locale());
    let image = card.picture.cloned().map(Picture::decorative);
    let cost = price_view(market, card.price, card.from);
    let cost = match prices {
        Prices::InSlots(backend) => {
            let key = FragmentKey { market, shows: Shows::Price, product: card.slug.clone() };
            let (mut slot, mut fragment) = (Html::with_capacity(0), Html::with_capacity(0));
            fragment.of(cost);
            backend.fill(&mut slot, key, vec![Tag::price(card.product)], fragment);
            slot.view()
        }
        Prices::InList => cost,
    };
    let swatches = (!card.swatches.is_empty()).then(|| swatches_view(words.colours(), card.swatches.to_vec()));
    view! {
        <li class="card">
            <div class="card-picture">{picture(image, card.title.bare(), Widths::Product, CARD_SIZES, loading)}</div>
            <div class="card-text">
                <h3 class="card-title"><a href=market.path(&format!("/products/{}", card.slug)) lang=lang(card.title)>{card.title.bare().to_owned()}</a></h3>
                {(!card.brand.is_empty()).then(|| view! { <p class="card-brand">{card.brand.to_owned()}</p> })}
                <p class="card-price">{cost}</p>
                {swatches}
            </div>
        </li>
    }
    .into_any()
}

fn price_view(market: Market, lowest: Option<Price>, from: bool) -> AnyView {
    match lowest {
        Some(cost) => price::tests::price(market, cost, from),
        None => view! { <span class="hint">{words::catalog(market.locale()).not_sold_here()}</span> }.into_any(),
    }
}

fn swatches_view(label: &'static str, colours: Vec<String>) -> AnyView {
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

/// [`collection_grid`] as a view.
pub(crate) fn collection_grid_view(market: Market, collections: Vec<CollectionCard>, above: bool) -> AnyView {
    let cards = collections.into_iter().enumerate().map(|(place, collection)| {
        let image = collection.picture.map(Picture::decorative);
        let loading = match (above, place) {
            (true, 0) => Loading::First,
            (true, 1 | 2) => Loading::Eager,
            _ => Loading::Lazy,
        };
        let count = words::catalog(market.locale()).products(collection.products);
        view! {
            <li class="collection-card">
                <div class="collection-picture">
                    {picture(image, collection.title.bare(), Widths::Collection, COLLECTION_SIZES, loading)}
                </div>
                <h3><a href=market.path(&format!("/collections/{}", collection.slug)) lang=lang(&collection.title)>{collection.title.bare().to_owned()}</a></h3>
                <p>{count}</p>
            </li>
        }
    });
    view! { <ul role="list" class="collection-grid">{cards.collect_view()}</ul> }.into_any()
}

fn title(text: String, is_english: bool) -> Text {
    Text::kept(text, is_english.then_some(Locale::En))
}

/// Products that differ in all that is shown of them.
pub(crate) fn products() -> Vec<ProductCard> {
    let picture = json!({ "path": "products/mug", "alt": "A \"mug\"", "width": 4, "height": 5 });
    let card = |number: u32| {
        let price = json!({ "amount": { "minor": 1_000 + number, "currency": "EUR" }, "compare_at": null });
        let colours: Vec<String> = (0..number * 3).map(|colour| format!("#aabb{colour:02}")).collect();
        json!({
            "id": format!("019b0000-0000-7000-8000-{number:012}"), "slug": format!("mug-{number}"), "prices_version": 1,
            "title": title(format!("Mug & <{number}>"), number == 5), "brand": if number == 1 { "" } else { "Weaver's" },
            "price": if number == 2 { json!(null) } else { price }, "from": number == 3, "swatches": colours,
            "picture": if number == 4 { json!(null) } else { picture.clone() },
        })
    };
    (0..6).map(card).map(|card| serde_json::from_value(card).expect("a card")).collect()
}

/// Collections that do.
pub(crate) fn collections() -> Vec<CollectionCard> {
    let card = |number: u32| {
        json!({
            "id": format!("019b0000-0000-7000-8000-{number:012}"), "slug": format!("room-{number}"),
            "title": title(format!("Room & <{number}>"), number == 2), "description": "", "products": number,
            "picture": if number == 4 { json!(null) } else { json!({ "path": "a", "alt": "", "width": 4, "height": 5 }) },
        })
    };
    (0..6).map(card).map(|card| serde_json::from_value(card).expect("a card")).collect()
}

#[test]
fn the_text_is_what_leptos_makes_of_views() {
    for (market, above) in [(Market::De, true), (Market::Us, false)] {
        let (products, prices) = (products(), Prices::InList);
        let mut html = Html::with_capacity(0);
        grid(&mut html, market, &products, above, prices);
        is_same(&html.into_text(), grid_view(market, &products, above, prices));
        let mut html = Html::with_capacity(0);
        collection_grid(&mut html, market, &collections(), above);
        is_same(&html.into_text(), collection_grid_view(market, collections(), above));
    }
}

/// No origin: lists are made of what was read before.
struct Nowhere;

impl Transport for Nowhere {
    fn send(&self, _: Request<Bytes>) -> Answer<'_> {
        Box::pin(async { Err(NoAnswer("there is no origin".to_owned())) })
    }
}

/// Compares what is written with what Leptos makes of a view where fragments stand in slots: both with what is in
/// these, and what is told of them.
#[track_caller]
pub(crate) fn is_same_with_slots(
    market: Market,
    by_hand: impl Fn(&Backend, &mut Html),
    by_leptos: impl Fn(&Backend) -> AnyView,
) {
    let backend = || Backend::new(Arc::new(Nowhere), request(market, "/products", false));
    let assembled = |backend: &Backend, page: &str| {
        let (page, placed) = backend.fragments().assemble(page);
        let plain = |html: &str| html.replace("<!>", "");
        let shown = |placed: &FilledSlot| plain(&page[placed.at..placed.at + placed.length]);
        let told: Vec<_> =
            placed.iter().map(|placed| (placed.key.clone(), placed.tags.clone(), shown(placed))).collect();
        (plain(&page), told)
    };
    let (mut html, first, second) = (Html::with_capacity(0), backend(), backend());
    by_hand(&first, &mut html);
    let by_hand = assembled(&first, &html.into_text());
    assert_eq!(by_hand, assembled(&second, &by_leptos(&second).to_html()));
}

/// What is written, with what is in its slots.
pub(crate) fn with_slots(market: Market, by_hand: impl Fn(&Backend, &mut Html)) -> String {
    let backend = Backend::new(Arc::new(Nowhere), request(market, "/", false));
    let mut html = Html::with_capacity(0);
    by_hand(&backend, &mut html);
    backend.fragments().assemble(&html.into_text()).0
}

#[test]
fn prices_in_slots_are_what_leptos_makes_of_views() {
    for market in [Market::De, Market::Us] {
        is_same_with_slots(
            market,
            |backend, html| grid(html, market, &products(), true, Prices::InSlots(backend)),
            |backend| grid_view(market, &products(), true, Prices::InSlots(backend)),
        );
    }
}
