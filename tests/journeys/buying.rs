//! Buying, with scripts off: forms and redirections only.

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shop, Shopper, eventually, filled_in};

/// A variant that is in stock, with its product's path.
pub async fn something_in_stock(shop: &Shop) -> (String, String) {
    let row: (String, String) = sqlx::query_as(
        "select o.sku, o.slug from orders.sellable_snapshots o join orders.stock_levels s using (sku)
         where s.on_hand >= 10 and o.active order by o.sku limit 1",
    )
    .fetch_one(&shop.stores.db)
    .await
    .expect("the demo shop has something in stock");
    (row.0, format!("/products/{}", row.1))
}

/// Fills in and sends the checkout form that `page` shows.
pub async fn check_out(shopper: &Shopper, page: &Reply, email: &str, card: &str) -> Reply {
    let fields = filled_in(page, email, card).unwrap_or_else(|| panic!("this is no checkout form: {}", page.body));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    shopper.post_form("/checkout", &fields).await
}

async fn add(shopper: &Shopper, sku: &str, quantity: &str) -> Reply {
    shopper.post_form("/api/cart/add_line", &[("sku", sku), ("quantity", quantity), ("market", "eu")]).await
}

async fn on_hand(shop: &Shop, sku: &str) -> i64 {
    sqlx::query_scalar("select on_hand from orders.stock_levels where sku = $1")
        .bind(sku)
        .fetch_one(&shop.stores.db)
        .await
        .expect("known")
}

#[tokio::test]
async fn a_guest_buys_with_scripts_off_and_gets_a_mail() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, product) = something_in_stock(&shop).await;
    let before = on_hand(&shop, &sku).await;

    let page = shopper.get(&product).await;
    assert!(page.status == 200 && page.body.contains("/api/cart/add_line"), "the product page has a form");
    let cart = add(&shopper, &sku, "2").await;
    assert!(cart.path.starts_with("/cart") && cart.status == 200, "{} {}", cart.status, cart.path);
    assert!(shopper.cookie("__Host-cart").is_some());

    let checkout = shopper.get("/checkout").await;
    assert_eq!(checkout.status, 200);
    let confirmation = check_out(&shopper, &checkout, "ada@example.com", "test_accept").await;
    assert!(
        confirmation.path.starts_with("/orders/"),
        "{} {} {}",
        confirmation.status,
        confirmation.path,
        confirmation.body
    );
    assert!(confirmation.body.contains("ada@example.com"));
    assert_eq!(confirmation.header("cache-control"), "private, no-store");

    assert_eq!(on_hand(&shop, &sku).await, before - 2);
    let (orders, charges): (i64, i64) = sqlx::query_as(
        "select (select count(*) from orders.orders where state = 'placed'), (select count(*) from orders.payments where state = 'authorised')",
    )
    .fetch_one(&shop.stores.db)
    .await
    .expect("one row");
    assert_eq!((orders, charges), (1, 1));
    let mail = eventually("the order mail", async || shop.mails().into_iter().next()).await;
    assert!(mail.contains("ada@example.com"), "{mail}");
    assert_eq!(shopper.get("/cart").await.field("sku"), None, "the cart is empty afterwards");
}

#[tokio::test]
async fn a_form_sent_twice_is_one_order() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    add(&shopper, &sku, "1").await;
    let checkout = shopper.get("/checkout").await;
    let first = check_out(&shopper, &checkout, "ada@example.com", "test_accept").await;
    let second = check_out(&shopper, &checkout, "ada@example.com", "test_accept").await;
    assert!(first.path.starts_with("/orders/"));
    assert_eq!(first.path, second.path, "{}", second.body);
    let orders: i64 =
        sqlx::query_scalar("select count(*) from orders.orders").fetch_one(&shop.stores.db).await.expect("a count");
    assert_eq!(orders, 1);
}

#[tokio::test]
async fn a_declined_card_keeps_the_cart_and_what_was_typed() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    let before = on_hand(&shop, &sku).await;
    add(&shopper, &sku, "1").await;
    let checkout = shopper.get("/checkout").await;
    let refused = check_out(&shopper, &checkout, "ada@example.com", "test_decline").await;
    assert!((400..500).contains(&refused.status), "{}", refused.status);
    assert_eq!(refused.field("email").as_deref(), Some("ada@example.com"));
    assert_eq!(refused.field("street").as_deref(), Some("Mill Lane 1"));
    assert_eq!(on_hand(&shop, &sku).await, before);
    let again = check_out(&shopper, &refused, "ada@example.com", "test_accept").await;
    assert!(again.path.starts_with("/orders/"), "{} {}", again.status, again.body);
}

#[tokio::test]
async fn an_incomplete_address_is_shown_with_the_field_to_mend() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    add(&shopper, &sku, "1").await;
    let checkout = shopper.get("/checkout").await;
    let hidden = |name: &str| checkout.field(name).expect("a hidden field");
    let (key, total) = (hidden("key"), hidden("expected_standard"));
    let fields = [
        ("key", key.as_str()),
        ("expected_standard", total.as_str()),
        ("email", "not an address"),
        ("name", "Ada Lovelace"),
        ("city", ""),
        ("country", "DE"),
        ("delivery", "standard"),
        ("payment_token", "test_accept"),
    ];
    let page = shopper.post_form("/checkout", &fields).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("aria-invalid=\"true\""));
    assert_eq!(page.field("name").as_deref(), Some("Ada Lovelace"));
    assert_eq!(page.field("email").as_deref(), Some("not an address"));
}

#[tokio::test]
async fn the_last_piece_is_sold_once() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let api = shop.shopper();
    let path = format!("/v1/admin/variants/{sku}");
    let set = api.call(Method::PATCH, &path, Some(&shop.staff_key), &json!({ "on_hand": 1 })).await;
    assert_eq!(set.status, 200, "{}", set.body);
    let buyers = (0..12).map(|_| buy_by_api(&shop, &sku));
    let statuses: Vec<u16> = join_all(buyers).await.into_iter().map(|reply| reply.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(on_hand(&shop, &sku).await, 0);
    let (placed, charged): (i64, i64) = sqlx::query_as(
        "select (select count(*) from orders.orders where state = 'placed'), (select count(*) from orders.payments where state = 'authorised')",
    )
    .fetch_one(&shop.stores.db)
    .await
    .expect("one row");
    assert_eq!((placed, charged), (1, 1));
}

/// Buys one piece through the JSON API; the reply of the last call.
async fn buy_by_api(shop: &Shop, sku: &str) -> Reply {
    let api = shop.shopper();
    let cart = api.call(Method::POST, "/v1/carts", None, &json!({ "market": "eu" })).await.json();
    let cart = cart["id"].as_str().expect("an id").to_owned();
    let line =
        api.call(Method::POST, &format!("/v1/carts/{cart}/lines"), None, &json!({ "sku": sku, "quantity": 1 })).await;
    if line.status != 200 {
        return line;
    }
    let checkout = api.call(Method::GET, &format!("/v1/carts/{cart}/checkout"), None, &Value::Null).await.json();
    api.call(Method::POST, "/v1/orders", None, &order_body(&cart, &checkout)).await
}

/// The order of a cart, as a request says it, at the total that its checkout shows.
pub fn order_body(cart: &str, checkout: &Value) -> Value {
    json!({
        "cart": cart, "market": "eu", "email": "ada@example.com", "delivery": "standard", "payment_token": "test_accept",
        "address": { "name": "Ada", "street": "Mill Lane 1", "postal_code": "10115", "city": "Berlin", "country": "DE" },
        "expected_total": checkout["deliveries"][0]["total"],
    })
}
