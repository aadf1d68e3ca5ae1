//! Having an account.

use testing::Shop;

use crate::buying::{check_out, something_in_stock};

#[tokio::test]
async fn a_shopper_registers_buys_logs_out_and_in_and_nobody_else_sees_it() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let ada = shop.shopper();
    let fields = [("name", "Ada"), ("email", "ada@example.com"), ("password", "a long password")];
    let account = ada.post_form("/register", &fields).await;
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
    let wrong = ada.post_form("/login", &[("email", "ada@example.com"), ("password", "a wrong password")]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.field("email").as_deref(), Some("ada@example.com"));
    assert!(!wrong.body.contains("a wrong password"));
    let back = ada.post_form("/login", &[("email", "ADA@example.com"), ("password", "a long password")]).await;
    assert!(back.path.starts_with("/account"), "{} {}", back.status, back.path);
    assert!(ada.get("/account").await.body.contains(&order.path));
}
