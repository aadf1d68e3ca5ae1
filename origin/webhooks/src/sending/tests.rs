//! Who sends what when, and what becomes of it.

use std::collections::BTreeMap;

use api::webhooks::{DeliveryState, WebhookState};
use futures::future::join_all;
use origin_testing::plain_sql;

use super::*;
use crate::testing::{Scene, failed};
use crate::{Outcome, Settled, settle};
use crate::{release_notification, take_notification};

const TAKEN: Outcome = Outcome::Taken(200);

#[test]
fn what_is_claimed_is_what_is_looked_for_once_more() {
    let next = plain_sql(NEXT_DUE).replace("webhook_id = $3", "webhook_id = webhook.id");
    assert!(plain_sql(CLAIM).contains(&next), "{next}");
}

#[tokio::test]
async fn deliveries_of_a_webhook_go_one_after_the_other() {
    let scene = Scene::open().await;
    let webhook = scene.create("shop.>").await.webhook.id;
    scene.orders(3).await;
    let now = origin_platform::clock::utc();
    let first = scene.claim(now).await;
    assert_eq!((first.len(), first[0].sequence), (1, 1));
    assert_eq!(scene.claim(now).await.len(), 0, "the webhook is taken");
    // Its sender dies; another repeats the delivery under the same ids.
    let again = scene.claim(now + CLAIMED_FOR).await;
    assert_eq!((again[0].delivery, again[0].event), (first[0].delivery, first[0].event));
    // The dead one comes back, late: what it says counts, but the webhook is no longer its own.
    settle(&scene.stores.db, &first[0], &TAKEN, now).await.expect("PostgreSQL is up");
    assert_eq!(scene.claim(now + CLAIMED_FOR).await.len(), 0);
    settle(&scene.stores.db, &again[0], &TAKEN, now).await.expect("PostgreSQL is up");
    assert_eq!((scene.attempt(&TAKEN, now).await, scene.attempt(&TAKEN, now).await), (Some(2), Some(3)));
    assert_eq!(scene.attempt(&TAKEN, now).await, None);
    let deliveries = scene.deliveries(webhook).await;
    assert!(deliveries.iter().all(|delivery| delivery.state == DeliveryState::Delivered && delivery.attempts == 1));
}

#[tokio::test]
async fn many_senders_send_each_delivery_once_and_in_order() {
    let scene = Scene::open().await;
    for _ in 0..4 {
        scene.create("shop.>").await;
    }
    scene.orders(10).await;
    let now = origin_platform::clock::utc();
    let senders = (0..4).map(|_| async {
        let mut sent = Vec::new();
        let mut idle = 0;
        while idle < 20 {
            let claimed = claim(&scene.stores, 2, now).await.expect("PostgreSQL is up");
            idle = if claimed.is_empty() { idle + 1 } else { 0 };
            for claimed in claimed {
                settle(&scene.stores.db, &claimed, &TAKEN, now).await.expect("PostgreSQL is up");
                sent.push((claimed.webhook, claimed.sequence));
            }
        }
        sent
    });
    let mut sent: BTreeMap<WebhookId, Vec<i64>> = BTreeMap::new();
    for (webhook, sequence) in join_all(senders).await.concat() {
        sent.entry(webhook).or_default().push(sequence);
    }
    assert_eq!(sent.len(), 4);
    for sequences in sent.values_mut() {
        sequences.sort_unstable();
        assert_eq!(*sequences, (1..=10).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn what_fails_holds_up_the_rest_for_an_hour_and_is_given_up_after_three_days() {
    let scene = Scene::open().await;
    let webhook = scene.create("shop.>").await.webhook.id;
    scene.orders(2).await;
    let begun = origin_platform::clock::utc();
    assert_eq!(scene.attempt(&failed(500), begun).await, Some(1));
    assert_eq!(scene.attempt(&failed(500), begun + Duration::seconds(1)).await, None, "neither it nor the next");
    assert_eq!(scene.attempt(&failed(500), begun + Duration::seconds(10)).await, Some(1));
    let later = begun + Duration::hours(1) + Duration::seconds(30);
    assert_eq!(scene.attempt(&failed(500), later).await, Some(1), "it is due and comes first");
    assert_eq!(scene.attempt(&TAKEN, later).await, Some(2), "it is overtaken");
    let log = scene.log(webhook).await;
    assert_eq!((log.webhook.failures, log.webhook.failing_since), (0, None));
    let waiting = &log.deliveries[1];
    assert_eq!((waiting.state, waiting.attempts, waiting.last_status), (DeliveryState::Waiting, 3, Some(500)));
    assert_eq!(waiting.last_error.as_deref(), Some("the receiver answered 500"));
    let end = begun + Duration::days(3) + Duration::seconds(1);
    assert_eq!(scene.attempt(&failed(500), end).await, Some(1));
    assert_eq!(scene.deliveries(webhook).await[0].state, DeliveryState::Failed);
    assert_eq!(scene.webhook(webhook).await.state, WebhookState::Active, "it takes others");
}

#[tokio::test]
async fn a_receiver_that_takes_nothing_for_three_days_is_disabled() {
    let scene = Scene::open().await;
    let webhook = scene.create("shop.>").await.webhook.id;
    scene.orders(1).await;
    let begun = origin_platform::clock::utc();
    scene.attempt(&failed(503), begun).await;
    scene.attempt(&failed(503), begun + Duration::hours(71)).await;
    assert_eq!(scene.webhook(webhook).await.state, WebhookState::Active);
    assert_eq!(take_notification(&scene.stores.db).await.expect("PostgreSQL is up"), None);
    scene.attempt(&failed(503), begun + Duration::hours(77)).await;
    let view = scene.webhook(webhook).await;
    assert_eq!((view.state, view.failures, view.waiting), (WebhookState::Disabled, 3, 1));
    assert_eq!(scene.attempt(&TAKEN, begun + Duration::days(9)).await, None);
    let notification = take_notification(&scene.stores.db).await.expect("PostgreSQL is up").expect("due");
    assert_eq!((notification.webhook, Some(notification.reason)), (webhook, view.disabled_reason));
    assert_eq!(take_notification(&scene.stores.db).await.expect("PostgreSQL is up"), None, "told once");
    release_notification(&scene.stores.db, webhook).await.expect("PostgreSQL is up");
    assert!(take_notification(&scene.stores.db).await.expect("PostgreSQL is up").is_some());
}

#[tokio::test]
async fn fifty_failures_in_a_row_disable_after_a_day_and_one_success_begins_anew() {
    let scene = Scene::open().await;
    let webhook = scene.create("shop.>").await.webhook.id;
    scene.orders(1).await;
    let begun = origin_platform::clock::utc();
    scene.attempt(&failed(500), begun).await;
    scene.execute("update shop.webhooks set failures = 48").await;
    scene.attempt(&failed(500), begun + Duration::hours(25)).await;
    assert_eq!(scene.webhook(webhook).await.failures, 49);
    scene.attempt(&failed(500), begun + Duration::hours(26)).await;
    let view = scene.webhook(webhook).await;
    assert_eq!((view.failures, view.state), (50, WebhookState::Disabled));
    scene
        .execute("update shop.webhooks set state = 'active', disabled_at = null, disabled_reason = null, notification = null")
        .await;
    scene.attempt(&TAKEN, begun + Duration::hours(40)).await;
    let view = scene.webhook(webhook).await;
    assert_eq!((view.failures, view.failing_since), (0, None));
    assert!(view.last_success_at.is_some());
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_disabled_at_once() {
    let scene = Scene::open().await;
    let webhook = scene.create("shop.>").await.webhook.id;
    scene.orders(2).await;
    let now = origin_platform::clock::utc();
    scene.attempt(&failed(410), now).await;
    let view = scene.webhook(webhook).await;
    assert_eq!((view.state, view.waiting), (WebhookState::Disabled, 2));
    assert!(view.disabled_reason.is_some_and(|reason| reason.contains("410")));
    scene.orders(1).await;
    assert_eq!(scene.webhook(webhook).await.waiting, 2, "nothing more is recorded");
}

#[tokio::test]
async fn a_webhook_that_is_deleted_on_the_way_is_no_trouble() {
    let scene = Scene::open().await;
    scene.create("shop.>").await;
    scene.orders(1).await;
    let now = origin_platform::clock::utc();
    let claimed = scene.claim(now).await;
    scene.execute("delete from shop.webhooks").await;
    let settled = settle(&scene.stores.db, &claimed[0], &failed(500), now).await.expect("PostgreSQL is up");
    assert_eq!(settled, Settled::GoesOn);
}
