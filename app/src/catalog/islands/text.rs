//! The buy box as the worker writes it: what [`super::view`] is before anything was chosen in the browser, with the
//! comments that Leptos finds its places by. A view would be made of signals and closures only to be turned into text
//! at once, which took a quarter of the worker's time for a product page.

use std::fmt;

use domain::checkout::PriceMode;
use domain::{Locale, Market};

use super::quantities;
use crate::cart;
use crate::catalog::buy_box::{BuyBoxContents, BuyBoxVariant};
use crate::ui::html::Html;

/// All of it.
pub(super) fn buy_box(offer: &BuyBoxContents) -> Html {
    let words = words::catalog(offer.market.locale());
    let chosen = offer.variant(offer.chosen);
    let values: usize = offer.options.iter().map(|option| option.values.len()).sum();
    let mut html = Html::with_capacity(2048 + 512 * values);
    html.html("<form method=\"post\" action=\"").html(cart::ADD_LINE).html("\" class=\"buy\">");
    html.html("<input type=\"hidden\" name=\"sku\" value=\"").value(chosen.map_or("", |variant| variant.sku.as_str()));
    html.html("\"><input type=\"hidden\" name=\"market\" value=\"").html(offer.market.code()).html("\">");
    for axis in 0..offer.options.len() {
        option(&mut html, offer, axis);
    }
    html.html("<!><div aria-live=\"polite\" class=\"buy-facts\">");
    price_and_stock(&mut html, offer.market, chosen);
    html.html("</div><div class=\"buy-row\"><div class=\"buy-quantity\"><label for=\"quantity\">")
        .text(words.quantity());
    html.html("</label><select id=\"quantity\" name=\"quantity\">").html(quantities()).html("</select></div>");
    let (disabled, label) = match chosen.is_some_and(BuyBoxVariant::is_buyable) {
        true => ("", words.add()),
        false => (" disabled", words.sold_out()),
    };
    html.html("<button type=\"submit\"").html(disabled).html(" class=\"button button-main\">").text(label);
    html.html("</button></div><div role=\"status\" class=\"buy-outcome\"><!></div></form>");
    html
}

/// One axis: its name, what is chosen, and a link for each value.
fn option(html: &mut Html, offer: &BuyBoxContents, axis: usize) {
    let option = &offer.options[axis];
    let picked = offer.variant(offer.chosen).and_then(|variant| variant.picks.get(axis).copied());
    html.html("<div role=\"group\" aria-labelledby=\"option-").value(&option.code).html("\" class=\"option\">");
    html.html("<p id=\"option-").value(&option.code).html("\" class=\"option-name\">").phrase(&option.label);
    // Leptos keeps apart by a comment what else would be one text.
    html.html(if option.label.lang().is_some() { ": <strong>" } else { "<!>: <strong>" });
    match picked.and_then(|value| option.values.get(value)) {
        Some(value) => html.phrase(&value.label),
        None => html.html("<!>"),
    };
    html.html("</strong></p><ul role=\"list\" class=\"chips\">");
    for (value, view) in option.values.iter().enumerate() {
        let target = offer.pick(offer.chosen, axis, value);
        let is_buyable = target.and_then(|index| offer.variant(index)).is_some_and(BuyBoxVariant::is_buyable);
        html.html("<li><a");
        if let Some(index) = target {
            let address = fmt::from_fn(|f| offer.write_address(index, f));
            html.html(" href=\"").value_of(&address).html("\"");
        }
        html.html(" rel=\"nofollow\"").attribute("aria-current", (picked == Some(value)).then_some("true"));
        html.html(if is_buyable { " class=\"chip\">" } else { " class=\"chip chip-out\">" });
        match &view.swatch {
            Some(colour) => {
                html.html(
                    "<svg viewBox=\"0 0 20 20\" width=\"20\" height=\"20\" aria-hidden=\"true\" class=\"swatch\">",
                );
                html.html("<circle cx=\"10\" cy=\"10\" r=\"9.500\" fill=\"").value(colour).html("\"></circle></svg>")
            }
            None => html.html("<!>"),
        };
        html.phrase(&view.label).html("<span class=\"sr-only\">");
        match is_buyable {
            true => html.html("<!>"),
            false => html.html(", ").text(words::catalog(offer.market.locale()).sold_out()),
        };
        html.html("</span></a></li>");
    }
    html.html("<!></ul></div>");
}

/// Price and stock of a variant.
fn price_and_stock(html: &mut Html, market: Market, variant: Option<&BuyBoxVariant>) {
    let locale = market.locale();
    let words = words::catalog(locale);
    html.html("<p class=\"buy-price\">");
    price(html, locale, variant);
    html.html("<span class=\"buy-tax\">").text(match market.price_mode() {
        PriceMode::TaxIncluded => words.tax_included(),
        PriceMode::TaxExcluded => words.tax_added(),
    });
    html.html("</span></p>");
    match variant.and_then(|variant| variant.availability) {
        Some(availability) => {
            let is_buyable = availability.is_buyable();
            html.html(if is_buyable { "<p class=\"stock\">" } else { "<p class=\"stock stock-out\">" });
            html.text(&words.availability(availability)).html("</p>")
        }
        None => html.html("<!>"),
    };
}

fn price(html: &mut Html, locale: Locale, variant: Option<&BuyBoxVariant>) {
    let words = words::catalog(locale);
    let Some(price) = variant.and_then(|variant| variant.price) else {
        html.html("<span class=\"price\">").text(words.not_sold_here()).html("</span>");
        return;
    };
    let former = price.reduced_from();
    html.html(if former.is_some() { "<span class=\"price price-reduced\">" } else { "<span class=\"price\">" });
    html.html("<!><span class=\"price-now\">").text(&price.amount.display(locale)).html("</span>");
    match former {
        Some(former) => {
            html.html("<s class=\"price-former\"><span class=\"sr-only\">").text(words.former_price());
            html.html("<!> </span>").text(&former.display(locale)).html("</s>")
        }
        None => html.html("<!>"),
    };
    html.html("</span>");
}

#[cfg(test)]
mod tests {
    use api::catalog::Text;
    use leptos::prelude::*;
    use serde_json::{Value, json};

    use super::super::view;
    use super::*;
    use crate::shell::tests::world;

    /// An offer of two axes, or of fewer, with variants that differ in all that is shown of them. `lang` is the language
    /// of whatever the merchant wrote.
    fn offer(market: Market, axes: usize, chosen: usize, lang: Option<Locale>) -> BuyBoxContents {
        let text = |text: &str| Text::kept(text, lang);
        let value = |label: &str, swatch: Value| json!({ "code": "c", "label": text(label), "swatch": swatch });
        let options = [
            json!({ "code": "a\"&b", "label": text("Colour & <more>"), "values": [
                value("Oat & \"rye\"", json!("#e5dccb")), value("", json!("\"")), value("Ink", json!(null)),
            ] }),
            json!({ "code": "size", "label": text(""), "values": [value("Small", json!(null)), value("Large", json!(null))] }),
        ];
        let price = |former: Option<i64>| {
            let amount = |minor: i64| json!({ "minor": minor, "currency": market.currency() });
            json!({ "amount": amount(123_456), "compare_at": former.map(amount) })
        };
        let stock = |state: &str| json!({ "state": state });
        let variants = [
            (json!([0, 0]), price(None), stock("in_stock")),
            (json!([0, 1]), price(Some(200_000)), json!({ "state": "low", "left": 2 })),
            (json!([1, 0]), json!(null), json!(null)),
            (json!([1, 1]), price(Some(1)), stock("out")),
            (json!([2, 7]), price(None), stock("backorder")),
            (json!([]), price(None), json!(null)),
        ];
        let variants = variants.iter().enumerate().map(|(number, (picks, price, stock))| {
            json!({ "sku": format!("A/{number} &"), "picks": picks, "price": price, "availability": stock, "picture": null })
        });
        serde_json::from_value(json!({
            "market": market, "slug": "mug", "options": options[..axes], "variants": variants.collect::<Vec<_>>(),
            "chosen": chosen,
        }))
        .expect("an offer")
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for market in Market::ALL {
            let shown = (0..=2).flat_map(|axes| (0..=6).map(move |chosen| (axes, chosen)));
            for ((axes, chosen), lang) in shown.flat_map(|shown| [None, Some(Locale::En)].map(|lang| (shown, lang))) {
                let offer = offer(market, axes, chosen, lang);
                let by_leptos = world(|| view::buy_box(offer.clone()).into_view().to_html());
                assert_eq!(buy_box(&offer).into_text(), by_leptos, "{axes} axes, variant {chosen}, {lang:?}");
            }
        }
    }
}
