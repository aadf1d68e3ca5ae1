//! Recording deliveries: each event once for each webhook that wants it.

use api::event::{Event, SEARCHES_COUNTED};
use api::webhooks::{Subjects, WebhookMessage};
use domain::{DeliveryId, EventId, WebhookId};
use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use origin_messaging::Cause;
use origin_platform::Database;

/// Records events, each with what it was recorded for, for every active webhook that wants them, in the order given. An
/// event that was recorded before is passed over, and so is one from before the webhook was made. Returns how many
/// deliveries were recorded.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn record(db: &Database, events: &[(Event, Cause)]) -> sqlx::Result<u64> {
    let mut tx = db.begin().await?;
    // Whoever records holds the row, so that sequences have no gaps; always in the same order, so
    // that two who record do not wait for each other in a circle.
    let webhooks: Vec<(Uuid, Vec<String>, OffsetDateTime)> = sqlx::query_as(
        "select id, subjects, created_at from shop.webhooks where state = 'active' order by id for no key update",
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut recorded = 0;
    for (webhook, subjects, created_at) in webhooks {
        let subjects: Vec<Subjects> = subjects.iter().filter_map(|subjects| subjects.parse().ok()).collect();
        let after = |event: &Event| {
            let occurred_at = OffsetDateTime::parse(&event.occurred_at, &Rfc3339);
            occurred_at.map_or(true, |occurred_at| occurred_at >= created_at)
        };
        // What shoppers look for leaves the shop with nobody.
        let told = events.iter().filter(|(event, _)| event.subject != SEARCHES_COUNTED);
        let wanted = told.filter(|(event, _)| wants(&subjects, &event.subject) && after(event));
        let wanted: Vec<NewDelivery> = wanted.map(|(event, cause)| NewDelivery::first(event, cause.clone())).collect();
        recorded += append_unknown(&mut tx, WebhookId(webhook), wanted).await?;
    }
    tx.commit().await?;
    Ok(recorded)
}

/// Whether events of `subject` are among those of any pattern.
pub(crate) fn wants(subjects: &[Subjects], subject: &str) -> bool {
    subjects.iter().any(|subjects| subjects.contain(subject))
}

/// A delivery that is about to be recorded.
pub(crate) struct NewDelivery {
    pub(crate) id: DeliveryId,
    pub(crate) event: EventId,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) replay_of: Option<DeliveryId>,
    /// What it is sent for.
    pub(crate) cause: Cause,
}

impl NewDelivery {
    /// The first delivery of an event.
    pub(crate) fn first(event: &Event, cause: Cause) -> Self {
        let message = WebhookMessage {
            kind: event.subject.clone(),
            timestamp: event.occurred_at.clone(),
            data: told_outside(&event.data),
        };
        Self {
            id: DeliveryId(Uuid::now_v7()),
            event: event.original(),
            subject: event.subject.clone(),
            body: serde_json::to_string(&message).expect("events are plain data"),
            replay_of: None,
            cause,
        }
    }
}

/// What an event says as programs outside are told it: an order by its number, which is what people call it by. Its id
/// stays inside, but of one that never had a number.
fn told_outside(data: &Value) -> Value {
    let mut data = data.clone();
    if let Some(fields) = data.as_object_mut() {
        match fields.get("number") {
            Some(number) if number.is_i64() => fields.remove("order"),
            _ => fields.remove("number"),
        };
    }
    data
}

/// Appends first deliveries, but for those of events that the webhook has one of. The caller holds
/// the webhook's row. Returns how many.
async fn append_unknown(tx: &mut PgConnection, webhook: WebhookId, mut new: Vec<NewDelivery>) -> sqlx::Result<u64> {
    if new.is_empty() {
        return Ok(0);
    }
    let mut known: Vec<Uuid> = sqlx::query_scalar(
        "select event_id from shop.webhook_deliveries
         where webhook_id = $1 and event_id = any($2) and replay_of is null",
    )
    .bind(webhook.0)
    .bind(new.iter().map(|delivery| delivery.event.0).collect::<Vec<_>>())
    .fetch_all(&mut *tx)
    .await?;
    new.retain(|delivery| {
        let unknown = !known.contains(&delivery.event.0);
        // The same event twice in one batch is one event.
        known.push(delivery.event.0);
        unknown
    });
    append(tx, webhook, &new).await?;
    Ok(new.len() as u64)
}

/// Appends deliveries to those of a webhook. The caller holds the webhook's row.
pub(crate) async fn append(tx: &mut PgConnection, webhook: WebhookId, new: &[NewDelivery]) -> sqlx::Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(new.len()).expect("fits in memory");
    let last: i64 = sqlx::query_scalar(
        "update shop.webhooks set last_sequence = last_sequence + $2 where id = $1 returning last_sequence",
    )
    .bind(webhook.0)
    .bind(count)
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query(
        "insert into shop.webhook_deliveries
             (id, webhook_id, sequence, event_id, subject, body, replay_of, trace_parent, request_id)
         select id, $1, $2 + place, event_id, subject, body, replay_of, trace_parent, request_id
         from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::text[]) with ordinality
              as new (id, event_id, subject, body, replay_of, trace_parent, request_id, place)",
    )
    .bind(webhook.0)
    .bind(last - count)
    .bind(new.iter().map(|delivery| delivery.id.0).collect::<Vec<_>>())
    .bind(new.iter().map(|delivery| delivery.event.0).collect::<Vec<_>>())
    .bind(new.iter().map(|delivery| delivery.subject.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(|delivery| delivery.body.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(|delivery| delivery.replay_of.map(|id| id.0)).collect::<Vec<_>>())
    .bind(new.iter().map(|delivery| delivery.cause.trace_parent.as_deref()).collect::<Vec<_>>())
    .bind(new.iter().map(|delivery| delivery.cause.request_id.as_deref()).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{PLACED, Scene, event, of_nothing};
    use crate::view::text;
    use crate::{Outcome, settle};
    use futures::future::join_all;
    use serde_json::json;
    use time::Duration;

    #[tokio::test]
    async fn an_event_is_recorded_once_for_each_webhook_that_wants_it() {
        let scene = Scene::open().await;
        let orders = scene.create("shop.orders.*").await.webhook.id;
        let all = scene.create("shop.>").await.webhook.id;
        scene.create("shop.accounts.*").await;
        let events = [event(PLACED), event("shop.catalog.product_changed"), event(PLACED)];
        let twice = [&events[..], &events[..1]].concat();
        assert_eq!(record(&scene.stores.db, &of_nothing(&twice)).await.expect("PostgreSQL is up"), 5);
        let again = Event { id: EventId(Uuid::now_v7()), replay_of: Some(events[0].id), ..events[0].clone() };
        let next = event(PLACED);
        assert_eq!(
            record(&scene.stores.db, &of_nothing(&[events[2].clone(), again, next.clone()])).await.expect("up"),
            2
        );
        let recorded = |deliveries: Vec<api::webhooks::DeliveryView>| {
            deliveries.iter().map(|delivery| (delivery.sequence, delivery.event)).collect::<Vec<_>>()
        };
        let expect = [(1, events[0].id), (2, events[2].id), (3, next.id)];
        assert_eq!(recorded(scene.deliveries(orders).await), expect, "no gaps");
        assert_eq!(recorded(scene.deliveries(all).await).len(), 4);
    }

    #[test]
    fn m4_an_order_is_named_by_its_number() {
        let check = |data: Value, expect: Value| assert_eq!(told_outside(&data), expect);
        let (order, refund) = ("7f2c1d3e-0000-4000-8000-000000000001", "7f2c1d3e-0000-4000-8000-000000000002");
        check(json!({ "order": order, "refund": refund, "number": 1042 }), json!({ "refund": refund, "number": 1042 }));
        check(json!({ "order": order, "number": null }), json!({ "order": order }));
        check(json!({ "product": order }), json!({ "product": order }));
        check(json!(7), json!(7));
    }

    #[tokio::test]
    async fn sequences_have_no_gaps_however_many_record() {
        let scene = Scene::open().await;
        let webhook = scene.create("shop.>").await.webhook.id;
        let batch = || of_nothing(&(0..5).map(|_| event(PLACED)).collect::<Vec<_>>());
        let batches: Vec<Vec<(Event, Cause)>> = (0..8).map(|_| batch()).collect();
        // Each batch twice, at once.
        let recording = batches.iter().chain(&batches).map(|batch| record(&scene.stores.db, batch));
        let recorded: u64 = join_all(recording).await.into_iter().map(|count| count.expect("PostgreSQL is up")).sum();
        let sequences: Vec<u64> = scene.deliveries(webhook).await.iter().map(|delivery| delivery.sequence).collect();
        assert_eq!((recorded, sequences), (40, (1..=40).collect()));
    }

    #[tokio::test]
    async fn what_an_event_was_recorded_for_goes_with_its_delivery() {
        let scene = Scene::open().await;
        scene.create("shop.>").await;
        let cause = Cause {
            trace_parent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
            request_id: Some("7f-1".to_owned()),
        };
        let events = [(event(PLACED), cause.clone()), (event(PLACED), Cause::default())];
        assert_eq!(record(&scene.stores.db, &events).await.expect("PostgreSQL is up"), 2);
        for expected in [cause, Cause::default()] {
            let now = origin_platform::clock::utc();
            let claimed = scene.claim(now).await;
            assert_eq!((claimed.len(), &claimed[0].cause), (1, &expected));
            let settled = settle(&scene.stores.db, &claimed[0], &Outcome::Taken(200), now).await;
            settled.expect("PostgreSQL is up");
        }
    }

    #[tokio::test]
    async fn events_from_before_the_webhook_are_left_to_replays() {
        let scene = Scene::open().await;
        let webhook = scene.create("shop.>").await.webhook.id;
        let before = text(origin_platform::clock::utc() - Duration::hours(1));
        let old = Event { occurred_at: before, ..event(PLACED) };
        assert_eq!(record(&scene.stores.db, &of_nothing(&[old, event(PLACED)])).await.expect("PostgreSQL is up"), 1);
        assert_eq!(scene.webhook(webhook).await.waiting, 1);
    }
}
