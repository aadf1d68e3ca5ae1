use std::time::Duration;

use api::event::{SEARCHES_COUNTED, STREAM};
use async_nats::jetstream;
use domain::Locale;
use origin_messaging::{Cause, Handler as _, Received, stream};
use origin_testing::Nats;

use super::*;

#[test]
fn what_may_say_something_of_a_shopper_is_not_counted() {
    for kept in ["mug", "tn-2110 toner", "2,5 l", "茶碗", "rtx 2060 super 8gb", "90x200"] {
        assert!(may_be_kept(kept), "{kept}");
    }
    for other in ["", "ada@example.com", "0341 5550 1234", "4006381333931", "4111 1111 1111 1111", &"mug ".repeat(20)] {
        assert!(!may_be_kept(other), "{other}");
    }
}

#[tokio::test]
async fn searches_are_counted_in_bounded_memory_and_told_once() {
    let nats = Nats::started().await;
    let stores = nats.stores().await;
    let jetstream = jetstream::new(stores.nats.clone());
    stream::ensure(&jetstream, 1).await.expect("NATS is up");
    let tally = Kept::new(stores.clone());
    tally.tell().await.expect("nothing to tell");
    for (query, is_empty, millis) in [("mug", false, 2), ("mug", false, 4), ("kayak", true, 1), ("a@b", true, 1)] {
        tally.add(Locale::En, query, is_empty, Duration::from_millis(millis));
    }
    tally.add(Locale::De, "mug", true, Duration::from_millis(1));
    for number in 0..2 * MAX_QUERIES {
        tally.add(Locale::En, &format!("made up {number}"), true, Duration::ZERO);
    }
    tally.add(Locale::En, "mug", false, Duration::ZERO);
    assert_eq!(tally.counts().len(), MAX_QUERIES);
    let slug = |text: &str| text.parse::<Slug>().expect("a slug");
    for _ in 0..100 {
        tally.add_outcome(Locale::En, "mug", slug("harbour-mug"), false);
    }
    tally.add_outcome(Locale::En, "mug", slug("harbour-mug"), true);
    tally.add_outcome(Locale::En, "ada@example.com", slug("harbour-mug"), false);
    for number in 0..2 * MAX_OUTCOMES {
        tally.add_outcome(Locale::En, "mug", slug(&format!("made-up-{number}")), false);
    }
    assert_eq!(tally.outcomes().len(), MAX_OUTCOMES);
    tally.tell().await.expect("NATS is up");
    assert!(tally.counts().is_empty() && tally.outcomes().is_empty());
    let kept = jetstream.get_stream(STREAM).await.expect("there");
    let told = kept.get_last_raw_message_by_subject(SEARCHES_COUNTED).await.expect("told");
    let event: Event = serde_json::from_slice(&told.payload).expect("an event");
    let data: SearchesCounted = serde_json::from_value(event.data.clone()).expect("its data");
    let of = |locale, query: &str| data.counts.iter().find(|one| one.locale == locale && one.query == query).cloned();
    let mug = of(Locale::En, "mug").expect("counted");
    assert_eq!((mug.searches, mug.empty, mug.micros, mug.slowest_micros), (3, 0, 6_000, 4_000));
    assert_eq!(of(Locale::De, "mug").map(|mug| (mug.searches, mug.empty)), Some((1, 1)));
    assert_eq!(of(Locale::En, "a@b"), None);
    let opened = data.outcomes.iter().find(|one| one.slug == slug("harbour-mug")).expect("counted");
    assert_eq!((opened.query.as_str(), opened.clicks, opened.additions), ("mug", MAX_OF_ONE, 1));
    assert!(data.outcomes.iter().all(|one| one.query == "mug"), "nobody's address");

    let counts = job::Counts(stores.clone());
    let received = [
        Received { event: event.clone(), data: data.clone(), cause: Cause::default() },
        Received { event, data, cause: Cause::default() },
    ];
    counts.handle(&received).await.expect("PostgreSQL is up");
    let searches: i64 =
        sqlx::query_scalar("select searches from catalog.searches where query = 'mug' and locale = 'en'")
            .fetch_one(&stores.db)
            .await
            .expect("counted");
    assert_eq!(searches, 3, "what comes twice counts once");
}
