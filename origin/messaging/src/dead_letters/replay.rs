//! Telling events again that a consumer could not handle.

use std::collections::BTreeSet;

use api::event::Event;
use origin_platform::stores::plan_for_values;
use sqlx::PgConnection;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::Which;
use crate::outbox::CHANNEL;

/// What became of a replay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replayed {
    /// The events that are told again.
    pub events: Vec<Event>,
    /// How many letters are no events: they stay.
    pub unreadable: usize,
}

/// Has the events of dead letters told again, and removes the letters, in the caller's transaction. Every
/// consumer hears of them once more, which harms none: each lets an event have its effect once, told
/// by [`Event::original`] or by what the event is about.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn replay(tx: &mut PgConnection, which: &Which) -> sqlx::Result<Replayed> {
    plan_for_values(tx).await?;
    let letters: Vec<(String, Uuid, serde_json::Value)> = sqlx::query_as(
        "select consumer, event_id, payload from shop.dead_letters
         where ($1::uuid is null or event_id = $1) and ($2::text is null or consumer = $2)
         order by created_at, event_id for update",
    )
    .bind(which.event())
    .bind(which.consumer())
    .fetch_all(&mut *tx)
    .await?;
    let (mut consumers, mut ids, mut events) = (Vec::new(), Vec::new(), Vec::<Event>::new());
    let (mut seen, mut unreadable) = (BTreeSet::new(), 0);
    for (consumer, id, payload) in letters {
        let event: Option<Event> = serde_json::from_value(payload).ok();
        let Some(event) = event.filter(|event| told(event).is_some()) else {
            unreadable += 1;
            continue;
        };
        consumers.push(consumer);
        ids.push(id);
        // Two consumers may have given the same event up.
        if seen.insert(event.original()) {
            events.push(event);
        }
    }
    sqlx::query(
        "delete from shop.dead_letters using unnest($1::text[], $2::uuid[]) as letter (consumer, event_id)
         where dead_letters.consumer = letter.consumer and dead_letters.event_id = letter.event_id",
    )
    .bind(consumers)
    .bind(ids)
    .execute(&mut *tx)
    .await?;
    for event in &events {
        tell(tx, event).await?;
    }
    sqlx::query("select pg_notify($1, '')").bind(CHANNEL).execute(tx).await?;
    Ok(Replayed { events, unreadable })
}

/// When it happened, if it is an event that the outbox takes.
fn told(event: &Event) -> Option<OffsetDateTime> {
    let subject = event.subject.strip_prefix("shop.").is_some_and(|rest| rest.contains('.'));
    OffsetDateTime::parse(&event.occurred_at, &Rfc3339).ok().filter(|_| subject)
}

/// Into the outbox under a new id: the stream passes a message over whose id it has seen lately.
async fn tell(tx: &mut PgConnection, event: &Event) -> sqlx::Result<()> {
    let tags: Vec<&str> = event.tags.iter().map(api::Tag::as_str).collect();
    sqlx::query(
        "insert into shop.outbox (id, subject, tags, data, occurred_at, replay_of, hard)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(Uuid::now_v7())
    .bind(&event.subject)
    .bind(tags)
    .bind(&event.data)
    .bind(told(event))
    .bind(event.original().0)
    .bind(event.hard)
    .execute(tx)
    .await?;
    Ok(())
}
