//! Showing orders.

use api::orders::{GetOrder, OrderView};
use origin_platform::{Call, ServiceError, Stores};

use super::read::{order_by_id, order_not_found};

/// The id opens the order: it cannot be guessed, and guests have nothing else to show. So it is not logged.
#[tracing::instrument(name = "orders.get_order", skip_all)]
pub(crate) async fn get_order(stores: Stores, call: Call<GetOrder>) -> Result<OrderView, ServiceError> {
    let order = order_by_id(&stores.db, call.endpoint.order).await?.ok_or_else(order_not_found)?;
    Ok(order.view()?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::OrderId;
    use uuid::Uuid;

    use super::*;
    use crate::orders::views;
    use crate::testing::{Shop, token};
    use api::Code;
    use domain::orders::OrderState;

    #[tokio::test]
    async fn whoever_holds_the_id_sees_the_order() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
        let view = shop.call_as_shopper(&request).await.expect("placed");
        assert_eq!(shop.call(&GetOrder { order: view.id }).await.expect("shown"), view);
        let unknown = OrderId(Uuid::new_v4());
        let found = views(&shop.stores.db, &[unknown, view.id]).await.expect("PostgreSQL");
        assert_eq!(found, BTreeMap::from([(view.id, view.clone())]));
        assert_eq!(view.id.0.get_version_num(), 4);
        let declined = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_decline");
        shop.call(&declined).await.expect_err("declined");
        let refused: Uuid = sqlx::query_scalar("select id from orders.orders where state = 'refused'")
            .fetch_one(&shop.stores.db)
            .await
            .expect("one");
        let refused = OrderId(refused);
        assert_eq!(shop.call(&GetOrder { order: refused }).await.expect("shown").state, OrderState::Refused);
        let unknown = shop.call(&GetOrder { order: unknown }).await.expect_err("unknown");
        assert_eq!(unknown.code, Code::OrderNotFound);
        assert_eq!(shop.get("/v1/orders/1001").await.expect_err("a number is no id").code, Code::InvalidRequest);
    }
}
