//! Settling payments whose outcome never arrived: the process died, or the provider did not answer.

use std::time::Duration;

use anyhow::Context as _;
use domain::{Currency, Money, OrderId};
use origin_base::{Failure, Stores};
use sqlx::FromRow;
use uuid::Uuid;

use super::provider::{NoAnswer, Outcome, Provider};
use crate::orders::settlement::settle;

/// How many payments one run settles at most.
const BATCH: i64 = 100;

#[derive(FromRow)]
struct Pending {
    id: Uuid,
    order_id: Uuid,
    amount_minor: i64,
    currency: String,
}

/// Asks the provider what became of payments that have been pending for longer than `older_than`,
/// and places or refuses their orders. A payment that the provider does not know is cancelled there
/// first, so that it cannot succeed after its order was refused. Returns how many were settled.
///
/// # Errors
/// If pending payments cannot be read. One that cannot be settled now is logged and stays pending.
pub async fn settle_pending(stores: &Stores, provider: &Provider, older_than: Duration) -> anyhow::Result<usize> {
    let pending: Vec<Pending> = sqlx::query_as(
        "select id, order_id, amount_minor, currency from orders.payments
         where state = 'pending' and created_at <= now() - make_interval(secs => $1)
         order by created_at limit $2",
    )
    .bind(older_than.as_secs_f64())
    .bind(BATCH)
    .fetch_all(&stores.db)
    .await
    .context("reading pending payments")?;
    let mut settled = 0;
    for payment in pending {
        let currency: Currency = payment.currency.parse()?;
        let amount = Money::new(payment.amount_minor, currency);
        let Ok(outcome) = outcome_of(provider, payment.id, amount).await else {
            tracing::warn!(payment.id = %payment.id, "the payment provider does not answer; the payment stays pending");
            continue;
        };
        match settle(&stores.db, OrderId(payment.order_id), &outcome, None).await {
            Ok(_) => settled += 1,
            // The others need not wait for this one; the next run tries again.
            Err(failure) => {
                let error = format!("{:#}", cause(failure));
                tracing::error!(payment.id = %payment.id, error, "the payment could not be settled");
            }
        }
    }
    Ok(settled)
}

async fn outcome_of(provider: &Provider, payment: Uuid, amount: Money) -> Result<Outcome, NoAnswer> {
    match provider.look_up(payment).await? {
        Some(outcome) => Ok(outcome),
        None => provider.cancel(payment, amount).await,
    }
}

fn cause(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Problem(problem) => problem.into(),
        Failure::Internal(error) => error,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use api::Code;
    use api::event::ORDER_PLACED;
    use api::orders::{GetOrder, PlaceOrder};
    use domain::OrderId;
    use domain::orders::OrderState;
    use uuid::Uuid;

    use super::settle_pending;
    use crate::fixture::{Shop, token};
    use crate::orders::opening::{Opened, open};

    async fn only_order(shop: &Shop) -> OrderId {
        let id: Uuid =
            sqlx::query_scalar("select id from orders.orders").fetch_one(&shop.stores.db).await.expect("one");
        OrderId(id)
    }

    #[tokio::test]
    async fn an_order_whose_payment_went_unanswered_is_placed_later() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 3)]).await;
        let cart = shop.cart_with(&[("MUG", 2)]).await;
        let order = token(shop.placement(cart).await, "test_no_answer");
        let refused = shop.call_with_key(&order, "lost-answer").await.expect_err("unknown");
        assert_eq!(refused.code, Code::PaymentPending);
        let again = shop.call_with_key(&order, "lost-answer").await.expect_err("still unknown");
        assert_eq!(again, refused);
        let id = only_order(&shop).await;
        assert_eq!(shop.call(&GetOrder { order: id }).await.expect("shown").state, OrderState::AwaitingPayment);
        assert_eq!((shop.on_hand("MUG").await, shop.charges().await), (1, 1));

        let hour = Duration::from_secs(3600);
        assert_eq!(settle_pending(&shop.stores, &shop.provider, hour).await.expect("ran"), 0);
        assert_eq!(settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran"), 1);
        assert_eq!(settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran"), 0);
        let view = shop.call(&GetOrder { order: id }).await.expect("shown");
        assert_eq!((view.state, view.number), (OrderState::Placed, Some(1001)));
        assert_eq!(shop.call_with_key(&order, "lost-answer").await.expect("placed"), view);
        assert_eq!((shop.on_hand("MUG").await, shop.charges().await), (1, 1));
        assert_eq!(shop.take_events(ORDER_PLACED).await, [(vec![], id.to_string())]);
    }

    #[tokio::test]
    async fn an_order_the_provider_never_heard_of_is_refused_for_good() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 3)]).await;
        let cart = shop.cart_with(&[("MUG", 2)]).await;
        let request: PlaceOrder = shop.placement(cart).await;
        let key = shop.key_of(&request, "never-asked");
        let opened = open(&shop.stores.db, &key, None, &request).await.expect("opened");
        let Opened::Pending(pending) = opened else { panic!("nothing is settled yet") };
        assert_eq!(shop.on_hand("MUG").await, 1);
        assert_eq!(settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran"), 1);
        assert_eq!((shop.on_hand("MUG").await, shop.pieces_in(cart).await, shop.ledger_errors().await), (3, 2, 0));
        // The request was not dead but slow: it is not charged any more, and learns that.
        let late = shop.call_with_key(&request, "never-asked").await.expect_err("too late");
        assert_eq!(late.code, Code::PaymentDeclined);
        let charge = shop.provider.authorise(pending.payment, pending.amount, "test_accept").await.expect("an answer");
        assert!(matches!(charge, crate::payments::Outcome::Declined { .. }));
        assert_eq!((shop.charges().await, shop.take_events(ORDER_PLACED).await), (0, vec![]));
    }
}
