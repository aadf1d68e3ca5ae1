//! What shoppers get on paper: the invoice of a paid order, and the way back to an order.

use testing::{Reply, Shop, eventually};
use uuid::Uuid;

use crate::buying::{check_out, something_in_stock};

const SENT: &str = "If there is such an order we have sent a link to that address.";

#[tokio::test]
async fn a_guest_gets_the_invoice_and_finds_the_order_again() {
    let shop = Shop::start().await;
    let (shopper, db) = (shop.shopper(), &shop.stores.db);
    let (sku, _) = something_in_stock(&shop).await;
    shopper.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "2"), ("market", "eu")]).await;
    let checkout = shopper.get("/checkout").await;
    let order = check_out(&shopper, &checkout, "ada@example.com", "test_accept").await;
    let id: Uuid = order.path.trim_start_matches("/orders/").parse().expect("the order's page");
    assert!(!order.body.contains("/documents/"), "nothing is issued before it is paid");

    let paid = "update orders.payments set state = 'captured', captured_minor = amount_minor where order_id = $1";
    sqlx::query(paid).bind(id).execute(db).await.expect("PostgreSQL is up");
    let tell = "insert into shop.outbox (id, subject, tags, data)
                values ($1, 'shop.orders.paid', '{}', jsonb_build_object('order', $2::uuid))";
    sqlx::query(tell).bind(Uuid::now_v7()).bind(id).execute(db).await.expect("PostgreSQL is up");
    let address = format!("/v1/orders/{id}/documents/invoice/1");
    eventually("the link to the invoice", async || {
        shopper.get(&order.path).await.body.contains(&address).then_some(())
    })
    .await;
    let invoice = shopper.get(&address).await;
    assert_eq!((invoice.status, invoice.header("content-type")), (200, "application/pdf"));
    assert_eq!(invoice.header("content-disposition"), "inline; filename=\"invoice-1.pdf\"");
    assert_eq!(invoice.header("cache-control"), "private, no-store");
    assert!(invoice.body.starts_with("%PDF-"));
    let elsewhere = shopper.get(&format!("/v1/orders/{}/documents/invoice/1", Uuid::new_v4())).await;
    assert_eq!((elsewhere.status, elsewhere.json()["code"].as_str()), (404, Some("document_not_found")));
    let mailed = async |what: &str| shop.mails().into_iter().find(|mail| mail.contains(what));
    eventually("the mail with the invoice", async || mailed("invoice-1.pdf").await).await;

    let page = shopper.get("/").await;
    assert!(page.body.contains("href=\"/orders/find\""), "the footer leads there");
    let form = shopper.get("/orders/find").await;
    assert_eq!((form.status, form.header("cache-control")), (200, "private, no-store"));
    let number = "No. 1001";
    let wrong = shopper.post_form("/orders/find", &[("number", number), ("email", "eve@example.com")]).await;
    let right = shopper.post_form("/orders/find", &[("number", number), ("email", "Ada@Example.com")]).await;
    assert_eq!((wrong.status, right.status), (200, 200));
    assert!(wrong.body.contains(SENT) && right.body.contains(SENT), "{}", right.body);
    let main = |reply: &Reply| reply.body.split("<main").nth(1).map(str::to_owned);
    assert!(main(&wrong).is_some() && main(&wrong) == main(&right), "nothing tells them apart");
    eventually("the mail with the link", async || mailed("The link to your order 1001").await).await;
    let faulty = shopper.post_form("/de/orders/find", &[("number", "?"), ("email", "ada")]).await;
    assert!(faulty.status == 422 && faulty.body.contains("zum Beispiel 1042"), "{}", faulty.body);
}
