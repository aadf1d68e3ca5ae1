use api::Code;
use api::orders::{CreateReturn, FindOrder, GetOrder, GetOrderDocument, SettleOrder};
use domain::OrderId;
use domain::orders::{DocumentKind, OrderState, ReturnKind};
use uuid::Uuid;

use super::*;
use crate::testing::{EMAIL, Shop, cancellation, units};

/// A guest's order of two mugs, with the token that its guest was given.
async fn bought(shop: &Shop) -> (OrderId, String) {
    let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
    let placed = shop.call_with_token(&request, None).await.expect("placed");
    (placed.id, placed.order_token.expect("a guest gets what opens the order"))
}

async fn open_shop() -> Shop {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 50)]).await;
    shop
}

/// What comes of asking for the order with this token: none if it opens.
async fn refused(shop: &Shop, order: OrderId, token: Option<&str>) -> Option<Code> {
    shop.call_with_token(&GetOrder { order }, token).await.err().map(|problem| problem.code)
}

fn back(order: OrderId) -> CreateReturn {
    let (lines, reason) = (units(&[("MUG", 1)]), String::new());
    CreateReturn { order, kind: ReturnKind::Withdrawal, lines, reason, email: EMAIL.parse().ok() }
}

#[tokio::test]
async fn m4_the_id_of_a_guest_s_order_is_no_key_to_it() {
    let shop = open_shop().await;
    let ((order, token), (_, of_another)) = (bought(&shop).await, bought(&shop).await);
    let unknown = OrderId(Uuid::new_v4());
    let document = |order| GetOrderDocument { order, kind: DocumentKind::Invoice, number: 1 };
    for token in [None, Some(""), Some("x"), Some(of_another.as_str()), Some(order.to_string().as_str())] {
        for order in [order, unknown] {
            let answers = [
                shop.call_with_token(&GetOrder { order }, token).await.err(),
                shop.call_with_token(&SettleOrder { order }, token).await.err(),
                shop.call_with_token(&cancellation(order), token).await.err(),
                shop.call_with_token(&back(order), token).await.err(),
            ];
            let codes = answers.map(|problem| problem.map(|problem| problem.code));
            assert_eq!(codes, [Some(Code::OrderNotFound); 4], "as if there were none: {token:?}");
            let paper = shop.call_with_token(&document(order), token).await.err();
            assert_eq!(paper.map(|problem| problem.code), Some(Code::DocumentNotFound));
        }
    }
    // A session of somebody else adds nothing.
    let by_another = shop.call_as_shopper(&GetOrder { order }).await.expect_err("not theirs");
    assert_eq!(by_another.code, Code::OrderNotFound);
    assert_eq!(refused(&shop, order, Some(&token)).await, None);
    let mailed = issue(&shop.stores.db, order).await.expect("PostgreSQL is up");
    assert_eq!(refused(&shop, order, Some(&mailed)).await, None);
    let settled = shop.call_with_token(&SettleOrder { order }, Some(&mailed)).await.expect("shown");
    assert_eq!((settled.state, settled.order_token), (OrderState::Placed, None));
    assert_eq!(shop.count("select count(*) from orders.orders where state = 'placed'").await, 2);
}

#[tokio::test]
async fn m4_a_link_to_an_account_s_order_opens_it_and_its_session_needs_none() {
    let shop = open_shop().await;
    let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
    let placed = shop.call_as_shopper(&request).await.expect("placed");
    assert_eq!(placed.order_token, None);
    assert_eq!(refused(&shop, placed.id, None).await, Some(Code::Unauthenticated));
    let mailed = issue(&shop.stores.db, placed.id).await.expect("PostgreSQL is up");
    assert_eq!(refused(&shop, placed.id, Some(&mailed)).await, None);
    let own = api::orders::CreateCancellation { order: placed.id, email: None };
    let cancelled = shop.call_as_shopper(&own).await.expect("cancelled");
    assert_eq!(cancelled.state, OrderState::Cancelled);
}

#[tokio::test]
async fn m4_of_a_token_its_hash_alone_is_kept() {
    let shop = open_shop().await;
    let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
    let first = shop.call_with_key(&request, "placed-once").await.expect("placed");
    let again = shop.call_with_key(&request, "placed-once").await.expect("the same");
    assert_eq!(first, again);
    assert!(shop.count("select count(*) from orders.order_links").await >= 2, "a repeat gets a token of its own");
    let (order, token) = bought(&shop).await;
    // 244 random bits.
    assert_eq!((token.len(), token.contains(&order.to_string())), (43, false));
    let kept = "select count(*) from shop.idempotency_keys where reply::text like '%order_token%'";
    assert_eq!(shop.count(kept).await, 0);
    let hashed = format!("select count(*) from orders.order_links where token_hash = sha256('{token}')");
    assert_eq!(shop.count(&hashed).await, 1);
}

#[tokio::test]
async fn m4_either_way_of_ordering_gives_the_guest_a_link() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 50)]).await;
    for means in ["test_accept", "test_async"] {
        let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
        let placed = shop.call_with_token(&crate::testing::token(request, means), None).await.expect("ordered");
        assert_eq!(refused(&shop, placed.id, placed.order_token.as_deref()).await, None, "{means}");
    }
}

#[tokio::test]
async fn m4_a_link_ends_ninety_days_after_the_last_thing_that_happened() {
    let shop = open_shop().await;
    let (order, token) = bought(&shop).await;
    let age = async |days: i32| {
        shop.execute(&format!("update orders.orders set created_at = now() - interval '{days} days'")).await;
        shop.execute(&format!("update orders.order_timeline set at = now() - interval '{days} days'")).await;
    };
    age(89).await;
    assert_eq!(refused(&shop, order, Some(&token)).await, None);
    age(91).await;
    assert_eq!(refused(&shop, order, Some(&token)).await, Some(Code::OrderNotFound));
    // What arrives late is followed by ninety days of its own.
    let lines = [("MUG", 2)];
    shop.staff(&crate::testing::shipment(order, &lines, domain::orders::ShipmentState::Shipped)).await.expect("sent");
    assert_eq!(refused(&shop, order, Some(&token)).await, None);
    shop.execute("update orders.order_links set created_at = now() - interval '366 days'").await;
    assert_eq!(refused(&shop, order, Some(&token)).await, Some(Code::OrderNotFound));
}

#[tokio::test]
async fn m4_asking_anew_ends_the_links_there_were() {
    let shop = open_shop().await;
    let ((order, token), (other, untouched)) = (bought(&shop).await, bought(&shop).await);
    let number = shop.call_with_token(&GetOrder { order }, Some(&token)).await.expect("shown").number.expect("placed");
    let ask = |email: &str| FindOrder { number, email: email.parse().expect("an address") };
    shop.call(&ask("eve@example.com")).await.expect("the same answer");
    assert_eq!(refused(&shop, order, Some(&token)).await, None, "strangers end nothing");
    shop.call(&ask(EMAIL)).await.expect("the same answer");
    assert_eq!(refused(&shop, order, Some(&token)).await, Some(Code::OrderNotFound));
    assert_eq!(refused(&shop, other, Some(&untouched)).await, None);
    let mailed = issue(&shop.stores.db, order).await.expect("PostgreSQL is up");
    assert_eq!(refused(&shop, order, Some(&mailed)).await, None);
}

#[tokio::test]
async fn m4_whoever_has_but_a_link_says_the_address_before_anything_is_changed() {
    let shop = open_shop().await;
    let (order, token) = bought(&shop).await;
    let token = Some(token.as_str());
    let cancel = |email: Option<&str>| {
        let email = email.map(|email| email.parse().expect("an address"));
        api::orders::CreateCancellation { order, email }
    };
    for wrong in [None, Some("eve@example.com")] {
        let refused = shop.call_with_token(&cancel(wrong), token).await.expect_err("who is it?");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("email")));
    }
    let unsaid = CreateReturn { email: None, ..back(order) };
    let refused = shop.call_with_token(&unsaid, token).await.expect_err("who is it?");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("email")));
    // Right ones do not count, however they are capitalised; nine more wrong ones do.
    for _ in 0..12 {
        let nothing_sent = CreateReturn { email: "Ada@Example.com".parse().ok(), ..back(order) };
        assert_eq!(shop.call_with_token(&nothing_sent, token).await.expect_err("too early").code, Code::WrongState);
    }
    for _ in 0..9 {
        shop.call_with_token(&cancel(Some("eve@example.com")), token).await.expect_err("another");
    }
    for late in ["eve@example.com", EMAIL] {
        let refused = shop.call_with_token(&cancel(Some(late)), token).await.expect_err("too often");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::TooManyRequests, Some("email")));
    }
    assert_eq!(shop.count("select count(*) from orders.orders where state = 'placed'").await, 1);
    let (order, token) = bought(&shop).await;
    let cancelled = shop.call_with_token(&cancellation(order), Some(&token)).await.expect("of another order");
    assert_eq!(cancelled.state, OrderState::Cancelled);
}

#[tokio::test]
async fn m3_whoever_guesses_by_one_link_stops_nobody_who_has_another() {
    let shop = open_shop().await;
    let (order, token) = bought(&shop).await;
    let passed_on = issue(&shop.stores.db, order).await.expect("PostgreSQL is up");
    let guess = api::orders::CreateCancellation { order, email: "eve@example.com".parse().ok() };
    for _ in 0..12 {
        shop.call_with_token(&guess, Some(&passed_on)).await.expect_err("another address");
    }
    let late = shop.call_with_token(&cancellation(order), Some(&passed_on)).await.expect_err("too often");
    assert_eq!((late.code, late.retry_after.is_some_and(|seconds| seconds > 600)), (Code::TooManyRequests, true));
    let cancelled = shop.call_with_token(&cancellation(order), Some(&token)).await.expect("by a link of their own");
    assert_eq!(cancelled.state, OrderState::Cancelled);
}
