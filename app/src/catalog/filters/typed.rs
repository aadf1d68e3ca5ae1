//! The fields into which ranges are typed, of numbers and of prices, with what was typed in them.

use api::catalog::Text;
use api::search::{Facet, FacetRange, PriceFacet};
use api::site::RANGE_FIELDS;
use domain::Market;

use super::{Asked, Ends};
use crate::ui::html::Html;

/// The height of what shows the prices.
const HEIGHT: u32 = 24;

/// Writes two fields for any other range, with the one that was typed in them.
pub fn range_fields(
    html: &mut Html,
    words: words::Catalog,
    facet: &Facet,
    typed: Option<&FacetRange>,
    mistaken: Option<&Ends>,
) {
    // Of very many, only the most frequent are known here.
    if let ([first, .., last], 0) = (facet.values.as_slice(), facet.more) {
        html.html("<p class=\"field-hint\">").phrase(&Text::joined(&[first.label.clone(), last.label.clone()], " – "));
        html.html("</p>");
    }
    let (from, to) = typed.and_then(|range| range.code.split_once("..")).unwrap_or_default();
    let shown = Ends { typed: [from, to].map(|end| end.replace("minus", "-")), is_number: [true; 2] };
    html.html("<div class=\"filter-range\">");
    for (end, label) in [words.filter_from(), words.filter_to()].into_iter().enumerate() {
        html.html("<label>").text(label).html(" <input ").html(match is_number(mistaken, end) {
            true => "type=\"number\" inputmode=\"decimal\" step=\"any\"",
            false => "type=\"text\" inputmode=\"decimal\"",
        });
        html.html(" name=\"").html(RANGE_FIELDS[end]).value(&facet.key);
        html.html("\" value=\"").value(&mistaken.unwrap_or(&shown).typed[end]).html("\"");
        if mistaken.is_some() {
            html.html(" aria-invalid=\"true\" aria-describedby=\"range-fault-").value(&facet.key).html("\"");
        }
        html.html("></label>");
    }
    html.html("</div>");
    if let Some(ends) = mistaken {
        html.html("<p class=\"field-fault\" id=\"range-fault-").value(&facet.key).html("\">");
        html.text(&ends.advice(words, words::Catalog::range_unreadable)).html("</p>");
    }
}

/// Whether the field that holds an end of a range can be one of numbers, which would lose what is none.
fn is_number(mistaken: Option<&Ends>, end: usize) -> bool {
    mistaken.is_none_or(|ends| ends.is_number[end])
}

/// Writes two fields for a range of prices, with what the products of the list cost.
pub fn prices(html: &mut Html, words: words::Catalog, market: Market, asked: &Asked, price: Option<&PriceFacet>) {
    let (narrowing, mistaken) = (&asked.narrowing, asked.mistaken.prices.as_ref());
    html.html("<fieldset class=\"filter\"><legend>").text(&words.filter_price(market.currency())).html("</legend>");
    if let Some(price) = price.filter(|price| price.lowest != price.highest) {
        steps(html, &price.steps);
        let [lowest, highest] = [price.lowest, price.highest];
        html.html("<p class=\"field-hint\">").text(&words.prices_between(lowest, highest)).html("</p>");
    }
    html.html("<div class=\"filter-range\">");
    let fields = [("min", words.filter_from(), narrowing.min), ("max", words.filter_to(), narrowing.max)];
    for (end, (name, label, value)) in fields.into_iter().enumerate() {
        html.html("<label>").text(label).html(" <input ").html(match is_number(mistaken, end) {
            true => "type=\"number\" inputmode=\"numeric\" min=\"0\" max=\"99999999\" step=\"1\"",
            false => "type=\"text\" inputmode=\"numeric\"",
        });
        html.html(" name=\"").html(name).html("\" value=\"");
        match (mistaken, value) {
            (Some(ends), _) => _ = html.value(&ends.typed[end]),
            (None, Some(value)) => _ = html.number(value),
            (None, None) => {}
        }
        html.html("\"");
        if mistaken.is_some() {
            html.html(" aria-invalid=\"true\" aria-describedby=\"price-fault\"");
        }
        html.html("></label>");
    }
    html.html("</div>");
    if let Some(ends) = mistaken {
        html.html("<p class=\"field-fault\" id=\"price-fault\">");
        html.text(&ends.advice(words, words::Catalog::price_unreadable)).html("</p>");
    }
    html.html("</fieldset>");
}

/// Draws how many products cost how much; the sentence below it says what can be read of it.
fn steps(html: &mut Html, steps: &[u64]) {
    const WIDTH: u32 = 10;
    let tallest = steps.iter().copied().max().unwrap_or(0).max(1);
    let width = u32::try_from(steps.len()).unwrap_or(0) * WIDTH;
    html.html("<svg viewBox=\"0 0 ").number(width).html(" ").number(HEIGHT);
    html.html("\" preserveAspectRatio=\"none\" aria-hidden=\"true\" class=\"filter-prices\">");
    for (place, products) in (0_u32..).zip(steps) {
        // What is there is seen.
        let height = u32::try_from(products.saturating_mul(u64::from(HEIGHT)).div_ceil(tallest)).unwrap_or(HEIGHT);
        html.html("<rect x=\"").number(place * WIDTH).html("\" y=\"").number(HEIGHT - height);
        html.html("\" width=\"").number(WIDTH - 1).html("\" height=\"").number(height).html("\"></rect>");
    }
    html.html("</svg>");
}
