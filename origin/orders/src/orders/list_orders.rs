//! Listing one's own orders.

use api::orders::{ListOrders, OrderSummary};
use domain::orders::OrderState;
use origin_platform::{Call, ServiceError, Stores};
use sqlx::types::Json;

/// How many orders are listed at most.
const LIMIT: i64 = 100;

/// Orders that were never paid for are left out: to their shopper they never were.
#[tracing::instrument(name = "orders.list_orders", skip_all)]
pub(crate) async fn list_orders(stores: Stores, call: Call<ListOrders>) -> Result<Vec<OrderSummary>, ServiceError> {
    let orders: Vec<Json<OrderSummary>> = sqlx::query_scalar(
        "select jsonb_build_object(
             'id', id, 'number', number, 'state', state,
             'placed_at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
             'units', (select sum(quantity) from orders.order_lines where order_id = orders.id)
                       - coalesce((select sum(quantity) from orders.cancellation_lines where order_id = orders.id), 0),
             'total', jsonb_build_object(
                 'minor', total_minor - coalesce((
                     select sum(refund.amount_minor)::bigint
                     from orders.cancellations as off join orders.refunds as refund on refund.id = off.refund_id
                     where off.order_id = orders.id and refund.state <> 'refused'), 0),
                 'currency', currency)
         )
         from orders.orders where customer_id = $1 and state <> $2
         order by created_at desc, id limit $3",
    )
    .bind(call.shopper()?.0)
    .bind(OrderState::Refused.code())
    .bind(LIMIT)
    .fetch_all(&stores.db)
    .await?;
    Ok(orders.into_iter().map(|Json(order)| order).collect())
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::orders::{CreatePartCancellation, CreateRefund, ListOrders};

    use crate::testing::{Shop, refund, token};

    #[tokio::test]
    async fn a_shopper_sees_their_own_orders_newest_first() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 99), ("BOWL", 1000, 99)]).await;
        assert_eq!(shop.call_as_shopper(&ListOrders {}).await.expect("listed"), []);
        for lines in [[("MUG", 1), ("BOWL", 2)], [("MUG", 3), ("BOWL", 4)]] {
            let request = shop.placement(shop.cart_with(&lines).await).await;
            shop.call_as_shopper(&request).await.expect("placed");
        }
        let declined = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_decline");
        shop.call_as_shopper(&declined).await.expect_err("declined");
        let orders = shop.call_as_shopper(&ListOrders {}).await.expect("listed");
        let orders: Vec<_> = orders.iter().map(|order| (order.number, order.units, order.total.minor)).collect();
        assert_eq!(orders, [(Some(1002), 7, 10_000), (Some(1001), 3, 4490)]);
    }

    #[tokio::test]
    async fn what_was_cancelled_of_an_order_is_not_in_its_total() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 99), ("BOWL", 1000, 99)]).await;
        let request = shop.placement(shop.cart_with(&[("MUG", 1), ("BOWL", 2)]).await).await;
        let placed = shop.call_as_shopper(&request).await.expect("placed");
        let CreateRefund { lines, .. } = refund(placed.id, &[("BOWL", 1)]);
        let part = CreatePartCancellation { order: placed.id, lines, delivery: false, reason: "it broke".into() };
        shop.staff(&part).await.expect("cancelled");
        let orders = shop.call_as_shopper(&ListOrders {}).await.expect("listed");
        assert_eq!((orders[0].units, orders[0].total.minor), (2, placed.total.minor - 1000));
    }

    #[tokio::test]
    async fn others_see_no_list() {
        let shop = Shop::open().await;
        assert_eq!(shop.call(&ListOrders {}).await.expect_err("nobody").code, Code::Unauthenticated);
        assert_eq!(shop.call_as_staff(&ListOrders {}, "").await.expect_err("staff").code, Code::Forbidden);
    }
}
