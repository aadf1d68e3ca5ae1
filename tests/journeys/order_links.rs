//! What opens an order to a guest: the link in its mails, and nothing that stands in an address.

use bytes::Bytes;
use http::{Method, header};
use serde_json::{Value, json};
use testing::{Shop, Shopper, eventually};

use crate::buying::{check_out, something_in_stock};

const CLOSED: &str = "This order does not open here";

/// The links to an order in the mails that hold `what`, each as a path.
async fn mailed(shop: &Shop, order: &str, what: &str) -> Vec<String> {
    let link = format!("{order}?token=");
    eventually("the mail", async || {
        let mails =
            shop.mails().into_iter().map(|mail| mail.replace("=\r\n", "").replace("=\n", "").replace("=3D", "="));
        let links = mails.filter(|mail| mail.contains(what)).filter_map(|mail| {
            let (_, token) = mail.split_once(&link)?;
            let token = token.split(|letter: char| !letter.is_ascii_alphanumeric() && !"-_".contains(letter)).next()?;
            Some(format!("{link}{token}"))
        });
        Some(links.collect::<Vec<_>>()).filter(|links| !links.is_empty())
    })
    .await
}

async fn bought(shop: &Shop, shopper: &Shopper) -> String {
    let (sku, _) = something_in_stock(shop).await;
    shopper.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let checkout = shopper.get("/checkout").await;
    let page = check_out(shopper, &checkout, "ada@example.com", "test_accept").await;
    assert!(page.status == 200 && page.path.starts_with("/orders/"), "{} {}", page.status, page.body);
    page.path
}

#[tokio::test]
async fn m4_a_link_opens_an_order_and_its_address_alone_does_not() {
    let shop = Shop::start().await;
    let guest = shop.shopper();
    let order = bought(&shop, &guest).await;
    // Whoever has just bought sees it, and it stays open to that browser.
    assert!(guest.get(&order).await.body.contains("Thank you for your order"));
    let stranger = shop.shopper();
    for path in [order.clone(), format!("{order}/return"), format!("{order}/withdrawal"), format!("/de{order}")] {
        let page = stranger.get(&path).await;
        assert_eq!((page.status, page.header("cache-control")), (404, "private, no-store"), "{path}");
        assert!(!page.body.contains("ada@example.com") && page.body.contains("/orders/find"), "{}", page.body);
    }
    let said = json!({ "email": "ada@example.com" });
    for (method, path, body) in [
        (Method::GET, "", &Value::Null),
        (Method::POST, "/settlement", &Value::Null),
        (Method::POST, "/cancellations", &said),
    ] {
        let reply = stranger.call(method, &format!("/v1{order}{path}"), None, body).await;
        assert_eq!((reply.status, reply.json()["code"].as_str()), (404, Some("order_not_found")), "{path}");
    }

    let link = mailed(&shop, &order, "Your order").await.remove(0);
    let opened = stranger.send(Method::GET, &link, &[("accept", "text/html")], Bytes::new()).await.expect("an answer");
    assert_eq!((opened.status, opened.header("location")), (303, order.as_str()), "to an address without the token");
    assert_eq!(opened.header("cache-control"), "private, no-store");
    let cookie = opened.headers.get_all(header::SET_COOKIE).iter().find_map(|cookie| cookie.to_str().ok());
    let cookie = cookie.filter(|cookie| cookie.starts_with("__Host-order=")).expect("a cookie");
    for rule in ["Path=/", "HttpOnly", "Secure", "SameSite=Lax"] {
        assert!(cookie.split("; ").any(|part| part == rule), "{cookie}");
    }
    let page = stranger.get(&order).await;
    assert!(page.status == 200 && page.body.contains("ada@example.com"), "{}", page.body);
    assert!(!page.body.contains("token="), "the page leads nowhere with it");

    // A program shows the token itself.
    let token = link.split_once("token=").expect("a token").1;
    let headers = [("order-token", token)];
    let path = format!("/v1{order}");
    let view = shop.shopper().send(Method::GET, &path, &headers, Bytes::new()).await.expect("an answer");
    assert_eq!((view.status, view.json()["email"].as_str()), (200, Some("ada@example.com")));

    // Another's token, or half of one, opens nothing and is not kept.
    let third = shop.shopper();
    for bad in [format!("{order}?token={}", &token[..30]), format!("{order}?token=%22%3Cscript%3E"), order.clone()] {
        let page = third.get(&bad).await;
        assert!(page.status == 404 && page.path == order && page.body.contains(CLOSED), "{bad}: {}", page.body);
    }
    assert_eq!(third.cookie("__Host-order"), None);
}

#[tokio::test]
async fn m4_asking_for_the_link_anew_ends_those_before() {
    let shop = Shop::start().await;
    let guest = shop.shopper();
    let order = bought(&shop, &guest).await;
    let first = mailed(&shop, &order, "Your order").await.remove(0);
    guest.post_form("/orders/find", &[("number", "1001"), ("email", "Ada@Example.com")]).await;
    let second = mailed(&shop, &order, "The link to your order").await.remove(0);
    assert_ne!(first, second);
    let stranger = shop.shopper();
    let old = stranger.get(&first).await;
    assert!(old.status == 404 && old.body.contains(CLOSED), "{}", old.body);
    assert_eq!(guest.get(&order).await.status, 404, "what the browser held is over too");
    let new = stranger.get(&second).await;
    assert_eq!((new.status, new.path.as_str()), (200, order.as_str()), "{}", new.body);
}

#[tokio::test]
async fn m4_a_link_does_not_outlast_its_time_and_logging_out_closes_it() {
    let shop = Shop::start().await;
    let guest = shop.shopper();
    let order = bought(&shop, &guest).await;
    let age = async |table: &str, column: &str| {
        let sql = format!("update orders.{table} set {column} = {column} - interval '91 days'");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    };
    let link = mailed(&shop, &order, "Your order").await.remove(0);
    age("orders", "created_at").await;
    age("order_timeline", "at").await;
    assert_eq!((guest.get(&order).await.status, guest.get(&link).await.status), (404, 404));

    let other = bought(&shop, &guest).await;
    let account =
        [("name", "Ada"), ("email", "ada@example.com"), ("password", "correct horse battery"), ("next", "account")];
    let registered = shop.register(&guest, &account).await;
    assert_eq!(registered.status, 200, "{}", registered.body);
    assert_eq!(guest.get(&other).await.status, 200, "a link opens it beside a session");
    guest.post_form("/account", &[("action", "logout")]).await;
    // The account has it since the address was confirmed: whoever has logged out is asked to log in.
    let closed = guest.get(&other).await;
    assert!(closed.status == 404 || closed.path.starts_with("/login"), "{} {}", closed.path, closed.body);
}

#[tokio::test]
async fn m4_webhooks_name_an_order_by_its_number() {
    let shop = Shop::start().await;
    let posted = crate::webhooks::Posted::default();
    let creation = json!({ "url": crate::webhooks::receiver(posted.clone()).await, "subjects": ["shop.orders.*"] });
    let staff = Some(shop.staff_key.as_str());
    let made = shop.shopper().call(Method::POST, "/v1/admin/webhooks", staff, &creation).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let order = bought(&shop, &shop.shopper()).await;
    let told = || posted.lock().expect("one at a time").first().cloned();
    let (_, body) = eventually("the event", async || told()).await;
    let id = order.trim_start_matches("/orders/");
    assert!(!body.contains(id), "{body}");
    let event: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((event["type"].as_str(), event["data"]["number"].as_i64()), (Some("shop.orders.placed"), Some(1001)));
}
