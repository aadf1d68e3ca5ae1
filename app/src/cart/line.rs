//! A line of the cart, as page and drawer show it.

use api::cart::CartLine;
use domain::Market;
use domain::inventory::Availability;
use leptos::prelude::*;

use crate::ui::picture::{Loading, Widths, picture};
use crate::words::{CartWords, CatalogWords};

/// The picture of a line, as a link to its product that is skipped by keyboard: the name is one too.
pub(super) fn line_picture(market: Market, line: &CartLine) -> AnyView {
    let image = line.picture.clone().map(|image| api::catalog::Picture { alt: String::new(), ..image });
    view! {
        <a class="line-picture" href=address(market, line) tabindex="-1" aria-hidden="true">
            {picture(image, &line.title, Widths::Product, "96px", Loading::Eager)}
        </a>
    }
    .into_any()
}

/// The name of a line with its choices.
pub(super) fn line_name(market: Market, line: &CartLine) -> AnyView {
    let choice = (!line.choice.is_empty()).then(|| view! { <p class="line-choice">{line.choice.clone()}</p> });
    let gone = line.unit_price.is_none() || !line.availability.is_buyable();
    let gone = gone.then(|| view! { <p class="line-gone">{CartWords::of(market.locale()).unavailable_line}</p> });
    let later = line.availability == Availability::Backorder;
    let later = later.then(|| view! { <p class="line-later">{CatalogWords::of(market.locale()).backorder}</p> });
    view! {
        <p class="line-title"><a href=address(market, line)>{line.title.clone()}</a></p>
        {choice}
        {gone}
        {later}
    }
    .into_any()
}

fn address(market: Market, line: &CartLine) -> String {
    market.path(&format!("/products/{}?variant={}", line.slug, line.sku))
}
