//! Staff have the confirmation of an order sent once more.

use api::event::{ORDER_LINK_REQUESTED, OrderLinkRequested};
use api::orders::{AdminOrderView, CreateConfirmation};
use api::problem::{Code, Problem};
use domain::orders::OrderState;
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError};
use serde_json::json;
use uuid::Uuid;

use crate::checkout::Service;
use crate::orders::admin_view::admin_view;
use crate::orders::read::lock_order;
use crate::orders::timeline::{actor, event_of, note};

#[tracing::instrument(name = "orders.create_confirmation", skip_all)]
pub(crate) async fn create_confirmation(
    service: Service,
    call: Call<CreateConfirmation>,
) -> Result<AdminOrderView, ServiceError> {
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, call.endpoint.order).await?;
    if !matches!(order.state, OrderState::Placed | OrderState::PartiallyFulfilled | OrderState::Fulfilled) {
        let detail = "There is nothing to confirm: the order is not paid for, or was cancelled.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    let request = Uuid::now_v7();
    note(&mut tx, order.id, &actor(&call.who), "confirmation_requested", json!({ "request": request })).await?;
    let data = OrderLinkRequested { order: order.id, request, confirmation: true };
    outbox::record(&mut tx, &[event_of(order.number, ORDER_LINK_REQUESTED, &data)]).await?;
    let reply = admin_view(&mut tx, order.id).await?;
    call.commit(tx, reply).await
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::event::{ORDER_LINK_REQUESTED, OrderLinkRequested};
    use api::orders::{CreateAdminCancellation, CreateConfirmation};

    use crate::testing::Shop;

    #[tokio::test]
    async fn staff_have_an_order_confirmed_once_more() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = shop.placed(&[("MUG", 1)]).await;
        let again = CreateConfirmation { order };
        assert_eq!(shop.call(&again).await.expect_err("nobody").code, Code::Unauthenticated);
        let view = shop.call_as_staff(&again, "once-more").await.expect("asked for");
        assert_eq!(shop.call_as_staff(&again, "once-more").await.expect("repeated"), view);
        assert_eq!(view.timeline.last().map(|step| step.what.as_str()), Some("confirmation_requested"));
        let events = shop.take_outbox().await.into_iter().filter(|event| event.subject == ORDER_LINK_REQUESTED);
        let asked: Vec<OrderLinkRequested> =
            events.map(|event| serde_json::from_value(event.data).expect("as it was written")).collect();
        let asked: Vec<_> = asked.iter().map(|asked| (asked.order, asked.confirmation)).collect();
        assert_eq!(asked, [(order, true)], "a repeat asks for nothing");
        shop.staff(&CreateAdminCancellation { order, reason: String::new() }).await.expect("cancelled");
        assert_eq!(shop.staff(&again).await.expect_err("cancelled").code, Code::WrongState);
    }
}
