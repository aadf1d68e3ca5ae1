//! What is for sale, as programs that compare prices fetch it.

use http::Method;
use serde_json::json;
use testing::{Shop, Shopper, eventually};

use crate::buying::something_in_stock;

/// What stands in an element of an item, each time.
fn all<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(open.as_str()).skip(1).map(|rest| rest.split(close.as_str()).next().unwrap_or_default()).collect()
}

/// The item of a SKU.
async fn item(shopper: &Shopper, path: &str, sku: &str) -> Option<String> {
    let feed = shopper.get(path).await.body;
    feed.split("<item>").find(|item| item.contains(&format!("<g:id>{sku}</g:id>"))).map(str::to_owned)
}

#[tokio::test]
async fn each_market_has_a_feed_that_says_what_its_pages_say() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for (path, currency, pages) in [
        ("/feeds/google.xml", "EUR", "/products/"),
        ("/de/feeds/google.xml", "EUR", "/de/products/"),
        ("/us/feeds/google.xml", "USD", "/us/products/"),
    ] {
        let feed = shopper.get(path).await;
        assert_eq!((feed.status, feed.header("content-type")), (200, "application/xml; charset=utf-8"), "{path}");
        assert!(shopper.get(path).await.header("cache-status").contains("hit"), "{path}");
        let (prices, links) = (all(&feed.body, "g:price"), all(&feed.body, "g:link"));
        assert!(!prices.is_empty() && prices.iter().all(|price| price.ends_with(currency)), "{path}: {prices:?}");
        let begin = format!("{}{pages}", shop.edge);
        assert!(links.len() == prices.len() && links.iter().all(|link| link.starts_with(&begin)), "{path}: {links:?}");
        let page = shopper.get(links[0].strip_prefix(&shop.edge).expect("the shop's own")).await;
        let amount = prices[0].split(' ').next().unwrap_or_default();
        assert!(page.status == 200 && page.body.contains(&format!("\"{amount}\"")), "{} {amount}", links[0]);
        let picture = all(&feed.body, "g:image_link")[0].strip_prefix(&shop.edge).expect("the shop's own");
        assert_eq!(shopper.get(picture).await.status, 200, "{picture}");
    }
    for nothing in
        ["/feeds/google-2.xml", "/feeds/google-4000000000.xml", "/en-gb/feeds/google.xml", "/feeds/other.xml"]
    {
        assert_eq!(shopper.get(nothing).await.status, 404, "{nothing}");
    }
}

#[tokio::test]
async fn a_feed_follows_prices_and_stock() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let shopper = shop.shopper();
    let before = item(&shopper, "/feeds/google.xml", &sku).await.expect("it is for sale");
    assert!(before.contains("<g:availability>in_stock</g:availability>"), "{before}");
    let path = format!("/v1/admin/variants/{sku}");
    let change = json!({ "prices": [{ "currency": "EUR", "amount_minor": 432_109 }] });
    assert_eq!(shopper.call(Method::PATCH, &path, Some(&shop.staff_key), &change).await.status, 200);
    eventually("the new price", async || {
        let now = item(&shopper, "/feeds/google.xml", &sku).await?;
        now.contains("<g:price>4321.09 EUR</g:price>").then_some(())
    })
    .await;
    let us = item(&shopper, "/us/feeds/google.xml", &sku).await;
    assert!(us.is_some_and(|us| us.contains(" USD</g:price>")), "its price in dollars is as it was");
}
