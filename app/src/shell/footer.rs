//! What stands below every page.

use domain::Market;
use domain::checkout::PriceMode;
use leptos::prelude::*;

use super::per_market::PerMarket;
use crate::context::RequestContext;
use crate::ui::html::Html;

static COLUMNS: PerMarket = PerMarket::new();
static NOTES: PerMarket = PerMarket::new();

/// Who we are, where things are, and the way to the other languages and currencies.
pub(super) fn footer(html: &mut Html, request: &RequestContext) {
    let market = request.market;
    let words = words::shell(market.locale());
    html.html("<footer class=\"footer\"><div class=\"footer-columns\">");
    html.html(COLUMNS.of(market, || columns(market).to_html()));
    html.html("<nav aria-labelledby=\"footer-region\"><h2 id=\"footer-region\">").text(words.region());
    html.html("</h2><ul role=\"list\">");
    for other in Market::ALL {
        html.html("<li><a href=\"").path(other, &request.path).html("\" hreflang=\"").html(other.hreflang());
        html.html("\" lang=\"").html(other.locale().code()).html("\"");
        html.attribute("aria-current", (other == market).then_some("true"));
        html.html(">").text(words::shell(other.locale()).language()).html(", ").html(other.currency().code());
        html.html("</a></li>");
    }
    html.html("</ul></nav></div>").html(NOTES.of(market, || note(market).to_html())).html("</footer>");
}

/// Whether the prices of a market include tax, as every page says below its prices.
fn tax_note(market: Market) -> &'static str {
    let words = words::shell(market.locale());
    match market.price_mode() {
        PriceMode::TaxIncluded => words.tax_note(),
        PriceMode::TaxExcluded => words.tax_note_added(),
    }
}

fn columns(market: Market) -> impl IntoView {
    let locale = market.locale();
    let (words, brand) = (words::shell(locale), words::brand(locale));
    view! {
        <section class="footer-about">
            <h2 class="wordmark">{brand.name()}</h2>
            <p>{brand.about_origin()}</p>
        </section>
        <nav aria-labelledby="footer-shop">
            <h2 id="footer-shop">{words.shop()}</h2>
            <ul role="list">
                <li><a href=market.path("/products")>{words.all_products()}</a></li>
                <li><a href=market.path("/collections")>{words.collections()}</a></li>
                <li><a href=market.path("/search")>{words.search()}</a></li>
            </ul>
        </nav>
        <nav aria-labelledby="footer-service">
            <h2 id="footer-service">{words.service()}</h2>
            <ul role="list">
                <li><a href=market.path("/cart")>{words::cart(locale).cart()}</a></li>
                <li><a href=market.path("/account")>{words::accounts(locale).account()}</a></li>
                <li><a href=market.path("/orders/find")>{words::orders(locale).find()}</a></li>
            </ul>
        </nav>
    }
}

fn note(market: Market) -> impl IntoView {
    view! { <p class="footer-note">{tax_note(market)}</p> }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::shell::tests::{PATHS, is_same, request};

    /// The same as one view, of pieces that were made for it alone.
    pub(in crate::shell) fn view(request: &RequestContext) -> AnyView {
        let market = request.market;
        let regions = Market::ALL.map(|other| {
            let here = (other == market).then_some("true");
            let address = other.path(&request.path);
            view! {
                <li>
                    <a href=address hreflang=other.hreflang() lang=other.locale().code() aria-current=here>
                        {format!("{}, {}", words::shell(other.locale()).language(), other.currency())}
                    </a>
                </li>
            }
        });
        view! {
            <footer class="footer">
                <div class="footer-columns">
                    {columns(market)}
                    <nav aria-labelledby="footer-region">
                        <h2 id="footer-region">{words::shell(market.locale()).region()}</h2>
                        <ul role="list">{regions.into_iter().collect_view()}</ul>
                    </nav>
                </div>
                {note(market)}
            </footer>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for market in Market::ALL {
            for path in PATHS {
                let request = request(market, path, false);
                // The second time its pieces are those of the first.
                for _ in 0..2 {
                    let mut html = Html::with_capacity(0);
                    footer(&mut html, &request);
                    is_same(&html.into_text(), view(&request));
                }
            }
        }
    }

    #[test]
    fn claims_1_2_what_stands_below_every_page_is_so_in_every_market() {
        for market in Market::ALL {
            let (note, taxed) = (note(market).to_html(), market.price_mode() == PriceMode::TaxIncluded);
            assert_eq!(note.contains("inklusive Mehrwertsteuer") || note.contains("All prices include tax"), taxed);
            assert!(!note.contains("charged") && !note.contains("berechnet"), "with live keys money moves: {note}");
        }
    }
}
