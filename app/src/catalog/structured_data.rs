//! A product, and the way to a page, in schema.org's words, for search engines.

use std::fmt::{self, Write as _};

use api::catalog::{Picture, ProductView};
use domain::inventory::Availability;
use domain::{Market, Money};

use super::about::about;
use super::buy_box::BuyBoxContents;
use super::product::trail;
use crate::context::RequestContext;
use crate::ui::breadcrumbs::Step;
use crate::ui::html::Html;
use crate::ui::picture::address;

/// Writes the JSON-LD of a product page: the product with an offer for each variant, and the way to it. What there is
/// nothing to say of is left out: an empty field is an error to those who read this.
///
/// It is written as the text that it is: this is most of what is escaped for a product page.
pub(super) fn structured_data(
    html: &mut Html,
    request: &RequestContext,
    product: &ProductView,
    offer: &BuyBoxContents,
) {
    let market = request.market;
    let at = |place| Address { site: &request.site.public_url, market, place };
    let page = at(Place::Page(["/products/", product.slug.as_str()]));
    html.html("{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"Product\"");
    if !product.brand.trim().is_empty() {
        html.html(",\"brand\":{\"@type\":\"Brand\",\"name\":").quoted(&product.brand).html("}");
    }
    if let Some(about) = about(product) {
        html.html(",\"description\":").quoted(&about);
    }
    let mut begun = ",\"image\":[";
    for image in &product.media {
        at(Place::Picture(image)).write(html.html(begun));
        begun = ",";
    }
    html.html(if product.media.is_empty() { "" } else { "]" });
    html.html(",\"name\":").quoted(product.title.bare());
    let mut begun = ",\"offers\":[";
    for (index, (variant, view)) in offer.variants.iter().zip(&product.variants).enumerate() {
        let Some(price) = variant.price else { continue };
        html.html(begun).html("{\"@type\":\"Offer\"");
        if let Some(known) = variant.availability {
            html.html(",\"availability\":\"").html(availability(known)).html("\"");
        }
        if let Some(gtin) = &view.gtin {
            html.html(",\"gtin\":").quoted(gtin);
        }
        html.html(",\"itemCondition\":\"https://schema.org/NewCondition\"");
        amount(html, price.amount);
        // What was asked before a reduction, as pages show it struck through.
        if let Some(former) = price.reduced_from(market) {
            html.html(",\"priceSpecification\":{\"@type\":\"UnitPriceSpecification\"");
            amount(html, former.price);
            html.html(",\"priceType\":\"https://schema.org/StrikethroughPrice\"}");
        }
        html.html(",\"sku\":").quoted(variant.sku.as_str()).html(",\"url\":");
        at(Place::Variant(offer, index)).write(html);
        html.html("}");
        begun = ",";
    }
    html.html(if begun == "," { "]" } else { "" });
    html.html(",\"url\":");
    page.write(html);
    html.html("},{\"@type\":\"BreadcrumbList\"");
    steps(html, &trail(market, product), |path| path.map_or(page, |path| at(Place::Page(path))));
    html.html("}]}");
}

/// Writes the JSON-LD of the way to a page: its steps, the last of which is the page itself, at this path.
pub(super) fn way<'a>(html: &mut Html, request: &'a RequestContext, way: &'a [Step<'a>], page: [&'a str; 2]) {
    html.html("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"BreadcrumbList\"");
    let (site, market) = (&request.site.public_url, request.market);
    steps(html, way, |path| Address { site, market, place: Place::Page(path.unwrap_or(page)) });
    html.html("}</script>");
}

/// Writes the steps of a way, each at the address that it has.
fn steps<'a>(html: &mut Html, steps: &[Step<'a>], at: impl Fn(Option<[&'a str; 2]>) -> Address<'a>) {
    html.html(",\"itemListElement\":[");
    for (place, (name, path)) in steps.iter().enumerate() {
        html.html(if place == 0 { "" } else { "," }).html("{\"@type\":\"ListItem\",\"item\":");
        at(*path).write(html);
        html.html(",\"name\":").quoted(name.bare()).html(",\"position\":").count(place + 1).html("}");
    }
    html.html("]");
}

/// Writes an amount of money and its currency.
fn amount(html: &mut Html, amount: Money) {
    html.html(",\"price\":").quoted(&amount.decimal());
    html.html(",\"priceCurrency\":").quoted(amount.currency.code());
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

impl Address<'_> {
    /// Writes it, in quotation marks.
    fn write(&self, html: &mut Html) {
        html.html("\"").in_json(self.site);
        match self.place {
            Place::Page([path, rest]) => {
                for part in self.market.path_parts(path) {
                    html.in_json(part);
                }
                html.in_json(rest);
            }
            Place::Variant(offer, index) => {
                offer.write_address(index, &mut InJson(html)).expect("a text takes what is written to it");
            }
            Place::Picture(picture) => {
                write!(InJson(html), "{}", address(picture, 1200, "webp")).expect("a text takes what is written to it");
            }
        }
        html.html("\"");
    }
}

/// Within a text in JSON.
struct InJson<'a>(&'a mut Html);

impl fmt::Write for InJson<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.in_json(text);
        Ok(())
    }
}

const fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::InStock | Availability::Low { .. } => "https://schema.org/InStock",
        Availability::Backorder => "https://schema.org/BackOrder",
        Availability::Out => "https://schema.org/OutOfStock",
    }
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
