//! One product.

use api::catalog::{GetProduct, ProductView};
use api::inventory::ListStock;
use api::{Code, Problem};
use domain::checkout::{DeliveryMethod, delivery_fee};
use domain::{Market, Money, Slug};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::gallery::gallery;
use super::islands::BuyBox;
use super::offer::Offer;
use super::structured_data::structured_data;
use crate::head::Head;
use crate::shell::{Around, Page, page};
use crate::ui::breadcrumbs::breadcrumbs;
use crate::ui::picture::address;
use crate::words::{CatalogWords, SiteWords};

/// One product: pictures, choices, price, and what there is to know.
#[component]
pub fn ProductPage() -> impl IntoView {
    let slug = use_params_map().read_untracked().get("slug").unwrap_or_default();
    let wanted = use_query_map().read_untracked().get("variant");
    page(Around::Shop, move |backend| async move {
        let market = backend.market();
        let slug: Slug = slug.parse().map_err(|_| Problem::new(Code::ProductNotFound, ""))?;
        let product = backend.get(&GetProduct { slug, market }).await?;
        // Without stock figures the page still sells: the cart finds out.
        let stock = backend.get_optional(&ListStock { product: product.id }).await.unwrap_or_default();
        let offer = Offer::new(market, &product, &stock, wanted.as_deref());
        let path = format!("/products/{}", product.slug);
        let mut head = Head::public(&product.title, &product.summary, &path);
        head.kind = "product";
        head.picture = product.media.first().map(|image| address(image, 1200, "webp"));
        let data = structured_data(backend.facts(), &product, &offer);
        Ok(Page::new(head, contents(market, product, offer, data)).into())
    })
}

fn contents(market: Market, product: ProductView, offer: Offer, data: String) -> AnyView {
    let locale = market.locale();
    let words = CatalogWords::of(locale);
    let first = offer.variant(offer.chosen).and_then(|variant| variant.picture).unwrap_or_default();
    let steps = trail(market, &product).into_iter().map(|(name, path)| (name, path.map(|path| market.path(&path))));
    let paragraphs = product.description.split("\n\n").filter(|text| !text.trim().is_empty());
    let paragraphs = paragraphs.map(|text| view! { <p>{text.trim().to_owned()}</p> }).collect_view();
    let has_description = !product.description.trim().is_empty();
    let facts = product
        .attributes
        .into_iter()
        .map(|(name, value)| view! { <tr><th scope="row">{name}</th><td>{value}</td></tr> });
    let facts = facts.collect_view();
    let delivery = delivery_fee(DeliveryMethod::Standard, Money::zero(market.currency())).ok();
    let delivery = delivery.map(|fee| format!("{} {}.", words.delivery_from, fee.display(locale)));
    let has_variants = !offer.variants.is_empty();
    view! {
        <div class="product-page">
            {breadcrumbs(words.breadcrumbs, steps.collect())}
            <div class="product">
                {gallery(locale, &product.title, product.media, first)}
                <div class="product-text">
                    <p class="product-brand">{product.brand}</p>
                    <h1>{product.title}</h1>
                    <p class="lead">{product.summary}</p>
                    {has_variants.then(|| view! { <BuyBox offer=offer/> })}
                    <p class="hint">{delivery}</p>
                    {has_description.then(|| view! { <h2>{words.description}</h2> })}
                    <div class="prose">{paragraphs}</div>
                    {(!facts.is_empty()).then(|| view! {
                        <h2 id="details">{words.details}</h2>
                        <table class="facts" aria-labelledby="details"><tbody>{facts}</tbody></table>
                    })}
                </div>
            </div>
            <script type="application/ld+json" inner_html=data></script>
        </div>
    }
    .into_any()
}

/// The steps to a product by name and path without market; the last has none.
pub(super) fn trail(market: Market, product: &ProductView) -> Vec<(String, Option<String>)> {
    let words = SiteWords::of(market.locale());
    let middle = match product.collections.first() {
        Some(collection) => (collection.title.clone(), format!("/collections/{}", collection.slug)),
        None => (words.all_products.to_owned(), "/products".to_owned()),
    };
    vec![(words.home.to_owned(), Some("/".to_owned())), (middle.0, Some(middle.1)), (product.title.clone(), None)]
}
