//! The test provider's books. Each change is one conditional statement or one short transaction.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::{Currency, Money};
use origin_platform::Database;
use sqlx::FromRow;
use uuid::Uuid;

use crate::checkout::payments::answer::{Listed, NoAnswer};

/// The tables `orders.test_provider_…`.
#[derive(Clone)]
pub struct Books {
    db: Database,
}

/// One payment as it is booked.
pub struct Charge {
    pub payment: Uuid,
    pub outcome: String,
    pub amount: Money,
    pub captured: Money,
    pub refunded: Money,
    pub capture_id: Option<Uuid>,
    pub voided: bool,
    pub return_url: Option<String>,
}

#[derive(FromRow)]
struct Row {
    payment_id: Uuid,
    outcome: String,
    currency: String,
    amount_minor: i64,
    captured_minor: i64,
    refunded_minor: i64,
    capture_id: Option<Uuid>,
    voided: bool,
    return_url: Option<String>,
}

impl Books {
    pub fn new(db: Database) -> Self {
        Self { db }
    }

    /// Books an outcome, unless the payment has one: then that stands.
    pub async fn book(
        &self,
        payment: Uuid,
        amount: Money,
        outcome: &str,
        return_url: Option<&str>,
    ) -> Result<Charge, NoAnswer> {
        // The update changes nothing; it makes the statement return the row that is there already.
        let row = sqlx::query_as(
            "insert into orders.test_provider_charges as charge (payment_id, amount_minor, currency, outcome, return_url)
             values ($1, $2, $3, $4, $5)
             on conflict (payment_id) do update set outcome = charge.outcome
             returning *",
        )
        .bind(payment)
        .bind(amount.minor)
        .bind(amount.currency.code())
        .bind(outcome)
        .bind(return_url)
        .fetch_one(&self.db)
        .await;
        read(row)
    }

    pub async fn find(&self, payment: Uuid) -> Result<Option<Charge>, NoAnswer> {
        let row = sqlx::query_as("select * from orders.test_provider_charges where payment_id = $1")
            .bind(payment)
            .fetch_optional(&self.db)
            .await;
        row.map_err(no_answer)?.map(charge).transpose()
    }

    /// Gives up a payment without an outcome, known or not. Returns what stands then.
    pub async fn cancel(&self, payment: Uuid, amount: Money) -> Result<Charge, NoAnswer> {
        let row = sqlx::query_as(
            "insert into orders.test_provider_charges as charge (payment_id, amount_minor, currency, outcome)
             values ($1, $2, $3, 'cancelled')
             on conflict (payment_id) do update set outcome =
                 case when charge.outcome in ('challenged', 'processing') then 'cancelled' else charge.outcome end
             returning *",
        )
        .bind(payment)
        .bind(amount.minor)
        .bind(amount.currency.code())
        .fetch_one(&self.db)
        .await;
        read(row)
    }

    /// Decides a payment that is open. Returns what stands then, none if there is no such payment.
    pub async fn complete(&self, payment: Uuid, outcome: &str) -> Result<Option<Charge>, NoAnswer> {
        sqlx::query(
            "update orders.test_provider_charges set outcome = $2
             where payment_id = $1 and outcome in ('challenged', 'processing')",
        )
        .bind(payment)
        .bind(outcome)
        .execute(&self.db)
        .await
        .map_err(no_answer)?;
        self.find(payment).await
    }

    /// Captures what is held, if it may. Returns what stands then.
    pub async fn capture(&self, payment: Uuid, amount: Money, id: Uuid) -> Result<Option<Charge>, NoAnswer> {
        sqlx::query(
            "update orders.test_provider_charges set captured_minor = $2, capture_id = $3
             where payment_id = $1 and outcome = 'authorised' and not voided and capture_id is null
                   and currency = $4 and amount_minor >= $2",
        )
        .bind(payment)
        .bind(amount.minor)
        .bind(id)
        .bind(amount.currency.code())
        .execute(&self.db)
        .await
        .map_err(no_answer)?;
        self.find(payment).await
    }

    /// Releases what is held, if it may. Returns what stands then.
    pub async fn void(&self, payment: Uuid) -> Result<Option<Charge>, NoAnswer> {
        sqlx::query(
            "update orders.test_provider_charges set voided = true
             where payment_id = $1 and outcome = 'authorised' and capture_id is null",
        )
        .bind(payment)
        .execute(&self.db)
        .await
        .map_err(no_answer)?;
        self.find(payment).await
    }

    /// Gives money back, once for each id. Returns whether it is given back now.
    pub async fn refund(&self, payment: Uuid, id: Uuid, amount: Money, reason: &str) -> Result<bool, NoAnswer> {
        self.try_refund(payment, id, amount, reason).await.map_err(no_answer)
    }

    async fn try_refund(&self, payment: Uuid, id: Uuid, amount: Money, reason: &str) -> sqlx::Result<bool> {
        let mut tx = self.db.begin().await?;
        // Refunds of one payment take turns.
        let left: Option<i64> = sqlx::query_scalar(
            "select captured_minor - refunded_minor from orders.test_provider_charges
             where payment_id = $1 and currency = $2 for update",
        )
        .bind(payment)
        .bind(amount.currency.code())
        .fetch_optional(&mut *tx)
        .await?;
        let known: Option<i64> = sqlx::query_scalar(
            "select amount_minor from orders.test_provider_refunds where refund_id = $1 and payment_id = $2",
        )
        .bind(id)
        .bind(payment)
        .fetch_optional(&mut *tx)
        .await?;
        if let Some(known) = known {
            return Ok(known == amount.minor);
        }
        if left.is_none_or(|left| left < amount.minor) {
            return Ok(false);
        }
        sqlx::query(
            "with refund as (
                 insert into orders.test_provider_refunds (refund_id, payment_id, amount_minor, reason)
                 values ($2, $1, $3, $4)
             )
             update orders.test_provider_charges set refunded_minor = refunded_minor + $3 where payment_id = $1",
        )
        .bind(payment)
        .bind(id)
        .bind(amount.minor)
        .bind(reason)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(true)
    }

    pub async fn list_since(&self, since: SystemTime) -> Result<Vec<Listed>, NoAnswer> {
        let since = since.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        let rows: Vec<(Uuid, i64, bool)> = sqlx::query_as(
            "select payment_id, floor(extract(epoch from created_at))::bigint, outcome = 'authorised' and not voided
             from orders.test_provider_charges where created_at >= to_timestamp($1)",
        )
        .bind(since)
        .fetch_all(&self.db)
        .await
        .map_err(no_answer)?;
        let listed = |(payment, created, holds_money): (Uuid, i64, bool)| Listed {
            payment: Some(payment),
            reference: format!("test_{}", payment.simple()),
            created_at: UNIX_EPOCH + Duration::from_secs(created.unsigned_abs()),
            holds_money,
        };
        Ok(rows.into_iter().map(listed).collect())
    }
}

fn read(row: sqlx::Result<Row>) -> Result<Charge, NoAnswer> {
    charge(row.map_err(no_answer)?)
}

fn charge(row: Row) -> Result<Charge, NoAnswer> {
    let currency: Currency = row.currency.parse().map_err(|_| NoAnswer)?;
    let money = |minor| Money::new(minor, currency);
    Ok(Charge {
        payment: row.payment_id,
        outcome: row.outcome,
        amount: money(row.amount_minor),
        captured: money(row.captured_minor),
        refunded: money(row.refunded_minor),
        capture_id: row.capture_id,
        voided: row.voided,
        return_url: row.return_url,
    })
}

fn no_answer(error: sqlx::Error) -> NoAnswer {
    tracing::error!(%error, "the test provider cannot reach its books");
    NoAnswer
}
