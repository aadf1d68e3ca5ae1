//! Sending a test message.

use api::event::Event;
use api::problem::{Code, Problem};
use api::webhooks::{CreateWebhookPing, DeliveryView, PING};
use domain::EventId;
use origin_messaging::Cause;
use uuid::Uuid;

use crate::recording::{NewDelivery, append};
use crate::{Service, view};
use origin_platform::{Call, ServiceError};

/// Records a test message and has everything that waits tried now: whoever asks has mended something.
pub(crate) async fn create_ping(service: Service, call: Call<CreateWebhookPing>) -> Result<DeliveryView, ServiceError> {
    let id = call.endpoint.webhook;
    let mut tx = call.begin(&service.stores.db).await?;
    if !view::lock(&mut tx, id).await? {
        return Err(Problem::new(Code::WebhookDisabled, "Nothing is sent to this webhook; enable it first.").into());
    }
    sqlx::query(
        "update shop.webhook_deliveries set next_attempt_at = now() where webhook_id = $1 and state = 'waiting'",
    )
    .bind(id.0)
    .execute(&mut *tx)
    .await?;
    let event = Event {
        id: EventId(Uuid::now_v7()),
        subject: PING.to_owned(),
        occurred_at: view::text(origin_platform::clock::utc()),
        tags: Vec::new(),
        data: serde_json::json!({}),
        replay_of: None,
        hard: false,
    };
    let new = NewDelivery::first(&event, Cause::current());
    append(&mut tx, id, std::slice::from_ref(&new)).await?;
    let reply = view::delivery(&mut tx, new.id).await?;
    call.audit(&mut tx, &view::subject(id), None, None).await?;
    call.commit(tx, reply).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Scene, failed};

    #[tokio::test]
    async fn a_test_message_has_what_waits_tried_at_once() {
        let scene = Scene::open().await;
        let id = scene.create("shop.orders.*").await.webhook.id;
        scene.orders(1).await;
        scene.attempt(&failed(500), origin_platform::clock::utc()).await;
        assert_eq!(scene.attempt(&failed(500), origin_platform::clock::utc()).await, None);
        let ping = scene.call(&CreateWebhookPing { webhook: id }).await.expect("staff may");
        assert_eq!((ping.sequence, ping.subject.as_str()), (2, PING));
        let log = origin_platform::audit::entries(&scene.stores.db, Some(&view::subject(id)), None, 1).await;
        assert_eq!(log.expect("readable")[0].action, "CreateWebhookPing");
        assert_eq!(scene.attempt(&failed(500), origin_platform::clock::utc()).await, Some(1));
    }
}
