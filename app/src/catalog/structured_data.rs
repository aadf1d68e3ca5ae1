//! A product in schema.org's words, for search engines.

use api::catalog::ProductView;
use domain::inventory::Availability;
use serde_json::{Value, json};

use super::buy_box::BuyBoxContents;
use super::product::trail;
use crate::context::RequestContext;
use crate::ui::picture::address;

/// The JSON-LD of a product page: the product with an offer for each variant, and the way to it.
/// Safe inside a `script` element.
pub(super) fn structured_data(request: &RequestContext, product: &ProductView, offer: &BuyBoxContents) -> String {
    let site = &request.site.public_url;
    let market = request.market;
    let page = format!("{site}{}", market.path(&format!("/products/{}", product.slug)));
    let pictures = product.media.iter().map(|image| format!("{site}{}", address(image, 1200, "webp")));
    let offers = offer.variants.iter().zip(&product.variants).enumerate();
    let offers = offers.filter_map(|(index, (variant, view))| {
        let price = variant.price?.amount;
        let mut entry = json!({
            "@type": "Offer",
            "sku": variant.sku,
            "url": format!("{site}{}", offer.address(index)),
            "price": price.decimal(),
            "priceCurrency": price.currency.code(),
            "itemCondition": "https://schema.org/NewCondition",
        });
        if let Some(availability) = variant.availability {
            let word = match availability {
                Availability::InStock | Availability::Low { .. } => "InStock",
                Availability::Backorder => "BackOrder",
                Availability::Out => "OutOfStock",
            };
            entry["availability"] = format!("https://schema.org/{word}").into();
        }
        if let Some(gtin) = &view.gtin {
            entry["gtin"] = gtin.as_str().into();
        }
        Some(entry)
    });
    let steps = trail(market, product).into_iter().enumerate().map(|(index, (name, path))| {
        let item = path.map_or_else(|| page.clone(), |path| format!("{site}{}", market.path(&path)));
        json!({"@type": "ListItem", "position": index + 1, "name": name, "item": item})
    });
    let mut entry = json!({
        "@type": "Product",
        "name": product.title,
        "description": product.summary,
        "image": pictures.collect::<Vec<_>>(),
        "url": page,
        "offers": offers.collect::<Vec<_>>(),
    });
    if !product.brand.is_empty() {
        entry["brand"] = json!({"@type": "Brand", "name": product.brand});
    }
    let way = json!({"@type": "BreadcrumbList", "itemListElement": steps.collect::<Vec<Value>>()});
    let graph = json!({"@context": "https://schema.org", "@graph": [entry, way]});
    // A title with `</script>` in it must not end the element.
    graph.to_string().replace('<', "\\u003c")
}
