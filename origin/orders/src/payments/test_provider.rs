//! The built-in payment provider, for trying the shop out.
//!
//! It behaves as a real one does as seen from the shop: its books are its own, written outside the
//! shop's transactions, and each payment is booked once however often it is asked for.

use domain::Money;
use sqlx::PgPool;
use uuid::Uuid;

use super::provider::{NoAnswer, Outcome, UnknownToken};

/// Always authorised.
const ACCEPT: &str = "test_accept";
/// Always declined.
const DECLINE: &str = "test_decline";
/// Authorised, but the answer is lost.
const NO_ANSWER: &str = "test_no_answer";

/// The provider with its books.
#[derive(Clone)]
pub struct TestProvider {
    books: PgPool,
}

impl TestProvider {
    pub(super) fn new(books: PgPool) -> Self {
        Self { books }
    }

    pub(super) fn check_token(&self, token: &str) -> Result<(), UnknownToken> {
        if [ACCEPT, DECLINE, NO_ANSWER].contains(&token) { Ok(()) } else { Err(UnknownToken) }
    }

    pub(super) async fn authorise(&self, payment: Uuid, amount: Money, token: &str) -> Result<Outcome, NoAnswer> {
        let wanted = if token == DECLINE { "declined" } else { "authorised" };
        let booked = self.book(payment, amount, wanted).await?;
        if token == NO_ANSWER { Err(NoAnswer) } else { Ok(booked) }
    }

    pub(super) async fn look_up(&self, payment: Uuid) -> Result<Option<Outcome>, NoAnswer> {
        let booked: Option<String> =
            sqlx::query_scalar("select outcome from orders.test_provider_charges where payment_id = $1")
                .bind(payment)
                .fetch_optional(&self.books)
                .await
                .map_err(no_answer)?;
        Ok(booked.map(|word| outcome(payment, &word)))
    }

    pub(super) async fn cancel(&self, payment: Uuid, amount: Money) -> Result<Outcome, NoAnswer> {
        self.book(payment, amount, "cancelled").await
    }

    /// Books an outcome, unless the payment has one: then that stands.
    async fn book(&self, payment: Uuid, amount: Money, wanted: &str) -> Result<Outcome, NoAnswer> {
        // The update changes nothing; it makes the statement return the row that is there already.
        let booked: String = sqlx::query_scalar(
            "insert into orders.test_provider_charges as charge (payment_id, amount_minor, currency, outcome)
             values ($1, $2, $3, $4)
             on conflict (payment_id) do update set outcome = charge.outcome
             returning outcome",
        )
        .bind(payment)
        .bind(amount.minor)
        .bind(amount.currency.code())
        .bind(wanted)
        .fetch_one(&self.books)
        .await
        .map_err(no_answer)?;
        Ok(outcome(payment, &booked))
    }
}

fn outcome(payment: Uuid, word: &str) -> Outcome {
    let declined = |reason: &str| Outcome::Declined { reason: reason.to_owned() };
    match word {
        "authorised" => Outcome::Authorised { reference: format!("test_{}", payment.simple()) },
        "cancelled" => declined("it was not completed in time"),
        _ => declined("the test provider was told to decline"),
    }
}

fn no_answer(error: sqlx::Error) -> NoAnswer {
    tracing::error!(%error, "the test provider cannot reach its books");
    NoAnswer
}

#[cfg(test)]
mod tests {
    use domain::{Currency, Money};
    use uuid::Uuid;

    use super::*;
    use crate::fixture::Shop;

    const AMOUNT: Money = Money::new(1999, Currency::Eur);

    #[tokio::test]
    async fn the_first_outcome_of_a_payment_stands() {
        let shop = Shop::open().await;
        let provider = TestProvider::new(shop.stores.db.clone());
        let payment = Uuid::new_v4();
        assert_eq!(provider.look_up(payment).await, Ok(None));
        let accepted = provider.authorise(payment, AMOUNT, ACCEPT).await.expect("an answer");
        assert!(matches!(accepted, Outcome::Authorised { .. }));
        assert_eq!(provider.authorise(payment, AMOUNT, DECLINE).await, Ok(accepted.clone()));
        assert_eq!(provider.cancel(payment, AMOUNT).await, Ok(accepted.clone()));
        assert_eq!(provider.look_up(payment).await, Ok(Some(accepted)));
        assert_eq!(shop.count("select count(*) from orders.test_provider_charges").await, 1);
    }

    #[tokio::test]
    async fn a_cancelled_payment_cannot_be_authorised_any_more() {
        let shop = Shop::open().await;
        let provider = TestProvider::new(shop.stores.db.clone());
        let payment = Uuid::new_v4();
        let cancelled = provider.cancel(payment, AMOUNT).await.expect("an answer");
        assert!(matches!(cancelled, Outcome::Declined { .. }));
        assert_eq!(provider.authorise(payment, AMOUNT, ACCEPT).await, Ok(cancelled));
    }

    #[tokio::test]
    async fn a_lost_answer_is_still_in_the_books() {
        let shop = Shop::open().await;
        let provider = TestProvider::new(shop.stores.db.clone());
        let payment = Uuid::new_v4();
        assert_eq!(provider.authorise(payment, AMOUNT, NO_ANSWER).await, Err(NoAnswer));
        assert!(matches!(provider.look_up(payment).await, Ok(Some(Outcome::Authorised { .. }))));
    }
}
