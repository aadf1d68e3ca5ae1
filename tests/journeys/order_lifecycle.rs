//! What becomes of an order, on its page and with scripts off: cancel, follow the parcel, withdraw, send back.

use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shop, Shopper, eventually};

use crate::buying::{check_out, something_in_stock};

/// What a guest is asked before an order is changed.
const ADA: (&str, &str) = ("email", "ada@example.com");

/// Buys two pieces as a guest; the page of the order.
pub async fn bought(shop: &Shop, shopper: &Shopper, sku: &str) -> Reply {
    let line = [("sku", sku), ("quantity", "2"), ("market", "eu")];
    shopper.post_form("/api/cart/add_line", &line).await;
    let checkout = shopper.get("/checkout").await;
    let page = check_out(shopper, &checkout, "ada@example.com", "test_accept").await;
    assert!(page.path.starts_with("/orders/"), "{} {} {}", shop.edge, page.status, page.body);
    page
}

/// What the staff's API answers.
pub async fn staff(shop: &Shop, method: Method, path: &str, body: &Value) -> Value {
    let reply = shop.shopper().call(method, path, Some(&shop.staff_key), body).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    reply.json()
}

#[tokio::test]
async fn a_guest_cancels_what_has_not_left_yet() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    let page = bought(&shop, &shopper, &sku).await;
    let key = page.field("key").expect("a form");
    // Whoever has but a link says who they are.
    for email in ["", "eve@example.com"] {
        let form = [("action", "cancel"), ("key", key.as_str()), ("email", email)];
        let refused = shopper.post_form(&page.path, &form).await;
        assert!(refused.status == 422 && refused.body.contains("Enter the e-mail address the order was placed with."));
        assert!(refused.body.contains("Cancel the order now"), "the form is still there: {}", refused.body);
    }
    let form = [("action", "cancel"), ("key", key.as_str()), ("email", "Ada@Example.com")];
    let cancelled = shopper.post_form(&page.path, &form).await;
    assert_eq!((cancelled.status, cancelled.path.as_str()), (200, page.path.as_str()));
    assert!(cancelled.body.contains("The order was cancelled") && cancelled.field("action").is_none());
    assert_eq!(cancelled.header("cache-control"), "private, no-store");
    // The form in another tab, sent again.
    assert_eq!(shopper.post_form(&page.path, &form).await.status, 200);

    // Packed it can be cancelled too, and on its way it cannot.
    for (state, status, text) in
        [("packed", 200, "The order was cancelled"), ("shipped", 409, "The order has moved on")]
    {
        let page = bought(&shop, &shopper, &sku).await;
        let lines = json!({ "lines": [{ "sku": sku, "quantity": 1 }], "state": state });
        staff(&shop, Method::POST, &format!("/v1/admin{}/shipments", page.path), &lines).await;
        let key = page.field("key").expect("a form");
        let answer = shopper.post_form(&page.path, &[("action", "cancel"), ("key", key.as_str()), ADA]).await;
        assert_eq!(answer.status, status, "{state}");
        assert!(answer.body.contains(text), "{state}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_guest_follows_the_parcel_withdraws_in_two_steps_and_gets_the_money() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    let order = bought(&shop, &shopper, &sku).await.path;
    let admin = format!("/v1/admin{order}");
    let shipment = json!({
        "lines": [{ "sku": sku, "quantity": 2 }], "state": "shipped", "carrier": "DHL",
        "tracking_number": "JJD 1", "tracking_url": "https://dhl.example/?id=1&lang=en",
    });
    staff(&shop, Method::POST, &format!("{admin}/shipments"), &shipment).await;
    let page = shopper.get(&order).await;
    for shown in ["href=\"https://dhl.example/?id=1&amp;lang=en\"", "JJD 1", "On its way"] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let withdrawal = format!("{order}/withdrawal");
    assert!(page.body.contains(&format!("href=\"{withdrawal}\"")) && page.field("action").is_none());

    let choice = shopper.get(&withdrawal).await;
    let field = format!("units.{sku}");
    assert!(choice.status == 200 && choice.body.contains(&field), "{}", choice.body);
    let none = shopper.post_form(&withdrawal, &[(&field, "0")]).await;
    assert!(none.status == 422 && none.body.contains("Choose at least one piece"), "{}", none.body);
    let review = shopper.post_form(&withdrawal, &[(&field, "1")]).await;
    assert!(review.body.contains("Confirm withdrawal") && review.body.contains("ada@example.com"), "{}", review.body);
    let count = "select count(*) from orders.returns";
    let returns = async || sqlx::query_scalar::<_, i64>(count).fetch_one(&shop.stores.db).await.expect("a count");
    assert_eq!(returns().await, 0, "nothing happens before it is confirmed");
    let key = review.field("key").expect("a form");
    let nobody = [(field.as_str(), "1"), ("step", "confirm"), ("key", &key), ("email", "eve@example.com")];
    let refused = shopper.post_form(&withdrawal, &nobody).await;
    assert!(refused.status == 422 && refused.body.contains("Confirm withdrawal"), "{}", refused.body);
    assert!(refused.body.contains("Enter the e-mail address the order was placed with."), "{}", refused.body);
    let form = [(field.as_str(), "1"), ("step", "confirm"), ("key", &key), ADA];
    for _ in 0..2 {
        let done = shopper.post_form(&withdrawal, &form).await;
        assert_eq!((done.status, done.path.as_str()), (200, order.as_str()), "{}", done.body);
        assert!(done.body.contains("Withdrawal") && done.body.contains("We have your withdrawal"), "{}", done.body);
    }
    assert_eq!(returns().await, 1, "sent twice, it is one");

    let view = staff(&shop, Method::GET, &admin, &Value::Null).await;
    let back = format!("{admin}/returns/{}", view["order"]["returns"][0]["id"].as_str().expect("an id"));
    for event in ["approve", "receive", "restock", "refund"] {
        staff(&shop, Method::PATCH, &back, &json!({ "event": event })).await;
    }
    let page = shopper.get(&format!("/de{order}")).await;
    assert!(page.body.contains("Zurückgezahlt") && page.body.contains("Widerruf"), "{}", page.body);
}

#[tokio::test]
async fn a_part_that_staff_call_off_is_told_and_not_charged_or_given_back() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    let order = bought(&shop, &shopper, &sku).await.path;
    let admin = format!("/v1/admin{order}");
    let one = json!([{ "sku": sku, "quantity": 1 }]);
    let before = staff(&shop, Method::GET, &admin, &Value::Null).await;
    let amount = |view: &Value, path: &str| view.pointer(path).and_then(Value::as_i64).expect("an amount");
    let (total, price) = (amount(&before, "/payment/amount/minor"), amount(&before, "/order/lines/0/unit_price/minor"));
    // Before anything has left: it is never charged.
    let off = json!({ "lines": one, "reason": "The glaze is off" });
    let off = staff(&shop, Method::POST, &format!("{admin}/part-cancellations"), &off).await;
    let released = amount(&off, "/order/cancellations/0/released/minor");
    assert_eq!((released, amount(&off, "/payment/captured/minor")), (price, 0), "{off}");
    let page = shopper.get(&order).await;
    assert!(page.body.contains("Cancelled") && page.body.contains("not charged"), "{}", page.body);
    assert!(!page.body.contains("The order was cancelled"), "a part was: {}", page.body);
    assert!(page.body.contains("1 of them cancelled") && page.body.contains("Left of the total"), "{}", page.body);
    assert!(shopper.get(&format!("/de{order}")).await.body.contains("nicht berechnet"));
    eventually("the mail about it", async || {
        shop.mails().iter().any(|mail| mail.contains("The glaze is off")).then_some(())
    })
    .await;
    // Staff have it sent once more, and nothing that was never sent.
    let about = off.pointer("/order/cancellations/0/id").cloned().expect("an id");
    let again = json!({ "kind": "order_part_cancelled", "about": about });
    // It is noted as sent a little after it was handed over.
    eventually("the mail among those that were sent", async || {
        let view = staff(&shop, Method::GET, &admin, &Value::Null).await;
        (view.pointer("/mails/0/kind") == Some(&json!("order_part_cancelled"))).then_some(())
    })
    .await;
    staff(&shop, Method::POST, &format!("{admin}/mails"), &again).await;
    eventually("the mail once more", async || {
        (shop.mails().iter().filter(|mail| mail.contains("The glaze is off")).count() == 2).then_some(())
    })
    .await;
    let never = json!({ "kind": "order_refunded", "about": about });
    let never = shop.shopper().call(Method::POST, &format!("{admin}/mails"), Some(&shop.staff_key), &never).await;
    assert_eq!(never.status, 409, "{}", never.body);
    // What is left is sent: it alone is taken, and can come back.
    let sent = json!({ "lines": one, "state": "shipped" });
    let sent = staff(&shop, Method::POST, &format!("{admin}/shipments"), &sent).await;
    assert_eq!(sent.pointer("/order/state"), Some(&json!("fulfilled")), "{sent}");
    assert_eq!(amount(&sent, "/payment/captured/minor"), total - released, "{sent}");
    assert_eq!(amount(&sent, "/refundable/minor"), total - released, "{sent}");

    // After a part of another order has left: it was taken, and goes back.
    let order = bought(&shop, &shopper, &sku).await.path;
    let admin = format!("/v1/admin{order}");
    let sent = json!({ "lines": one, "state": "shipped" });
    let sent = staff(&shop, Method::POST, &format!("{admin}/shipments"), &sent).await;
    assert_eq!(amount(&sent, "/payment/captured/minor"), total, "{sent}");
    let off = json!({ "lines": one, "reason": "None are left" });
    let off = staff(&shop, Method::POST, &format!("{admin}/part-cancellations"), &off).await;
    assert_eq!(amount(&off, "/payment/refunded/minor"), price, "{off}");
    let page = shopper.get(&order).await;
    assert!(page.body.contains("Cancelled") && page.body.contains("Paid back"), "{}", page.body);
    assert!(!page.body.contains("not charged"), "{}", page.body);
}

#[tokio::test]
async fn an_exchange_is_wished_for_and_what_was_typed_is_kept() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    let order = bought(&shop, &shopper, &sku).await.path;
    let address = format!("{order}/return");
    let nothing = shopper.get(&address).await;
    assert!(nothing.status == 200 && nothing.body.contains("There is nothing of this order"), "{}", nothing.body);
    let lines = json!({ "lines": [{ "sku": sku, "quantity": 2 }], "state": "shipped" });
    staff(&shop, Method::POST, &format!("/v1/admin{order}/shipments"), &lines).await;
    let field = format!("units.{sku}");
    let silent = shopper.post_form(&address, &[(&field, "1"), ("wish", "exchange"), ("reason", " ")]).await;
    assert!(silent.status == 422 && silent.body.contains("Say what you would like instead."), "{}", silent.body);
    let wish = "the blue one, <b>please</b>";
    let form = [(field.as_str(), "2"), ("wish", "exchange"), ("reason", wish)];
    let review = shopper.post_form(&address, &form).await;
    assert!(review.body.contains("&lt;b&gt;please") && !review.body.contains("<b>please"), "{}", review.body);
    let key = review.field("key").expect("a form");
    let form = [form.as_slice(), &[("step", "confirm"), ("key", &key), ADA]].concat();
    // Sent twice, it is one, although no piece is left to choose then.
    for _ in 0..2 {
        let done = shopper.post_form(&address, &form).await;
        assert!(done.path == order && done.body.contains("Exchange"), "{} {}", done.path, done.body);
    }
    // With another key it is another wish, for pieces that are not there any more.
    let again = [&form[..4], &[("key", "7f2c1d3e-0000-4000-8000-000000000001"), ADA]].concat();
    let again = shopper.post_form(&address, &again).await;
    assert!(again.status == 409 && again.body.contains("The order has moved on"), "{}", again.body);
    // Whoever has no link sees nothing.
    for (shopper, order) in
        [(&shopper, "/orders/7f2c1d3e-0000-4000-8000-000000000001"), (&shop.shopper(), order.as_str())]
    {
        let other = shopper.get(&format!("{order}/return")).await;
        assert_eq!((other.status, other.header("cache-control")), (404, "private, no-store"));
        assert!(other.body.contains("This order does not open here"), "{}", other.body);
    }
}

#[tokio::test]
async fn what_was_typed_stays_in_the_field() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    let order = bought(&shop, &shopper, &sku).await.path;
    let lines = json!({ "lines": [{ "sku": sku, "quantity": 1 }], "state": "shipped" });
    staff(&shop, Method::POST, &format!("/v1/admin{order}/shipments"), &lines).await;
    let form = [("wish", "return"), ("reason", "a chipped rim")];
    let refused = shopper.post_form(&format!("{order}/return"), &form).await;
    assert_eq!(refused.status, 422);
    let text = refused.body.split("<textarea").nth(1).and_then(|rest| rest.split_once('>')).map(|rest| rest.1);
    let text = text.and_then(|rest| rest.split_once("</textarea>")).map(|rest| rest.0);
    assert_eq!(text, Some("a chipped rim"));
}
