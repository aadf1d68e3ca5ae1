use api::Code;
use api::orders::{AdminOrderList, ListAdminOrders};
use domain::orders::{OrderState, ShipmentState};

use crate::testing::{Shop, shipment, token};

fn numbers(list: &AdminOrderList) -> Vec<Option<i64>> {
    list.orders.iter().map(|entry| entry.order.number).collect()
}

#[tokio::test]
async fn staff_find_orders_by_state_number_and_address() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 99)]).await;
    for _ in 0..3 {
        shop.placed(&[("MUG", 1)]).await;
    }
    let sent = shop.sent(&[("MUG", 2)]).await;
    shop.execute(&format!("update orders.orders set email = 'Eve_1@example.com' where id = '{sent}'")).await;
    let declined = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_decline");
    shop.call(&declined).await.expect_err("declined");
    let find = async |state, q: &str| {
        let q = Some(q.into()).filter(|q: &String| !q.is_empty());
        let list = ListAdminOrders { state, q, ..ListAdminOrders::default() };
        numbers(&shop.staff(&list).await.expect("listed"))
    };
    assert_eq!(find(None, "").await, [None, Some(1004), Some(1003), Some(1002), Some(1001)]);
    assert_eq!(find(Some(OrderState::Fulfilled), "").await, [Some(1004)]);
    assert_eq!(find(None, "1002").await, [Some(1002)]);
    assert_eq!(find(None, " #1003 ").await, [Some(1003)]);
    assert_eq!(find(None, "eve_").await, [Some(1004)]);
    // Signs of patterns stand for themselves.
    assert_eq!(find(None, "eve%").await, []);
    assert_eq!(find(None, "_ve").await, []);
    assert_eq!(find(Some(OrderState::Refused), "ada@example.com").await, [None]);
    let list = shop.staff(&ListAdminOrders::default()).await.expect("listed");
    let entry = &list.orders[1];
    assert_eq!(
        (entry.order.units, entry.email.as_str(), entry.name.as_str()),
        (2, "Eve_1@example.com", "Ada Lovelace")
    );
    assert_eq!((entry.payment.code(), list.next), ("captured", None));
}

#[tokio::test]
async fn pages_follow_each_other_by_key() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 999)]).await;
    for _ in 0..3 {
        shop.placed(&[("MUG", 1)]).await;
    }
    // More than one page, many of them of one moment.
    shop.execute(
        "insert into orders.orders (id, number, state, cart_id, market, currency, email, address, delivery, subtotal_minor,
                                    delivery_fee_minor, total_minor, idempotency_key, fingerprint)
         select gen_random_uuid(), 2000 + n, 'placed', cart_id, market, currency, email, address, delivery,
                subtotal_minor, delivery_fee_minor, total_minor, 'copy-' || n, fingerprint
         from orders.orders, generate_series(1, 100) as n where number = 1001",
    )
    .await;
    shop.execute(
        "insert into orders.payments (id, order_id, state, amount_minor, currency, reference)
         select gen_random_uuid(), id, 'authorised', total_minor, currency, 'copy' from orders.orders where number > 2000",
    )
    .await;
    shop.execute(
        "insert into orders.order_lines select id, 0, 'MUG', gen_random_uuid(), 'mug', '', '', 1, 1
         from orders.orders where number > 2000",
    )
    .await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let list = shop.staff(&ListAdminOrders { after, ..ListAdminOrders::default() }).await.expect("listed");
        seen.extend(numbers(&list));
        after = list.next;
        if after.is_none() {
            break;
        }
        assert_eq!(list.orders.len(), 50);
        // What is placed meanwhile moves no page.
        shop.placed(&[("MUG", 1)]).await;
    }
    assert_eq!(seen.len(), 103);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 103);
}

#[tokio::test]
async fn only_staff_list_everybody_s_orders() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 1)]).await;
    let list = ListAdminOrders::default();
    assert_eq!(shop.call(&list).await.expect_err("nobody").code, Code::Unauthenticated);
    assert_eq!(shop.call_as_shopper(&list).await.expect_err("a shopper").code, Code::Forbidden);
    let ship = shipment(order, &[("MUG", 1)], ShipmentState::Packed);
    assert_eq!(shop.call_as_shopper(&ship).await.expect_err("a shopper").code, Code::Forbidden);
}
