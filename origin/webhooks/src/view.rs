//! Webhooks and deliveries as staff see them.

use api::problem::{Code, Problem};
use api::webhooks::{DeliveryState, DeliveryView, WebhookState, WebhookView};
use domain::{DeliveryId, EventId, WebhookId};
use serde_json::{Value, json};
use sqlx::{FromRow, PgConnection};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use origin_platform::ServiceError;

#[derive(FromRow)]
struct WebhookRow {
    id: Uuid,
    url: String,
    subjects: Vec<String>,
    disabled_reason: Option<String>,
    disabled_at: Option<OffsetDateTime>,
    failures: i32,
    failing_since: Option<OffsetDateTime>,
    last_success_at: Option<OffsetDateTime>,
    waiting: i64,
    created_at: OffsetDateTime,
    version: i64,
}

impl From<WebhookRow> for WebhookView {
    fn from(row: WebhookRow) -> Self {
        Self {
            id: WebhookId(row.id),
            url: row.url,
            subjects: row.subjects.iter().filter_map(|subjects| subjects.parse().ok()).collect(),
            state: if row.disabled_at.is_some() { WebhookState::Disabled } else { WebhookState::Active },
            disabled_reason: row.disabled_reason,
            disabled_at: row.disabled_at.map(text),
            failures: row.failures.unsigned_abs(),
            failing_since: row.failing_since.map(text),
            last_success_at: row.last_success_at.map(text),
            waiting: row.waiting.unsigned_abs(),
            created_at: text(row.created_at),
            version: row.version,
        }
    }
}

/// What the audit log calls a webhook.
pub(crate) fn subject(id: WebhookId) -> String {
    format!("webhook {id}")
}

/// What the audit log keeps of one: of its address the scheme and the host, because paths and queries carry keys.
pub(crate) fn recorded(webhook: &WebhookView) -> Value {
    // A query may follow the host at once.
    let address = webhook.url.split('?').next().unwrap_or_default();
    let host: Vec<&str> = address.splitn(4, '/').take(3).collect();
    json!({ "host": host.join("/"), "subjects": webhook.subjects, "state": webhook.state })
}

#[derive(FromRow)]
struct DeliveryRow {
    id: Uuid,
    event_id: Uuid,
    sequence: i64,
    subject: String,
    state: String,
    attempts: i32,
    next_attempt_at: OffsetDateTime,
    last_status: Option<i32>,
    last_error: Option<String>,
    replay_of: Option<Uuid>,
    created_at: OffsetDateTime,
    last_attempt_at: Option<OffsetDateTime>,
}

impl From<DeliveryRow> for DeliveryView {
    fn from(row: DeliveryRow) -> Self {
        let state = match row.state.as_str() {
            "delivered" => DeliveryState::Delivered,
            "failed" => DeliveryState::Failed,
            _ => DeliveryState::Waiting,
        };
        Self {
            id: DeliveryId(row.id),
            event: EventId(row.event_id),
            sequence: row.sequence.unsigned_abs(),
            subject: row.subject,
            state,
            attempts: row.attempts.unsigned_abs(),
            next_attempt_at: (state == DeliveryState::Waiting).then(|| text(row.next_attempt_at)),
            last_status: row.last_status.and_then(|status| u16::try_from(status).ok()),
            last_error: row.last_error,
            replay_of: row.replay_of.map(DeliveryId),
            created_at: text(row.created_at),
            last_attempt_at: row.last_attempt_at.map(text),
        }
    }
}

/// A time as it travels.
pub(crate) fn text(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).expect("PostgreSQL's years have four digits")
}

/// Every webhook, or one, the oldest first.
pub(crate) async fn webhooks(tx: &mut PgConnection, only: Option<WebhookId>) -> sqlx::Result<Vec<WebhookView>> {
    let rows: Vec<WebhookRow> = sqlx::query_as(
        "select webhook.*, (select count(*) from shop.webhook_deliveries as delivery
                            where delivery.webhook_id = webhook.id and delivery.state = 'waiting') as waiting
         from shop.webhooks as webhook where $1::uuid is null or webhook.id = $1 order by webhook.id",
    )
    .bind(only.map(|id| id.0))
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(WebhookView::from).collect())
}

/// One webhook.
pub(crate) async fn webhook(tx: &mut PgConnection, id: WebhookId) -> Result<WebhookView, ServiceError> {
    webhooks(tx, Some(id)).await?.pop().ok_or_else(|| not_found().into())
}

/// One delivery.
pub(crate) async fn delivery(tx: &mut PgConnection, id: DeliveryId) -> Result<DeliveryView, ServiceError> {
    let select = sqlx::query_as("select * from shop.webhook_deliveries where id = $1");
    let row: Option<DeliveryRow> = select.bind(id.0).fetch_optional(tx).await?;
    Ok(row.ok_or_else(delivery_not_found)?.into())
}

/// The last deliveries of a webhook, the latest first.
pub(crate) async fn deliveries(tx: &mut PgConnection, id: WebhookId, most: i64) -> sqlx::Result<Vec<DeliveryView>> {
    let select =
        sqlx::query_as("select * from shop.webhook_deliveries where webhook_id = $1 order by sequence desc limit $2");
    let rows: Vec<DeliveryRow> = select.bind(id.0).bind(most).fetch_all(tx).await?;
    Ok(rows.into_iter().map(DeliveryView::from).collect())
}

/// Holds the row of a webhook until the transaction ends; all that belongs to the webhook changes
/// under it. Returns whether it is active.
pub(crate) async fn lock(tx: &mut PgConnection, id: WebhookId) -> Result<bool, ServiceError> {
    let active: Option<bool> =
        sqlx::query_scalar("select state = 'active' from shop.webhooks where id = $1 for no key update")
            .bind(id.0)
            .fetch_optional(tx)
            .await?;
    active.ok_or_else(|| not_found().into())
}

fn not_found() -> Problem {
    Problem::new(Code::WebhookNotFound, "No webhook has this id.")
}

pub(crate) fn delivery_not_found() -> Problem {
    Problem::new(Code::DeliveryNotFound, "The webhook has no such delivery. Deliveries are kept for thirty days.")
}
