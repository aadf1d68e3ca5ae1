//! Rules as a process that answers searches comes to know them.

use api::event::{Event, SEARCH_RULES_CHANGED, STREAM};
use async_nats::jetstream;
use domain::{EventId, Locale};
use origin_messaging::stream;
use origin_platform::Stores;
use origin_testing::{Nats, wait_until};
use serde_json::json;
use uuid::Uuid;

use super::Rules;

async fn say(stores: &Stores, phrases: &[&str], starts_in: Option<f64>) {
    let effect = json!({ "kind": "synonyms", "phrases": phrases });
    sqlx::query(
        "insert into catalog.search_rules (id, locale, phrases, effect, starts_at)
         values ($1, 'en', $2, $3, clock_timestamp() + make_interval(secs => $4))",
    )
    .bind(Uuid::now_v7())
    .bind(phrases.iter().map(|phrase| (*phrase).to_owned()).collect::<Vec<_>>())
    .bind(effect)
    .bind(starts_in)
    .execute(&stores.db)
    .await
    .expect("PostgreSQL answers");
}

async fn tell(jetstream: &jetstream::Context) {
    let event = Event {
        id: EventId(Uuid::now_v7()),
        subject: SEARCH_RULES_CHANGED.to_owned(),
        occurred_at: "2026-01-01T00:00:00Z".to_owned(),
        tags: Vec::new(),
        data: json!({}),
        replay_of: None,
        hard: false,
    };
    stream::publish(jetstream, &event).await.expect("NATS is up");
}

/// What the stream holds, and how many follow it.
async fn state(jetstream: &jetstream::Context) -> (u64, usize) {
    let stream = jetstream.get_stream(STREAM).await.expect("the stream is there");
    let state = &stream.cached_info().state;
    (state.messages, state.consumer_count)
}

#[tokio::test]
async fn rules_are_known_by_their_event_and_hold_by_their_time_and_caches_are_told() {
    let nats = Nats::started().await;
    let stores = nats.stores().await;
    let jetstream = jetstream::new(stores.nats.clone());
    stream::ensure(&jetstream, 1).await.expect("NATS is up");
    say(&stores, &["sofa", "couch"], None).await;
    let rules = Rules::new(stores.clone());
    let holds = async |query: &str| rules.steering(Locale::En, query).await.is_some();
    assert!(holds("red sofa").await, "the first search reads them");
    assert!(!holds("sofas").await && !holds("").await && rules.steering(Locale::De, "sofa").await.is_none());
    wait_until("changes are heard of", async || state(&jetstream).await.1 == 1).await;
    assert_eq!(state(&jetstream).await.0, 0, "nothing was answered by others");

    say(&stores, &["lamp", "light"], None).await;
    tell(&jetstream).await;
    wait_until("the rule", async || holds("lamp").await).await;
    wait_until("caches are told", async || state(&jetstream).await.0 == 2).await;

    say(&stores, &["mug", "cup"], Some(1.0)).await;
    tell(&jetstream).await;
    wait_until("its time", async || holds("mug").await).await;
    wait_until("caches are told", async || state(&jetstream).await.0 == 4).await;
}

#[tokio::test]
async fn a_search_is_answered_by_what_is_known_of_rules_that_cannot_be_read() {
    let nats = Nats::started().await;
    let stores = nats.stores().await;
    say(&stores, &["sofa", "couch"], None).await;
    let rules = Rules::new(stores.clone());
    let unread = Rules::new(stores.clone());
    assert!(rules.steering(Locale::En, "sofa").await.is_some());
    origin_testing::alter(&stores.db, "alter table catalog.search_rules rename to elsewhere").await;
    assert!(rules.steering(Locale::En, "sofa").await.is_some(), "as they were");
    assert!(unread.steering(Locale::En, "sofa").await.is_none(), "what the index finds is better than nothing");
}
