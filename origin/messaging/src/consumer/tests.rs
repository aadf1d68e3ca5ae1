//! Consumers on a real NATS.

use super::*;
use crate::testing::stopped;
use api::event::{PRODUCT_CHANGED, ProductChanged};
use domain::{EventId, ProductId};
use origin_testing::{Nats, wait_until};
use std::sync::Mutex;
use uuid::Uuid;

const SUBSCRIPTION: Subscription = Subscription { name: "probe", subject: PRODUCT_CHANGED, max_batch: 256 };

/// Notes what had its effect. One product is poison; another needs a second try.
struct Probe {
    poison: ProductId,
    shy: ProductId,
    seen: Mutex<Vec<ProductId>>,
    tries: Mutex<usize>,
}

impl Handler for Probe {
    type Data = ProductChanged;

    async fn handle(&self, events: &[Received<ProductChanged>]) -> Result<(), BatchError> {
        let products: Vec<ProductId> = events.iter().map(|event| event.data.product).collect();
        if products.contains(&self.poison) {
            return Err(HandlerError::Permanent("poison".to_owned()).into());
        }
        if products == [self.shy] {
            let mut tries = self.tries.lock().expect("one at a time");
            *tries += 1;
            if *tries == 1 {
                return Err(anyhow::anyhow!("not yet").into());
            }
        }
        self.seen.lock().expect("one at a time").extend(products);
        Ok(())
    }
}

fn event(product: ProductId) -> Event {
    Event {
        id: EventId(Uuid::now_v7()),
        subject: PRODUCT_CHANGED.to_owned(),
        occurred_at: "2026-01-01T00:00:00Z".to_owned(),
        tags: Vec::new(),
        data: serde_json::to_value(ProductChanged { product }).expect("plain data"),
        replay_of: None,
        hard: false,
    }
}

#[tokio::test]
async fn each_event_has_its_effect_or_becomes_a_dead_letter() {
    let nats = Nats::started().await;
    let stores = nats.stores().await;
    let jetstream = jetstream::new(stores.nats.clone());
    stream::ensure(&jetstream, 1).await.expect("NATS is up");
    let products: Vec<ProductId> = (0..40).map(|_| ProductId(Uuid::now_v7())).collect();
    let (poison, shy) = (products[7], products[20]);
    for product in &products {
        stream::publish(&jetstream, &event(*product)).await.expect("NATS is up");
    }
    let strange = Event { data: serde_json::json!({ "product": 7 }), ..event(poison) };
    stream::publish(&jetstream, &strange).await.expect("NATS is up");
    for garbage in [&b"garbage"[..], b"\xff\x00", b"{}", b"{\"nul\":\"\\u0000\"}", b""] {
        let sent = jetstream.publish(PRODUCT_CHANGED, garbage.to_vec().into()).await.expect("NATS is up");
        sent.await.expect("the stream takes anything");
    }

    let probe = Probe { poison, shy, seen: Mutex::default(), tries: Mutex::default() };
    let probe = std::sync::Arc::new(probe);
    let (stop, shutdown) = stopped();
    let (running, stores_of_run) = (probe.clone(), stores.clone());
    let running = tokio::spawn(async move { run(stores_of_run, SUBSCRIPTION, &*running, shutdown).await });
    wait_until("everything is settled", async || nats.unsettled(&stores, "probe").await == 0).await;
    stop.send_replace(true);
    running.await.expect("ends when asked to");

    let mut seen = probe.seen.lock().expect("nobody else").clone();
    seen.sort();
    seen.dedup();
    let expect: Vec<ProductId> = products.iter().copied().filter(|product| *product != poison).collect();
    assert_eq!(seen, expect);
    assert_eq!(crate::dead_letters::count(&stores.db, "probe").await.expect("readable"), 7);
}

#[tokio::test]
async fn a_consumer_outlives_nats() {
    let mut nats = Nats::started().await;
    let stores = nats.stores().await;
    let nobody = ProductId(Uuid::nil());
    let probe = Probe { poison: nobody, shy: nobody, seen: Mutex::default(), tries: Mutex::default() };
    let probe = std::sync::Arc::new(probe);
    let (_stop, shutdown) = stopped();
    let (running, stores_of_run) = (probe.clone(), stores.clone());
    let running = tokio::spawn(async move { run(stores_of_run, SUBSCRIPTION, &*running, shutdown).await });
    let jetstream = jetstream::new(stores.nats.clone());
    // What was published without an answer is published again, under another name.
    let seen = async |count| {
        wait_until("it is seen", async || probe.seen.lock().expect("one at a time").len() >= count).await;
    };
    wait_until("the stream is there", async || {
        stream::publish(&jetstream, &event(ProductId(Uuid::now_v7()))).await.is_ok()
    })
    .await;
    seen(1).await;
    nats.stop();
    nats.start().await;
    wait_until("NATS is back", async || stream::publish(&jetstream, &event(ProductId(Uuid::now_v7()))).await.is_ok())
        .await;
    seen(2).await;
    running.abort();
}
