//! The page that stands in for one that cannot be had without the network.
//!
//! The service worker keeps it from its beginning and shows it in the place of the page that was asked for, with a list
//! of the pages that it has kept, and in the place of the cart with the cart as it knows it; or in the place of the answer
//! to a form that did not come (`app/service-worker/shown.ts` looks for these very elements). It also has the words for what other pages may have to say while something waits for the
//! network, and the offer to install the shop (`app/browser/offline.js`), so that no page carries them along.

use api::cart::CartView;
use domain::{CartId, Market};
use leptos::prelude::*;
use uuid::Uuid;

use crate::cart::islands::CartLines;
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::ui::html::Html;

/// What the script puts the number of changes in the place of.
const COUNT: &str = "{count}";

/// Says that there is no network, what can be done without, and what cannot.
pub fn offline_page() -> Opening {
    page(Around::Shop, |backend| async move {
        let market = backend.market();
        let words = words::shell(market.locale());
        let mut html = Html::with_capacity(4096);
        html.html("<section id=\"offline\" class=\"trouble\"><h1>")
            .text(words.offline())
            .html("</h1><p class=\"lead\">");
        html.text(words.offline_more()).html("</p><p>").text(words.offline_checkout());
        // An empty address is that of the page in whose place this one is shown.
        html.html("</p><p class=\"trouble-links\"><a href=\"\" class=\"button button-main\">").text(words.try_again());
        html.html("</a><a href=\"").path(market, "/cart").html("\" class=\"button button-quiet\">");
        html.text(words::cart(market.locale()).view_cart()).html("</a></p></section>");
        no_answer(&mut html, market);
        cart(&mut html, market);
        kept(&mut html, market);
        for_scripts(&mut html, market);
        Ok(Page::written(Head::private(words.offline()), html).into())
    })
}

/// Says of a form that was sent that nobody knows whether it arrived, and where to look. Of an order the checkout knows.
fn no_answer(html: &mut Html, market: Market) {
    let words = words::shell(market.locale());
    html.html("<section id=\"no-answer\" hidden class=\"trouble\"><h1>").text(words.no_answer());
    html.html("</h1><p class=\"lead\">").text(words.no_answer_more());
    html.html("</p><p id=\"order-unknown\" hidden>").text(words.order_unknown());
    // The form's own address, now asked for and not sent to.
    html.html("</p><p class=\"trouble-links\"><a href=\"\" class=\"button button-main\">").text(words.look_again());
    html.html("</a></p></section>");
}

/// The cart's lines, which ask for the cart when they wake up: it is one shopper's, and this page everybody's.
fn cart(html: &mut Html, market: Market) {
    let nobodys = CartView::empty(CartId(Uuid::nil()), market);
    html.html("<section id=\"kept-cart\" hidden class=\"section\"><h2>").text(words::cart(market.locale()).your_cart());
    html.html("</h2><p class=\"hint\">").text(words::shell(market.locale()).cart_as_known());
    html.html("</p>").of(view! { <CartLines market=market cart=nobodys>{None::<AnyView>}</CartLines> });
    html.html("</section>");
}

/// The list of the pages that are kept, and a field to search among them.
fn kept(html: &mut Html, market: Market) {
    let words = words::shell(market.locale());
    html.html("<section id=\"kept\" hidden class=\"section\"><h2>").text(words.kept_pages());
    html.html("</h2><form action=\"").path(market, "/search").html("\" class=\"kept-search\"><label for=\"kept-q\">");
    html.text(words.kept_search()).html("</label><div class=\"kept-row\">");
    html.html("<input id=\"kept-q\" type=\"search\" name=\"q\" maxlength=\"200\" autocomplete=\"off\" enterkeyhint=\"search\">");
    html.html("<button class=\"button button-quiet\">").text(words.search_go()).html("</button></div></form>");
    html.html("<p id=\"none-kept\" hidden>").text(words.none_kept());
    html.html("</p><ul class=\"kept-pages\"></ul><!--kept--></section>");
}

/// What scripts take from here and put into other pages.
fn for_scripts(html: &mut Html, market: Market) {
    let words = words::shell(market.locale());
    html.html("<div id=\"words\" hidden data-waiting=\"").value(&words.waiting(COUNT));
    html.html("\" data-not-all=\"").value(words.not_all()).html("\"></div>");
    html.html("<section id=\"install\" hidden aria-labelledby=\"install-title\" class=\"install\"><div class=\"notice\"><div>");
    html.html("<h2 id=\"install-title\" class=\"notice-title\">").text(words.install_title()).html("</h2><p>");
    html.text(words.install_more())
        .html("</p><p class=\"trouble-links\"><button type=\"button\" value=\"yes\" class=\"button button-main\">");
    html.text(words.install()).html("</button><button type=\"button\" value=\"no\" class=\"button button-quiet\">");
    html.text(words.not_now()).html("</button></p></div></div></section>");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// This file up to the tests, as it is written into pages.
    fn page() -> String {
        let (page, _) = include_str!("offline.rs").split_once("#[cfg(test)]").expect("this very line");
        page.replace("\\\"", "\"")
    }

    #[test]
    fn the_service_worker_finds_where_cart_and_list_go() {
        let worker = include_str!("../service-worker/shown.ts");
        for place in ["></ul><!--kept-->", "<input id=\"kept-q\"", "<section id=\"offline\""] {
            assert_eq!(page().matches(place).count(), 1, "{place}");
            assert!(worker.contains(place), "{place}");
        }
        assert!(worker.contains("`id=\"${id}\" hidden`"));
        for id in ["kept", "kept-cart", "none-kept", "no-answer", "order-unknown"] {
            assert_eq!(page().matches(&format!("id=\"{id}\" hidden")).count(), 1, "{id}");
            assert!(worker.contains(&format!("show(\"{id}\")")), "{id}");
        }
    }

    #[test]
    fn the_script_finds_its_words_and_the_offer_to_install() {
        let script = include_str!("../browser/offline.js");
        for id in ["words", "install"] {
            assert!(
                script.contains(&format!("getElementById(\"{id}\")"))
                    && page().contains(&format!("id=\"{id}\" hidden"))
            );
        }
        for (attribute, read) in [("data-waiting", "said.waiting"), ("data-not-all", "said.notAll")] {
            assert!(page().contains(attribute) && script.contains(read), "{attribute}");
        }
        for market in Market::ALL {
            assert_eq!(words::shell(market.locale()).waiting(COUNT).matches(COUNT).count(), 1);
        }
        assert!(script.contains(COUNT));
    }
}
