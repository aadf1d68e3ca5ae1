//! Events on their way to a real receiver, over real stores.

use api::endpoint::if_match::IfMatch;
use api::event::{Event, ORDER_PLACED, PRODUCT_CHANGED, ProductChanged};
use api::webhooks::{
    CreateWebhook, CreateWebhookPing, CreateWebhookReplay, CreateWebhookSecret, DeliveryState, GetWebhook, PING,
    UpdateWebhook, WebhookLog, WebhookSecret, WebhookState,
};
use api::{Client as ApiClient, Credentials, Endpoint};
use domain::{EventId, ProductId, WebhookId};
use origin_messaging::outbox::{self, NewEvent};
use origin_messaging::{dead_letters, job, relay};
use origin_platform::transport::InProcess;
use origin_platform::{GuardedClient, Stores, secret, staff};
use origin_testing::{Nats, fresh_stores, wait_until};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use tokio_rustls::rustls::RootCertStore;
use uuid::Uuid;

use super::client::Client;
use super::receiver::{Answer, Receiver, certificate};
use super::sender::Sender;
use crate::testing::of_nothing;
use crate::{Rules, record, router};

/// The receiver is on this host.
const HERE: Rules = Rules { allow_http: false, allow_private: true };

struct Scene {
    stores: Stores,
    api: ApiClient<InProcess>,
    staff: String,
}

impl Scene {
    async fn open() -> Self {
        Self::on(fresh_stores().await).await
    }

    async fn on(stores: Stores) -> Self {
        let staff = staff::create(&stores.db, "tests").await.expect("PostgreSQL is up");
        Self { api: ApiClient::new(InProcess(router(stores.clone(), HERE))), stores, staff }
    }

    async fn call<E: Endpoint>(&self, endpoint: &E) -> E::Reply {
        let (bearer, idempotency_key) = (Some(self.staff.clone()), Some(secret::token()));
        self.api.call_as(endpoint, &Credentials { bearer, idempotency_key }).await.expect("staff may")
    }

    async fn webhook(&self, receiver: &Receiver, subjects: &str) -> WebhookSecret {
        let subjects = vec![subjects.parse().expect("subjects")];
        self.call(&CreateWebhook { url: receiver.url.clone(), subjects }).await
    }

    async fn log(&self, webhook: WebhookId) -> WebhookLog {
        self.call(&GetWebhook { webhook }).await
    }

    /// So many orders are placed and recorded.
    async fn orders(&self, count: usize) -> Vec<Event> {
        let event = |_| Event {
            id: EventId(Uuid::now_v7()),
            subject: ORDER_PLACED.to_owned(),
            occurred_at: origin_platform::clock::utc().format(&Rfc3339).expect("a year of four digits"),
            tags: Vec::new(),
            data: serde_json::json!({ "order": Uuid::nil(), "note": "snörkel ✓" }),
            replay_of: None,
            hard: false,
        };
        let events: Vec<Event> = (0..count).map(event).collect();
        record(&self.stores.db, &of_nothing(&events)).await.expect("PostgreSQL is up");
        events
    }

    fn sender(&self) -> Sender {
        self.sender_by(Client::new(HERE))
    }

    fn sender_by(&self, mut client: Client) -> Sender {
        client.timeout = std::time::Duration::from_millis(500);
        Sender::new(self.stores.clone(), client)
    }
}

/// Records events of as many products, in one transaction.
async fn record_products(stores: &Stores, count: usize) {
    let event = |_| NewEvent::new(PRODUCT_CHANGED, Vec::new(), &ProductChanged { product: ProductId(Uuid::now_v7()) });
    let events: Vec<NewEvent> = (0..count).map(event).collect();
    let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
    outbox::record(&mut tx, &events).await.expect("PostgreSQL is up");
    tx.commit().await.expect("PostgreSQL is up");
}

fn now() -> OffsetDateTime {
    origin_platform::clock::utc()
}

#[tokio::test]
async fn events_arrive_signed_in_order_and_once_however_often_they_are_told() {
    let nats = Nats::started().await;
    let scene = Scene::on(nats.stores().await).await;
    let receiver = Receiver::start().await;
    let made = scene.webhook(&receiver, "shop.catalog.*").await;
    let id = made.webhook.id;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let jobs = [relay::job(scene.stores.clone())].into_iter().chain(super::jobs(&scene.stores, HERE)).collect();
    let working = tokio::spawn(job::run(jobs, async {
        stopped.await.ok();
    }));
    record_products(&scene.stores, 12).await;
    wait_until("all have arrived", async || receiver.got().len() == 12).await;
    assert_eq!(receiver.sequences(), (1..=12).collect::<Vec<_>>());

    let (first, log) = (receiver.got()[0].clone(), scene.log(id).await);
    let delivery = log.deliveries.last().expect("twelve");
    assert_eq!(first.signed_by(&[&made.secret]), [true]);
    assert!(first.is_believed(&made.secret));
    assert_eq!(first.header("webhook-id"), delivery.event.to_string());
    assert_eq!(first.header("webhook-delivery"), delivery.id.to_string());
    assert_eq!(first.header("content-type"), "application/json");
    let sent: i64 = first.header("webhook-timestamp").parse().expect("seconds");
    assert!((now().unix_timestamp() - sent).abs() < 60);
    let json = first.json();
    assert_eq!(json["type"], "shop.catalog.product_changed");
    assert!(json["data"]["product"].is_string() && json["timestamp"].is_string());

    // A dead letter of another consumer is told again: this receiver has had it.
    let again = Event { id: delivery.event, replay_of: None, ..event_of(&json, delivery.event) };
    let payload = serde_json::to_vec(&again).expect("plain data");
    let (event, subject) = (Some(again.id), again.subject.as_str());
    let letter = dead_letters::DeadLetter { consumer: "snapshots", event, subject, payload: &payload, reason: "-" };
    dead_letters::bury(&scene.stores.db, &letter).await.expect("PostgreSQL is up");
    let mut tx = scene.stores.db.begin().await.expect("PostgreSQL is up");
    dead_letters::replay(&mut tx, &dead_letters::Which::All).await.expect("PostgreSQL is up");
    tx.commit().await.expect("PostgreSQL is up");
    record_products(&scene.stores, 1).await;
    wait_until("the next has arrived", async || receiver.got().len() == 13).await;
    wait_until("all is settled", async || nats.unsettled(&scene.stores, "webhooks").await == 0).await;
    assert_eq!(nats.message_ids(&scene.stores).await.len(), 14);
    assert_eq!(receiver.sequences().last(), Some(&13));
    stop.send(()).expect("still working");
    working.await.expect("no panic").expect("no failure");
}

fn event_of(json: &std::collections::BTreeMap<String, serde_json::Value>, id: EventId) -> Event {
    Event {
        id,
        subject: json["type"].as_str().expect("text").to_owned(),
        occurred_at: json["timestamp"].as_str().expect("text").to_owned(),
        tags: Vec::new(),
        data: json["data"].clone(),
        replay_of: None,
        hard: false,
    }
}

#[tokio::test]
async fn what_was_refused_or_not_answered_is_sent_again_under_the_same_ids() {
    let scene = Scene::open().await;
    let receiver = Receiver::start().await;
    let webhook = scene.webhook(&receiver, "shop.>").await.webhook.id;
    scene.orders(2).await;
    receiver.will([Answer::Status(500), Answer::Silence, Answer::Redirect(receiver.url.clone()), Answer::Endless]);
    let (sender, begun) = (scene.sender(), now());
    let mut later = begun;
    for error in ["answered 500", "no answer", "redirects are not followed"] {
        assert_eq!(sender.round(later).await, 1);
        assert_eq!(sender.round(later + Duration::seconds(1)).await, 0, "not at once");
        let delivery = scene.log(webhook).await.deliveries.pop().expect("recorded");
        assert!(delivery.last_error.as_deref().is_some_and(|said| said.contains(error)), "{delivery:?}");
        later += Duration::seconds(40);
    }
    assert_eq!(sender.round(later).await, 1, "taken, whatever its body");
    assert_eq!(sender.round(later).await, 1);
    let got = receiver.got();
    assert_eq!(receiver.sequences(), [1, 1, 1, 1, 2], "the second waited for the first");
    for again in &got[1..4] {
        for header in ["webhook-id", "webhook-delivery"] {
            assert_eq!(again.header(header), got[0].header(header));
        }
        assert_eq!(again.body, got[0].body);
    }
    assert_ne!(got[0].header("webhook-timestamp"), got[3].header("webhook-timestamp"));
    let log = scene.log(webhook).await;
    assert!(log.deliveries.iter().all(|delivery| delivery.state == DeliveryState::Delivered));
    assert_eq!((log.deliveries[1].attempts, log.webhook.failures), (4, 0));
}

#[tokio::test]
async fn a_receiver_that_is_gone_gets_no_more() {
    let scene = Scene::open().await;
    let receiver = Receiver::start().await;
    let id = scene.webhook(&receiver, "shop.>").await.webhook.id;
    scene.orders(2).await;
    receiver.will([Answer::Status(410)]);
    let sender = scene.sender();
    assert_eq!((sender.round(now()).await, sender.round(now() + Duration::days(1)).await), (1, 0));
    let webhook = scene.log(id).await.webhook;
    assert_eq!((webhook.state, webhook.waiting), (WebhookState::Disabled, 2));

    let (if_match, state) = (Some(IfMatch::Version(webhook.version)), Some(WebhookState::Active));
    scene.call(&UpdateWebhook { webhook: id, if_match, url: None, subjects: None, state }).await;
    assert_eq!((sender.round(now()).await, sender.round(now()).await), (1, 1));
    assert_eq!(receiver.sequences(), [1, 1, 2]);
}

#[tokio::test]
async fn a_replay_has_the_events_id_and_one_of_its_own() {
    let scene = Scene::open().await;
    let receiver = Receiver::start().await;
    let webhook = scene.webhook(&receiver, "shop.>").await.webhook.id;
    scene.orders(1).await;
    let sender = scene.sender();
    sender.round(now()).await;
    let delivery = Some(scene.log(webhook).await.deliveries[0].id);
    scene.call(&CreateWebhookReplay { webhook, delivery, since: None, until: None }).await;
    scene.call(&CreateWebhookPing { webhook }).await;
    assert_eq!((sender.round(now()).await, sender.round(now()).await), (1, 1));
    let got = receiver.got();
    assert_eq!(got[0].header("webhook-id"), got[1].header("webhook-id"));
    assert_ne!(got[0].header("webhook-delivery"), got[1].header("webhook-delivery"));
    assert_eq!((&got[0].body, receiver.sequences()), (&got[1].body, vec![1, 2, 3]));
    assert_eq!(got[2].json()["type"], PING);
}

#[tokio::test]
async fn both_secrets_sign_while_they_change() {
    let scene = Scene::open().await;
    let receiver = Receiver::start().await;
    let first = scene.webhook(&receiver, "shop.>").await;
    let second = scene.call(&CreateWebhookSecret { webhook: first.webhook.id }).await;
    scene.orders(2).await;
    let sender = scene.sender();
    sender.round(now()).await;
    sender.round(now() + Duration::hours(25)).await;
    let secrets = [first.secret.as_str(), second.secret.as_str()];
    let signed: Vec<Vec<bool>> = receiver.got().iter().map(|got| got.signed_by(&secrets)).collect();
    assert_eq!(signed, [[true, true], [false, true]]);
}

#[tokio::test]
async fn two_senders_send_each_delivery_once() {
    let scene = Scene::open().await;
    let receivers = [Receiver::start().await, Receiver::start().await, Receiver::start().await];
    for receiver in &receivers {
        scene.webhook(receiver, "shop.>").await;
    }
    scene.orders(10).await;
    let work = async || {
        let (sender, mut idle) = (scene.sender(), 0);
        while idle < 10 {
            idle = if sender.round(now()).await == 0 { idle + 1 } else { 0 };
        }
    };
    tokio::join!(work(), work(), work());
    for receiver in &receivers {
        assert_eq!(receiver.sequences(), (1..=10).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn nothing_is_sent_into_private_networks_unless_the_merchant_allows_it() {
    let scene = Scene::open().await;
    let receiver = Receiver::start().await;
    // Made while it was allowed.
    let webhook = scene.webhook(&receiver, "shop.>").await.webhook.id;
    scene.orders(1).await;
    let strict = scene.sender_by(Client::new(Rules::default()));
    strict.round(now()).await;
    let delivery = scene.log(webhook).await.deliveries.remove(0);
    assert_eq!((delivery.attempts, delivery.last_status), (1, None));
    // A name that only looks public: resolvers read it as 127.0.0.1.
    let url = Some("https://2130706433/events".to_owned());
    let if_match = Some(IfMatch::Any);
    scene.call(&UpdateWebhook { webhook, if_match, url, subjects: None, state: None }).await;
    strict.round(now() + Duration::minutes(1)).await;
    let delivery = scene.log(webhook).await.deliveries.remove(0);
    assert_eq!(delivery.last_error.as_deref(), Some("the host's name leads into a private network"));
    assert_eq!(receiver.got().len(), 0);
}

#[tokio::test]
async fn certificates_are_checked() {
    let scene = Scene::open().await;
    let receiver = Receiver::start_tls().await;
    let made = scene.webhook(&receiver, "shop.>").await;
    scene.orders(1).await;
    scene.sender().round(now()).await;
    let delivery = scene.log(made.webhook.id).await.deliveries.remove(0);
    let error = delivery.last_error.expect("not trusted");
    assert!(error.contains("TLS failed") && receiver.got().is_empty(), "{error}");

    let mut roots = RootCertStore::empty();
    roots.add(certificate()).expect("a certificate");
    let trusting = scene.sender_by(Client::with(HERE, GuardedClient::trusting(roots)));
    assert_eq!(trusting.round(now() + Duration::minutes(1)).await, 1);
    assert_eq!(receiver.got()[0].signed_by(&[&made.secret]), [true]);
}
