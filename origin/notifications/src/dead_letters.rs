//! Telling events again, with the mails that they bring.

use api::event::Event;
use domain::EventId;
use origin_messaging::dead_letters::{self, Which};
use origin_platform::Database;
use sqlx::PgConnection;

/// What became of a replay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// How many events are told again.
    pub events: usize,
    /// How many letters are no events: they stay.
    pub unreadable: usize,
}

/// Has the events of dead letters told again, as [`dead_letters::replay`] does. A mail whose fate was unknown is
/// sent: that is what the replay asks for.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn replay(db: &Database, which: &Which) -> sqlx::Result<Replayed> {
    let mut tx = db.begin().await?;
    let dead_letters::Replayed { events, unreadable } = dead_letters::replay(&mut tx, which).await?;
    forget_claims(&mut tx, &events).await?;
    tx.commit().await?;
    Ok(Replayed { events: events.len(), unreadable })
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
    use crate::sent_mails::{self, Claim, Mail};
    use api::event::ORDER_PLACED;
    use origin_messaging::dead_letters::{DeadLetter, bury};
    use origin_platform::Stores;
    use origin_testing::{age_claims, fresh_stores};
    use uuid::Uuid;

    fn event(number: u128) -> Event {
        Event {
            id: EventId(Uuid::from_u128(number)),
            subject: ORDER_PLACED.to_owned(),
            occurred_at: "2026-01-01T00:00:00Z".to_owned(),
            tags: Vec::new(),
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

    #[tokio::test]
    async fn a_mail_of_unknown_fate_can_be_sent_after_a_replay() {
        let stores = fresh_stores().await;
        let db = &stores.db;
        let mail = [Mail { kind: "order_confirmation", about: Uuid::from_u128(9), event: event(1).id }];
        sent_mails::claim(db, &mail).await.expect("PostgreSQL is up");
        age_claims(db).await;
        bury_event(&stores, "email", &event(1)).await;
        replay(db, &Which::All).await.expect("PostgreSQL is up");
        let claim = sent_mails::claim(db, &mail).await.expect("PostgreSQL is up");
        assert_eq!(claim, [Claim::Ours]);
        // One that was sent is not sent again.
        sent_mails::mark_sent(db, &mail).await.expect("PostgreSQL is up");
        age_claims(db).await;
        bury_event(&stores, "email", &event(1)).await;
        replay(db, &Which::All).await.expect("PostgreSQL is up");
        let claim = sent_mails::claim(db, &mail).await.expect("PostgreSQL is up");
        assert_eq!(claim, [Claim::Sent]);
    }
}
