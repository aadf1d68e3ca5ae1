//! Staff unpack a shipment that has not left.

use api::orders::{AdminOrderView, DeleteShipment};
use api::problem::{Code, Problem};
use domain::orders::OrderStep;
use origin_platform::{Call, ServiceError};
use serde_json::json;

use super::shipments::find;
use crate::checkout::Service;
use crate::orders::admin::view::admin_view;
use crate::orders::read::lock_order;
use crate::orders::timeline::{actor, note};

#[tracing::instrument(name = "orders.delete_shipment", skip_all)]
pub(crate) async fn delete_shipment(
    service: Service,
    call: Call<DeleteShipment>,
) -> Result<AdminOrderView, ServiceError> {
    let DeleteShipment { order, shipment } = call.endpoint;
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, order).await?;
    if find(&order, shipment)?.state.has_left() {
        let detail = "The shipment has left, so it cannot be unpacked. Tell what became of it, or refund its pieces.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    sqlx::query(
        "with unpacked as (delete from orders.shipment_lines where shipment_id = $1)
         delete from orders.shipments where id = $1",
    )
    .bind(shipment)
    .execute(&mut *tx)
    .await?;
    note(&mut tx, order.id, &actor(&call.who), OrderStep::Unpacked, json!({ "shipment": shipment })).await?;
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.commit(tx, reply).await
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::orders::{DeleteShipment, GetOrder};
    use domain::orders::ShipmentState::{Packed, Shipped};

    use crate::testing::{Shop, shipment};

    #[tokio::test]
    async fn what_is_still_here_is_unpacked_and_packed_anew() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = shop.placed(&[("MUG", 2)]).await;
        let packed = shop.staff(&shipment(order, &[("MUG", 1)], Packed)).await.expect("packed");
        shop.staff(&shipment(order, &[("MUG", 1)], Packed)).await.expect("packed");
        let delete = DeleteShipment { order, shipment: packed.order.lifecycle.shipments[0].id };
        assert_eq!(shop.call(&delete).await.expect_err("nobody").code, Code::Unauthenticated);
        let view = shop.call_as_staff(&delete, "unpack-it").await.expect("unpacked");
        assert_eq!(shop.call_as_staff(&delete, "unpack-it").await.expect("repeated"), view);
        assert_eq!(shop.staff(&delete).await.expect_err("gone").code, Code::ShipmentNotFound);
        let anew = shop.staff(&shipment(order, &[("MUG", 1)], Shipped)).await.expect("shipped");
        let positions: Vec<_> = anew.order.lifecycle.shipments.iter().map(|one| one.position).collect();
        assert_eq!(positions, [2, 3]);
        let left = DeleteShipment { shipment: anew.order.lifecycle.shipments[1].id, ..delete.clone() };
        assert_eq!(shop.staff(&left).await.expect_err("on its way").code, Code::WrongState);
        // Packed or not, the shopper can cancel what is still here.
        let other = shop.placed(&[("MUG", 1)]).await;
        let packed = shop.staff(&shipment(other, &[("MUG", 1)], Packed)).await.expect("packed");
        let delete = DeleteShipment { order: other, shipment: packed.order.lifecycle.shipments[0].id };
        shop.staff(&delete).await.expect("unpacked");
        assert!(shop.call(&GetOrder { order: other }).await.expect("shown").lifecycle.cancellable);
        assert_eq!(shop.ledger_errors().await, 0);
    }
}
