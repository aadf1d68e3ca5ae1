//! Telling the merchant that a webhook was disabled, once.

use domain::WebhookId;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::view::text;
use origin_platform::Database;

/// A webhook was disabled, and nobody was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisabledNotification {
    /// The webhook.
    pub webhook: WebhookId,
    /// Where its events went.
    pub url: String,
    /// Why it was disabled.
    pub reason: String,
    /// Since when (RFC 3339, UTC).
    pub since: String,
}

/// Takes a notification that is due, if there is one. It counts as sent from now on: a notification that is lost
/// on its way is better than one that comes over and over, and the list of webhooks shows it anyway.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn take_notification(db: &Database) -> sqlx::Result<Option<DisabledNotification>> {
    let due: Option<(Uuid, String, String, OffsetDateTime)> = sqlx::query_as(
        "update shop.webhooks set notification = 'sent' where id = (
             select id from shop.webhooks where notification = 'due' order by disabled_at limit 1 for update skip locked
         ) returning id, url, disabled_reason, disabled_at",
    )
    .fetch_optional(db)
    .await?;
    Ok(due.map(|(id, url, reason, since)| DisabledNotification {
        webhook: WebhookId(id),
        url,
        reason,
        since: text(since),
    }))
}

/// Gives a notification back that was certainly not sent.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn release_notification(db: &Database, webhook: WebhookId) -> sqlx::Result<()> {
    let again = sqlx::query("update shop.webhooks set notification = 'due' where id = $1 and notification = 'sent'");
    again.bind(webhook.0).execute(db).await?;
    Ok(())
}
