//! Showing orders.

use std::collections::BTreeMap;

use api::orders::{GetOrder, OrderView};
use domain::OrderId;
use origin_platform::{Call, Database, Failure};
use sqlx::types::Json;
use uuid::Uuid;

use super::changing::order_not_found;
use super::record::{OrderRecord, order_record};
use crate::Service;

/// The id opens the order: it cannot be guessed, and guests have nothing else to show. So it is not logged.
#[tracing::instrument(name = "orders.get_order", skip_all)]
pub(crate) async fn get_order(service: Service, call: Call<GetOrder>) -> Result<OrderView, Failure> {
    let order = order_by_id(&service.stores.db, call.endpoint.order).await?.ok_or_else(order_not_found)?;
    Ok(order.view()?)
}

/// Orders whatever became of them, by their ids; those that do not exist are missing.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn views(db: &Database, orders: &[OrderId]) -> anyhow::Result<BTreeMap<OrderId, OrderView>> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.0).collect();
    let found: Vec<Json<OrderRecord>> =
        sqlx::query_scalar(order_record!("placed.id = any($1)")).bind(ids).fetch_all(db).await?;
    found.iter().map(|Json(order)| Ok((order.id, order.view()?))).collect()
}

pub(super) async fn order_by_id(db: &Database, order: OrderId) -> sqlx::Result<Option<OrderRecord>> {
    let found: Option<Json<OrderRecord>> =
        sqlx::query_scalar(order_record!("placed.id = $1")).bind(order.0).fetch_optional(db).await?;
    Ok(found.map(|Json(order)| order))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Shop, token};
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
