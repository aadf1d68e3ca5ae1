//! Lists as Leptos would make them of views.

use domain::Locale;
use serde_json::json;

use super::*;
use crate::ui::language::lang;
use crate::ui::picture::picture;

fn grid_view(
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
        card_view(market, item.into(), loading, prices)
    });
    view! { <ul role="list" class="grid">{cards.collect_view()}</ul> }.into_any()
}

fn card_view(market: Market, card: Card, loading: Loading, prices: Prices<'_>) -> AnyView {
    let words = words::catalog(market.locale());
    let image = card.picture.map(Picture::decorative);
    let cost = card_price(market, card.price, card.from);
    let cost = match prices {
        Prices::InSlots(backend) => {
            let key = FragmentKey { market, shows: Shows::Price, product: card.slug.clone() };
            backend.fill(key, vec![Tag::price(card.product)], cost)
        }
        Prices::InList => cost,
    };
    let swatches = (!card.swatches.is_empty()).then(|| swatches_view(words.colours(), card.swatches));
    view! {
        <li class="card">
            <div class="card-picture">{picture(image, card.title.bare(), Widths::Product, CARD_SIZES, loading)}</div>
            <div class="card-text">
                <h3 class="card-title"><a href=market.path(&format!("/products/{}", card.slug)) lang=lang(&card.title)>{card.title.bare().to_owned()}</a></h3>
                {(!card.brand.is_empty()).then(|| view! { <p class="card-brand">{card.brand}</p> })}
                <p class="card-price">{cost}</p>
                {swatches}
            </div>
        </li>
    }
    .into_any()
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

fn collection_grid_view(market: Market, collections: Vec<CollectionCard>, above: bool) -> AnyView {
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

fn products() -> Vec<ProductCard> {
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

fn collections() -> Vec<CollectionCard> {
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
    let is_same = |by_hand: AnyView, by_leptos: AnyView| {
        assert_eq!(by_hand.to_html().replace("<!>", ""), by_leptos.to_html().replace("<!>", ""));
    };
    for (market, above) in [(Market::De, true), (Market::Us, false)] {
        is_same(grid(market, products(), above, Prices::InList), grid_view(market, products(), above, Prices::InList));
        is_same(collection_grid(market, collections(), above), collection_grid_view(market, collections(), above));
    }
}
