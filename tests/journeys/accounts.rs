//! Having an account.

use testing::{Shop, eventually};

use crate::buying::{check_out, something_in_stock};

#[tokio::test]
async fn a_shopper_registers_buys_logs_out_and_in_and_nobody_else_sees_it() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let ada = shop.shopper();
    let fields = [("name", "Ada"), ("email", "ada@example.com"), ("password", "a long password")];
    let account = shop.register(&ada, &fields).await;
    assert!(account.path.starts_with("/account"), "{} {}", account.status, account.body);
    assert!(ada.cookie("__Host-session").is_some_and(|token| !token.is_empty()));

    ada.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let checkout = ada.get("/checkout").await;
    let order = check_out(&ada, &checkout, "ada@example.com", "test_accept").await;
    assert!(order.path.starts_with("/orders/"));
    assert!(ada.get("/account").await.body.contains(&order.path), "the order is listed");

    let eve = shop.shopper();
    eve.set_cookie("__Host-session", "forged-token-forged-token-forged-token-xxxx");
    let refused = eve.get("/account").await;
    assert!(refused.path.starts_with("/login") || refused.status == 401, "{} {}", refused.status, refused.path);
    assert!(!refused.body.contains(&order.path));

    ada.post_form("/account", &[("action", "logout")]).await;
    let left = ada.get("/account").await;
    assert!(!left.body.contains(&order.path), "logged out");
    // The order is the account's: its address alone opens nothing, and a guest's cart has no way to the account's.
    let closed = ada.get(&order.path).await;
    assert!(closed.path.starts_with("/login"), "{} {}", closed.status, closed.path);
    let read = eve.get(&format!("/v1{}", order.path)).await;
    assert!(read.status == 401 && !read.body.contains("ada@example.com"), "{} {}", read.status, read.body);
    let wrong = ada.post_form("/login", &[("email", "ada@example.com"), ("password", "a wrong password")]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.field("email").as_deref(), Some("ada@example.com"));
    assert!(!wrong.body.contains("a wrong password"));
    let back = ada.post_form("/login", &[("email", "ADA@example.com"), ("password", "a long password")]).await;
    assert!(back.path.starts_with("/account"), "{} {}", back.status, back.path);
    assert!(ada.get("/account").await.body.contains(&order.path));
}

#[tokio::test]
async fn m10_a_shopper_deletes_the_account_and_the_order_stays_nobody_s() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let (ada, elsewhere) = (shop.shopper(), shop.shopper());
    let fields = [("name", "Ada"), ("email", "ada@example.com"), ("password", "a long password")];
    shop.register(&ada, &fields).await;
    elsewhere.post_form("/login", &fields[1..]).await;
    ada.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let checkout = ada.get("/checkout").await;
    let order = check_out(&ada, &checkout, "ada@example.com", "test_accept").await.path;
    assert!(ada.get("/account").await.body.contains("href=\"/account/delete\""));
    let ask = ada.get("/account/delete").await;
    assert!(ask.status == 200 && ask.header("cache-control") == "private, no-store", "{}", ask.body);
    // Whoever has just logged in has shown who they are; an hour later the password is asked for.
    assert!(!ask.body.contains("id=\"password\"") && ask.body.contains("Delete my account now"), "{}", ask.body);
    shop.age_sessions().await;
    let ask = ada.get("/account/delete").await;
    assert!(ask.body.contains("id=\"password\"") && ask.body.contains("/login/code?next=delete"), "{}", ask.body);
    for password in ["", "a wrong password"] {
        let refused = ada.post_form("/account/delete", &[("password", password)]).await;
        assert!(
            refused.status == 422 && refused.body.contains("Delete my account now"),
            "{password}: {}",
            refused.body
        );
    }
    assert!(ada.get("/account").await.body.contains(&order), "nothing has happened yet");
    let deleted = ada.post_form("/account/delete", &[("password", "a long password")]).await;
    assert!(deleted.status == 200 && deleted.body.contains("Your account was deleted"), "{}", deleted.body);
    for browser in [&ada, &elsewhere] {
        assert!(browser.get("/account").await.path.starts_with("/login"));
    }
    let again = ada.post_form("/login", &fields[1..]).await;
    assert_eq!(again.status, 422, "there is no such account");
    let nobody_s = "select count(*) from orders.orders where customer_id is null and email = 'ada@example.com'";
    eventually("the order to be nobody's", async || {
        let count: i64 = sqlx::query_scalar(nobody_s).fetch_one(&shop.stores.db).await.expect("PostgreSQL is up");
        (count == 1).then_some(())
    })
    .await;
    assert_eq!(ada.get(&order).await.status, 404, "its address opens nothing");
}
