//! Fragments that were put into a stored page are as good as those the page was made with.

use http::Method;
use serde_json::json;
use testing::{Shop, eventually};

use crate::buying::two_colours;
use crate::chromium::{Chromium, Scripts};

/// Sells a variant of the product out and waits until its stored page says so, at each edge that there is.
async fn sell_out(shop: &Shop, slug: &str) -> (String, String) {
    let skus: Vec<String> = sqlx::query_scalar(
        "select sku from orders.sellable_snapshots join orders.stock_levels using (sku) where slug = $1 and on_hand >= 5",
    )
    .bind(slug)
    .fetch_all(&shop.stores.db)
    .await
    .expect("the product has offers");
    let [sold_out, kept, ..] = skus.as_slice() else { panic!("two variants are in stock: {skus:?}") };
    let (nodes, page) = (shop.shoppers_at_nodes(), format!("/products/{slug}?variant={sold_out}"));
    for node in &nodes {
        node.get(&page).await;
    }
    let path = format!("/v1/admin/variants/{sold_out}");
    let changed = shop.shopper().call(Method::PATCH, &path, Some(&shop.staff_key), &json!({ "on_hand": 0 })).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    for node in &nodes {
        eventually("the fragment to be exchanged", async || {
            let reply = node.get(&page).await;
            assert!(reply.header("cache-status").starts_with("edge; hit"), "{}", reply.header("cache-status"));
            reply.header("cache-status").contains("filled").then_some(())
        })
        .await;
    }
    (sold_out.clone(), kept.clone())
}

#[tokio::test]
async fn an_exchanged_buy_box_wakes_up_and_reacts() {
    let shop = Shop::start().await;
    let (slug, product) = two_colours(&shop).await;
    let (sold_out, kept) = sell_out(&shop, &slug).await;
    let browser = Chromium::open(&shop, Scripts::On, 1280).await;
    browser.go(&format!("{product}?variant={sold_out}")).await;
    browser.wait_for_islands().await;
    browser.wait_for_text("form.buy button[type=submit]", "Sold out").await;
    browser.click(&format!("form.buy .chip[href$='variant={kept}']")).await;
    browser.wait_for_text("form.buy button[type=submit]", "Add to cart").await;
    let sku = browser.find("form.buy input[name=sku]").await.prop("value").await.expect("a form");
    assert_eq!(sku.as_deref(), Some(kept.as_str()), "the island changes what the form sends");
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    assert_eq!(browser.path().await, product, "the page was not left");
    assert_eq!(browser.console().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test]
async fn an_exchanged_buy_box_works_without_scripts() {
    let shop = Shop::start().await;
    let (slug, product) = two_colours(&shop).await;
    let (sold_out, kept) = sell_out(&shop, &slug).await;
    let browser = Chromium::open(&shop, Scripts::Off, 390).await;
    browser.go(&format!("{product}?variant={sold_out}")).await;
    browser.wait_for_text("form.buy button[type=submit]", "Sold out").await;
    browser.click(&format!("form.buy .chip[href$='variant={kept}']")).await;
    browser.wait_for_text("form.buy button[type=submit]", "Add to cart").await;
    browser.click("form.buy button[type=submit]").await;
    browser.find(".cart-lines").await;
    assert_eq!(browser.path().await, "/cart");
    browser.close().await;
}
