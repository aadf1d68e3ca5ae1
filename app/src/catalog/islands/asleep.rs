//! The buy box asleep: the island as the worker writes it, without a view that would be made only to be turned into text.

use std::sync::OnceLock;

use domain::Market;
use leptos::prelude::*;
use serde::Serialize;

use super::{BuyBox, text};
use crate::catalog::buy_box::BuyBoxContents;
use crate::ui::html::Html;

/// What the island is told, by the names of its parameters.
#[derive(Serialize)]
struct Told<'a> {
    offer: &'a BuyBoxContents,
}

/// Writes what `view! { <BuyBox offer/> }` is turned into.
pub fn write(html: &mut Html, offer: &BuyBoxContents) {
    html.island(tag(), &Told { offer });
    text::write(html, offer);
    html.html("</leptos-island>");
}

/// What the island's tag begins with. The browser finds its code by a name that only the compiler knows, so it is taken
/// from an island that Leptos has written, once.
fn tag() -> &'static str {
    static TAG: OnceLock<String> = OnceLock::new();
    TAG.get_or_init(|| {
        let slug = "a".parse().expect("a slug");
        let offer =
            BuyBoxContents { market: Market::default(), slug, options: Vec::new(), variants: Vec::new(), chosen: 0 };
        let mut html = Html::with_capacity(0);
        html.of(view! { <BuyBox offer/> });
        let written = html.into_text();
        let (tag, _) = written.split_once(Html::TOLD).expect("an island says what it is told");
        tag.to_owned()
    })
}

#[cfg(test)]
mod tests {
    use domain::Locale;

    use super::super::text::tests::offer;
    use super::*;

    #[test]
    fn the_text_is_what_leptos_makes_of_the_island() {
        for market in [Market::Eu, Market::De, Market::Us] {
            for chosen in 0..5 {
                for lang in [None, Some(Locale::De)] {
                    let offer = offer(market, chosen, lang);
                    let (mut by_hand, mut by_leptos) = (Html::with_capacity(0), Html::with_capacity(0));
                    write(&mut by_hand, &offer);
                    by_leptos.of(view! { <BuyBox offer/> });
                    assert_eq!(by_hand.into_text(), by_leptos.into_text());
                }
            }
        }
    }
}
