//! What else a shopper may want: below a product, and in the cart.

use api::search::{Companions, ListCompanions, SearchHit};
use domain::{Market, Slug};

use super::parts::{Prices, grid};
use crate::context::Backend;
use crate::ui::html::Html;

/// Products of a cart whose companions are looked for.
const MAX_ASKED: usize = 3;
/// Products that a cart shows.
const MAX_SHOWN: usize = 4;

/// What else a shopper of the product at `slug` may want; nothing if that cannot be told now, which spoils no page.
pub(super) async fn companions(backend: &Backend, slug: &Slug) -> Option<std::sync::Arc<Companions>> {
    let market = backend.market();
    backend.get_if_there(&ListCompanions { slug: slug.clone(), market }).await
}

/// Writes them, each kind with its heading; the prices in slots.
pub(super) fn write_companions(html: &mut Html, backend: &Backend, companions: &Companions) {
    let market = backend.market();
    let words = words::catalog(market.locale());
    let kinds = [
        ("together", words.bought_together(), &companions.bought_together),
        ("alike", words.alike(), &companions.alike),
    ];
    for (id, heading, hits) in kinds.into_iter().filter(|(_, _, hits)| !hits.is_empty()) {
        section(html, market, (id, heading), hits, Prices::InSlots(backend));
    }
}

/// What was bought together with what is in a cart, and is not in it; nothing if nothing was.
pub async fn beside_cart(backend: &Backend, slugs: &[&Slug]) -> Option<Html> {
    let asked = slugs.iter().take(MAX_ASKED).map(|slug| companions(backend, slug));
    let found = futures::future::join_all(asked).await;
    let mut hits: Vec<SearchHit> = Vec::new();
    for hit in found.iter().flatten().flat_map(|companions| &companions.bought_together) {
        let is_there = slugs.contains(&&hit.slug) || hits.iter().any(|known| known.product == hit.product);
        if !is_there && hits.len() < MAX_SHOWN {
            hits.push(hit.clone());
        }
    }
    let market = backend.market();
    let heading = words::catalog(market.locale()).bought_together();
    let mut html = Html::with_capacity(1024 * (1 + hits.len()));
    section(&mut html, market, ("together", heading), &hits, Prices::InList);
    (!hits.is_empty()).then_some(html)
}

fn section(html: &mut Html, market: Market, (id, heading): (&str, &str), hits: &[SearchHit], prices: Prices<'_>) {
    html.html("<section class=\"section companions\" aria-labelledby=\"").value(id).html("\"><h2 id=\"").value(id);
    html.html("\">").text(heading).html("</h2>");
    grid(html, market, hits, false, prices);
    html.html("</section>");
}
