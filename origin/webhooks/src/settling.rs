//! What came of an attempt, and what it means for the delivery and its webhook.

use domain::WebhookId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::rule::{self, TRIED_FOR};
use crate::sending::{Claimed, release};
use origin_platform::Database;

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver took it, with this status.
    Taken(u16),
    /// It did not. `status` if it answered at all; `error` in a few words, for people.
    Failed {
        /// The status of the answer.
        status: Option<u16>,
        /// What went wrong.
        error: String,
    },
}

/// What an attempt means for the webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It goes on, or somebody else has settled the delivery before.
    GoesOn,
    /// It was disabled, for this reason.
    Disabled(&'static str),
}

/// Notes what came of an attempt at `now` and gives the claim back.
///
/// # Errors
/// If PostgreSQL does not answer. The delivery is sent again then, when the claim has run out.
pub async fn settle(db: &Database, claimed: &Claimed, outcome: &Outcome, now: OffsetDateTime) -> sqlx::Result<Settled> {
    let mut tx = db.begin().await?;
    // The webhook's row first, as everybody does.
    let streak: Option<(i32, Option<OffsetDateTime>)> =
        sqlx::query_as("select failures, failing_since from shop.webhooks where id = $1 for no key update")
            .bind(claimed.webhook.0)
            .fetch_optional(&mut *tx)
            .await?;
    // It was deleted while the delivery was under way.
    let Some((failures, since)) = streak else { return Ok(Settled::GoesOn) };
    let settled = match outcome {
        Outcome::Taken(status) => {
            taken(&mut tx, claimed, *status, now).await?;
            Settled::GoesOn
        }
        Outcome::Failed { status, error } => {
            let (failures, since) = (failures.saturating_add(1), since.unwrap_or(now));
            failed(&mut tx, claimed, *status, error, now).await?;
            let count = "update shop.webhooks set failures = $2, failing_since = $3 where id = $1";
            sqlx::query(count).bind(claimed.webhook.0).bind(failures).bind(since).execute(&mut *tx).await?;
            let gone = (*status == Some(410)).then_some("The receiver said that it is gone for good (410).");
            match gone.or_else(|| rule::verdict(failures, since, now)) {
                Some(reason) => disable(&mut tx, claimed.webhook, reason, now).await?,
                None => give_up(&mut tx, claimed, now).await?,
            }
        }
    };
    release(&mut tx, claimed.webhook, claimed.until).await?;
    tx.commit().await?;
    Ok(settled)
}

async fn taken(tx: &mut PgConnection, claimed: &Claimed, status: u16, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query(
        "update shop.webhook_deliveries
         set state = 'delivered', attempts = attempts + 1, last_status = $2, last_error = null,
             first_attempt_at = coalesce(first_attempt_at, $3), last_attempt_at = $3
         where id = $1 and state = 'waiting'",
    )
    .bind(claimed.delivery.0)
    .bind(i32::from(status))
    .bind(now)
    .execute(&mut *tx)
    .await?;
    sqlx::query("update shop.webhooks set failures = 0, failing_since = null, last_success_at = $2 where id = $1")
        .bind(claimed.webhook.0)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

async fn failed(
    tx: &mut PgConnection,
    claimed: &Claimed,
    status: Option<u16>,
    error: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let attempts: Option<i32> = sqlx::query_scalar(
        "update shop.webhook_deliveries
         set attempts = attempts + 1, last_status = $2, last_error = $3,
             first_attempt_at = coalesce(first_attempt_at, $4), last_attempt_at = $4
         where id = $1 and state = 'waiting' returning attempts",
    )
    .bind(claimed.delivery.0)
    .bind(status.map(i32::from))
    .bind(error)
    .bind(now)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(attempts) = attempts else { return Ok(()) };
    let next = now + rule::wait(claimed.delivery, attempts);
    sqlx::query("update shop.webhook_deliveries set next_attempt_at = $2 where id = $1")
        .bind(claimed.delivery.0)
        .bind(next)
        .execute(tx)
        .await?;
    Ok(())
}

/// Disables a webhook. What waits stays, for the day it is enabled again.
async fn disable(
    tx: &mut PgConnection,
    webhook: WebhookId,
    reason: &'static str,
    now: OffsetDateTime,
) -> sqlx::Result<Settled> {
    let done = sqlx::query(
        "update shop.webhooks set state = 'disabled', disabled_reason = $2, disabled_at = $3, notification = 'due'
         where id = $1 and state = 'active'",
    )
    .bind(webhook.0)
    .bind(reason)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(if done.rows_affected() == 1 { Settled::Disabled(reason) } else { Settled::GoesOn })
}

/// Gives a delivery up that was tried for long enough, by a receiver that takes others.
async fn give_up(tx: &mut PgConnection, claimed: &Claimed, now: OffsetDateTime) -> sqlx::Result<Settled> {
    sqlx::query(
        "update shop.webhook_deliveries set state = 'failed'
         where id = $1 and state = 'waiting' and first_attempt_at <= $2",
    )
    .bind(claimed.delivery.0)
    .bind(now - TRIED_FOR)
    .execute(tx)
    .await?;
    Ok(Settled::GoesOn)
}
