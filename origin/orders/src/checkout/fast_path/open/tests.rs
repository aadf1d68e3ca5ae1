use api::cart::{AddCartCode, MergeCarts};
use api::catalog::Text;
use api::checkout::{CreateCheckout, DeleteCheckout};
use api::event::AVAILABILITY_CHANGED;
use api::orders::{DeliveryService, GetOrder, OrderView};
use api::settings::PageVersionId;
use api::{Code, Problem};
use domain::orders::OrderState;
use domain::{CartId, Market, PageId};
use futures::future::join_all;
use serde_json::Value;
use sqlx::types::Json;

use super::*;
use crate::testing::{Shop, add, percent_off, statements_of};

impl Shop {
    async fn held(&self, lines: &[(&str, i64)]) -> CartId {
        let cart = self.cart_with(lines).await;
        self.call(&CreateCheckout { cart, market: Market::Eu, country: None, postal_code: None, email: None })
            .await
            .expect("held");
        cart
    }

    /// An order as whoever has a link sees it.
    async fn read(&self, order: &OrderView) -> OrderView {
        self.call(&GetOrder { order: order.id }).await.expect("shown")
    }

    /// What an order has left in the tables, without ids, times and numbers.
    async fn written(&self, order: &OrderView) -> Value {
        let sql = "select jsonb_build_object(
                 'order', to_jsonb(placed) - '{id,cart_id,number,created_at,idempotency_key,fingerprint}'::text[],
                 'payment', (select to_jsonb(payment) - '{id,order_id,reference,created_at,settled_at}'::text[]
                             from orders.payments as payment where payment.order_id = placed.id),
                 'lines', (select jsonb_agg(to_jsonb(line) - 'order_id' order by position)
                           from orders.order_lines as line where line.order_id = placed.id),
                 'moves', (select jsonb_agg(to_jsonb(moved) - '{id,order_id,created_at}'::text[] order by sku)
                           from orders.stock_movements as moved where moved.order_id = placed.id),
                 'left', (select (select count(*) from orders.cart_lines where cart_id = placed.cart_id)
                                 + (select count(*) from orders.reservations where cart_id = placed.cart_id)))
             from orders.orders as placed where placed.id = $1";
        let Json(rows) = sqlx::query_scalar(sql).bind(order.id.0).fetch_one(&self.stores.db).await.expect("there");
        rows
    }
}

#[tokio::test]
async fn what_is_held_is_ordered_in_four_statements_and_told_to_nobody() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 9), ("BOWL", 1000, 5)]).await;
    let cart = shop.held(&[("MUG", 2), ("BOWL", 4)]).await;
    let request = shop.placement(cart).await;
    shop.take_all_events().await;
    let (statements, placed) = statements_of(shop.call_with_key(&request, "held-order")).await;
    let placed = placed.expect("placed");
    // Read, open, the provider's book, place.
    assert_eq!(statements.len(), 4, "{statements:#?}");
    assert_eq!((placed.state, placed.number), (OrderState::Placed, Some(1001)));
    assert_eq!((shop.on_hand("MUG").await, shop.on_hand("BOWL").await), (7, 1));
    assert_eq!((shop.charges().await, shop.ledger_errors().await, shop.units_in(cart).await), (1, 0, 0));
    assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await, []);
    assert_eq!(shop.call_with_key(&request, "held-order").await.expect("repeated"), placed);
    assert_eq!(shop.call(&request).await.expect_err("nothing left in the cart").code, Code::CartEmpty);
}

#[tokio::test]
async fn an_order_is_the_same_either_way() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 50), ("BOWL", 1000, 50)]).await;
    let said = DeliveryService { name: Some(Text::plain("Green parcel")), carrier: Some("Cargo bikes".into()) };
    shop.calls_delivery("Green parcel", "Cargo bikes").await;
    let lines = [("MUG", 2), ("BOWL", 1)];
    let terms = Some(PageVersionId { page: PageId(uuid::Uuid::from_u128(7)), version: 3 });
    let held = PlaceOrder { terms, ..shop.placement(shop.held(&lines).await).await };
    let (few, at_once) = statements_of(shop.call(&held)).await;
    let careful = PlaceOrder { terms, ..shop.placement(shop.cart_with(&lines).await).await };
    let (more, careful) = statements_of(shop.call(&careful)).await;
    assert!(few.len() < more.len(), "{} and {}", few.len(), more.len());
    let (at_once, careful) = (at_once.expect("placed"), careful.expect("placed"));
    assert_eq!(shop.written(&at_once).await, shop.written(&careful).await);
    let alike = OrderView { id: at_once.id, number: at_once.number, placed_at: at_once.placed_at.clone(), ..careful };
    assert_eq!(alike, at_once);
    assert_eq!(
        (&at_once.delivery_service, shop.read(&at_once).await.delivery_service),
        (&Some(said.clone()), Some(said))
    );
    assert_eq!((at_once.terms, shop.read(&at_once).await.terms), (terms, terms), "what was agreed to is kept");
}

/// Reads the cart of a request, has something happen, and tries to open the order as it was read.
async fn opens_after(shop: &Shop, request: &PlaceOrder, key: &str, happens: impl Future<Output = ()>) -> bool {
    let key = shop.key_of(request, key);
    let cart = priceable(&mut shop.stores.db.acquire().await.expect("up"), request.cart, None)
        .await
        .expect("up")
        .expect("there");
    let breakdown = priced(request, &cart).expect("as it was seen");
    let draft = OrderDraft::new(&key, None, request, &cart, breakdown);
    happens.await;
    draft.insert_held(&shop.stores.db).await.expect("PostgreSQL is up").is_some()
}

#[tokio::test]
async fn what_changes_after_a_look_at_the_cart_keeps_it_from_being_opened_so() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 30)]).await;
    shop.promotion(&percent_off(Some("TEN"), 1000)).await;
    let held = async || shop.placement(shop.held(&[("MUG", 2)]).await).await;
    assert!(opens_after(&shop, &held().await, "nothing-happens", async {}).await);

    let request = held().await;
    let more = async { drop(shop.call(&add(request.cart, "MUG", 1)).await.expect("added")) };
    assert!(!opens_after(&shop, &request, "one-more", more).await);

    let request = held().await;
    let code = AddCartCode { cart: request.cart, code: "TEN".into(), market: Market::Eu };
    let typed = async { drop(shop.call(&code).await.expect("added")) };
    assert!(!opens_after(&shop, &request, "a-code", typed).await);

    let request = held().await;
    let leaves = async { shop.call(&DeleteCheckout { cart: request.cart }).await.expect("left") };
    assert!(!opens_after(&shop, &request, "left-checkout", leaves).await);

    let request = held().await;
    let swept = async {
        shop.execute(
            "update orders.reservations set begun_at = now() - interval '2 h', reserved_until = now() - interval '1 h'",
        )
        .await;
        crate::inventory::release_over(&shop.stores.db).await.expect("swept");
    };
    assert!(!opens_after(&shop, &request, "swept-away", swept).await);

    let request = held().await;
    let merged = async {
        shop.call_as_shopper(&MergeCarts { cart: shop.cart_with(&[]).await, market: Market::Eu }).await.expect("own");
        shop.call_as_shopper(&MergeCarts { cart: request.cart, market: Market::Eu }).await.expect("merged");
    };
    assert!(!opens_after(&shop, &request, "merged-cart", merged).await);

    let request = held().await;
    let ordered = async { drop(shop.call_with_key(&request, "same-key").await.expect("placed")) };
    assert!(!opens_after(&shop, &request, "same-key", ordered).await);

    let request = held().await;
    let claimed = async {
        shop.execute(
            "insert into shop.idempotency_keys (scope, key, fingerprint) values ('PlaceOrder', 'known-key', sha256(''))",
        )
        .await;
    };
    assert!(!opens_after(&shop, &request, "known-key", claimed).await);

    // Of all of them, the one that nothing happened to and the one that was ordered meanwhile.
    assert_eq!(shop.count("select count(*) from orders.orders").await, 2);
    assert_eq!((shop.charges().await, shop.ledger_errors().await), (1, 0));
}

#[tokio::test]
async fn a_hold_that_is_not_what_is_ordered_is_for_the_careful_way() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 30), ("BOWL", 1000, 30)]).await;
    shop.execute("insert into orders.stock_locations (code, name) values ('annex', 'Annex')").await;
    let cases: [(&str, i64); 5] = [
        ("update orders.cart_lines set quantity = 1 where cart_id = '{cart}' and sku = 'MUG'", 1),
        ("insert into orders.cart_lines (cart_id, sku, quantity) values ('{cart}', 'BOWL', 1)", 2),
        ("delete from orders.cart_lines where cart_id = '{cart}' and sku = 'BOWL'", 2),
        // Two units at two places, and both where nothing is given out any more.
        (
            "with brought as (
                 insert into orders.stock_levels (sku, location, on_hand, reserved) values ('MUG', 'annex', 1, 1)
             ), noted as (
                 insert into orders.stock_movements (sku, location, delta, reason) values ('MUG', 'annex', 1, 'counted')
             ), less as (
                 update orders.stock_levels set reserved = reserved - 1 where sku = 'MUG' and location = 'main'
             ), half as (
                 update orders.reservations set quantity = 1 where cart_id = '{cart}' and sku = 'MUG'
             )
             insert into orders.reservations (cart_id, sku, location, quantity, begun_at, reserved_until)
             values ('{cart}', 'MUG', 'annex', 1, now(), now() + interval '9 minutes')",
            2,
        ),
        (
            "with closed as (
                 update orders.stock_locations set active = false where code = 'annex'
             ), more as (
                 update orders.stock_levels set on_hand = on_hand + 2, reserved = reserved + 2
                 where sku = 'MUG' and location = 'annex'
             ), noted as (
                 insert into orders.stock_movements (sku, location, delta, reason) values ('MUG', 'annex', 2, 'counted')
             ), less as (
                 update orders.stock_levels set reserved = reserved - 2 where sku = 'MUG' and location = 'main'
             )
             update orders.reservations set location = 'annex' where cart_id = '{cart}' and sku = 'MUG'",
            2,
        ),
    ];
    for (case, mugs) in cases {
        let bowls: &[_] = if case.starts_with("delete") { &[("MUG", 2), ("BOWL", 1)] } else { &[("MUG", 2)] };
        let cart = shop.held(bowls).await;
        shop.execute(&case.replace("{cart}", &cart.to_string())).await;
        assert_eq!(shop.ledger_errors().await, 0, "{case}");
        let (request, before) = (shop.placement(cart).await, shop.on_hand("MUG").await);
        let (statements, placed) = statements_of(shop.call(&request)).await;
        assert_eq!(placed.expect("placed").state, OrderState::Placed);
        assert!(statements.len() > 5, "{case}: {statements:#?}");
        assert_eq!((before - shop.on_hand("MUG").await, shop.ledger_errors().await), (mugs, 0), "{case}");
        assert_eq!(shop.count(&format!("select count(*) from orders.reservations where cart_id = '{cart}'")).await, 0);
    }
}

#[tokio::test]
async fn one_cart_ordered_many_times_at_once_is_one_order() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 30)]).await;
    let request = shop.placement(shop.held(&[("MUG", 2)]).await).await;
    let outcomes: Vec<Result<OrderView, Problem>> = join_all((0..12).map(|_| shop.call(&request))).await;
    let refused: Vec<Code> = outcomes.iter().filter_map(|outcome| Some(outcome.as_ref().err()?.code)).collect();
    assert_eq!(refused, [Code::CartEmpty; 11]);
    let request = shop.placement(shop.held(&[("MUG", 2)]).await).await;
    let outcomes = join_all((0..12).map(|_| shop.call_with_key(&request, "clicked-often"))).await;
    let first = outcomes[0].as_ref().expect("placed");
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_ok_and(|order| order.id == first.id)), "{outcomes:?}");
    assert_eq!((shop.charges().await, shop.on_hand("MUG").await, shop.ledger_errors().await), (2, 26, 0));
}
