//! A product, and the way to a page, in schema.org's words, for search engines.

use std::fmt::{self, Display as _};

use api::catalog::{Picture, ProductView};
use domain::Market;
use domain::inventory::Availability;
use serde::{Serialize, Serializer};

use super::about::about;
use super::buy_box::BuyBoxContents;
use super::product::trail;
use crate::context::RequestContext;
use crate::ui::breadcrumbs::Step;
use crate::ui::html::Html;
use crate::ui::picture::address;

/// Writes the JSON-LD of a product page: the product with an offer for each variant, and the way to it.
pub(super) fn structured_data(
    html: &mut Html,
    request: &RequestContext,
    product: &ProductView,
    offer: &BuyBoxContents,
) {
    let market = request.market;
    let at = |place| Address { site: &request.site.public_url, market, place };
    let page = at(Place::Page(["/products/", product.slug.as_str()]));
    let mut offers = Vec::with_capacity(offer.variants.len());
    for (index, (variant, view)) in offer.variants.iter().zip(&product.variants).enumerate() {
        let Some(price) = variant.price else { continue };
        offers.push(Sellable {
            schema: "Offer",
            availability: variant.availability.map(availability),
            gtin: view.gtin.as_deref(),
            item_condition: "https://schema.org/NewCondition",
            price: price.amount.decimal(),
            price_currency: price.amount.currency.code(),
            price_specification: price.reduced_from(market).map(|former| Former {
                schema: "UnitPriceSpecification",
                price: former.price.decimal(),
                price_currency: former.price.currency.code(),
                price_type: "https://schema.org/StrikethroughPrice",
            }),
            sku: variant.sku.as_str(),
            url: at(Place::Variant(offer, index)),
        });
    }
    let mut position = 0;
    let steps = trail(market, product).map(|(name, path)| {
        position += 1;
        let item = path.map_or(page, |path| at(Place::Page(path)));
        ListItem { schema: "ListItem", item, name: name.bare(), position }
    });
    let way = BreadcrumbList { context: None, schema: "BreadcrumbList", item_list_element: &steps };
    // What there is nothing to say of is left out: an empty field is an error to those who read this.
    let entry = Product {
        schema: "Product",
        brand: (!product.brand.trim().is_empty()).then_some(Brand { schema: "Brand", name: &product.brand }),
        description: about(product),
        image: product.media.iter().map(|image| at(Place::Picture(image))).collect(),
        name: product.title.bare(),
        offers,
        url: page,
    };
    html.json(&Graph { context: "https://schema.org", graph: (entry, way) });
}

/// Writes the JSON-LD of the way to a page: its steps, the last of which is the page itself, at this path.
pub(super) fn way<'a>(html: &mut Html, request: &'a RequestContext, steps: &'a [Step<'a>], page: [&'a str; 2]) {
    let at = |path| Address { site: &request.site.public_url, market: request.market, place: Place::Page(path) };
    let item = |(place, (name, path)): (usize, &'a Step<'a>)| {
        let item = at(path.unwrap_or(page));
        ListItem { schema: "ListItem", item, name: name.bare(), position: place + 1 }
    };
    let steps: Vec<ListItem<'_>> = steps.iter().enumerate().map(item).collect();
    let context = Some("https://schema.org");
    html.html("<script type=\"application/ld+json\">");
    html.json(&BreadcrumbList { context, schema: "BreadcrumbList", item_list_element: &steps }).html("</script>");
}

/// A place in the shop, whose whole address is put together where it is written.
#[derive(Clone, Copy)]
struct Address<'a> {
    site: &'a str,
    market: Market,
    place: Place<'a>,
}

#[derive(Clone, Copy)]
enum Place<'a> {
    /// A page, by its path without market, in two parts.
    Page([&'a str; 2]),
    /// The product's page with the variant of this index.
    Variant(&'a BuyBoxContents, usize),
    /// A picture.
    Picture(&'a Picture),
}

impl Serialize for Address<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let write = |f: &mut fmt::Formatter<'_>| {
            f.write_str(self.site)?;
            match self.place {
                Place::Page([path, rest]) => {
                    self.market.path_parts(path).into_iter().chain([rest]).try_for_each(|part| f.write_str(part))
                }
                Place::Variant(offer, index) => offer.write_address(index, f),
                Place::Picture(picture) => address(picture, 1200, "webp").fmt(f),
            }
        };
        serializer.collect_str(&fmt::from_fn(write))
    }
}

const fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::InStock | Availability::Low { .. } => "https://schema.org/InStock",
        Availability::Backorder => "https://schema.org/BackOrder",
        Availability::Out => "https://schema.org/OutOfStock",
    }
}

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: (Product<'a>, BreadcrumbList<'a>),
}

#[derive(Serialize)]
struct Product<'a> {
    #[serde(rename = "@type")]
    schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<Brand<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    image: Vec<Address<'a>>,
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    offers: Vec<Sellable<'a>>,
    url: Address<'a>,
}

#[derive(Serialize)]
struct Brand<'a> {
    #[serde(rename = "@type")]
    schema: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sellable<'a> {
    #[serde(rename = "@type")]
    schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    availability: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gtin: Option<&'a str>,
    item_condition: &'static str,
    price: String,
    price_currency: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    price_specification: Option<Former>,
    sku: &'a str,
    url: Address<'a>,
}

/// What was asked before a reduction, as pages show it struck through.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Former {
    #[serde(rename = "@type")]
    schema: &'static str,
    price: String,
    price_currency: &'static str,
    price_type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BreadcrumbList<'a> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    #[serde(rename = "@type")]
    schema: &'static str,
    item_list_element: &'a [ListItem<'a>],
}

#[derive(Serialize)]
struct ListItem<'a> {
    #[serde(rename = "@type")]
    schema: &'static str,
    item: Address<'a>,
    name: &'a str,
    position: usize,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::context::{Assets, Site};
    use serde_json::{Value, json};

    fn request() -> RequestContext {
        let none = String::new;
        RequestContext {
            site: Arc::new(Site {
                public_url: "https://shop.example".to_owned(),
                assets: Assets { css: none(), js: none(), wasm: none(), service_worker: none() },
            }),
            market: Market::Eu,
            path: "/products/mug".to_owned(),
            query: none(),
            takes_nothing: false,
            session: None,
            device: None,
            passkeys: None,
            registration: None,
            next: None,
            oidc: None,
            pass: None,
            browser: None,
            cart: None,
            orders: Default::default(),
            merged: None,
        }
    }

    #[test]
    fn the_way_to_a_page_ends_at_it() {
        let steps = [("Home".into(), Some(["/", ""])), ("<Cups>".into(), None)];
        let mut html = Html::with_capacity(0);
        way(&mut html, &request(), &steps, ["/collections/", "cups"]);
        let expected = concat!(
            r#"<script type="application/ld+json">{"@context":"https://schema.org","@type":"BreadcrumbList","#,
            r#""itemListElement":[{"@type":"ListItem","item":"https://shop.example/","name":"Home","position":1},"#,
            r#"{"@type":"ListItem","item":"https://shop.example/collections/cups","name":"\u003cCups>","position":2}]}</script>"#
        );
        assert_eq!(html.into_text(), expected);
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

    fn text(product: &ProductView, offer: &BuyBoxContents) -> String {
        let mut html = Html::with_capacity(0);
        structured_data(&mut html, &request(), product, offer);
        html.into_text()
    }

    fn data(product: &ProductView) -> Value {
        let offer = BuyBoxContents::new(Market::Eu, product, &[], None);
        let data: Value = serde_json::from_str(&text(product, &offer)).expect("JSON");
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

    #[test]
    fn all_that_is_known_is_said_in_the_order_of_its_names() {
        let picture = json!([{"path": "products/mug", "alt": "", "width": 4, "height": 5}]);
        let mut product = product(["A </script> of a mug.", "", "Kleiwarft"], picture);
        product.variants[0].gtin = Some("4006381333931".to_owned());
        let stock = json!([{"sku": "MUG", "availability": {"state": "out"}}]);
        let stock: Vec<api::inventory::StockView> = serde_json::from_value(stock).expect("a list");
        let offer = BuyBoxContents::new(Market::Eu, &product, &stock, None);
        let text = text(&product, &offer);
        let expected = concat!(
            r#"{"@context":"https://schema.org","@graph":[{"@type":"Product","brand":{"@type":"Brand","name":"Kleiwarft"},"#,
            r#""description":"A \u003c/script> of a mug.","image":["https://shop.example/media/products/mug-1200.webp"],"#,
            r#""name":"Mug","offers":[{"@type":"Offer","availability":"https://schema.org/OutOfStock","#,
            r#""gtin":"4006381333931","itemCondition":"https://schema.org/NewCondition","price":"19.00","#,
            r#""priceCurrency":"EUR","sku":"MUG","url":"https://shop.example/products/mug?variant=MUG"}],"#,
            r#""url":"https://shop.example/products/mug"},{"@type":"BreadcrumbList","itemListElement":["#,
            r#"{"@type":"ListItem","item":"https://shop.example/","name":"Home","position":1},"#,
            r#"{"@type":"ListItem","item":"https://shop.example/products","name":"All products","position":2},"#,
            r#"{"@type":"ListItem","item":"https://shop.example/products/mug","name":"Mug","position":3}]}]}"#
        );
        assert_eq!(text, expected);
    }
}
