//! Discounts and gift cards, with scripts off.

use http::Method;
use serde_json::{Value, json};
use testing::{Shop, Shopper, eventually};

use crate::buying::check_out;

/// Makes a promotion of a tenth for whoever types `SUMMER10`, and a gift card; returns the card's code.
pub async fn summer_and_a_gift_card(shop: &Shop, amount_minor: i64) -> String {
    let staff = async |path: &str, body: &Value| {
        let reply = shop.shopper().call(Method::POST, path, Some(&shop.staff_key), body).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.json()
    };
    let summer = json!({
        "title": { "en": "Summer sale", "de": "Sommeraktion" }, "code": "SUMMER10",
        "benefit": { "kind": "percent", "basis_points": 1000 },
    });
    staff("/v1/admin/promotions", &summer).await;
    let card = staff("/v1/admin/gift-cards", &json!({ "amount_minor": amount_minor, "currency": "EUR" })).await;
    card["code"].as_str().expect("shown once").to_owned()
}

async fn with_something(shop: &Shop) -> Shopper {
    let shopper = shop.shopper();
    // Cheap enough that something is missing for free delivery.
    let sku: String = sqlx::query_scalar(
        "select o.sku from orders.sellable_snapshots o join orders.stock_levels s using (sku)
         where s.on_hand >= 5 and o.active and (o.prices ->> 'EUR')::bigint between 1000 and 5000 order by o.sku limit 1",
    )
    .fetch_one(&shop.stores.db)
    .await
    .expect("the demo shop has something cheap");
    let fields = [("sku", sku.as_str()), ("quantity", "1"), ("market", "eu")];
    assert_eq!(shopper.post_form("/api/cart/add_line", &fields).await.status, 200);
    shopper
}

#[tokio::test]
async fn codes_are_typed_on_the_cart_and_seen_to_the_end() {
    let shop = Shop::start().await;
    let card = summer_and_a_gift_card(&shop, 100).await;
    let shopper = with_something(&shop).await;

    let refused = shopper.post_form("/cart", &[("code", "NOSUCH")]).await;
    assert_eq!((refused.status, refused.field("code").as_deref()), (422, Some("NOSUCH")));
    assert!(refused.body.contains("We do not know this code.") && refused.body.contains("aria-invalid=\"true\""));
    assert!(refused.body.contains("more for free delivery."), "{}", refused.body);

    let cart = shopper.post_form("/cart", &[("code", " summer10 ")]).await;
    assert_eq!((cart.status, cart.path.as_str()), (200, "/cart"));
    assert!(cart.body.contains("Summer sale") && cart.body.contains("After discounts"), "{}", cart.body);
    // The first code on the page is the one that can be taken out.
    let id = cart.field("code").expect("a chip");
    let without = shopper.post_form("/cart", &[("action", "remove_code"), ("code", &id)]).await;
    assert!(without.status == 200 && !without.body.contains("Summer sale"));
    let again = shopper.post_form("/cart", &[("action", "remove_code"), ("code", &id)]).await;
    assert_eq!((again.status, again.path.as_str()), (200, "/cart"));
    for code in ["SUMMER10", &card] {
        assert_eq!(shopper.post_form("/de/cart", &[("code", code)]).await.status, 200);
    }
    let german = shopper.get("/de/cart").await.body;
    assert!(german.contains("Sommeraktion") && german.contains("Rabattcode oder Geschenkkarte"), "{german}");
    assert!(german.contains("Guthaben") && !german.contains(&card), "{german}");

    let checkout = shopper.get("/checkout").await;
    let tail = format!("Gift card •••• {}", &card[15..]);
    for text in ["Summer sale", tail.as_str(), "To pay"] {
        assert!(checkout.body.contains(text), "{text}: {}", checkout.body);
    }
    let order = check_out(&shopper, &checkout, "ada@example.com", "test_accept").await;
    assert!(order.path.starts_with("/orders/"), "{} {}", order.status, order.body);
    assert!(order.body.contains("Summer sale") && order.body.contains(&tail), "{}", order.body);
    let (amount, total): (i64, i64) = sqlx::query_as(
        "select amount_minor, total_minor from orders.payments join orders.orders as o on o.id = order_id",
    )
    .fetch_one(&shop.stores.db)
    .await
    .expect("one");
    assert_eq!(amount, total - 100);
    let mail = eventually("the order mail", async || shop.mails().into_iter().next()).await;
    assert!(mail.contains("Summer sale (SUMMER10)"), "{mail}");
    assert!(!shopper.get("/cart").await.body.contains("SUMMER10"), "the next cart begins without codes");
}

#[tokio::test]
async fn what_gift_cards_pay_asks_for_no_other_means() {
    let shop = Shop::start().await;
    let card = summer_and_a_gift_card(&shop, 10_000_000).await;
    let shopper = with_something(&shop).await;
    shopper.post_form("/cart", &[("code", &card)]).await;
    let checkout = shopper.get("/checkout").await;
    assert!(checkout.body.contains("Your gift cards pay for everything."), "{}", checkout.body);
    assert!(!checkout.body.contains("payment_token"), "{}", checkout.body);
    let order = check_out(&shopper, &checkout, "ada@example.com", "").await;
    assert!(order.path.starts_with("/orders/"), "{} {}", order.status, order.body);
    let asked: i64 = sqlx::query_scalar("select count(*) from orders.test_provider_charges")
        .fetch_one(&shop.stores.db)
        .await
        .expect("a count");
    assert_eq!(asked, 0);
}
