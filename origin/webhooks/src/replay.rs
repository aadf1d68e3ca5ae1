//! Sending events again.

use std::collections::HashMap;

use api::event::Event;
use api::problem::Problem;
use api::webhooks::{CreateWebhookReplay, ReplayView, Subjects};
use domain::{DeliveryId, EventId, WebhookId};
use sqlx::PgConnection;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::recording::{NewDelivery, append, wants};
use crate::{Service, view};
use origin_messaging::{Cause, relay_queue};
use origin_platform::{Call, ServiceError};

/// As long as the outbox keeps events.
const KEPT: Duration = Duration::days(7);
/// The most events of one replay.
const MAX_EVENTS: usize = 10_000;

/// Records deliveries once more, under new ids; the event's id stays.
pub(crate) async fn create_replay(
    service: Service,
    call: Call<CreateWebhookReplay>,
) -> Result<ReplayView, ServiceError> {
    let CreateWebhookReplay { webhook, delivery, since, until } = &call.endpoint;
    let wanted = match (delivery, since) {
        (Some(delivery), None) if until.is_none() => Wanted::One(*delivery),
        (None, Some(since)) => period(since, until.as_deref(), origin_platform::clock::utc())?,
        _ => return Err(Problem::field("delivery", "Give either a delivery, or since and perhaps until.").into()),
    };
    let mut tx = call.begin(&service.stores.db).await?;
    view::lock(&mut tx, *webhook).await?;
    let new = match wanted {
        Wanted::One(delivery) => again(&mut tx, *webhook, delivery).await?.into_iter().collect(),
        Wanted::Between(since, until) => between(&mut tx, *webhook, since, until).await?,
    };
    append(&mut tx, *webhook, &new).await?;
    let reply = ReplayView { deliveries: new.len() as u64 };
    let told = serde_json::json!({ "delivery": delivery, "since": since, "until": until, "sent_again": new.len() });
    call.audit(&mut tx, &view::subject(*webhook), None, Some(told)).await?;
    call.commit(tx, reply).await
}

enum Wanted {
    One(DeliveryId),
    Between(OffsetDateTime, OffsetDateTime),
}

fn period(since: &str, until: Option<&str>, now: OffsetDateTime) -> Result<Wanted, Problem> {
    let read = |field: &'static str, text: &str| {
        let advice = "Give a time such as 2026-01-31T12:00:00Z.";
        OffsetDateTime::parse(text, &Rfc3339).map_err(|_| Problem::field(field, advice))
    };
    let since = read("since", since)?;
    let until = until.map_or(Ok(now), |until| read("until", until))?;
    if since < now - KEPT {
        return Err(Problem::field("since", "Events are kept for seven days; give a later time."));
    }
    if until < since {
        return Err(Problem::field("until", "The end comes before the beginning."));
    }
    Ok(Wanted::Between(since, until))
}

/// The delivery once more; none if it waits anyway.
async fn again(
    tx: &mut PgConnection,
    webhook: WebhookId,
    delivery: DeliveryId,
) -> Result<Option<NewDelivery>, ServiceError> {
    let known: Option<(Uuid, String, String, bool)> = sqlx::query_as(
        "select event_id, subject, body, state = 'waiting' from shop.webhook_deliveries
         where webhook_id = $1 and id = $2",
    )
    .bind(webhook.0)
    .bind(delivery.0)
    .fetch_optional(tx)
    .await?;
    let (event, subject, body, waits) = known.ok_or_else(view::delivery_not_found)?;
    let id = DeliveryId(Uuid::now_v7());
    let (event, cause) = (EventId(event), Cause::current());
    let new = NewDelivery { id, event, subject, body, replay_of: Some(delivery), cause };
    Ok((!waits).then_some(new))
}

/// A delivery of each event of that time that the webhook wants and that does not wait anyway.
async fn between(
    tx: &mut PgConnection,
    webhook: WebhookId,
    since: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<Vec<NewDelivery>, ServiceError> {
    let subjects: Vec<String> = sqlx::query_scalar("select unnest(subjects) from shop.webhooks where id = $1")
        .bind(webhook.0)
        .fetch_all(&mut *tx)
        .await?;
    let subjects: Vec<Subjects> = subjects.iter().filter_map(|subjects| subjects.parse().ok()).collect();
    let told: Vec<String> =
        sqlx::query_scalar("select distinct subject from shop.outbox where occurred_at between $1 and $2")
            .bind(since)
            .bind(until)
            .fetch_all(&mut *tx)
            .await?;
    let told: Vec<String> = told.into_iter().filter(|subject| wants(&subjects, subject)).collect();
    let events = relay_queue::between(&mut *tx, &told, since, until, MAX_EVENTS + 1).await?;
    if events.len() > MAX_EVENTS {
        let detail =
            format!("More than {MAX_EVENTS} events happened in this time; give until, and ask for it in parts.");
        return Err(Problem::field("until", detail).into());
    }
    let known = known(tx, webhook, &events).await?;
    // Whoever asks for them again is why they are sent.
    let anew = |event: &Event| NewDelivery::first(event, Cause::current());
    let new = events.iter().filter_map(|event| match known.get(&event.id.0) {
        Some((_, true)) => None,
        Some((first, false)) => Some(NewDelivery { replay_of: *first, ..anew(event) }),
        None => Some(anew(event)),
    });
    Ok(new.collect())
}

/// The first delivery of each event that has one, and whether one of its deliveries waits.
async fn known(
    tx: &mut PgConnection,
    webhook: WebhookId,
    events: &[Event],
) -> sqlx::Result<HashMap<Uuid, (Option<DeliveryId>, bool)>> {
    let rows: Vec<(Uuid, Uuid, bool)> = sqlx::query_as(
        "select event_id, (array_agg(id order by sequence))[1], bool_or(state = 'waiting') from shop.webhook_deliveries
         where webhook_id = $1 and event_id = any($2) group by event_id",
    )
    .bind(webhook.0)
    .bind(events.iter().map(|event| event.id.0).collect::<Vec<_>>())
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(event, first, waits)| (event, (Some(DeliveryId(first)), waits))).collect())
}

#[cfg(test)]
mod tests {
    use api::event::{ORDER_PLACED, PRODUCT_CHANGED};
    use api::problem::Code;
    use api::webhooks::DeliveryState;

    use super::*;
    use crate::testing::{Scene, failed, of_nothing};
    use crate::{Outcome, record};

    fn replay(webhook: WebhookId) -> CreateWebhookReplay {
        CreateWebhookReplay { webhook, delivery: None, since: None, until: None }
    }

    fn ago(duration: Duration) -> Option<String> {
        Some(view::text(origin_platform::clock::utc() - duration))
    }

    #[tokio::test]
    async fn a_delivery_is_sent_again_under_its_events_id() {
        let scene = Scene::open().await;
        let webhook = scene.create("shop.>").await.webhook.id;
        let event = scene.orders(1).await[0].id;
        let first = scene.deliveries(webhook).await[0].id;
        let again = CreateWebhookReplay { delivery: Some(first), ..replay(webhook) };
        assert_eq!(scene.call(&again).await, Ok(ReplayView { deliveries: 0 }), "it waits anyway");
        let bodies = scene.claim(origin_platform::clock::utc()).await;
        scene.execute("update shop.webhooks set claimed_until = null").await;
        scene.attempt(&Outcome::Taken(200), origin_platform::clock::utc()).await;
        let replayed = scene.call_with_key(&again, "replay-once").await;
        assert_eq!((replayed, scene.call_with_key(&again, "replay-once").await), {
            let one = Ok(ReplayView { deliveries: 1 });
            (one.clone(), one)
        });
        let deliveries = scene.deliveries(webhook).await;
        assert_eq!(deliveries.len(), 2);
        let second = &deliveries[1];
        assert_ne!(second.id, first);
        assert_eq!((second.event, second.sequence, second.replay_of), (event, 2, Some(first)));
        assert_eq!(second.state, DeliveryState::Waiting);
        assert_eq!(scene.claim(origin_platform::clock::utc()).await[0].body, bodies[0].body);
        // Another's delivery is none of this webhook's.
        let other = scene.create("shop.>").await.webhook.id;
        let problem = scene.call(&CreateWebhookReplay { delivery: Some(first), ..replay(other) }).await;
        assert_eq!(problem.expect_err("another's").code, Code::DeliveryNotFound);
    }

    #[tokio::test]
    async fn all_since_a_time_are_sent_in_order_whether_they_were_sent_or_not() {
        let scene = Scene::open().await;
        scene.tell(ORDER_PLACED, 2).await;
        scene.tell(PRODUCT_CHANGED, 1).await;
        // Made after all that happened.
        let webhook = scene.create("shop.orders.*").await.webhook.id;
        let since = CreateWebhookReplay { since: ago(Duration::hours(1)), ..replay(webhook) };
        assert_eq!(scene.call(&since).await, Ok(ReplayView { deliveries: 2 }));
        assert_eq!(scene.call(&since).await, Ok(ReplayView { deliveries: 0 }), "they wait");
        let now = origin_platform::clock::utc();
        assert_eq!(scene.attempt(&Outcome::Taken(200), now).await, Some(1));
        scene.tell(ORDER_PLACED, 1).await;
        assert_eq!(scene.call(&since).await, Ok(ReplayView { deliveries: 2 }), "one was sent, one is new");
        let deliveries = scene.deliveries(webhook).await;
        assert_eq!(deliveries.iter().map(|delivery| delivery.sequence).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!((deliveries[2].event, deliveries[2].replay_of), (deliveries[0].event, Some(deliveries[0].id)));
        assert_eq!(deliveries[3].replay_of, None);
        // The stream tells of them later than the replay did.
        let mut connection = scene.stores.db.acquire().await.expect("PostgreSQL is up");
        let told = relay_queue::take(&mut connection, 10).await.expect("PostgreSQL is up");
        let told: Vec<_> = told.into_iter().map(|waiting| waiting.event).collect();
        assert_eq!((told.len(), record(&scene.stores.db, &of_nothing(&told)).await.expect("PostgreSQL is up")), (4, 0));
        let until = CreateWebhookReplay { until: ago(Duration::minutes(30)), ..since };
        assert_eq!(scene.call(&until).await, Ok(ReplayView { deliveries: 0 }));
    }

    #[tokio::test]
    async fn what_was_given_up_can_be_sent_again() {
        let scene = Scene::open().await;
        let webhook = scene.create("shop.>").await.webhook.id;
        scene.orders(1).await;
        scene.attempt(&failed(500), origin_platform::clock::utc()).await;
        scene.execute("update shop.webhook_deliveries set state = 'failed'").await;
        let delivery = Some(scene.deliveries(webhook).await[0].id);
        let again = CreateWebhookReplay { delivery, ..replay(webhook) };
        assert_eq!(scene.call(&again).await, Ok(ReplayView { deliveries: 1 }));
        assert_eq!(scene.attempt(&Outcome::Taken(204), origin_platform::clock::utc()).await, Some(2));
    }

    #[tokio::test]
    async fn a_replay_of_nothing_in_particular_is_refused() {
        let scene = Scene::open().await;
        let webhook = scene.create("shop.>").await.webhook.id;
        let now = ago(Duration::ZERO);
        let delivery = Some(DeliveryId(Uuid::nil()));
        let check = async |asked: CreateWebhookReplay, field: &str| {
            let problem = scene.call(&asked).await.expect_err("refused");
            assert_eq!(problem.field.as_deref(), Some(field), "{asked:?}");
        };
        check(replay(webhook), "delivery").await;
        check(CreateWebhookReplay { delivery, since: now.clone(), ..replay(webhook) }, "delivery").await;
        check(CreateWebhookReplay { delivery, until: now.clone(), ..replay(webhook) }, "delivery").await;
        check(CreateWebhookReplay { since: Some("yesterday".to_owned()), ..replay(webhook) }, "since").await;
        check(CreateWebhookReplay { since: ago(Duration::days(8)), ..replay(webhook) }, "since").await;
        let backwards = CreateWebhookReplay { since: now, until: ago(Duration::hours(1)), ..replay(webhook) };
        check(backwards, "until").await;
    }
}
