//! A line of the cart, as page and drawer show it.

use api::cart::CartLine;
use api::catalog::Picture;
use api::endpoint::percent_encoded;
use domain::inventory::Availability;
use domain::{Locale, Market};
use leptos::prelude::*;

use crate::ui::language::said;
use crate::ui::picture::{Loading, Widths, picture};

/// The picture of a line, as a link to its product that is skipped by keyboard: the name is one too.
pub(super) fn line_picture(market: Market, line: &CartLine) -> AnyView {
    let image = line.picture.clone().map(Picture::decorative);
    view! {
        <a class="line-picture" href=address(market, line) tabindex="-1" aria-hidden="true">
            {picture(image, line.title.bare(), Widths::Product, "96px", Loading::Eager)}
        </a>
    }
    .into_any()
}

/// The name of a line with its choices.
pub(super) fn line_name(market: Market, line: &CartLine) -> AnyView {
    let choice = (!line.choice.bare().is_empty()).then(|| view! { <p class="line-choice">{said(&line.choice)}</p> });
    let later = line.availability == Availability::Backorder;
    let later = later.then(|| view! { <p class="line-later">{words::catalog(market.locale()).backorder()}</p> });
    view! {
        <p class="line-title"><a href=address(market, line)>{said(&line.title)}</a></p>
        {choice}
        {later}
    }
    .into_any()
}

/// What has changed since the shopper last changed the line, and what keeps it from being ordered; empty
/// if all is as it was.
pub(super) fn line_notes(locale: Locale, line: &CartLine) -> String {
    let words = words::cart(locale);
    let mut notes = match (line.unit_price_was, line.unit_price) {
        (Some(was), Some(now)) => words.price_changed(&was.display(locale), &now.display(locale)),
        _ => String::new(),
    };
    if line.unit_price.is_none() {
        notes += words.unavailable_line();
    } else if !line.availability.is_buyable() {
        notes += words.sold_out_line();
    } else if let Some(left) = line.left {
        notes += &words.reduce(left);
    }
    notes
}

fn address(market: Market, line: &CartLine) -> String {
    market.path(&format!("/products/{}?variant={}", line.slug, percent_encoded(line.sku.as_str())))
}
