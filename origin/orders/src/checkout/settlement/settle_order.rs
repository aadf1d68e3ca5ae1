//! Asking what became of an order's payment, for a shopper who comes back from the provider's page.

use api::orders::{OrderView, SettleOrder};
use domain::orders::OrderState;
use origin_platform::{Call, ServiceError};

use super::catch_up::catch_up;
use crate::checkout::Service;
use crate::checkout::payments::{Action, Authorisation};
use crate::orders::access::access;
use crate::orders::read::{order_by_id, order_not_found};

/// Whoever may see the order may ask: nothing is decided here, and asking twice changes nothing.
#[tracing::instrument(name = "orders.settle_order", skip_all)]
pub(crate) async fn settle_order(service: Service, call: Call<SettleOrder>) -> Result<OrderView, ServiceError> {
    let (db, id) = (&service.stores.db, call.endpoint.order);
    let order = order_by_id(db, id).await?.ok_or_else(order_not_found)?;
    access(&service.stores, &call, id, order.customer_id).await?;
    if order.state != OrderState::AwaitingPayment {
        return Ok(order.view()?);
    }
    let snapshot = catch_up(db, &service.provider, order.payment.id).await?;
    let confirm_payment_at = snapshot.and_then(|snapshot| confirmation_page(snapshot.authorisation));
    let order = order_by_id(db, id).await?.ok_or_else(order_not_found)?;
    Ok(OrderView { confirm_payment_at, ..order.view()? })
}

/// The page where the shopper has something to do, if there is one.
pub(crate) fn confirmation_page(authorisation: Authorisation) -> Option<String> {
    match authorisation {
        Authorisation::ActionRequired { action: Action::Redirect { url }, .. } => Some(url),
        Authorisation::ActionRequired { action: Action::Script { .. }, .. } => {
            // Providers do that only if they were not told where to send the shopper back to.
            tracing::error!("the payment provider wants to go on in a script of its own");
            None
        }
        Authorisation::Settled(_) | Authorisation::Pending { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::event::ORDER_PLACED;
    use api::orders::GetOrder;
    use domain::OrderId;
    use futures::future::join_all;
    use uuid::Uuid;

    use super::*;
    use crate::checkout::payments::Provider;
    use crate::testing::{Shop, token};

    /// Orders two mugs of five with a token that needs more than one answer.
    async fn awaiting(shop: &Shop, means: &str) -> OrderView {
        shop.sells(&[("MUG", 2000, 5)]).await;
        let request = token(shop.placement(shop.cart_with(&[("MUG", 2)]).await).await, means);
        let order = shop.call_with_key(&request, "awaiting-key").await.expect("opened");
        assert_eq!((order.state, order.number), (OrderState::AwaitingPayment, None));
        assert_eq!(shop.call_with_key(&request, "awaiting-key").await.expect("the same"), order);
        assert_eq!(shop.on_hand("MUG").await, 3);
        order
    }

    async fn bank_says(shop: &Shop, confirmed: bool) {
        let Provider::Test(provider) = &shop.provider else { panic!("the test provider") };
        let payment: Uuid =
            sqlx::query_scalar("select id from orders.payments").fetch_one(&shop.stores.db).await.expect("one");
        provider.complete(payment, confirmed).await.expect("PostgreSQL is up");
    }

    #[tokio::test]
    async fn a_shopper_who_confirms_has_one_order_however_many_come_back() {
        let shop = Shop::open().await;
        let order = awaiting(&shop, "test_challenge").await;
        let settle = SettleOrder { order: order.id };
        assert!(order.confirm_payment_at.as_ref().is_some_and(|page| page.starts_with("/v1/payments/test/")));
        assert_eq!(shop.call(&settle).await.expect("still open"), order);
        bank_says(&shop, true).await;
        let views = join_all((0..8).map(|_| shop.call(&settle))).await;
        for view in views {
            let view = view.expect("settled");
            assert_eq!((view.state, view.number, view.confirm_payment_at), (OrderState::Placed, Some(1001), None));
        }
        assert_eq!((shop.charges().await, shop.take_events(ORDER_PLACED).await.len()), (1, 1));
    }

    #[tokio::test]
    async fn a_shopper_who_does_not_confirm_has_the_cart_again() {
        let shop = Shop::open().await;
        let order = awaiting(&shop, "test_challenge").await;
        bank_says(&shop, false).await;
        let view = shop.call(&SettleOrder { order: order.id }).await.expect("settled");
        assert_eq!((view.state, view.number), (OrderState::Refused, None));
        assert_eq!((shop.on_hand("MUG").await, shop.charges().await, shop.ledger_errors().await), (5, 0, 0));
    }

    #[tokio::test]
    async fn a_provider_that_takes_its_time_sends_nobody_anywhere() {
        let shop = Shop::open().await;
        let order = awaiting(&shop, "test_async").await;
        assert_eq!(order.confirm_payment_at, None);
        bank_says(&shop, true).await;
        let view = shop.call(&SettleOrder { order: order.id }).await.expect("settled");
        assert_eq!(view, shop.call(&GetOrder { order: order.id }).await.expect("shown"));
        assert_eq!(view.state, OrderState::Placed);
    }

    #[tokio::test]
    async fn an_order_nobody_made_is_not_found() {
        let shop = Shop::open().await;
        let unknown = shop.call(&SettleOrder { order: OrderId(Uuid::new_v4()) }).await.expect_err("unknown");
        assert_eq!(unknown.code, Code::OrderNotFound);
    }
}
