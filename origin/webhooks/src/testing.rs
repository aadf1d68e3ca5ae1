//! What the tests of webhooks share.

use api::event::Event;
use api::webhooks::{CreateWebhook, DeliveryView, GetWebhook, WebhookLog, WebhookSecret, WebhookView};
use api::{Client, Credentials, Endpoint, Problem};
use domain::{EventId, WebhookId};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Claimed, Outcome, Rules, claim, record, router, settle, view};
use origin_messaging::Cause;
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::transport::InProcess;
use origin_platform::{Stores, Vault, secret, staff};
use origin_testing::fresh_stores;

pub(crate) struct Scene {
    pub(crate) stores: Stores,
    client: Client<InProcess>,
    staff: String,
}

/// The same events, of which nobody knows what they were recorded for.
pub(crate) fn of_nothing(events: &[Event]) -> Vec<(Event, Cause)> {
    events.iter().map(|event| (event.clone(), Cause::default())).collect()
}

pub(crate) const PLACED: &str = "shop.orders.placed";

impl Scene {
    pub(crate) async fn open() -> Self {
        Self::with_vault(Vault::default()).await
    }

    /// A scene whose secrets are encrypted.
    pub(crate) async fn with_vault(vault: Vault) -> Self {
        let stores = Stores { vault, ..fresh_stores().await };
        let staff = staff::create(&stores.db, "tests").await.expect("PostgreSQL is up");
        Self { client: Client::new(InProcess(router(stores.clone(), Rules::default()))), stores, staff }
    }

    pub(crate) async fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        self.call_with_key(endpoint, &secret::token()).await
    }

    pub(crate) async fn call_with_key<E: Endpoint>(&self, endpoint: &E, key: &str) -> Result<E::Reply, Problem> {
        let (bearer, idempotency_key) = (Some(self.staff.clone()), Some(key.to_owned()));
        self.client.call_as(endpoint, &Credentials { bearer, idempotency_key }).await
    }

    pub(crate) async fn call_as<E: Endpoint>(&self, endpoint: &E, bearer: Option<String>) -> Result<E::Reply, Problem> {
        let credentials = Credentials { bearer, idempotency_key: Some(secret::token()) };
        self.client.call_as(endpoint, &credentials).await
    }

    pub(crate) async fn create(&self, subjects: &str) -> WebhookSecret {
        self.call(&creation("https://example.com/events", subjects)).await.expect("staff may")
    }

    pub(crate) async fn log(&self, webhook: WebhookId) -> WebhookLog {
        self.call(&GetWebhook { webhook }).await.expect("it is there")
    }

    pub(crate) async fn webhook(&self, webhook: WebhookId) -> WebhookView {
        self.log(webhook).await.webhook
    }

    /// The deliveries in order.
    pub(crate) async fn deliveries(&self, webhook: WebhookId) -> Vec<DeliveryView> {
        let mut deliveries = self.log(webhook).await.deliveries;
        deliveries.reverse();
        deliveries
    }

    /// So many orders are placed.
    pub(crate) async fn orders(&self, count: usize) -> Vec<Event> {
        let events: Vec<Event> = (0..count).map(|_| event(PLACED)).collect();
        record(&self.stores.db, &of_nothing(&events)).await.expect("PostgreSQL is up");
        events
    }

    /// So many events are recorded in the outbox.
    pub(crate) async fn tell(&self, subject: &'static str, count: usize) {
        let events: Vec<NewEvent> = (0..count).map(|n| NewEvent::new(subject, vec![], &n)).collect();
        let mut tx = self.stores.db.begin().await.expect("PostgreSQL is up");
        outbox::record(&mut tx, &events).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
    }

    pub(crate) async fn claim(&self, now: OffsetDateTime) -> Vec<Claimed> {
        claim(&self.stores, 10, now).await.expect("PostgreSQL is up")
    }

    /// One attempt at whatever is due; returns its sequence, if something is.
    pub(crate) async fn attempt(&self, outcome: &Outcome, now: OffsetDateTime) -> Option<i64> {
        let claimed = self.claim(now).await.into_iter().next()?;
        settle(&self.stores.db, &claimed, outcome, now).await.expect("PostgreSQL is up");
        Some(claimed.sequence)
    }

    pub(crate) async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(&self.stores.db).await.expect("right SQL");
    }
}

pub(crate) fn creation(url: &str, subjects: &str) -> CreateWebhook {
    CreateWebhook { url: url.to_owned(), subjects: vec![subjects.parse().expect("subjects")] }
}

pub(crate) fn event(subject: &str) -> Event {
    Event {
        id: EventId(Uuid::now_v7()),
        subject: subject.to_owned(),
        occurred_at: view::text(origin_platform::clock::utc()),
        tags: Vec::new(),
        data: serde_json::json!({ "order": Uuid::nil() }),
        replay_of: None,
        hard: false,
    }
}

pub(crate) fn failed(status: u16) -> Outcome {
    Outcome::Failed { status: Some(status), error: format!("the receiver answered {status}") }
}
