//! Where parcels go: states, territories, and what cannot be delivered to.

use testing::{Reply, Shop, Shopper, eventually, filled_in};

use crate::buying::something_in_stock;

/// Sends the checkout form that is shown now with these fields changed.
async fn check_out(shopper: &Shopper, change: &[(&'static str, &str)]) -> Reply {
    let page = shopper.get("/checkout").await;
    let mut fields = filled_in(&page, "ada@example.com", "test_accept").expect("a checkout form");
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        fields.push((name, (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    shopper.post_form("/checkout", &fields).await
}

async fn shopper_with_something(shop: &Shop) -> Shopper {
    let (sku, _) = something_in_stock(shop).await;
    let shopper = shop.shopper();
    shopper.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    shopper
}

#[tokio::test]
async fn c06_c07_c12_states_are_asked_for_and_eircodes_are_not() {
    let shop = Shop::start().await;
    let shopper = shopper_with_something(&shop).await;
    let form = shopper.get("/checkout").await;
    assert!(form.body.contains("autocomplete=\"shipping address-level1\""), "{}", form.body);
    let america = [("country", "US"), ("postal_code", "94105"), ("city", "San Francisco")];
    let refused = check_out(&shopper, &america).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"region-fault\""), "{}", refused.body);
    let order = check_out(&shopper, &[&america[..], &[("region", "California")]].concat()).await;
    assert!(order.path.starts_with("/orders/"), "{} {}", order.status, order.body);
    assert!(order.body.contains("San Francisco, CA 94105"), "{}", order.body);

    let shopper = shopper_with_something(&shop).await;
    let ireland = [("country", "IE"), ("postal_code", ""), ("city", "Dublin 2"), ("street", "Mill\tLane 1")];
    let order = check_out(&shopper, &ireland).await;
    assert!(order.path.starts_with("/orders/"), "{} {}", order.status, order.body);
    assert!(order.body.contains("Mill Lane 1"), "{}", order.body);
}

#[tokio::test]
async fn c05_the_canary_islands_are_delivered_to_without_vat() {
    let shop = Shop::start().await;
    let shopper = shopper_with_something(&shop).await;
    let canaries = [("country", "ES"), ("postal_code", "35001"), ("city", "Las Palmas")];
    let order = check_out(&shopper, &canaries).await;
    assert!(order.path.starts_with("/orders/"), "{} {}", order.status, order.body);
    assert!(order.body.contains("No VAT is charged for deliveries to the Canary Islands"), "{}", order.body);
    let tax: i64 = sqlx::query_scalar("select (breakdown #>> '{tax,minor}')::bigint from orders.orders")
        .fetch_one(&shop.stores.db)
        .await
        .expect("one order");
    assert_eq!(tax, 0);
}

#[tokio::test]
async fn c10_c13_l13_whatever_is_ordered_with_is_written_to() {
    let shop = Shop::start().await;
    let shopper = shopper_with_something(&shop).await;
    for (field, value) in [
        ("email", "a..b@example.com"),
        ("email", "a\u{202e}gnp@example.com"),
        ("email", "jürgen@example.com"),
        ("name", "\u{200b}"),
        ("name", "Ada\u{202e}ecalevoL"),
        ("street", "\u{3164}"),
        ("postal_code", "1011"),
    ] {
        let refused = check_out(&shopper, &[(field, value)]).await;
        assert_eq!(refused.status, 422, "{field} {value:?}");
        assert!(refused.body.contains(&format!("id=\"{field}-fault\"")), "{field} {value:?}: {}", refused.body);
    }
    let order = check_out(&shopper, &[("email", "ada@müller.example")]).await;
    assert!(order.path.starts_with("/orders/"), "{} {}", order.status, order.body);
    let mail = eventually("the order mail", async || shop.mails().into_iter().next()).await;
    assert!(mail.contains("ada@xn--mller-kva.example"), "{mail}");
}
