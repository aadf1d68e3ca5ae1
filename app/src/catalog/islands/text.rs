//! The buy box as text: all of it as the worker writes it, and the parts that the browser writes again when another
//! variant is chosen.

#[cfg(feature = "ssr")]
use std::sync::OnceLock;

use domain::checkout::PriceMode;
use domain::{Locale, Market};

#[cfg(feature = "ssr")]
use crate::cart;
use crate::catalog::buy_box::{BuyBoxContents, BuyBoxVariant, Chip};
use crate::ui::html::Html;
use crate::ui::price;

/// The most units offered at once; the cart takes more.
#[cfg(feature = "ssr")]
const MAX_OFFERED: u32 = 10;

/// All of it.
#[cfg(feature = "ssr")]
pub(super) fn form(offer: &BuyBoxContents) -> Html {
    let mut html = Html::with_capacity(0);
    write(&mut html, offer);
    html
}

/// Writes all of it. The browser finds its parts again by their classes and their order: see `awake`.
#[cfg(feature = "ssr")]
pub(super) fn write(html: &mut Html, offer: &BuyBoxContents) {
    let words = words::catalog(offer.market.locale());
    html.html("<form method=\"post\" action=\"").html(cart::ADD_LINE).html("\" class=\"buy\">");
    html.html("<input type=\"hidden\" name=\"sku\" value=\"");
    html.value(offer.variant(offer.chosen).map_or("", |variant| variant.sku.as_str()));
    html.html("\"><input type=\"hidden\" name=\"market\" value=\"").html(offer.market.code()).html("\">");
    for axis in 0..offer.options.len() {
        option(html, offer, axis);
    }
    html.html("<div aria-live=\"polite\" class=\"buy-facts\">").append(&details(offer, offer.chosen));
    html.html("</div><div class=\"buy-row\"><div class=\"buy-quantity\"><label for=\"quantity\">");
    html.text(words.quantity()).html("</label><select id=\"quantity\" name=\"quantity\">").html(quantities());
    html.html("</select></div><button type=\"submit\"");
    html.html(if is_buyable(offer, offer.chosen) { "" } else { " disabled" }).html(" class=\"button button-main\">");
    html.text(label(offer, offer.chosen))
        .html("</button></div><div role=\"status\" class=\"buy-outcome\"></div></form>");
}

/// The quantities that are offered: the same on every page.
#[cfg(feature = "ssr")]
fn quantities() -> &'static str {
    static QUANTITIES: OnceLock<String> = OnceLock::new();
    QUANTITIES.get_or_init(|| (1..=MAX_OFFERED).map(|n| format!("<option value=\"{n}\">{n}</option>")).collect())
}

/// One axis: its name, what is chosen, and a link for each value.
#[cfg(feature = "ssr")]
fn option(html: &mut Html, offer: &BuyBoxContents, axis: usize) {
    let option = &offer.options[axis];
    html.html("<div role=\"group\" aria-labelledby=\"option-").value(&option.code).html("\" class=\"option\">");
    html.html("<p id=\"option-").value(&option.code).html("\" class=\"option-name\">").phrase(&option.label);
    html.html(": <strong>").append(&picked(offer, offer.chosen, axis)).html("</strong></p>");
    html.html("<ul role=\"list\" class=\"chips\">");
    for (value, view) in option.values.iter().enumerate() {
        let chip = offer.chip(offer.chosen, axis, value);
        html.html("<li><a").attribute("href", chip.address.as_deref()).html(" rel=\"nofollow\"");
        html.attribute("aria-current", chip.current()).html(" class=\"").html(chip.class()).html("\">");
        if let Some(colour) = &view.swatch {
            html.html("<svg viewBox=\"0 0 20 20\" width=\"20\" height=\"20\" aria-hidden=\"true\" class=\"swatch\">");
            html.html("<circle cx=\"10\" cy=\"10\" r=\"9.500\" fill=\"").value(colour).html("\"></circle></svg>");
        }
        html.phrase(&view.label).html("<span class=\"sr-only\">");
        html.append(&beside(&chip, offer.market.locale())).html("</span></a></li>");
    }
    html.html("</ul></div>");
}

/// What is said beside a value's name: only that it cannot be had.
pub(super) fn beside(chip: &Chip, locale: Locale) -> Html {
    let mut html = Html::with_capacity(0);
    if !chip.is_buyable {
        html.html(", ").text(out(locale, chip.is_priced));
    }
    html
}

/// Why something cannot be had: what has no price here may lie there all the same.
fn out(locale: Locale, is_priced: bool) -> &'static str {
    let words = words::catalog(locale);
    if is_priced { words.sold_out() } else { words.not_available() }
}

/// The name of the value that a variant has on an axis.
pub(super) fn picked(offer: &BuyBoxContents, variant: usize, axis: usize) -> Html {
    let mut html = Html::with_capacity(64);
    let value = offer.variant(variant).and_then(|variant| variant.picks.get(axis));
    if let Some(value) = value.and_then(|value| offer.options.get(axis)?.values.get(*value)) {
        html.phrase(&value.label);
    }
    html
}

/// Price and stock of a variant.
pub(super) fn details(offer: &BuyBoxContents, variant: usize) -> Html {
    let (market, variant) = (offer.market, offer.variant(variant));
    let words = words::catalog(market.locale());
    let mut html = Html::with_capacity(512);
    html.html("<p class=\"buy-price\">");
    match variant.and_then(|variant| variant.price) {
        Some(cost) => {
            price::write(&mut html, market, cost, false);
            html.html("<span class=\"buy-tax\">").text(match market.price_mode() {
                PriceMode::TaxIncluded => words.tax_included(),
                PriceMode::TaxExcluded => words.tax_added(),
            });
            html.html("</span>");
        }
        // Without a price there is no tax to speak of, nor a checkout that would show it.
        None => {
            html.html("<span class=\"price\">").text(words.not_sold_here()).html("</span>");
        }
    }
    html.html("</p>");
    if let Some(variant) = variant {
        steps(&mut html, market, variant);
    }
    // What is not sold here is neither in stock nor sold out.
    let sold = variant.filter(|variant| variant.price.is_some());
    if let Some(availability) = sold.and_then(|variant| variant.availability) {
        let is_buyable = availability.is_buyable();
        html.html(if is_buyable { "<p class=\"stock\">" } else { "<p class=\"stock stock-out\">" });
        html.text(&words.availability(availability)).html("</p>");
    }
    html
}

/// What each costs from which quantity on, as a small table; nothing where more are no cheaper.
fn steps(html: &mut Html, market: Market, variant: &BuyBoxVariant) {
    let Some(price) = variant.price else { return };
    let table = domain::catalog::steps_down(price.amount, &variant.steps);
    if table.is_empty() {
        return;
    }
    let (locale, words) = (market.locale(), words::catalog(market.locale()));
    html.html("<table class=\"buy-steps\"><thead><tr><th scope=\"col\">").text(words.quantity());
    html.html("</th><th scope=\"col\">").text(words.price_each()).html("</th></tr></thead><tbody>");
    for (from, price) in table {
        html.html("<tr><th scope=\"row\">").text(&words.from_units(from.get()));
        html.html("</th><td>").text(&price.display(locale)).html("</td></tr>");
    }
    html.html("</tbody></table>");
}

/// What the button says of a variant while nothing is being sent.
pub(super) fn label(offer: &BuyBoxContents, variant: usize) -> &'static str {
    let locale = offer.market.locale();
    if is_buyable(offer, variant) { words::catalog(locale).add() } else { out(locale, offer.is_priced(variant)) }
}

/// Whether the button can be pressed.
pub(super) fn is_buyable(offer: &BuyBoxContents, variant: usize) -> bool {
    offer.variant(variant).is_some_and(BuyBoxVariant::is_buyable)
}

#[cfg(all(test, feature = "ssr"))]
pub(super) mod tests {
    use api::catalog::Text;
    use domain::Market;
    use serde_json::{Value, json};

    use super::*;

    /// An offer of two axes, with variants that differ in all that is shown of them. `lang` is the language of whatever
    /// the merchant wrote.
    pub(in crate::catalog::islands) fn offer(market: Market, chosen: usize, lang: Option<Locale>) -> BuyBoxContents {
        let text = |text: &str| Text::kept(text, lang);
        let value = |label: &str, swatch: Value| json!({ "code": "c", "label": text(label), "swatch": swatch });
        let options = json!([
            { "code": "a\"&b", "label": text("Colour & <more>"), "values": [
                value("Oat & \"rye\"", json!("#e5dccb")), value("Ink", json!("\"")),
            ] },
            { "code": "size", "label": text("Size"), "values": [value("S", json!(null)), value("L", json!(null))] },
        ]);
        let price = |former: Option<i64>| {
            let amount = |minor: i64| json!({ "minor": minor, "currency": market.currency() });
            json!({ "amount": amount(123_456), "compare_at": former.map(amount) })
        };
        let variants = [
            (json!([0, 0]), price(None), json!({ "state": "in_stock" })),
            (json!([0, 1]), price(Some(200_000)), json!({ "state": "low", "left": 2 })),
            (json!([1, 0]), json!(null), json!(null)),
            (json!([1, 1]), price(Some(1)), json!({ "state": "out" })),
        ];
        let variants = variants.iter().enumerate().map(|(number, (picks, price, stock))| {
            json!({ "sku": format!("A/{number} &"), "picks": picks, "price": price, "availability": stock, "picture": null })
        });
        serde_json::from_value(json!({
            "market": market, "slug": "mug", "options": options, "variants": variants.collect::<Vec<_>>(), "chosen": chosen,
        }))
        .expect("an offer")
    }

    #[test]
    fn what_the_merchant_wrote_is_escaped() {
        let html = form(&offer(Market::Eu, 0, None)).into_text();
        for written in [
            "value=\"A/0 &amp;\"",
            "aria-labelledby=\"option-a&quot;&amp;b\"",
            "Colour &amp; &lt;more&gt;: <strong>Oat &amp; \"rye\"</strong>",
            "fill=\"&quot;\"",
            "href=\"/products/mug?variant=A%2F2%20%26\"",
        ] {
            assert!(html.contains(written), "{written} is not in {html}");
        }
    }

    #[test]
    fn j02_what_nobody_translated_says_its_language() {
        let html = form(&offer(Market::De, 0, Some(Locale::default()))).into_text();
        assert_eq!(
            html.matches("<span lang=").count(),
            2 + 4 + 2,
            "two axes, their values, and what is chosen: {html}"
        );
    }

    #[test]
    fn a_variant_shows_its_price_and_whether_it_can_be_had() {
        let shown = |chosen: usize| {
            let html = form(&offer(Market::Eu, chosen, None)).into_text();
            let has = |part: &str| html.contains(part);
            (has("price-reduced"), has("<p class=\"stock\">"), has("stock-out"), has(" disabled "))
        };
        assert_eq!(shown(0), (false, true, false, false), "in stock");
        assert_eq!(shown(1), (true, true, false, false), "few are left, for less than before");
        assert_eq!(shown(2), (false, false, false, true), "not sold in this market");
        assert_eq!(shown(3), (false, false, true, true), "sold out");
        assert_eq!(shown(4), (false, false, false, true), "no variant at all");
    }

    #[test]
    fn tax_is_spoken_of_where_there_is_a_price() {
        for (market, chosen, says_tax) in [(Market::Us, 0, true), (Market::Us, 2, false), (Market::Eu, 2, false)] {
            let html = details(&offer(market, chosen, None), chosen).into_text();
            assert_eq!(html.contains("buy-tax"), says_tax, "{html}");
        }
    }

    #[test]
    fn what_has_no_price_here_is_neither_in_stock_nor_sold_out() {
        let mut lying_there = offer(Market::Eu, 2, None);
        lying_there.variants[2].availability = Some(domain::inventory::Availability::InStock);
        lying_there.variants.truncate(3);
        let html = form(&lying_there).into_text();
        let words = words::catalog(Market::Eu.locale());
        assert!(!html.contains(words.in_stock()) && !html.contains(words.sold_out()), "{html}");
        assert_eq!(
            html.matches(words.not_available()).count(),
            4,
            "price, button and the links of its two values: {html}"
        );
        assert_eq!(label(&lying_there, 2), words.not_available());
        assert_eq!(label(&offer(Market::Eu, 3, None), 3), words.sold_out());
    }

    #[test]
    fn the_chosen_values_are_marked_and_sold_out_ones_too() {
        let html = form(&offer(Market::Eu, 1, None)).into_text();
        assert_eq!(html.matches("aria-current=\"true\"").count(), 2, "one on each axis");
        assert_eq!(html.matches("class=\"chip chip-out\"").count(), 1, "ink, which is sold out in both sizes");
        assert_eq!(html.matches("<span class=\"sr-only\">, ").count(), 1, "and says so to who cannot see it");
    }
}
