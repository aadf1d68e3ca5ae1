//! What stands below every page.

use domain::Market;
use domain::checkout::PriceMode;
use leptos::prelude::*;

use crate::context::RequestContext;

/// Who we are, where things are, and the way to the other languages and currencies.
pub(super) fn footer(request: &RequestContext) -> AnyView {
    let market = request.market;
    let locale = market.locale();
    let words = words::shell(locale);
    let regions = Market::ALL.map(|other| {
        let here = (other == market).then_some("true");
        view! {
            <li>
                <a href=other.path(&request.path) hreflang=other.hreflang() lang=other.locale().code() aria-current=here>
                    {region(other)}
                </a>
            </li>
        }
    });
    let brand = words::brand(locale);
    view! {
        <footer class="footer">
            <div class="footer-columns">
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
                <nav aria-labelledby="footer-region">
                    <h2 id="footer-region">{words.region()}</h2>
                    <ul role="list">{regions.into_iter().collect_view()}</ul>
                </nav>
            </div>
            <p class="footer-note">{tax_note(market)}</p>
        </footer>
    }
    .into_any()
}

/// Whether the prices of a market include tax, as every page says below its prices.
fn tax_note(market: Market) -> &'static str {
    let words = words::shell(market.locale());
    match market.price_mode() {
        PriceMode::TaxIncluded => words.tax_note(),
        PriceMode::TaxExcluded => words.tax_note_added(),
    }
}

/// A market in its own language.
fn region(market: Market) -> String {
    format!("{}, {}", words::shell(market.locale()).language(), market.currency())
}
