//! Settles what was left open, and finds what events missed.

use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use origin_orders::payments::{Audit, Provider, audit, settle_due, settle_pending, void_due};
use origin_platform::{Stores, relay_queue};

use crate::consumer::Subscription;
use crate::mails;
use crate::offers;
use crate::shutdown::Shutdown;

/// How often the provider's books are compared with ours, and how far back.
const AUDIT_EACH: Duration = Duration::from_secs(10 * 60);
const AUDITED: Duration = Duration::from_secs(48 * 60 * 60);
const FULL_SCAN: Duration = Duration::from_secs(60 * 60);
/// How many products are read at once.
const BATCH: u32 = 500;

/// Reconciles until the worker shall end.
///
/// A payment that is younger than `patience` is still being made; that often, too, it is looked for older ones.
pub(crate) async fn run(stores: Stores, provider: Provider, patience: Duration, mut shutdown: Shutdown) {
    let (mut scanned, mut audited): (Option<Instant>, Option<Instant>) = (None, None);
    loop {
        // Never cut off in the middle: a payment is settled in several steps.
        match settle_pending(&stores, &provider, patience).await {
            Ok(0) => {}
            Ok(settled) => tracing::info!(settled, "settled payments that were left open"),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "payments stay open; trying again"),
        }
        match void_due(&stores, &provider).await {
            Ok(0) => {}
            Ok(voided) => tracing::info!(voided, "released what was held for orders that are over"),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "payments stay held; trying again"),
        }
        match settle_due(&stores, &provider).await {
            Ok(0) => {}
            Ok(settled) => tracing::info!(settled, "took and gave back what was due"),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "captures and refunds stay due; trying again"),
        }
        if audited.is_none_or(|at| at.elapsed() >= AUDIT_EACH) {
            match audit(&stores, &provider, SystemTime::now() - AUDITED).await {
                Ok(found) => {
                    audited = Some(Instant::now());
                    tell(found);
                }
                Err(error) => tracing::warn!(error = format!("{error:#}"), "the books were not compared; trying again"),
            }
        }
        if scanned.is_none_or(|at| at.elapsed() >= FULL_SCAN) {
            let scan = async {
                let products = refresh_all_offers(&stores, &mut shutdown).await?;
                anyhow::Ok((products, publish_unmailed_again(&stores).await?))
            };
            match scan.await {
                Ok((products, unmailed)) => {
                    tracing::info!(products, unmailed, "offers and mails were compared with what there is");
                    scanned = Some(Instant::now());
                }
                Err(error) => tracing::warn!(error = format!("{error:#}"), "not all was compared; trying again"),
            }
        }
        if !shutdown.pause(patience).await {
            return;
        }
    }
}

fn tell(found: Audit) {
    let Audit { compared, released, matched, orphans } = found;
    if orphans > 0 {
        tracing::error!(compared, released, matched, orphans, "payments hold money that no order accounts for");
    } else if released + matched > 0 {
        tracing::warn!(compared, released, matched, "the payment provider's books did not agree with ours, and do now");
    }
}

/// Tells once more of what no mail was sent about. What is mailed meanwhile is not mailed twice.
/// Returns how many.
async fn publish_unmailed_again(stores: &Stores) -> anyhow::Result<u64> {
    let mut events = 0;
    for Subscription { name, subject, .. } in mails::SUBSCRIPTIONS {
        let again = relay_queue::publish_unmailed_again(&stores.db, subject, name).await;
        events += again.context("looking for what no mail was sent about")?;
    }
    Ok(events)
}

/// Returns how many products were looked at.
async fn refresh_all_offers(stores: &Stores, shutdown: &mut Shutdown) -> anyhow::Result<usize> {
    let (mut count, mut last) = (0, None);
    loop {
        let page = origin_catalog::product_ids_after(&stores.db, last, BATCH).await.context("listing products")?;
        let Some(next) = page.last().copied() else { return Ok(count) };
        offers::refresh(stores, &page).await?;
        count += page.len();
        last = Some(next);
        // Shoppers' requests come first, and an end that was asked for comes now.
        if !shutdown.pause(Duration::from_millis(20)).await {
            return Ok(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use api::event::{ORDER_PLACED, OrderPlaced};
    use domain::{EventId, OrderId};
    use origin_platform::outbox::{self, NewEvent};
    use origin_platform::relay_queue::DeadLetter;
    use origin_platform::{sent_mails, testing};
    use uuid::Uuid;

    use super::*;
    use crate::testing::record;

    async fn order_is_placed(stores: &Stores) {
        let event = NewEvent::new(ORDER_PLACED, vec![], &OrderPlaced { order: OrderId(Uuid::new_v4()) });
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        outbox::record(&mut tx, &[event]).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
    }

    /// Publishes what waits, without a stream: that is where they are lost.
    async fn publish(stores: &Stores) -> Vec<EventId> {
        let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
        let events = relay_queue::take(&mut tx, 100).await.expect("PostgreSQL is up");
        let events: Vec<EventId> = events.iter().map(|event| event.id).collect();
        relay_queue::mark_published(&mut tx, &events).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
        events
    }

    #[tokio::test]
    async fn orders_that_nobody_confirmed_are_told_of_again() {
        let stores = testing::fresh_stores().await;
        for _ in 0..4 {
            order_is_placed(&stores).await;
        }
        let orders = publish(&stores).await;
        // An event that brings no mail.
        record(&stores, 1).await;
        publish(&stores).await;
        relay_queue::age_published_for_tests(&stores.db).await;
        // One that may be on its way still.
        order_is_placed(&stores).await;
        publish(&stores).await;
        let mail = sent_mails::Mail { kind: "order_confirmation", about: Uuid::new_v4(), event: orders[0] };
        sent_mails::claim(&stores.db, &[mail]).await.expect("claimed");
        let reason = "nobody knows";
        let (consumer, subject) = ("email", ORDER_PLACED);
        sent_mails::note_nothing_to_say(&stores.db, orders[3]).await.expect("noted");
        let letter = DeadLetter { consumer, event: Some(orders[1]), subject, payload: b"{}", reason };
        relay_queue::bury(&stores.db, &letter).await.expect("buried");

        assert_eq!(publish_unmailed_again(&stores).await.expect("PostgreSQL is up"), 1);
        assert_eq!(publish_unmailed_again(&stores).await.expect("PostgreSQL is up"), 0);
        assert_eq!(publish(&stores).await, [orders[2]]);
        assert_eq!(publish_unmailed_again(&stores).await.expect("PostgreSQL is up"), 0);
    }
}
