//! Rendering fragments without their pages.

use api::Problem;
use api::cache::CachePolicy;
use api::catalog::{GetProduct, ProductView};
use api::inventory::ListStock;
use domain::Sku;
use domain::catalog::lowest;

use super::buy_box::BuyBoxContents;
use super::islands::asleep;
use super::parts::card_price;
use super::structured_data::structured_data;
use crate::context::{Backend, RequestContext};
use crate::fragments::{FragmentKey, Shows};
use crate::ui::html::Html;

/// A fragment, ready to stand in any page that has a slot for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// What it is asked for by.
    pub key: FragmentKey,
    /// The fragment itself.
    pub html: String,
    /// How it may be cached.
    pub policy: CachePolicy,
}

/// Renders the fragments of these keys. What cannot be made is left out: of a product that is gone, or
/// that cannot be read now.
pub async fn render_fragments(backend: &Backend, keys: Vec<FragmentKey>) -> Vec<Fragment> {
    let fragments = keys.into_iter().map(|key| async move {
        let backend = backend.apart(key.market);
        let html = fragment(&backend, &key).await.ok()?.into_text();
        Some(Fragment { html, policy: backend.policy(), key })
    });
    futures::future::join_all(fragments).await.into_iter().flatten().collect()
}

async fn fragment(backend: &Backend, key: &FragmentKey) -> Result<Html, Problem> {
    let market = key.market;
    let product = backend.get(&GetProduct { slug: key.product.clone(), market }).await?;
    Ok(match &key.shows {
        Shows::Price => {
            let lowest = lowest(product.variants.iter().filter_map(|variant| variant.price));
            let mut html = Html::with_capacity(320);
            let (price, varies) = (lowest.map(|lowest| lowest.price), lowest.is_some_and(|lowest| lowest.varies));
            card_price(&mut html, market, price, varies);
            html
        }
        Shows::Buy(variant) => buy_box(&buy_box_contents(backend, &product, variant.as_ref()).await),
        Shows::Data => data(backend.request(), &product, &buy_box_contents(backend, &product, None).await),
    })
}

/// The offer of a product with its stock as it is now.
pub(super) async fn buy_box_contents(backend: &Backend, product: &ProductView, wanted: Option<&Sku>) -> BuyBoxContents {
    // Without stock figures the page still sells: the cart finds out.
    let stock = backend.get_optional(&ListStock { product: product.id }).await.unwrap_or_default();
    BuyBoxContents::new(backend.market(), product, &stock, wanted)
}

/// The buy box; nothing where there is nothing to buy.
pub(super) fn buy_box(offer: &BuyBoxContents) -> Html {
    let mut html = Html::with_capacity(4096 + 1024 * offer.variants.len());
    if !offer.variants.is_empty() {
        asleep::write(&mut html, offer);
    }
    html
}

/// The structured data of a product page.
pub(super) fn data(request: &RequestContext, product: &ProductView, offer: &BuyBoxContents) -> Html {
    let mut html = Html::with_capacity(1024 + 384 * offer.variants.len() + product.summary.bare().len());
    html.html("<script type=\"application/ld+json\">");
    structured_data(&mut html, request, product, offer);
    html.html("</script>");
    html
}
