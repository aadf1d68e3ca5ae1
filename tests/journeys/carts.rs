//! A cart's life: kept for a guest, made one with the account's at log-in, gone from the browser at log-out.

use http::Method;
use serde_json::json;
use testing::{Shop, Shopper, eventually};

async fn two_in_stock(shop: &Shop) -> (String, String) {
    let skus: Vec<String> = sqlx::query_scalar(
        "select o.sku from orders.sellable_snapshots o join orders.stock_levels s using (sku)
         where s.on_hand >= 10 and o.active order by o.sku limit 2",
    )
    .fetch_all(&shop.stores.db)
    .await
    .expect("the demo shop has something in stock");
    (skus[0].clone(), skus[1].clone())
}

async fn add(shopper: &Shopper, sku: &str, quantity: &str) {
    let fields = [("sku", sku), ("quantity", quantity), ("market", "eu")];
    let cart = shopper.post_form("/api/cart/add_line", &fields).await;
    assert_eq!((cart.status, cart.path.as_str()), (200, "/cart"));
}

/// SKU and quantity of each line, as the drawer reads them.
async fn lines(shopper: &Shopper) -> Vec<(String, u64)> {
    let headers = [("accept", "application/json")];
    let cart = shopper.send(Method::GET, "/api/cart/view?market=eu", &headers, bytes::Bytes::new()).await;
    let cart = cart.expect("an answer").json();
    let lines = cart["lines"].as_array().cloned().unwrap_or_default();
    let line = |line: &serde_json::Value| {
        (line["sku"].as_str().unwrap_or_default().to_owned(), line["quantity"].as_u64().unwrap_or(0))
    };
    lines.iter().map(line).collect()
}

const ADA: [(&str, &str); 2] = [("email", "ada@example.com"), ("password", "a long password")];

async fn register(shop: &Shop, shopper: &Shopper) {
    let page = shop.register(shopper, &[("name", "Ada"), ADA[0], ADA[1]]).await;
    assert!(page.path.starts_with("/account"), "{} {}", page.status, page.body);
}

#[tokio::test]
async fn a_guest_s_cart_is_there_again_after_two_weeks() {
    let mut shop = Shop::start().await;
    let (sku, _) = two_in_stock(&shop).await;
    let shopper = shop.shopper();
    let fields = format!("sku={sku}&quantity=2&market=eu");
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", shop.edge.as_str())];
    let added = shopper.send(Method::POST, "/api/cart/add_line", &headers, fields.into()).await.expect("an answer");
    let cookies: Vec<&str> =
        added.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().expect("ASCII")).collect();
    let cookie = cookies.iter().find(|cookie| cookie.starts_with("__Host-cart=")).expect("a cart");
    // A cookie with an age outlives the browser.
    let age = cookie.split("; ").find_map(|part| part.strip_prefix("Max-Age=")?.parse::<u64>().ok());
    assert!(age.is_some_and(|seconds| seconds >= 14 * 24 * 60 * 60), "{cookie}");

    for old in [
        "update orders.carts set created_at = created_at - interval '29 days', updated_at = updated_at - interval '29 days'",
        "update orders.cart_lines set added_at = added_at - interval '29 days'",
        "update shop.idempotency_keys set created_at = created_at - interval '29 days'",
    ] {
        sqlx::query(old).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    }
    shop.restart_workers();
    eventually("the sweep", async || {
        let keys: i64 = sqlx::query_scalar(
            "select count(*) from shop.idempotency_keys where created_at < now() - interval '20 days'",
        )
        .fetch_one(&shop.stores.db)
        .await
        .ok()?;
        (keys == 0).then_some(())
    })
    .await;
    assert_eq!(lines(&shopper).await, [(sku, 2)]);
}

#[tokio::test]
async fn logging_in_makes_both_carts_one_and_tells_it_once() {
    let shop = Shop::start().await;
    let (sku, other) = two_in_stock(&shop).await;
    let ada = shop.shopper();
    // Opening an account keeps the guest's cart.
    add(&ada, &sku, "2").await;
    register(&shop, &ada).await;
    assert_eq!(lines(&ada).await, [(sku.clone(), 2)]);

    // The next person at this browser finds nothing of it.
    ada.post_form("/account", &[("action", "logout")]).await;
    assert_eq!(
        (ada.cookie("__Host-cart").as_deref(), ada.cookie("__Host-cart-units").as_deref()),
        (Some(""), Some("0"))
    );
    assert_eq!(lines(&ada).await, []);
    assert_eq!(ada.get("/cart").await.field("sku"), None);

    // On another device, with something in the cart already.
    let phone = shop.shopper();
    add(&phone, &other, "1").await;
    add(&phone, &sku, "3").await;
    let page = phone.post_form("/login", &ADA).await;
    assert!(page.path.starts_with("/account") && page.body.contains("Your cart is here again"), "{}", page.body);
    assert!(page.body.contains(": 5 pieces now"), "{}", page.body);
    assert_eq!(lines(&phone).await, [(sku.clone(), 5), (other.clone(), 1)]);
    assert!(!phone.get("/account").await.body.contains("Your cart is here again"), "told once");
    assert!(!phone.get("/cart").await.body.contains("Your cart is here again"), "told once");

    // Back at the first one, with an empty cart: there it is, all of it, and nothing to tell.
    let page = ada.post_form("/login", &ADA).await;
    assert!(!page.body.contains("Your cart is here again"), "{}", page.body);
    assert_eq!(lines(&ada).await, [(sku, 5), (other, 1)]);
}

#[tokio::test]
async fn the_cart_of_one_account_never_goes_to_another() {
    let shop = Shop::start().await;
    let (sku, _) = two_in_stock(&shop).await;
    let ada = shop.shopper();
    register(&shop, &ada).await;
    add(&ada, &sku, "2").await;
    let cart = ada.cookie("__Host-cart").expect("a cart");
    // Eve has learnt the id, and opens an account with it.
    let eve = shop.shopper();
    eve.set_cookie("__Host-cart", &cart);
    let page = shop.register(&eve, &[("name", "Eve"), ("email", "eve@example.com"), ADA[1]]).await;
    assert!(page.path.starts_with("/account"), "{} {}", page.status, page.body);
    assert_eq!((lines(&eve).await, eve.cookie("__Host-cart").as_deref()), (Vec::new(), Some("")));
    assert_eq!(lines(&ada).await, [(sku, 2)]);
}

#[tokio::test]
async fn the_cart_page_says_what_has_changed_in_the_shopper_s_language() {
    let shop = Shop::start().await;
    let (sku, _) = two_in_stock(&shop).await;
    let shopper = shop.shopper();
    add(&shopper, &sku, "5").await;
    let before: i64 =
        sqlx::query_scalar("select (prices->>'EUR')::bigint from orders.sellable_snapshots where sku = $1")
            .bind(&sku)
            .fetch_one(&shop.stores.db)
            .await
            .expect("a price");
    let change = json!({ "on_hand": 2, "prices": [{ "currency": "EUR", "amount_minor": before + 200 }] });
    let path = format!("/v1/admin/variants/{sku}");
    let changed = shop.shopper().call(Method::PATCH, &path, Some(&shop.staff_key), &change).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let page = eventually("the new price", async || {
        let page = shopper.get("/cart").await;
        page.body.contains("Price changed from").then_some(page)
    })
    .await;
    assert!(page.body.contains("Only 2 left: reduce the quantity"), "{}", page.body);
    assert!(page.body.contains("button-off"), "it cannot be ordered like this");
    let german = shopper.get("/de/cart").await.body;
    assert!(
        german.contains("Preis geändert von") && german.contains("Nur noch 2 da: bitte Menge verringern"),
        "{german}"
    );
    // Looking was not enough; changing the line is.
    shopper.post_form("/api/cart/update_line", &[("sku", &sku), ("quantity", "2"), ("market", "eu")]).await;
    let page = shopper.get("/cart").await.body;
    assert!(!page.contains("Price changed from") && !page.contains("reduce the quantity"), "{page}");
}
