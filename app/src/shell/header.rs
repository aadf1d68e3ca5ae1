//! What stands above every page.

use api::catalog::{CollectionCard, Text};
use domain::Market;
use leptos::prelude::*;

use crate::cart::islands::CartDrawer;
use crate::checkout::{ACTION, LEAVE};
use crate::context::RequestContext;
use crate::ui::html::Html;
use crate::ui::icon::{Icon, icon};

use super::per_market::PerMarket;

/// The collections that fit beside each other.
const MAX_LINKS: usize = 8;

static BARS: PerMarket = PerMarket::new();

/// The shop's name, search, account, cart, and the way to every collection.
pub(super) fn header(html: &mut Html, request: &RequestContext, collections: &[CollectionCard]) {
    let market = request.market;
    let words = words::shell(market.locale());
    html.html(BARS.of(market, || bar(market).to_html()));
    html.html("<nav aria-label=\"").value(words.navigation()).html("\" class=\"rooms\"><ul role=\"list\">");
    nav_link(html, market, &request.path, "/products", &Text::plain(words.all_products()));
    for collection in collections.iter().take(MAX_LINKS) {
        let path = format!("/collections/{}", collection.slug);
        nav_link(html, market, &request.path, &path, &collection.title);
    }
    html.html("</ul></nav>");
}

fn bar(market: Market) -> impl IntoView {
    let words = words::shell(market.locale());
    view! {
        <header class="bar">
            <div class="bar-side">
                <a class="bar-link bar-search-link" href=market.path("/search") aria-label=words.search()>{icon(Icon::Search)}</a>
                <form class="bar-search" role="search" aria-label=words.search_label() action=market.path("/search")>
                    <label class="sr-only" for="bar-q">{words.search_label()}</label>
                    <input id="bar-q" type="search" name="q" placeholder=words.search_hint() maxlength="200" autocomplete="off" enterkeyhint="search"/>
                    <button class="bar-search-go" aria-label=words.search_go()>{icon(Icon::Search)}</button>
                </form>
            </div>
            <a class="wordmark" href=market.path("/")>{words::brand(market.locale()).name()}</a>
            <div class="bar-side bar-end">
                <a class="bar-link" href=market.path("/account") aria-label=words.account()>{icon(Icon::Person)}</a>
                <CartDrawer market=market/>
            </div>
        </header>
    }
}

fn nav_link(html: &mut Html, market: Market, current: &str, path: &str, title: &Text) {
    html.html("<li><a href=\"").value(&market.path(path)).html("\"");
    html.attribute("aria-current", (current == path).then_some("page")).said(">", title).html("</a></li>");
}

/// The shop's name and the way back to the cart. It is a form: whoever leaves holds nothing any more.
pub(super) fn checkout_header(market: Market) -> AnyView {
    view! {
        <header class="bar">
            <form class="bar-side" method="post" action=market.path("/checkout")>
                <input type="hidden" name=ACTION value=LEAVE/>
                <button class="link-button bar-back">{words::checkout(market.locale()).back_to_cart()}</button>
            </form>
            <a class="wordmark" href=market.path("/")>{words::brand(market.locale()).name()}</a>
            <div class="bar-side bar-end"></div>
        </header>
    }
    .into_any()
}
