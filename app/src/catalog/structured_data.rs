//! A product in schema.org's words, for search engines.

use api::catalog::ProductView;
use domain::inventory::Availability;
use serde_json::{Value, json};

use super::about::about;
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
    // What there is nothing to say of is left out: an empty field is an error to those who read this.
    let brand = (!product.brand.trim().is_empty()).then(|| json!({"@type": "Brand", "name": product.brand}));
    let mut entry = json!({"@type": "Product", "name": product.title, "url": page});
    for (name, value) in [
        ("description", about(product).map(Value::from)),
        ("image", some(pictures.map(Value::from).collect())),
        ("offers", some(offers.collect())),
        ("brand", brand),
    ] {
        if let Some(value) = value {
            entry[name] = value;
        }
    }
    let way = json!({"@type": "BreadcrumbList", "itemListElement": steps.collect::<Vec<Value>>()});
    let graph = json!({"@context": "https://schema.org", "@graph": [entry, way]});
    // A title with `</script>` in it must not end the element.
    graph.to_string().replace('<', "\\u003c")
}

/// A list that is not empty.
fn some(list: Vec<Value>) -> Option<Value> {
    (!list.is_empty()).then_some(Value::Array(list))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::context::{Assets, Site};
    use domain::Market;

    fn request() -> RequestContext {
        let none = String::new;
        RequestContext {
            site: Arc::new(Site {
                public_url: "https://shop.example".to_owned(),
                assets: Assets { css: none(), js: none(), wasm: none(), card: none() },
            }),
            market: Market::Eu,
            path: "/products/mug".to_owned(),
            query: none(),
            is_led_here: false,
            session: None,
            device: None,
            cart: None,
            orders: Default::default(),
            merged: None,
        }
    }

    fn product(texts: [&str; 3], media: Value) -> ProductView {
        let [summary, description, brand] = texts;
        let price = json!({"amount": {"minor": 1900, "currency": "EUR"}});
        serde_json::from_value(json!({
            "id": "019b0000-0000-7000-8000-000000000001", "slug": "mug", "title": "Mug", "summary": summary,
            "description": description, "brand": brand, "collections": [], "attributes": [], "options": [],
            "media": media, "variants": [{"sku": "MUG", "options": {}, "price": price}], "prices_version": 1,
        }))
        .expect("a product")
    }

    fn data(product: &ProductView) -> Value {
        let offer = BuyBoxContents::new(Market::Eu, product, &[], None);
        let data: Value = serde_json::from_str(&structured_data(&request(), product, &offer)).expect("JSON");
        data["@graph"][0].clone()
    }

    /// Whether a value, or one inside it, is an empty text or list.
    fn is_empty_somewhere(value: &Value) -> bool {
        match value {
            Value::String(text) => text.trim().is_empty(),
            Value::Array(list) => list.is_empty() || list.iter().any(is_empty_somewhere),
            Value::Object(fields) => fields.is_empty() || fields.values().any(is_empty_somewhere),
            Value::Null => true,
            _ => false,
        }
    }

    #[test]
    fn i01_nothing_empty_is_said() {
        let picture = json!([{"path": "products/mug", "alt": "", "width": 4, "height": 5}]);
        for summary in ["", " ", "A mug."] {
            for description in ["", "Of\n\nstoneware."] {
                for brand in ["", "Kleiwarft"] {
                    for media in [json!([]), picture.clone()] {
                        let mut product = product([summary, description, brand], media);
                        assert!(!is_empty_somewhere(&data(&product)), "{}", data(&product));
                        product.variants[0].price = None;
                        assert!(!is_empty_somewhere(&data(&product)), "{}", data(&product));
                    }
                }
            }
        }
    }

    #[test]
    fn i01_the_description_comes_from_what_is_told() {
        assert_eq!(data(&product(["", "Of\n\nstoneware.", ""], json!([])))["description"], "Of stoneware.");
        assert_eq!(data(&product(["A mug.", "Of stoneware.", ""], json!([])))["description"], "A mug.");
        assert_eq!(about(&product(["", " ", ""], json!([]))), None);
    }
}
