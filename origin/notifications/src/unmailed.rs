//! Finding what no mail was sent about.

use std::time::Duration;

use anyhow::Context as _;
use origin_messaging::{Job, Subscription};
use origin_platform::{Database, Stores};

use crate::SUBSCRIPTIONS;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// The job that has events told again about which no mail was sent.
pub fn tell_unmailed(stores: Stores) -> Job {
    Job::by_the_clock("reconcile", EVERY, move |_| {
        let stores = stores.clone();
        async move {
            let unmailed = publish_unmailed_again(&stores).await?;
            tracing::info!(unmailed, "mails were compared with what there is");
            Ok(())
        }
    })
}

/// Tells once more of what no mail was sent about. What is mailed meanwhile is not mailed twice.
/// Returns how many.
async fn publish_unmailed_again(stores: &Stores) -> anyhow::Result<u64> {
    let mut events = 0;
    for Subscription { name, subject, .. } in SUBSCRIPTIONS {
        let again = publish_again(&stores.db, subject, name).await;
        events += again.context("looking for what no mail was sent about")?;
    }
    Ok(events)
}

/// Has events of `subject` published again that were published more than an hour ago and of which
/// neither a mail was claimed nor a dead letter of `consumer` is kept: the stream lost them, or a
/// claim was given back. Those that are older than a week are let go. Returns how many.
///
/// # Errors
/// If PostgreSQL does not answer.
async fn publish_again(db: &Database, subject: &str, consumer: &str) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "update shop.outbox as event set published_at = null
         where event.subject = $1
           and event.replay_of is null
           and event.published_at < now() - interval '1 hour'
           and event.occurred_at > now() - interval '7 days'
           and not exists (select from shop.sent_mails as mail where mail.event_id = event.id)
           and not exists (select from shop.dead_letters as letter
                           where letter.consumer = $2 and letter.event_id = event.id)",
    );
    Ok(done.bind(subject).bind(consumer).execute(db).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use api::event::{ORDER_PLACED, OrderPlaced, PRODUCT_CHANGED, ProductChanged};
    use domain::{EventId, OrderId, ProductId};
    use origin_messaging::dead_letters::{DeadLetter, bury};
    use origin_messaging::outbox::{self, NewEvent};
    use origin_messaging::relay_queue;
    use origin_testing::{age_published, fresh_stores};
    use uuid::Uuid;

    use super::*;
    use crate::sent_mails;

    async fn order_is_placed(stores: &Stores) {
        let event = NewEvent::new(ORDER_PLACED, vec![], &OrderPlaced { order: OrderId(Uuid::new_v4()) });
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        outbox::record(&mut tx, &[event]).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
    }

    async fn product_changes(stores: &Stores) {
        let changed = ProductChanged { product: ProductId(Uuid::now_v7()) };
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        let event = NewEvent::new(PRODUCT_CHANGED, Vec::new(), &changed);
        outbox::record(&mut tx, &[event]).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
    }

    /// Publishes what waits, without a stream: that is where they are lost.
    async fn publish(stores: &Stores) -> Vec<EventId> {
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        let events = relay_queue::take(&mut tx, 100).await.expect("PostgreSQL is up");
        let events: Vec<EventId> = events.iter().map(|waiting| waiting.event.id).collect();
        relay_queue::mark_published(&mut tx, &events).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
        events
    }

    #[tokio::test]
    async fn orders_that_nobody_confirmed_are_told_of_again() {
        let stores = fresh_stores().await;
        for _ in 0..4 {
            order_is_placed(&stores).await;
        }
        let orders = publish(&stores).await;
        // An event that brings no mail.
        product_changes(&stores).await;
        publish(&stores).await;
        age_published(&stores.db).await;
        // One that may be on its way still.
        order_is_placed(&stores).await;
        publish(&stores).await;
        let mail = sent_mails::Mail { kind: "order_confirmation", about: Uuid::new_v4(), event: orders[0] };
        sent_mails::claim(&stores.db, &[mail]).await.expect("claimed");
        let reason = "nobody knows";
        let (consumer, subject) = ("email", ORDER_PLACED);
        sent_mails::note_nothing_to_say(&stores.db, orders[3]).await.expect("noted");
        let letter = DeadLetter { consumer, event: Some(orders[1]), subject, payload: b"{}", reason };
        bury(&stores.db, &letter).await.expect("buried");

        assert_eq!(publish_unmailed_again(&stores).await.expect("PostgreSQL is up"), 1);
        assert_eq!(publish_unmailed_again(&stores).await.expect("PostgreSQL is up"), 0);
        assert_eq!(publish(&stores).await, [orders[2]]);
        assert_eq!(publish_unmailed_again(&stores).await.expect("PostgreSQL is up"), 0);
    }
}
