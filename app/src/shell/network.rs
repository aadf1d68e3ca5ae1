//! The sign that says how a page stands to the network: empty while all is well.
//!
//! Its words are in the page, in its language. The loader shows those for a browser that is offline; the service worker
//! fills in the others when it shows a page that it has kept (`app/service-worker/shown.ts` looks for this very element).
//! By the market it knows the cart that the page is about.

use domain::Market;

use super::page::Around;
use super::per_market::PerMarket;
use crate::ui::html::Html;

static IN_SHOP: PerMarket = PerMarket::new();
static AT_CHECKOUT: PerMarket = PerMarket::new();

/// What the service worker puts day and time in the place of.
const TIME: &str = "{time}";

/// Writes the sign.
pub(super) fn sign(html: &mut Html, market: Market, around: Around) {
    let signs = match around {
        Around::Shop => &IN_SHOP,
        Around::Checkout => &AT_CHECKOUT,
    };
    html.html(signs.of(market, || made(market, around)));
}

fn made(market: Market, around: Around) -> String {
    let words = words::shell(market.locale());
    let mut html = Html::with_capacity(512);
    html.html("<p id=\"network\" role=\"status\" data-offline=\"").value(offline(market, around));
    html.html("\" data-kept=\"").value(&words.kept_as_of(TIME));
    html.html("\" data-market=\"").value(market.code()).html("\" class=\"network\"></p>");
    html.into_text()
}

/// What is said to somebody who is offline.
fn offline(market: Market, around: Around) -> &'static str {
    let words = words::shell(market.locale());
    match around {
        Around::Shop => words.network_lost(),
        Around::Checkout => words.network_lost_at_checkout(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use leptos::prelude::*;

    use super::*;
    use crate::brand::Brand;
    use crate::head::Head;
    use crate::shell::tests::{is_same, request};

    /// The same as a view.
    pub(in crate::shell) fn view(market: Market, around: Around) -> AnyView {
        let kept = words::shell(market.locale()).kept_as_of(TIME);
        let code = market.code();
        view! { <p class="network" id="network" role="status" data-offline=offline(market, around) data-kept=kept data-market=code></p> }
            .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for market in Market::ALL {
            for around in [Around::Shop, Around::Checkout] {
                let mut html = Html::with_capacity(0);
                sign(&mut html, market, around);
                is_same(&html.into_text(), view(market, around));
            }
        }
    }

    #[test]
    fn the_service_worker_finds_where_the_time_goes() {
        for market in Market::ALL {
            let sign = made(market, Around::Shop);
            assert_eq!(sign.matches(TIME).count(), 1, "{sign}");
            assert!(sign.starts_with("<p id=\"network\"") && sign.ends_with("></p>"), "{sign}");
            let worker = include_str!("../../service-worker/shown.ts");
            assert!(worker.contains("<p id=\"network\"[^>]* data-kept=\"") && worker.contains(TIME));
            assert!(
                worker.contains(" data-market=\"") && sign.contains(&format!(" data-market=\"{}\"", market.code()))
            );
            // It writes the time as the market does, of which the head of every page tells.
            let told = "\"og:locale\" content=\"";
            let head = Head::private("").html(&request(market, "/", false), &Brand::default());
            assert!(worker.contains(told) && head.contains(&format!("{told}{}\"", market.open_graph())), "{head}");
        }
    }
}
