//! Comparing the provider's books with ours: no money is held or taken that no order accounts for.

use std::collections::HashMap;
use std::time::SystemTime;

use anyhow::Context as _;
use domain::payments::PaymentState;
use origin_platform::{Database, Stores};
use uuid::Uuid;

use super::catch_up::catch_up;
use crate::checkout::payments::{Listed, NoAnswer, Provider, ProviderError};

/// What a comparison found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Payments that the provider knows of and that were compared.
    pub compared: usize,
    /// Payments that held money for nobody; it was released.
    pub released: usize,
    /// Hooks that had come before their payment was known, and were looked into now.
    pub matched: usize,
    /// Payments with money for which there is no order and that could not be released. The log names
    /// them; a person has to look.
    pub orphans: usize,
}

/// Compares what the provider has first heard of at `since` or later. What is still being decided is
/// left to [`super::settle_pending`]. Running it again, or twice at once, changes nothing more.
///
/// # Errors
/// If PostgreSQL or the provider does not answer.
pub async fn audit(stores: &Stores, provider: &Provider, since: SystemTime) -> anyhow::Result<Audit> {
    let mut audit = Audit { matched: match_hooks(&stores.db, provider).await?, ..Audit::default() };
    let listed = provider.list_since(since).await.context("listing the provider's payments")?;
    // What others have taken through the same account is their business.
    let listed: Vec<(Uuid, Listed)> = listed.into_iter().filter_map(|one| Some((one.payment?, one))).collect();
    let ids: Vec<Uuid> = listed.iter().map(|(payment, _)| *payment).collect();
    let known = states(&stores.db, &ids).await?;
    audit.compared = listed.len();
    for (payment, listed) in listed.iter().filter(|(_, listed)| listed.holds_money) {
        let state = known.get(payment).copied();
        if state.is_some_and(may_hold_money) {
            continue;
        }
        match provider.void(*payment).await {
            Ok(()) => {
                tracing::warn!(payment.id = %payment, ?state, "released money that no order accounts for");
                audit.released += 1;
            }
            Err(ProviderError::NoAnswer(NoAnswer)) => {
                tracing::warn!(payment.id = %payment, ?state, "money that no order accounts for is still held");
                audit.orphans += 1;
            }
            Err(ProviderError::Refused(reason)) => {
                let reference = &listed.reference;
                tracing::error!(payment.id = %payment, reference, ?state, reason,
                    "the provider has money that no order accounts for; look into it there");
                audit.orphans += 1;
            }
        }
    }
    Ok(audit)
}

/// Whether the provider may hold or have taken money for a payment that stands so with us.
fn may_hold_money(state: PaymentState) -> bool {
    !matches!(state, PaymentState::Declined | PaymentState::Voided)
}

async fn states(db: &Database, payments: &[Uuid]) -> anyhow::Result<HashMap<Uuid, PaymentState>> {
    let rows: Vec<(Uuid, String)> = sqlx::query_as("select id, state from orders.payments where id = any($1)")
        .bind(payments)
        .fetch_all(db)
        .await
        .context("reading payments")?;
    let state = |code: String| {
        let known = PaymentState::ALL.into_iter().find(|state| state.code() == code);
        known.with_context(|| format!("“{code}” is no state of a payment"))
    };
    rows.into_iter().map(|(id, code)| Ok((id, state(code)?))).collect()
}

/// Finds the payments of hooks that came before we knew the provider's name for them, and looks into
/// each. Returns how many hooks there were.
async fn match_hooks(db: &Database, provider: &Provider) -> anyhow::Result<usize> {
    let payments: Vec<Uuid> = sqlx::query_scalar(
        "update orders.payment_hooks as hook set payment_id = known.payment_id
         from orders.stripe_intents as known
         where hook.payment_id is null and hook.reference = known.intent
         returning known.payment_id",
    )
    .fetch_all(db)
    .await
    .context("matching hooks")?;
    for payment in &payments {
        // It is not lost if this fails: a payment that is open is settled by the worker anyway.
        if let Err(failure) = catch_up(db, provider, *payment).await {
            let error = format!("{:#}", failure.into_cause());
            tracing::warn!(payment.id = %payment, error, "a hook had no effect yet");
        }
    }
    Ok(payments.len())
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use domain::{Currency, Money};

    use super::*;
    use crate::testing::{Shop, token};

    async fn run(shop: &Shop) -> Audit {
        audit(&shop.stores, &shop.provider, UNIX_EPOCH).await.expect("everybody answers")
    }

    async fn held(shop: &Shop, payment: Uuid) -> i64 {
        shop.provider.look_up(payment).await.expect("an answer").expect("known").authorised.minor
    }

    async fn charge(shop: &Shop) -> Uuid {
        let payment = Uuid::new_v4();
        let amount = Money::new(500, Currency::Eur);
        shop.provider.authorise(payment, amount, "test_accept", None).await.expect("an answer");
        payment
    }

    #[tokio::test]
    async fn books_that_agree_are_left_alone() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        for means in ["test_accept", "test_accept", "test_challenge"] {
            let order = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, means);
            shop.call(&order).await.expect("opened");
        }
        let refused = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_decline");
        shop.call(&refused).await.expect_err("declined");
        assert_eq!(run(&shop).await, Audit { compared: 4, ..Audit::default() });
        assert_eq!(shop.charges().await, 2);
    }

    #[tokio::test]
    async fn money_that_no_order_accounts_for_is_released_or_an_alarm() {
        let shop = Shop::open().await;
        let unknown = charge(&shop).await;
        let taken = charge(&shop).await;
        shop.provider.capture(taken, Money::new(500, Currency::Eur), Uuid::new_v4()).await.expect("captured");
        assert_eq!(run(&shop).await, Audit { compared: 2, released: 1, orphans: 1, ..Audit::default() });
        assert_eq!(held(&shop, unknown).await, 0);
        // The alarm stays until somebody has looked into it.
        assert_eq!(run(&shop).await, Audit { compared: 2, orphans: 1, ..Audit::default() });
    }

    #[tokio::test]
    async fn money_held_for_an_order_that_was_refused_is_released() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_decline");
        shop.call(&order).await.expect_err("declined");
        // The provider has changed its mind, which none should.
        shop.execute("update orders.test_provider_charges set outcome = 'authorised'").await;
        assert_eq!(run(&shop).await, Audit { compared: 1, released: 1, ..Audit::default() });
        assert_eq!(run(&shop).await, Audit { compared: 1, ..Audit::default() });
    }
}
