//! Dead letters on a real database.

use api::event::{Event, ORDER_PLACED};
use domain::EventId;
use origin_platform::Stores;
use origin_testing::fresh_stores;

use super::*;
use crate::relay_queue;

/// How many events are told again, and how many letters stay.
#[derive(Debug, Default, PartialEq)]
struct Replayed {
    events: usize,
    unreadable: usize,
}

async fn replay(db: &Database, which: &Which) -> sqlx::Result<Replayed> {
    let mut tx = db.begin().await?;
    let super::Replayed { events, unreadable } = super::replay(&mut tx, which).await?;
    tx.commit().await?;
    Ok(Replayed { events: events.len(), unreadable })
}

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
    let events: Vec<Event> = events.into_iter().map(|waiting| waiting.event).collect();
    let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
    relay_queue::mark_published(&mut tx, &ids).await.expect("PostgreSQL is up");
    tx.commit().await.expect("PostgreSQL is up");
    events
}

#[tokio::test]
async fn an_event_is_told_again_under_a_new_id_and_its_letters_are_gone() {
    let stores = fresh_stores().await;
    for (consumer, number) in [("email", 1), ("snapshots", 1), ("email", 2), ("search", 3)] {
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
    let stores = fresh_stores().await;
    let strange = Event { subject: "elsewhere".to_owned(), ..event(2) };
    bury_event(&stores, "email", &strange).await;
    let letter = DeadLetter { consumer: "email", event: None, subject: "shop.a.b", payload: b"\xff", reason: "-" };
    bury(&stores.db, &letter).await.expect("PostgreSQL is up");
    bury_event(&stores, "email", &event(1)).await;
    let replayed = replay(&stores.db, &Which::All).await.expect("PostgreSQL is up");
    assert_eq!(replayed, Replayed { events: 1, unreadable: 2 });
    assert_eq!(list(&stores.db, &Which::All, 10).await.expect("PostgreSQL is up").len(), 2);
}
