//! Looking at events that a consumer could not handle, and telling them again.

use std::collections::BTreeSet;

use api::event::Event;
use domain::EventId;
use sqlx::{FromRow, PgConnection};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use crate::Database;
use crate::outbox::CHANNEL;
use crate::stores::plan_for_values;

/// A message that a consumer could not handle.
#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct Letter {
    /// The consumer's name.
    pub consumer: String,
    /// The event's id, or one made of the message if it had none.
    pub event_id: Uuid,
    /// The subject it came on.
    pub subject: String,
    /// The message.
    pub payload: serde_json::Value,
    /// Why it could not be handled.
    pub reason: String,
    /// When it was given up.
    pub created_at: OffsetDateTime,
}

/// Which letters are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every letter.
    All,
    /// Those of one consumer.
    Consumer(String),
    /// Those of one event, whichever consumers could not handle it.
    Event(Uuid),
}

/// What became of a replay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// How many events are told again.
    pub events: usize,
    /// How many letters are no events: they stay.
    pub unreadable: usize,
}

impl Which {
    fn event(&self) -> Option<Uuid> {
        match self {
            Self::Event(id) => Some(*id),
            Self::All | Self::Consumer(_) => None,
        }
    }

    fn consumer(&self) -> Option<&str> {
        match self {
            Self::Consumer(name) => Some(name),
            Self::All | Self::Event(_) => None,
        }
    }
}

/// Dead letters, the oldest first, at most `most`.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn list(db: &Database, which: &Which, most: i64) -> sqlx::Result<Vec<Letter>> {
    let mut tx = db.begin().await?;
    plan_for_values(&mut tx).await?;
    sqlx::query_as(
        "select consumer, event_id, subject, payload, reason, created_at from shop.dead_letters
         where ($1::uuid is null or event_id = $1) and ($2::text is null or consumer = $2)
         order by created_at, event_id, consumer limit $3",
    )
    .bind(which.event())
    .bind(which.consumer())
    .bind(most)
    .fetch_all(&mut *tx)
    .await
}

/// Has the events of dead letters told again, and removes the letters in the same transaction. Every
/// consumer hears of them once more, which harms none: each lets an event have its effect once, told
/// by [`Event::original`] or by what the event is about. A mail whose fate was unknown is sent: that
/// is what the replay asks for.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn replay(db: &Database, which: &Which) -> sqlx::Result<Replayed> {
    let mut tx = db.begin().await?;
    plan_for_values(&mut tx).await?;
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
    forget_claims(&mut tx, &events).await?;
    for event in &events {
        tell(&mut tx, event).await?;
    }
    sqlx::query("select pg_notify($1, '')").bind(CHANNEL).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(Replayed { events: events.len(), unreadable })
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

/// A mail that was claimed and never marked waits for somebody to decide; the replay is that decision.
async fn forget_claims(tx: &mut PgConnection, events: &[Event]) -> sqlx::Result<()> {
    let ids: Vec<EventId> = events.iter().map(Event::original).collect();
    let forget = sqlx::query(
        "delete from shop.sent_mails
         where event_id = any($1) and sent_at is null and claimed_at < now() - interval '2 minutes'",
    );
    forget.bind(ids.iter().map(|id| id.0).collect::<Vec<_>>()).execute(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relay_queue::{self, DeadLetter, bury};
    use crate::sent_mails::{self, Claim, Mail};
    use crate::{Stores, testing};
    use api::event::ORDER_PLACED;

    fn event(number: u128) -> Event {
        Event {
            id: EventId(Uuid::from_u128(number)),
            subject: ORDER_PLACED.to_owned(),
            occurred_at: "2026-01-01T00:00:00Z".to_owned(),
            tags: vec!["a".parse().expect("a tag"), "b".parse().expect("a tag")],
            data: serde_json::json!({ "order": Uuid::nil() }),
            replay_of: None,
            hard: false,
        }
    }

    async fn bury_event(stores: &Stores, consumer: &str, event: &Event) {
        let payload = serde_json::to_vec(event).expect("plain data");
        let (id, subject, reason) = (Some(event.original()), event.subject.as_str(), "on purpose");
        let letter = DeadLetter { consumer, event: id, subject, payload: &payload, reason };
        bury(&stores.db, &letter).await.expect("PostgreSQL is up");
    }

    async fn told(stores: &Stores) -> Vec<Event> {
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        let events = relay_queue::take(&mut tx, 100).await.expect("PostgreSQL is up");
        let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
        relay_queue::mark_published(&mut tx, &ids).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
        events
    }

    #[tokio::test]
    async fn an_event_is_told_again_under_a_new_id_and_its_letters_are_gone() {
        let stores = testing::fresh_stores().await;
        for (consumer, number) in [("email", 1), ("offers", 1), ("email", 2), ("search", 3)] {
            bury_event(&stores, consumer, &event(number)).await;
        }
        let one = Which::Event(event(1).id.0);
        assert_eq!(list(&stores.db, &one, 10).await.expect("PostgreSQL is up").len(), 2);
        let replayed = replay(&stores.db, &one).await.expect("PostgreSQL is up");
        assert_eq!(replayed, Replayed { events: 1, unreadable: 0 }, "once for both consumers");
        let again = told(&stores).await;
        assert_eq!(again.len(), 1);
        assert_ne!(again[0].id, event(1).id);
        let expect = Event { id: again[0].id, replay_of: Some(event(1).id), ..event(1) };
        assert_eq!(again[0], expect);
        let left = list(&stores.db, &Which::All, 10).await.expect("PostgreSQL is up");
        let left: Vec<(&str, Uuid)> = left.iter().map(|letter| (letter.consumer.as_str(), letter.event_id)).collect();
        assert_eq!(left, [("email", event(2).id.0), ("search", event(3).id.0)]);

        // It fails again, and is replayed once more: still the same event.
        bury_event(&stores, "email", &again[0]).await;
        let email = Which::Consumer("email".to_owned());
        assert_eq!(replay(&stores.db, &email).await.expect("PostgreSQL is up").events, 2);
        let originals: Vec<EventId> = told(&stores).await.iter().map(Event::original).collect();
        assert_eq!(originals, [event(2).id, event(1).id]);
        assert_eq!(replay(&stores.db, &email).await.expect("PostgreSQL is up"), Replayed::default());
        assert_eq!(replay(&stores.db, &Which::All).await.expect("PostgreSQL is up").events, 1);
    }

    #[tokio::test]
    async fn what_is_no_event_stays() {
        let stores = testing::fresh_stores().await;
        let strange = Event { subject: "elsewhere".to_owned(), ..event(2) };
        bury_event(&stores, "email", &strange).await;
        let letter = DeadLetter { consumer: "email", event: None, subject: "shop.a.b", payload: b"\xff", reason: "-" };
        bury(&stores.db, &letter).await.expect("PostgreSQL is up");
        bury_event(&stores, "email", &event(1)).await;
        let replayed = replay(&stores.db, &Which::All).await.expect("PostgreSQL is up");
        assert_eq!(replayed, Replayed { events: 1, unreadable: 2 });
        assert_eq!(list(&stores.db, &Which::All, 10).await.expect("PostgreSQL is up").len(), 2);
    }

    #[tokio::test]
    async fn a_mail_of_unknown_fate_can_be_sent_after_a_replay() {
        let stores = testing::fresh_stores().await;
        let db = &stores.db;
        let mail = [Mail { kind: "order_confirmation", about: Uuid::from_u128(9), event: event(1).id }];
        sent_mails::claim(db, &mail).await.expect("PostgreSQL is up");
        sent_mails::age_claims_for_tests(db).await;
        bury_event(&stores, "email", &event(1)).await;
        replay(db, &Which::All).await.expect("PostgreSQL is up");
        let claim = sent_mails::claim(db, &mail).await.expect("PostgreSQL is up");
        assert_eq!(claim, [Claim::Ours]);
        // One that was sent is not sent again.
        sent_mails::mark_sent(db, &mail).await.expect("PostgreSQL is up");
        sent_mails::age_claims_for_tests(db).await;
        bury_event(&stores, "email", &event(1)).await;
        replay(db, &Which::All).await.expect("PostgreSQL is up");
        let claim = sent_mails::claim(db, &mail).await.expect("PostgreSQL is up");
        assert_eq!(claim, [Claim::Sent]);
    }
}
