use api::orders::GetOrder;
use futures::future::join_all;

use super::*;
use crate::fulfilment::documents::{Kept, credit_note, invoice, issue_due};
use crate::testing::Shop;

pub(crate) fn merchant() -> Merchant {
    Merchant { name: "Selvedge".to_owned(), address: vec!["Am Webstuhl 1".to_owned()], vat_id: None }
}

async fn order(shop: &Shop) -> OrderId {
    shop.sells(&[("MUG", 2000, 99), ("BOWL", 1000, 99)]).await;
    let request = shop.placement(shop.cart_with(&[("MUG", 2), ("BOWL", 1)]).await).await;
    shop.call(&request).await.expect("placed").id
}

/// An order whose money was taken.
pub(crate) async fn paid_order(shop: &Shop) -> OrderId {
    let order = order(shop).await;
    shop.execute(&format!(
        "update orders.payments set state = 'captured', captured_minor = amount_minor where order_id = '{order}'"
    ))
    .await;
    order
}

/// A refund of a mug of the order and of so much goodwill.
pub(crate) async fn refund(shop: &Shop, order: OrderId, position: i32, goodwill: i64) -> Uuid {
    let refund = Uuid::new_v4();
    let amount = 2000 + goodwill;
    shop.execute(&format!(
        "insert into orders.refunds (id, order_id, position, state, reason, amount_minor, delivery_minor, goodwill_minor,
                                     charged_minor, settled_at)
         values ('{refund}', '{order}', {position}, 'done', 'Chipped rim', {amount}, 0, {goodwill}, {amount}, now())"
    ))
    .await;
    shop.execute(&format!(
        "insert into orders.refund_lines (refund_id, order_id, position, quantity, amount_minor, tax_minor)
         values ('{refund}', '{order}', 0, 1, 2000, 319)"
    ))
    .await;
    refund
}

async fn numbers(shop: &Shop, kind: &str) -> Vec<i64> {
    sqlx::query_scalar("select number from orders.documents where kind = $1 order by number")
        .bind(kind)
        .fetch_all(&shop.stores.db)
        .await
        .expect("readable")
}

#[tokio::test]
async fn an_invoice_is_issued_once_when_the_order_is_paid() {
    let shop = Shop::open().await;
    let (order, db) = (order(&shop).await, &shop.stores.db);
    assert_eq!(issue_invoice(db, order, &merchant()).await.expect("looked at"), Issuing::NotDue);
    assert_eq!(invoice(db, order).await.expect("readable"), Kept::NotYet);
    shop.execute("update orders.payments set state = 'captured', captured_minor = amount_minor").await;
    assert_eq!(issue_invoice(db, order, &merchant()).await.expect("issued"), Issuing::Issued(1));
    let first = invoice(db, order).await.expect("readable");
    assert_eq!(issue_invoice(db, order, &merchant()).await.expect("known"), Issuing::Before);
    assert_eq!(invoice(db, order).await.expect("readable"), first);
    let Kept::Here(paper) = first else { panic!("{first:?}") };
    assert!(paper.number == 1 && paper.pdf.starts_with(b"%PDF-"));
    let nobody = OrderId(Uuid::new_v4());
    assert_eq!(issue_invoice(db, nobody, &merchant()).await.expect("looked at"), Issuing::Never);
    assert_eq!(shop.count("select last from orders.document_numbers where kind = 'invoice'").await, 1);
}

#[tokio::test]
async fn an_order_that_gift_cards_paid_is_paid_when_it_leaves() {
    let shop = Shop::open().await;
    let (order, db) = (order(&shop).await, &shop.stores.db);
    shop.execute("update orders.payments set amount_minor = 0").await;
    assert_eq!(issue_invoice(db, order, &merchant()).await.expect("looked at"), Issuing::NotDue);
    assert_eq!(issue_due(db, &merchant()).await.expect("nothing is due"), 0);
    shop.execute("update orders.orders set state = 'fulfilled'").await;
    assert_eq!(issue_due(db, &merchant()).await.expect("issued"), 1);
}

#[tokio::test]
async fn many_at_once_are_numbered_without_gaps() {
    let shop = Shop::open().await;
    let mut orders = Vec::new();
    for _ in 0..20 {
        orders.push(paid_order(&shop).await);
    }
    let merchant = merchant();
    // Each is asked for three times at once.
    let all = orders.iter().chain(&orders).chain(&orders);
    let outcomes = join_all(all.map(|order| issue_invoice(&shop.stores.db, *order, &merchant))).await;
    let issued = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Issuing::Issued(_)))).count();
    assert_eq!(issued, 20);
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(numbers(&shop, "invoice").await, (1..=20).collect::<Vec<i64>>());
    assert_eq!(shop.count("select last from orders.document_numbers where kind = 'invoice'").await, 20);
}

#[tokio::test]
async fn a_transaction_that_fails_gives_its_number_back() {
    let shop = Shop::open().await;
    let (first, broken, last) = (paid_order(&shop).await, paid_order(&shop).await, paid_order(&shop).await);
    let (db, merchant) = (&shop.stores.db, merchant());
    // What happens to one order's document after it has its number.
    let check = format!("alter table orders.documents add constraint broken check (order_id <> '{broken}')");
    origin_testing::alter(db, &check).await;
    let orders = [first, broken, last];
    let outcomes = join_all(orders.iter().map(|order| issue_invoice(db, *order, &merchant))).await;
    assert!(outcomes[0].is_ok() && outcomes[1].is_err() && outcomes[2].is_ok(), "{outcomes:?}");
    assert_eq!(numbers(&shop, "invoice").await, [1, 2]);
    // A process that dies takes its transaction along.
    let mut tx = db.begin().await.expect("PostgreSQL is up");
    sqlx::query("update orders.document_numbers set last = last + 1").execute(&mut *tx).await.expect("locked");
    drop(tx);
    origin_testing::alter(db, "alter table orders.documents drop constraint broken").await;
    assert_eq!(issue_invoice(db, broken, &merchant).await.expect("issued"), Issuing::Issued(3));
}

#[tokio::test]
async fn a_refund_that_is_done_has_a_credit_note_and_its_order_an_invoice_before_it() {
    let shop = Shop::open().await;
    let (order, db, merchant) = (paid_order(&shop).await, &shop.stores.db, merchant());
    let (first, second) = (refund(&shop, order, 1, 300).await, refund(&shop, order, 2, 0).await);
    shop.execute(&format!("update orders.refunds set state = 'due', settled_at = null where id = '{second}'")).await;
    assert_eq!(issue_credit_note(db, second, &merchant).await.expect("looked at"), Issuing::NotDue);
    assert_eq!(numbers(&shop, "invoice").await, Vec::<i64>::new());
    assert_eq!(issue_credit_note(db, first, &merchant).await.expect("issued"), Issuing::Issued(1));
    assert_eq!(issue_credit_note(db, first, &merchant).await.expect("known"), Issuing::Before);
    assert_eq!((numbers(&shop, "invoice").await, numbers(&shop, "credit_note").await), (vec![1], vec![1]));
    assert!(matches!(credit_note(db, order, first).await.expect("readable"), Kept::Here(paper) if paper.number == 1));
    assert_eq!(credit_note(db, order, second).await.expect("readable"), Kept::NotYet);
    let links = shop.call(&GetOrder { order }).await.expect("shown").documents;
    let links: Vec<_> = links.iter().map(|link| (link.kind, link.number)).collect();
    assert_eq!(links, [(DocumentKind::Invoice, 1), (DocumentKind::CreditNote, 1)]);
    assert_eq!(issue_credit_note(db, Uuid::new_v4(), &merchant).await.expect("looked at"), Issuing::Never);
}

#[tokio::test]
async fn what_events_missed_is_found() {
    let shop = Shop::open().await;
    let (paid, unpaid) = (paid_order(&shop).await, order(&shop).await);
    refund(&shop, paid, 1, 0).await;
    let old = paid_order(&shop).await;
    shop.execute(&format!("update orders.orders set breakdown = null where id = '{old}'")).await;
    let (db, merchant) = (&shop.stores.db, merchant());
    assert_eq!(issue_due(db, &merchant).await.expect("issued"), 2);
    assert_eq!(issue_due(db, &merchant).await.expect("nothing left"), 0);
    assert_eq!((numbers(&shop, "invoice").await, numbers(&shop, "credit_note").await), (vec![1], vec![1]));
    assert_eq!(invoice(db, unpaid).await.expect("readable"), Kept::NotYet);
    assert_eq!(invoice(db, old).await.expect("readable"), Kept::Never);
    assert_eq!(issue_invoice(db, old, &merchant).await.expect("looked at"), Issuing::Never);
}
