//! A market that a merchant makes is a shop of its own a moment later: pages, prices, checkout, order and mail.

use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shop, Shopper, eventually, filled_in};

use crate::buying::something_in_stock;

async fn staff(shop: &Shop, method: Method, path: &str, body: &Value) -> Reply {
    shop.shopper().call(method, path, Some(&shop.staff_key), body).await
}

/// Sets markets over the API, whatever was set before.
async fn set(shop: &Shop, markets: &Value) -> Reply {
    let bearer = format!("Bearer {}", shop.staff_key);
    let key = uuid::Uuid::new_v4().to_string();
    let headers = [
        ("content-type", "application/json"),
        ("authorization", bearer.as_str()),
        ("idempotency-key", key.as_str()),
        ("if-match", "*"),
    ];
    let reply = shop.shopper().send(Method::PATCH, "/v1/admin/settings", &headers, markets.to_string().into()).await;
    reply.expect("an answer")
}

/// Fills in the checkout form of the page for somebody in London, and sends it.
async fn check_out(shopper: &Shopper, page: &Reply) -> Reply {
    let fields = filled_in(page, "ada@example.com", "test_accept").unwrap_or_else(|| panic!("no form: {}", page.body));
    let here = |(name, value): (&'static str, String)| match name {
        "country" => (name, "GB".to_owned()),
        "city" => (name, "London".to_owned()),
        "postal_code" => (name, "SW1A 1AA".to_owned()),
        _ => (name, value),
    };
    let fields: Vec<_> = fields.into_iter().map(here).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    shopper.post_form("/en-gb/checkout", &fields).await
}

#[tokio::test]
async fn a_market_that_is_made_sells_a_moment_later_in_its_own_currency_and_is_gone_when_it_is_taken_away() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, product) = something_in_stock(&shop).await;
    let product = format!("/en-gb{product}?variant={}", api::endpoint::percent_encoded(&sku));
    for path in ["/en-gb", "/en-gb/cart", product.as_str()] {
        let page = shopper.get(path).await;
        assert_eq!((page.status, page.path.as_str()), (404, path), "nobody has made it");
    }
    assert!(!shopper.get("/").await.body.contains("/en-gb"), "it is named nowhere");

    // It begins without prices, and nothing can be bought before there is one.
    let made = set(&shop, &json!({ "markets_made": ["en-gb"] })).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let page = eventually("the product in pounds", async || {
        Some(shopper.get(&product).await).filter(|page| page.status == 200)
    })
    .await;
    assert!(page.body.contains("<html lang=\"en-GB\"") && page.body.matches('£').count() == 1, "{}", page.body);
    assert!(page.body.contains("Delivery from £4.90."), "which is all that has a price: {}", page.body);
    let path = format!("/v1/admin/variants/{}", api::endpoint::percent_encoded(&sku));
    let prices = json!({ "prices": [
        { "currency": "EUR", "amount_minor": 2500 }, { "currency": "USD", "amount_minor": 2900 },
        { "currency": "GBP", "amount_minor": 2150 },
    ] });
    let priced = staff(&shop, Method::PATCH, &path, &prices).await;
    assert_eq!(priced.status, 200, "{}", priced.body);
    let page = eventually("the price in pounds", async || {
        Some(shopper.get(&product).await).filter(|page| page.body.contains("£21.50"))
    })
    .await;
    for said in
        ["hreflang=\"en-GB\"", "\"priceCurrency\":\"GBP\"", "content=\"en_GB\"", "name=\"market\" value=\"en-gb\""]
    {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    // Every other page names it, and so does the sitemap.
    eventually("its name on the pages of other markets", async || {
        let home = shopper.get("/de").await.body;
        home.contains("href=\"/en-gb\" hreflang=\"en-GB\" lang=\"en\">English, GBP, United Kingdom<").then_some(())
    })
    .await;
    eventually("its addresses in the sitemap", async || {
        shopper.get("/sitemap.xml").await.body.contains("/en-gb/products</loc>").then_some(())
    })
    .await;

    let add = [("sku", sku.as_str()), ("quantity", "1"), ("market", "en-gb")];
    // Pages may know the price a moment before carts do; what is refused puts nothing in.
    let cart = eventually("the cart in pounds", async || {
        Some(shopper.post_form("/api/cart/add_line", &add).await).filter(|cart| cart.path == "/en-gb/cart")
    })
    .await;
    assert_eq!(cart.status, 200, "{}", cart.body);
    assert!(cart.body.contains("£21.50"), "{}", cart.body);
    let checkout = shopper.get("/en-gb/checkout").await;
    let confirmation = check_out(&shopper, &checkout).await;
    assert!(confirmation.path.starts_with("/en-gb/orders/"), "{} {}", confirmation.path, confirmation.body);
    assert!(confirmation.body.contains("£26.40"), "goods, and £4.90 for delivery: {}", confirmation.body);
    let kept: (String, String, i64) =
        sqlx::query_as("select market, currency, total_minor from orders.orders where state = 'placed'")
            .fetch_one(&shop.stores.db)
            .await
            .expect("one order");
    assert_eq!(kept, ("en-gb".to_owned(), "GBP".to_owned(), 2640));
    let mail = eventually("the mail about the order", async || shop.mails().into_iter().next()).await;
    assert!(mail.contains("/en-gb/orders/"), "{mail}");

    // Closed, its pages lead to those of the first market; taken away, they are no pages.
    let closed = set(&shop, &json!({ "markets_closed": ["en-gb"] })).await;
    assert_eq!(closed.status, 200, "{}", closed.body);
    eventually("the way to the first market", async || {
        let page = shopper.get("/en-gb/products").await;
        (page.path == "/products").then_some(())
    })
    .await;
    assert_eq!(set(&shop, &json!({ "markets_made": [] })).await.status, 200);
    eventually("nothing at its addresses", async || (shopper.get("/en-gb/products").await.status == 404).then_some(()))
        .await;
    // The link of the order's mail leads on: the order is there, whatever its market is.
    let order = shopper.get(&confirmation.path).await;
    assert_eq!((order.status, order.path.as_str()), (200, &confirmation.path["/en-gb".len()..]), "{}", order.body);
    assert!(order.body.contains("£26.40"), "in the money that was paid: {}", order.body);
}
