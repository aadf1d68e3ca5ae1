//! Giving back what is held for orders that are over.

use anyhow::Context as _;
use api::orders::Actor;
use domain::payments::{PaymentEvent, PaymentState};
use origin_platform::{Database, Stores};
use sqlx::types::Json;
use uuid::Uuid;

use crate::checkout::payments::{Provider, ProviderError};

/// How many payments are voided in one run at most.
const BATCH: i64 = 100;

/// Voids the payments that were authorised for orders which will never be sent. What is due is noted
/// in the database in the transaction that made it so, so nothing that is held is forgotten: until the
/// provider has released it, every run tries again and says so. Returns how many were voided.
///
/// # Errors
/// If PostgreSQL does not answer. A payment that cannot be voided now is logged and stays due.
pub async fn void_due(stores: &Stores, provider: &Provider) -> anyhow::Result<usize> {
    let due: Vec<(Uuid, i64)> =
        sqlx::query_as("select id, amount_minor from orders.payments where void_due order by created_at, id limit $1")
            .bind(BATCH)
            .fetch_all(&stores.db)
            .await
            .context("reading payments to void")?;
    let mut voided = 0;
    for (payment, amount) in due {
        // No provider was asked for a payment of nothing, so none holds anything.
        let released = if amount == 0 { Ok(()) } else { provider.void(payment).await };
        match released {
            Ok(()) => voided += usize::from(note(&stores.db, payment).await?),
            Err(ProviderError::NoAnswer(error)) => {
                tracing::warn!(payment.id = %payment, %error, "a payment of an order that is over is still held");
            }
            Err(ProviderError::Refused(reason)) => {
                tracing::error!(payment.id = %payment, reason, "a payment of an order that is over cannot be voided");
            }
        }
    }
    Ok(voided)
}

/// Returns whether nobody else has noted it yet.
async fn note(db: &Database, payment: Uuid) -> anyhow::Result<bool> {
    let voided = PaymentState::Authorised.next(PaymentEvent::Void)?;
    let noted = sqlx::query(
        "with voided as (
             update orders.payments set state = $2, void_due = false where id = $1 and void_due returning order_id
         )
         insert into orders.order_timeline (order_id, actor, what) select order_id, $3, 'payment_voided' from voided",
    )
    .bind(payment)
    .bind(voided.code())
    .bind(Json(Actor::System))
    .execute(db)
    .await
    .context("noting a voided payment")?;
    Ok(noted.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use api::event::ORDER_PLACED;
    use api::orders::GetOrder;
    use domain::orders::OrderState;

    use super::*;
    use crate::checkout::order_draft::Pending;
    use crate::checkout::place::open::{Opened, open};
    use crate::checkout::settlement::settle_pending;
    use crate::testing::{Shop, token};

    /// An order that awaits its payment and is cancelled then.
    async fn cancelled(shop: &Shop) -> Pending {
        let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
        let key = shop.key_of(&request, "called-off");
        let opened = open(&shop.stores.db, &shop.settings, &key, None, &request).await.expect("opened");
        let Opened::Pending(pending) = opened else { panic!("nothing is settled yet") };
        shop.execute("update orders.orders set state = 'cancelled'").await;
        pending
    }

    async fn snapshot(shop: &Shop) -> (String, bool) {
        sqlx::query_as("select state, void_due from orders.payments").fetch_one(&shop.stores.db).await.expect("one")
    }

    #[tokio::test]
    async fn what_was_authorised_for_a_cancelled_order_is_given_back() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 5)]).await;
        let pending = cancelled(&shop).await;
        let answer = shop.provider.authorise(pending.payment, pending.amount, "test_accept", None).await;
        answer.expect("an answer");
        assert_eq!(settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran"), 1);
        assert_eq!(snapshot(&shop).await, ("authorised".to_owned(), true));
        let order = shop.call(&GetOrder { order: pending.order }).await.expect("shown");
        assert_eq!((order.state, order.number), (OrderState::Cancelled, None));
        assert_eq!(shop.take_events(ORDER_PLACED).await, []);

        assert_eq!(void_due(&shop.stores, &shop.provider).await.expect("ran"), 1);
        assert_eq!(snapshot(&shop).await, ("voided".to_owned(), false));
        let held = shop.provider.look_up(pending.payment).await.expect("an answer").expect("known").authorised;
        assert_eq!(held.minor, 0);
        assert_eq!(void_due(&shop.stores, &shop.provider).await.expect("ran"), 0);
    }

    #[tokio::test]
    async fn what_cannot_be_given_back_stays_due() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 5)]).await;
        let pending = cancelled(&shop).await;
        shop.provider.authorise(pending.payment, pending.amount, "test_accept", None).await.expect("an answer");
        settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran");
        // Somebody took it at the provider's own desk.
        shop.provider.capture(pending.payment, pending.amount, Uuid::new_v4()).await.expect("captured");
        assert_eq!(void_due(&shop.stores, &shop.provider).await.expect("ran"), 0);
        assert_eq!(snapshot(&shop).await, ("authorised".to_owned(), true));
    }

    #[tokio::test]
    async fn a_declined_payment_of_a_cancelled_order_changes_neither_order_nor_stock() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 5)]).await;
        let pending = cancelled(&shop).await;
        shop.provider.authorise(pending.payment, pending.amount, "test_decline", None).await.expect("an answer");
        assert_eq!(settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran"), 1);
        assert_eq!(snapshot(&shop).await, ("declined".to_owned(), false));
        // The cancellation gives the units back, not the decline.
        assert_eq!(shop.on_hand("MUG").await, 3);
        // The shop goes on.
        let next = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_accept");
        shop.call(&next).await.expect("placed");
    }
}
