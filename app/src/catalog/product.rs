//! One product.

use api::cache::Tag;
use api::catalog::{GetProduct, ProductView, Untranslated};
use api::{Code, Problem};
use domain::checkout::{DeliveryMethod, delivery_fee};
use domain::{Market, Money, Sku, Slug};
use leptos::prelude::*;

use super::about::about;
use super::fragments::{buy_box, buy_box_contents, data};
use super::gallery::gallery;
use crate::fragments::{FragmentKey, Shows};
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::target;
use crate::ui::breadcrumbs::breadcrumbs;
use crate::ui::language::language;
use crate::ui::picture::address;

/// One product: pictures, choices, price, and what there is to know.
pub fn product_page() -> Opening {
    let slug = target::parameter("slug");
    let wanted = target::query("variant");
    page(Around::Shop, move |backend| async move {
        let market = backend.market();
        let slug: Slug = slug.parse().map_err(|_| Problem::new(Code::ProductNotFound, ""))?;
        let product = backend.get(&GetProduct { slug, market }).await?;
        // Whatever else the address names is not taken up into the keys of fragments.
        let wanted = wanted.and_then(|sku| sku.parse::<Sku>().ok());
        let wanted = wanted.filter(|sku| product.variants.iter().any(|variant| variant.sku == *sku));
        let offer = buy_box_contents(&backend, &product, wanted.as_ref()).await;
        let path = format!("/products/{}", product.slug);
        let mut head = Head::public(&product.title, about(&product).unwrap_or_default(), &path);
        head.kind = "product";
        head.picture = product.media.first().map(|image| address(image, 1200, "webp"));
        let first = offer.first_picture(wanted.as_ref());
        let fill = |shows, fragment| {
            let key = FragmentKey { market, shows, product: product.slug.clone() };
            backend.fill(key, vec![Tag::stock(product.id), Tag::price(product.id)], fragment)
        };
        let data = fill(Shows::Data, data(backend.request(), &product, &offer));
        let buy = fill(Shows::Buy(wanted), buy_box(offer));
        Ok(Page::new(head, contents(market, product, first, buy, data)).into())
    })
}

/// All there is to see of a product, around the fragments that show prices and availability.
fn contents(market: Market, product: ProductView, first: usize, buy: AnyView, data: AnyView) -> AnyView {
    let locale = market.locale();
    let words = words::catalog(locale);
    let steps = trail(market, &product).into_iter().map(|(name, path)| (name, path.map(|path| market.path(&path))));
    let paragraphs = product.description.split("\n\n").filter(|text| !text.trim().is_empty());
    let paragraphs = paragraphs.map(|text| view! { <p>{text.trim().to_owned()}</p> }).collect_view();
    let has_description = has_text(&product.description);
    let lang = Languages::of(product.untranslated);
    let details = product
        .attributes
        .into_iter()
        .map(|(name, value)| view! { <tr><th scope="row">{name}</th><td>{value}</td></tr> });
    let details = details.collect_view();
    let delivery = delivery_fee(DeliveryMethod::Standard, Money::zero(market.currency())).ok();
    let delivery = delivery.map(|fee| format!("{} {}.", words.delivery_from(), fee.display(locale)));
    view! {
        <div class="product-page">
            {breadcrumbs(words.breadcrumbs(), steps.collect(), lang.title)}
            <div class="product">
                {gallery(locale, &product.title, product.media, first)}
                <div class="product-text">
                    {has_text(&product.brand).then(|| view! { <p class="product-brand">{product.brand}</p> })}
                    <h1 lang=lang.title>{product.title}</h1>
                    {has_text(&product.summary).then(|| view! { <p class="lead" lang=lang.summary>{product.summary}</p> })}
                    {buy}
                    <p class="hint">{delivery}</p>
                    {has_description.then(|| view! { <h2>{words.description()}</h2> })}
                    <div class="prose" lang=lang.description>{paragraphs}</div>
                    {(!details.is_empty()).then(|| view! {
                        <h2 id="details">{words.details()}</h2>
                        <table class="facts" aria-labelledby="details"><tbody>{details}</tbody></table>
                    })}
                </div>
            </div>
            {data}
        </div>
    }
    .into_any()
}

/// Whether there is anything to read in a text.
fn has_text(text: &str) -> bool {
    !text.trim().is_empty()
}

/// The language of each of a product's texts, where that is not the page's.
#[derive(Clone, Copy)]
struct Languages {
    title: Option<&'static str>,
    summary: Option<&'static str>,
    description: Option<&'static str>,
}

impl Languages {
    fn of(untranslated: Untranslated) -> Self {
        Self {
            title: language(untranslated.title),
            summary: language(untranslated.summary),
            description: language(untranslated.description),
        }
    }
}

/// The steps to a product by name and path without market; the last has none.
pub(super) fn trail(market: Market, product: &ProductView) -> Vec<(String, Option<String>)> {
    let words = words::shell(market.locale());
    let middle = match product.collections.first() {
        Some(collection) => (collection.title.clone(), format!("/collections/{}", collection.slug)),
        None => (words.all_products().to_owned(), "/products".to_owned()),
    };
    vec![(words.home().to_owned(), Some("/".to_owned())), (middle.0, Some(middle.1)), (product.title.clone(), None)]
}
