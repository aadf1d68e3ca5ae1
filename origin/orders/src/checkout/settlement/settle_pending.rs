//! Settling payments whose outcome never arrived: the process died, or the provider did not answer.

use std::time::Duration;

use anyhow::Context as _;
use domain::{Currency, Money, OrderId};
use origin_platform::{Database, ServiceError, Stores};
use sqlx::FromRow;
use uuid::Uuid;

use super::settle::settle;
use crate::checkout::payments::{Authorisation, NoAnswer, Outcome, Provider, nothing_due};

/// How many payments are read at once.
const BATCH: i64 = 100;
/// How long a shopper may take to confirm a payment with their bank.
const CHALLENGE_TIMEOUT: Duration = Duration::from_secs(30 * 60);

#[derive(FromRow)]
struct Pending {
    id: Uuid,
    order_id: Uuid,
    amount_minor: i64,
    currency: String,
    abandoned: bool,
}

/// Asks the provider what became of payments that have been pending for longer than `older_than`,
/// and places or refuses their orders. A payment that the provider does not know is cancelled there
/// first, so that it cannot succeed after its order was refused; so is one that its shopper has not
/// confirmed within half an hour. Returns how many were settled.
///
/// # Errors
/// If pending payments cannot be read. One that cannot be settled now is logged and stays pending.
pub async fn settle_pending(stores: &Stores, provider: &Provider, older_than: Duration) -> anyhow::Result<usize> {
    let (mut settled, mut last) = (0, None);
    loop {
        let batch = read(&stores.db, older_than, last).await.context("reading pending payments")?;
        let Some(newest) = batch.last() else { return Ok(settled) };
        last = Some(newest.id);
        for payment in batch {
            // The others need not wait for one that fails; the next run tries again.
            match settle_one(&stores.db, provider, &payment).await {
                Ok(true) => settled += 1,
                Ok(false) => {}
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::error!(payment.id = %payment.id, error, "the payment could not be settled");
                }
            }
        }
    }
}

/// The oldest pending payments that come after `last`.
async fn read(db: &Database, older_than: Duration, last: Option<Uuid>) -> sqlx::Result<Vec<Pending>> {
    sqlx::query_as(
        "select id, order_id, amount_minor, currency,
                created_at <= now() - make_interval(secs => $4) as abandoned
         from orders.payments
         where state = 'pending' and created_at <= now() - make_interval(secs => $1)
               and ($2::uuid is null
                    or (created_at, id) > (select created_at, id from orders.payments where id = $2))
         order by created_at, id limit $3",
    )
    .bind(older_than.as_secs_f64())
    .bind(last)
    .bind(BATCH)
    .bind(CHALLENGE_TIMEOUT.as_secs_f64())
    .fetch_all(db)
    .await
}

async fn settle_one(db: &Database, provider: &Provider, payment: &Pending) -> anyhow::Result<bool> {
    let currency: Currency = payment.currency.parse()?;
    let amount = Money::new(payment.amount_minor, currency);
    let outcome = match outcome_of(provider, payment, amount).await {
        Ok(Some(outcome)) => outcome,
        Ok(None) => return Ok(false),
        Err(NoAnswer) => {
            tracing::warn!(payment.id = %payment.id, "the payment provider does not answer; the payment stays pending");
            return Ok(false);
        }
    };
    // The reply is for whoever placed the order; here nobody waits for it.
    let _reply = settle(db, OrderId(payment.order_id), &outcome, None).await.map_err(ServiceError::into_cause)?;
    Ok(true)
}

/// What became of a payment; none if that is up to the shopper or the provider still.
async fn outcome_of(provider: &Provider, payment: &Pending, amount: Money) -> Result<Option<Outcome>, NoAnswer> {
    if amount.minor == 0 {
        return Ok(Some(nothing_due()));
    }
    let snapshot = provider.look_up(payment.id).await?;
    match snapshot.map(|snapshot| snapshot.authorisation) {
        Some(Authorisation::Settled(outcome)) => Ok(Some(outcome)),
        Some(Authorisation::Pending { .. }) => Ok(None),
        Some(Authorisation::ActionRequired { .. }) if !payment.abandoned => Ok(None),
        Some(Authorisation::ActionRequired { .. }) | None => provider.cancel(payment.id, amount).await.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::event::ORDER_PLACED;
    use api::orders::{GetOrder, PlaceOrder};
    use domain::orders::OrderState;

    use super::*;
    use crate::checkout::place::open::{Opened, open};
    use crate::testing::{Shop, token};

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
        let opened = open(&shop.stores.db, &shop.settings, &key, None, &request).await.expect("opened");
        let Opened::Pending(pending) = opened else { panic!("nothing is settled yet") };
        assert_eq!(shop.on_hand("MUG").await, 1);
        assert_eq!(settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran"), 1);
        assert_eq!((shop.on_hand("MUG").await, shop.units_in(cart).await, shop.ledger_errors().await), (3, 2, 0));
        // The request was not dead but slow: it is not charged any more, and learns that.
        let late = shop.call_with_key(&request, "never-asked").await.expect_err("too late");
        assert_eq!(late.code, Code::PaymentDeclined);
        let charge = shop.provider.authorise(pending.payment, pending.amount, "test_accept", None).await;
        assert!(matches!(charge, Ok(Authorisation::Settled(Outcome::Declined { .. }))));
        assert_eq!((shop.charges().await, shop.take_events(ORDER_PLACED).await), (0, vec![]));
    }

    #[tokio::test]
    async fn a_shopper_has_half_an_hour_to_confirm_a_payment() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 3)]).await;
        let order = token(shop.placement(shop.cart_with(&[("MUG", 2)]).await).await, "test_challenge");
        assert_eq!(shop.call(&order).await.expect("open").state, OrderState::AwaitingPayment);
        let waiting = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_async");
        assert_eq!(shop.call(&waiting).await.expect("open").state, OrderState::AwaitingPayment);
        assert_eq!(settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran"), 0);
        shop.execute("update orders.payments set created_at = now() - interval '31 minutes'").await;
        // Only the shopper's time is over: the provider takes as long as it does.
        assert_eq!(settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran"), 1);
        assert_eq!((shop.on_hand("MUG").await, shop.charges().await, shop.ledger_errors().await), (2, 0, 0));
    }
}
