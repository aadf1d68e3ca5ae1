//! Prices as shoppers read them.

use domain::Market;
use domain::catalog::Price;

use super::html::Html;

/// A price; the former one is struck through beside it, and where the law asks is said to be the lowest of thirty days.
/// `from`: there are dearer variants.
pub fn write(html: &mut Html, market: Market, price: Price, from: bool) {
    let locale = market.locale();
    let words = words::catalog(locale);
    let former = price.reduced_from(market);
    html.html(if former.is_some() { "<span class=\"price price-reduced\">" } else { "<span class=\"price\">" });
    if from {
        html.html("<span class=\"price-from\">").text(words.from()).html(" </span>");
    }
    html.html("<span class=\"price-now\">").text(&price.amount.display(locale)).html("</span>");
    if let Some(former) = former {
        html.html("<s class=\"price-former\"><span class=\"sr-only\">").text(words.former_price()).html(" </span>");
        html.text(&former.price.display(locale)).html("</s>");
        if former.is_lowest {
            html.html("<small class=\"price-lowest\">").text(words.lowest_before()).html("</small>");
        }
    }
    if let Some(unit) = price.unit_price() {
        html.html("<small class=\"price-unit\"><span class=\"sr-only\">")
            .text(words.unit_price_label())
            .html(" </span>");
        html.text(&words::unit_price(locale, unit)).html("</small>");
    }
    html.html("</span>");
}

#[cfg(all(test, feature = "ssr"))]
pub(crate) mod tests {
    use domain::{Currency, Money};
    use leptos::prelude::*;

    use super::*;

    /// The same as a view.
    pub fn price(market: Market, price: Price, from: bool) -> AnyView {
        let locale = market.locale();
        let words = words::catalog(locale);
        let former = price.reduced_from(market).map(|former| {
            view! {
                <s class="price-former">
                    <span class="sr-only">{words.former_price()} " "</span>
                    {former.price.display(locale)}
                </s>
                {former.is_lowest.then(|| view! { <small class="price-lowest">{words.lowest_before()}</small> })}
            }
        });
        let reduced = former.is_some();
        let unit = price.unit_price().map(|unit| {
            view! {
                <small class="price-unit">
                    <span class="sr-only">{words.unit_price_label()} " "</span>
                    {words::unit_price(locale, unit)}
                </small>
            }
        });
        view! {
            <span class="price" class:price-reduced=reduced>
                {from.then(|| view! { <span class="price-from">{words.from()} " "</span> })}
                <span class="price-now">{price.amount.display(locale)}</span>
                {former}
                {unit}
            </span>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for market in Market::ALL {
            for compare_at in [None, Some(Money::new(2_900, Currency::Eur)), Some(Money::new(5, Currency::Eur))] {
                for (from, measure) in [(false, None), (true, None), (false, "250 g / 100 g".parse().ok())] {
                    let amount = Money::new(1_950, Currency::Eur);
                    let cost = Price { amount, compare_at, lowest_before: None, measure };
                    let mut html = Html::with_capacity(0);
                    write(&mut html, market, cost, from);
                    let by_leptos = price(market, cost, from).to_html().replace("<!>", "");
                    assert_eq!(html.into_text(), by_leptos);
                }
            }
        }
    }
}
