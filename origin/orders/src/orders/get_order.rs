//! Showing one order.

use api::orders::{GetOrder, OrderView};
use domain::OrderId;
use domain::orders::OrderState;
use origin_base::{Call, Failure};
use sqlx::PgPool;
use sqlx::types::Json;

use super::changing::order_not_found;
use super::record::{OrderRecord, order_record};
use crate::Service;

/// The id opens the order: it cannot be guessed, and guests have nothing else to show. So it is not logged.
#[tracing::instrument(name = "orders.get_order", skip_all)]
pub(crate) async fn get_order(service: Service, call: Call<GetOrder>) -> Result<OrderView, Failure> {
    let order = order_by_id(&service.stores.db, call.endpoint.order).await?.ok_or_else(order_not_found)?;
    Ok(order.view()?)
}

/// The order to confirm by mail; none if there is no such order, it was never placed or it was cancelled.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn for_mail(db: &PgPool, order: OrderId) -> anyhow::Result<Option<OrderView>> {
    use OrderState::{Fulfilled, PartiallyFulfilled, Placed};
    let stands = |order: &OrderRecord| matches!(order.state, Placed | PartiallyFulfilled | Fulfilled);
    let order = order_by_id(db, order).await?.filter(stands);
    order.map(|order| order.view()).transpose()
}

/// An order whatever became of it; none if there is no such order.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn view(db: &PgPool, order: OrderId) -> anyhow::Result<Option<OrderView>> {
    order_by_id(db, order).await?.map(|order| order.view()).transpose()
}

pub(super) async fn order_by_id(db: &PgPool, order: OrderId) -> sqlx::Result<Option<OrderRecord>> {
    let found: Option<Json<OrderRecord>> =
        sqlx::query_scalar(order_record!("placed.id = $1")).bind(order.0).fetch_optional(db).await?;
    Ok(found.map(|Json(order)| order))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Shop, token};
    use api::Code;
    use uuid::Uuid;

    #[tokio::test]
    async fn whoever_holds_the_id_sees_the_order_and_only_placed_ones_are_mailed() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
        let view = shop.call_as_shopper(&request).await.expect("placed");
        assert_eq!(shop.call(&GetOrder { order: view.id }).await.expect("shown"), view);
        assert_eq!(for_mail(&shop.stores.db, view.id).await.expect("PostgreSQL"), Some(view.clone()));
        assert_eq!(view.id.0.get_version_num(), 4);
        let declined = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_decline");
        shop.call(&declined).await.expect_err("declined");
        let refused: Uuid = sqlx::query_scalar("select id from orders.orders where state = 'refused'")
            .fetch_one(&shop.stores.db)
            .await
            .expect("one");
        let refused = OrderId(refused);
        assert_eq!(shop.call(&GetOrder { order: refused }).await.expect("shown").state, OrderState::Refused);
        assert_eq!(for_mail(&shop.stores.db, refused).await.expect("PostgreSQL"), None);
        let unknown = shop.call(&GetOrder { order: OrderId(Uuid::new_v4()) }).await.expect_err("unknown");
        assert_eq!(unknown.code, Code::OrderNotFound);
        assert_eq!(shop.get("/v1/orders/1001").await.expect_err("a number is no id").code, Code::InvalidRequest);
    }
}
