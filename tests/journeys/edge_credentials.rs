//! Whoever takes over an edge node has its way to the events: it hears them, and makes none.

use api::event::{ORDER_PAID, ORDER_PLACED, PRODUCT_CHANGED, STREAM};
use async_nats::ConnectOptions;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::{self, stream::State};
use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _};
use http::Method;
use serde_json::json;
use testing::{Shop, eventually};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::buying::something_in_stock;

/// The name of an event that never was.
const FORGED: &str = "0191f2c0-0000-7000-8000-000000000001";

/// With the credentials of an edge node, and what the server then says of itself.
async fn taken_over(shop: &Shop) -> (async_nats::Client, UnboundedReceiver<String>) {
    let (said, heard) = unbounded_channel();
    let address: async_nats::ServerAddr = shop.edge_nats().parse().expect("an address");
    let login = address.username().zip(address.password()).expect("a user and a password");
    let options = ConnectOptions::with_user_and_password(login.0.to_owned(), login.1.to_owned());
    let options = options.event_callback(move |event| {
        let said = said.clone();
        async move { drop(said.send(event.to_string())) }
    });
    (options.connect(address).await.expect("an edge node may connect"), heard)
}

/// What the stream holds, and the names of those who read it for the origin.
async fn held(shop: &Shop) -> (State, Vec<String>) {
    let stream = jetstream::new(shop.stores.nats.clone()).get_stream(STREAM).await.expect("the stream is there");
    let mut consumers: Vec<_> = stream.consumers().try_collect().await.expect("readable");
    consumers.retain(|consumer| consumer.config.durable_name.is_some());
    let mut names: Vec<String> = consumers.into_iter().map(|consumer| consumer.name).collect();
    names.sort();
    (stream.cached_info().state.clone(), names)
}

/// Whether a name ends with an id.
fn is_secret(name: &str) -> bool {
    name.rsplit_once('-').is_some_and(|(_, id)| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[tokio::test]
async fn l15_an_edge_node_may_not_publish_an_order_event() {
    let shop = Shop::start().await;
    let (sku, product) = something_in_stock(&shop).await;
    shop.quiet().await;
    let (state, consumers) = held(&shop).await;
    assert!(consumers.iter().any(|name| name == "email"), "{consumers:?}");
    let (client, mut heard) = taken_over(&shop).await;
    let mut answers = client.subscribe("_INBOX.>").await.expect("it may listen to that");
    let forged = json!({
        "id": FORGED, "subject": ORDER_PLACED, "occurred_at": "2026-11-27T00:00:00Z",
        "tags": [], "data": { "order": "0191f2c0-0000-7000-8000-000000000002", "number": 1 },
    });
    let subjects = [
        ORDER_PLACED,
        ORDER_PAID,
        PRODUCT_CHANGED,
        "_INBOX.of.somebody",
        // Nor what the origin has yet to read.
        "$JS.API.STREAM.PURGE.SHOP",
        "$JS.API.STREAM.UPDATE.SHOP",
        "$JS.API.STREAM.DELETE.SHOP",
        "$JS.API.STREAM.MSG.DELETE.SHOP",
        // Here the name would stand in the message alone.
        "$JS.API.CONSUMER.CREATE.SHOP",
    ];
    // Nor those who read it.
    let of_consumers = [
        "$JS.API.CONSUMER.CREATE.SHOP.{}.shop.>",
        "$JS.API.CONSUMER.CREATE.SHOP.{}.shop.orders.placed",
        "$JS.API.CONSUMER.DURABLE.CREATE.SHOP.{}",
        "$JS.API.CONSUMER.MSG.NEXT.SHOP.{}",
        "$JS.API.CONSUMER.DELETE.SHOP.{}",
        "$JS.ACK.SHOP.{}.1.1.1.1.0",
    ];
    // Those of a search index have names that nobody can guess: no file denies them, so nobody must be told.
    let (secret, named): (Vec<&String>, Vec<&String>) = consumers.iter().partition(|name| is_secret(name));
    assert_eq!(secret.len(), 4, "{consumers:?}");
    let of_consumers = named.iter().flat_map(|name| of_consumers.map(|subject| subject.replace("{}", name)));
    for subject in subjects.map(str::to_owned).into_iter().chain(of_consumers) {
        client.publish(subject.clone(), forged.to_string().into()).await.expect("it is sent");
        client.flush().await.expect("connected");
        let violation = format!("Permissions Violation for Publish to \"{subject}\"");
        eventually(&violation, async || heard.try_recv().ok().filter(|said| said.contains(&violation))).await;
    }
    let _unheard = client.subscribe("shop.>").await.expect("it is sent");
    client.flush().await.expect("connected");
    let violation = "Permissions Violation for Subscription to \"shop.>\"";
    eventually(violation, async || heard.try_recv().ok().filter(|said| said.contains(violation))).await;
    let (state_after, consumers_after) = held(&shop).await;
    // The shop may have told something of its own meanwhile: nothing of it was sent from here, and nothing is gone.
    let told = state_after.last_sequence - state.last_sequence;
    assert_eq!(state_after.messages, state.messages + told);
    let stream = jetstream::new(shop.stores.nats.clone()).get_stream(STREAM).await.expect("the stream is there");
    for sequence in state.last_sequence + 1..=state_after.last_sequence {
        let event = stream.get_raw_message(sequence).await.expect("it is held");
        let text = String::from_utf8_lossy(&event.payload);
        assert!(!text.contains(FORGED), "{}: {text}", event.subject);
    }
    assert_eq!(consumers_after, consumers);

    // What a node does, it may: by these credentials, and as the one that runs.
    let stream = jetstream::new(client).get_stream(STREAM).await.expect("it may look");
    let consumer = stream.create_consumer(pull::Config {
        name: Some("edge-of-this-test".to_owned()),
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::None,
        filter_subject: "shop.>".to_owned(),
        memory_storage: true,
        ..Default::default()
    });
    let mut events = consumer.await.expect("it may listen").messages().await.expect("it may ask");
    let event = events.next().await.expect("the catalogue was told").expect("it may hear");
    assert!(event.subject.starts_with("shop."), "{}", event.subject);
    let page = format!("{product}?variant={sku}");
    let change = json!({ "prices": [{ "currency": "EUR", "amount_minor": 432_109 }] });
    let path = format!("/v1/admin/variants/{sku}");
    let shopper = shop.shopper();
    shopper.get(&page).await;
    assert_eq!(shopper.call(Method::PATCH, &path, Some(&shop.staff_key), &change).await.status, 200);
    eventually("the new price", async || shopper.get(&page).await.body.contains("€4,321.09").then_some(())).await;
    shop.quiet().await;
    let mut overheard = 0;
    while let Some(Some(answer)) = answers.next().now_or_never() {
        overheard += 1;
        let told = format!("{} {:?} {}", answer.subject, answer.reply, String::from_utf8_lossy(&answer.payload));
        assert!(!secret.iter().any(|name| told.contains(name.as_str())), "{told}");
    }
    assert!(overheard > 0, "it has heard what it was answered itself");
}
