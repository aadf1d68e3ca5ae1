//! One product.

use api::cache::Tag;
use api::catalog::{GetProduct, ProductView};
use api::checkout::delivery::DeliveryTerms;
use api::endpoint::percent_encoded;
use api::settings::Feature;
use api::{Code, Problem};
use domain::{Market, Sku, Slug};

use super::about::about;
use super::companions::{companions, write_companions};
use super::fragments::{buy_box, buy_box_contents, data};
use super::gallery::gallery;
use super::safety;
use crate::fragments::{FragmentKey, Shows};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page, push};
use crate::target;
use crate::ui::breadcrumbs::{Step, breadcrumbs};
use crate::ui::html::Html;
use crate::ui::language::lang;
use crate::ui::picture::address;

/// One product: pictures, choices, price, and what there is to know.
pub fn product_page() -> Opening {
    let slug = target::parameter("slug");
    let wanted = target::query("variant");
    page(Around::Shop, move |backend| async move {
        let market = backend.market();
        let slug: Slug = slug.parse().map_err(|_| Problem::new(Code::ProductNotFound, ""))?;
        let asked = GetProduct { slug, market };
        let product = backend.get(&asked).await?;
        // Whatever else the address names is not taken up into the keys of fragments.
        let named = wanted.is_some();
        let wanted = wanted.and_then(|sku| sku.parse::<Sku>().ok());
        let wanted = wanted.filter(|sku| product.variants.iter().any(|variant| variant.sku == *sku));
        if named && wanted.is_none() {
            // There is no end of names that no variant has: they would fill a cache.
            backend.keep_private();
        }
        if product.slug != asked.slug {
            return Ok(Outcome::Moved(moved(market, &product, wanted.as_ref())));
        }
        let (offer, delivery, brand, others) = futures::join!(
            buy_box_contents(&backend, &product, wanted.as_ref()),
            backend.delivery(),
            backend.brand(),
            companions(&backend, &product.slug)
        );
        let path = format!("/products/{}", product.slug);
        let mut head = Head::public(product.title.bare(), about(&product).unwrap_or_default(), &path);
        head.lang = lang(&product.title);
        head.kind = "product";
        head.picture = product.media.first().map(|image| address(image, 1200, "webp").to_string());
        let first = offer.first_picture(wanted.as_ref());
        let fill = |html: &mut Html, shows, fragment| {
            let key = FragmentKey { market, shows, product: product.slug.clone() };
            backend.fill(html, key, vec![Tag::stock(product.id), Tag::price(product.id)], fragment);
        };
        let data = data(backend.request(), &product, &offer);
        let buy = buy_box(&offer);
        let data = |html: &mut Html| fill(html, Shows::Data, data);
        let buy = |html: &mut Html| {
            fill(html, Shows::Buy(wanted), buy);
            if brand.settings().has(Feature::Push) {
                push::of_variant(html, backend.request());
            }
        };
        let mut html = contents(market, &product, &delivery, first, buy, data);
        if let Some(others) = others {
            write_companions(&mut html, &backend, &others);
        }
        Ok(Page::written(head, html).into())
    })
}

/// Where a product is that was asked for by a former address.
fn moved(market: Market, product: &ProductView, wanted: Option<&Sku>) -> String {
    let path = market.path(&format!("/products/{}", product.slug));
    match wanted {
        Some(sku) => format!("{path}?variant={}", percent_encoded(sku.as_str())),
        None => path,
    }
}

/// All there is to see of a product, around the fragments that show prices and availability.
fn contents(
    market: Market,
    product: &ProductView,
    delivery: &DeliveryTerms,
    first: usize,
    buy: impl FnOnce(&mut Html),
    data: impl FnOnce(&mut Html),
) -> Html {
    let locale = market.locale();
    let words = words::catalog(locale);
    let mut html = Html::with_capacity(2048 * (4 + product.media.len()) + product.description.bare().len());
    html.html("<div class=\"product-page\">");
    breadcrumbs(&mut html, words.breadcrumbs(), market, &trail(market, product));
    html.html("<div class=\"product\">");
    gallery(&mut html, locale, product.title.bare(), &product.media, first);
    html.html("<div class=\"product-text\">");
    if has_text(&product.brand) {
        html.html("<p class=\"product-brand\">").text(&product.brand).html("</p>");
    }
    html.html("<h1").said(">", &product.title).html("</h1>");
    if !product.summary.is_blank() {
        html.html("<p").said(" class=\"lead\">", &product.summary).html("</p>");
    }
    buy(&mut html);
    html.html("<p class=\"hint\">");
    match delivery.from {
        Some(fee) if fee.minor == 0 => _ = html.text(words.delivery_free()),
        Some(fee) => _ = html.text(words.delivery_from()).html(" ").text(&fee.display(locale)).html("."),
        None => {}
    }
    html.html("</p>");
    if !product.description.is_blank() {
        html.html("<h2>").text(words.description()).html("</h2>");
    }
    html.html("<div").attribute("lang", lang(&product.description)).html(" class=\"prose\">");
    for paragraph in product.description.bare().split("\n\n").filter(|text| has_text(text)) {
        html.html("<p>").text(paragraph.trim()).html("</p>");
    }
    html.html("</div>");
    if !product.attributes.is_empty() {
        html.html("<h2 id=\"details\">").text(words.details()).html("</h2>");
        html.html("<table aria-labelledby=\"details\" class=\"facts\"><tbody>");
        for (name, value) in &product.attributes {
            html.html("<tr><th scope=\"row\"").said(">", name).html("</th><td").said(">", value).html("</td></tr>");
        }
        html.html("</tbody></table>");
    }
    if let Some(said) = &product.safety {
        safety::write(&mut html, locale, said);
    }
    html.html("</div></div>");
    data(&mut html);
    html.html("</div>");
    html
}

/// Whether there is anything to read in a text.
fn has_text(text: &str) -> bool {
    !text.trim().is_empty()
}

/// The steps to a product.
pub(super) fn trail(market: Market, product: &ProductView) -> [Step<'_>; 3] {
    let words = words::shell(market.locale());
    let middle: Step<'_> = match product.collections.first() {
        Some(collection) => ((&collection.title).into(), Some(["/collections/", collection.slug.as_str()])),
        None => (words.all_products().into(), Some(["/products", ""])),
    };
    [(words.home().into(), Some(["/", ""])), middle, ((&product.title).into(), None)]
}

#[cfg(test)]
mod tests {
    use api::catalog::Text;
    use domain::{Locale, Money};
    use leptos::prelude::*;
    use leptos::tachys::html::InertElement;
    use serde_json::json;

    use super::*;
    use crate::ui::breadcrumbs;

    fn view(market: Market, product: ProductView, delivery: &DeliveryTerms, buy: AnyView, data: AnyView) -> AnyView {
        let first = 0;
        let locale = market.locale();
        let words = words::catalog(locale);
        let way = breadcrumbs::tests::view(words.breadcrumbs(), market, &trail(market, &product));
        let paragraphs = product.description.bare().split("\n\n").filter(|text| has_text(text));
        let paragraphs = paragraphs.map(|text| view! { <p>{text.trim().to_owned()}</p> }).collect_view();
        let has_description = !product.description.is_blank();
        let bare = |text: &Text| text.bare().to_owned();
        let details = product
            .attributes
            .into_iter()
            .map(|(name, value)| view! { <tr><th scope="row" lang=lang(&name)>{bare(&name)}</th><td lang=lang(&value)>{bare(&value)}</td></tr> });
        let details = details.collect_view();
        let delivery = delivery.from.map(|fee| match fee.minor {
            0 => words.delivery_free().to_owned(),
            _ => format!("{} {}.", words.delivery_from(), fee.display(locale)),
        });
        let mut strip = Html::with_capacity(0);
        gallery(&mut strip, locale, product.title.bare(), &product.media, first);
        view! {
            <div class="product-page">
                {way}
                <div class="product">
                    {strip.view()}
                    <div class="product-text">
                        {has_text(&product.brand).then(|| view! { <p class="product-brand">{product.brand}</p> })}
                        <h1 lang=lang(&product.title)>{bare(&product.title)}</h1>
                        {(!product.summary.is_blank()).then(|| view! { <p class="lead" lang=lang(&product.summary)>{bare(&product.summary)}</p> })}
                        {buy}
                        <p class="hint">{delivery}</p>
                        {has_description.then(|| view! { <h2>{words.description()}</h2> })}
                        <div class="prose" lang=lang(&product.description)>{paragraphs}</div>
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

    fn product(texts: [&str; 3], attributes: &[(&str, &str)], untranslated: bool) -> ProductView {
        let [brand, summary, description] = texts;
        let text = |text: &str| Text::kept(text, untranslated.then_some(Locale::En));
        let attributes: Vec<_> = attributes.iter().map(|(name, value)| (text(name), text(value))).collect();
        serde_json::from_value(json!({
            "id": "019b0000-0000-7000-8000-000000000001", "slug": "mug", "title": text("A \"mug\" & <more>"),
            "summary": text(summary), "description": text(description), "brand": brand, "attributes": attributes, "options": [],
            "collections": [{ "slug": "room-1", "title": text("Room & 1") }], "variants": [], "prices_version": 1,
            "media": [{ "path": "products/mug", "alt": text("\"\""), "width": 4, "height": 5 }],
        }))
        .expect("a product")
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        let mark = |text: &'static str| InertElement::new(text).into_any();
        for texts in [["", " ", ""], ["Weaver's", "Short & <sweet>", "First.\n\n \n\n Second & <last>.\n\n"]] {
            for attributes in [&[][..], &[("Wool", "80 %"), ("<b>", "")][..]] {
                for (market, untranslated) in [(Market::De, true), (Market::Us, false)] {
                    let product = product(texts, attributes, untranslated);
                    let write = |text: &'static str| move |html: &mut Html| _ = html.html(text);
                    for from in [None, Some(0), Some(490)] {
                        let from = from.map(|minor| Money::new(minor, market.currency()));
                        let terms = DeliveryTerms { from, free_from: None };
                        let (buy, data) = (write("<buy>"), write("<data>"));
                        let by_hand = contents(market, &product, &terms, 0, buy, data).into_text();
                        let by_leptos = view(market, product.clone(), &terms, mark("<buy>"), mark("<data>")).to_html();
                        assert_eq!(by_hand, by_leptos.replace("<!>", ""));
                    }
                }
            }
        }
    }
}
