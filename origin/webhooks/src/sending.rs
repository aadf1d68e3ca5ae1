//! The deliveries from the sender's end: which is due, and what became of it.
//!
//! A sender claims a webhook for a minute, sends one delivery and settles it. Should it die in
//! between, the claim runs out and another sends the delivery again, under the same ids.

use domain::{DeliveryId, EventId, WebhookId};
use sqlx::{FromRow, PgConnection};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use origin_messaging::Cause;
use origin_platform::{Stores, Vault};

use crate::secrets::sealing::Kept;

/// A claim lasts much longer than an attempt.
const CLAIMED_FOR: Duration = Duration::seconds(60);
/// A delivery that fails holds up those behind it for so long. After that they overtake it, so that
/// one event that the receiver chokes on does not keep all others from it.
const HOLDS_UP_FOR: Duration = Duration::hours(1);

/// A delivery that is the caller's to send.
#[derive(Clone)]
pub struct Claimed {
    /// The webhook.
    pub webhook: WebhookId,
    /// Where to send it.
    pub url: String,
    /// The keys that sign it, the newest first.
    pub keys: Vec<Vec<u8>>,
    /// The delivery.
    pub delivery: DeliveryId,
    /// The event.
    pub event: EventId,
    /// The delivery's place among those of the webhook.
    pub sequence: i64,
    /// What is signed and sent.
    pub body: String,
    /// What it is sent for.
    pub cause: Cause,
    /// Tells this claim from a later one.
    pub(crate) until: OffsetDateTime,
}

#[derive(FromRow)]
struct Due {
    id: Uuid,
    event_id: Uuid,
    sequence: i64,
    body: String,
    trace_parent: Option<String>,
    request_id: Option<String>,
}

const CLAIM: &str = include_str!("sending/claim.sql");
const NEXT_DUE: &str = include_str!("sending/next_due.sql");

/// Claims the next delivery of each webhook that has one due, of `most` webhooks at most; other
/// senders pass these over.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn claim(stores: &Stores, most: usize, now: OffsetDateTime) -> sqlx::Result<Vec<Claimed>> {
    let mut tx = stores.db.begin().await?;
    let webhooks: Vec<(Uuid, String, OffsetDateTime)> = sqlx::query_as(CLAIM)
        .bind(now)
        .bind(now - HOLDS_UP_FOR)
        .bind(now + CLAIMED_FOR)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&mut *tx)
        .await?;
    let mut claimed = Vec::with_capacity(webhooks.len());
    for (id, url, until) in webhooks {
        let webhook = WebhookId(id);
        // Looked for once more, now that nobody else can be sending: what was due may be sent already.
        match next(&mut tx, webhook, now).await? {
            Some(Due { id, event_id, sequence, body, trace_parent, request_id }) => {
                let keys = keys(&mut tx, &stores.vault, webhook, now).await?;
                // The claim runs out, and it is tried again: perhaps somebody has given the key by then.
                if keys.is_empty() {
                    continue;
                }
                let (delivery, event) = (DeliveryId(id), EventId(event_id));
                let cause = Cause { trace_parent, request_id };
                claimed.push(Claimed { webhook, url, keys, delivery, event, sequence, body, cause, until });
            }
            None => release(&mut tx, webhook, until).await?,
        }
    }
    tx.commit().await?;
    Ok(claimed)
}

async fn next(tx: &mut PgConnection, webhook: WebhookId, now: OffsetDateTime) -> sqlx::Result<Option<Due>> {
    sqlx::query_as(NEXT_DUE).bind(now).bind(now - HOLDS_UP_FOR).bind(webhook.0).fetch_optional(tx).await
}

/// What can be read of the webhook's secrets.
async fn keys(
    tx: &mut PgConnection,
    vault: &Vault,
    webhook: WebhookId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Vec<u8>>> {
    let kept: Vec<Kept> = sqlx::query_as(
        "select id, coalesce(sealed, key) as bytes, sealed is not null as is_sealed
         from shop.webhook_secrets where webhook_id = $1 and (expires_at is null or expires_at > $2)
         order by expires_at nulls first",
    )
    .bind(webhook.0)
    .bind(now)
    .fetch_all(tx)
    .await?;
    let readable = |(place, kept): (usize, Kept)| {
        let what = format!("webhook {webhook} secret {place}");
        vault.told(&what, kept.secret(vault))
    };
    Ok(kept.into_iter().enumerate().filter_map(readable).collect())
}

/// Only the claim's own holder gives it back.
pub(crate) async fn release(tx: &mut PgConnection, webhook: WebhookId, until: OffsetDateTime) -> sqlx::Result<()> {
    let release = sqlx::query("update shop.webhooks set claimed_until = null where id = $1 and claimed_until = $2");
    release.bind(webhook.0).bind(until).execute(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
