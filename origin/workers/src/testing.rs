//! What the tests of workers share: a NATS of their own that can go away, events and an order.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use api::event::{PRODUCT_CHANGED, ProductChanged, STREAM};
use api::orders::{AddressFields, OrderLife, OrderLine, OrderView};
use async_nats::jetstream::{self, consumer::pull};
use domain::checkout::{Country, DeliveryMethod, PriceMode};
use domain::orders::OrderState;
use domain::{Market, Money, OrderId, ProductId, Quantity};
use origin_documents::Merchant;
use origin_platform::outbox::{self, NewEvent};
use origin_platform::{Stores, testing};
use tempfile::TempDir;
use tokio::sync::watch;
use uuid::Uuid;

use crate::shutdown::Shutdown;

/// A NATS server that nobody else uses. It ends with the value.
pub(crate) struct Nats {
    port: u16,
    dir: TempDir,
    process: Option<Child>,
}

impl Nats {
    /// A place for a server that does not run yet.
    pub(crate) fn reserve() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
        Self { port, dir: tempfile::tempdir().expect("a directory"), process: None }
    }

    pub(crate) async fn started() -> Self {
        let mut nats = Self::reserve();
        nats.start().await;
        nats
    }

    pub(crate) async fn start(&mut self) {
        let process = Command::new("nats-server")
            .args(["-js", "-a", "127.0.0.1", "-p", &self.port.to_string(), "-sd"])
            .arg(self.dir.path())
            .stderr(Stdio::null())
            .spawn()
            .expect("nats-server is installed");
        self.process = Some(process);
        let port = self.port;
        wait_until("NATS answers", async || tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()).await;
    }

    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("our own process");
            process.wait().expect("our own process");
        }
    }

    /// Fresh stores whose NATS is this one.
    pub(crate) async fn stores(&self) -> Stores {
        let mut config = testing::fresh_config().await;
        config.nats_url = format!("nats://127.0.0.1:{}", self.port);
        config.database_connections = 10;
        Stores::connect(&config).await.expect("addresses of our own making")
    }

    /// The ids of all messages on the stream, in order.
    pub(crate) async fn message_ids(&self, stores: &Stores) -> Vec<String> {
        let stream = jetstream::new(stores.nats.clone()).get_stream(STREAM).await.expect("the stream is there");
        let last = stream.cached_info().state.last_sequence;
        let mut ids = Vec::new();
        for sequence in 1..=last {
            let message = stream.get_raw_message(sequence).await.expect("nothing is removed");
            let id = message.headers.get(async_nats::header::NATS_MESSAGE_ID).expect("events have ids");
            ids.push(id.as_str().to_owned());
        }
        ids
    }

    /// How many messages a consumer has not acknowledged; many while it does not exist.
    pub(crate) async fn unsettled(&self, stores: &Stores, consumer: &str) -> u64 {
        let jetstream = jetstream::new(stores.nats.clone());
        let consumer = jetstream.get_consumer_from_stream::<pull::Config, _, _>(consumer, STREAM).await;
        let Ok(consumer) = consumer else { return u64::MAX };
        let info = consumer.cached_info();
        info.num_pending + info.num_ack_pending as u64
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A shutdown and what asks for it.
pub(crate) fn stopped() -> (watch::Sender<bool>, Shutdown) {
    let (stop, stopped) = watch::channel(false);
    (stop, Shutdown::new(stopped))
}

/// Waits until something is so.
pub(crate) async fn wait_until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !so().await {
        assert!(begun.elapsed() < Duration::from_secs(30), "waited in vain until {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Records events of as many products, in one transaction.
pub(crate) async fn record(stores: &Stores, count: usize) {
    let event = |_| NewEvent::new(PRODUCT_CHANGED, Vec::new(), &ProductChanged { product: ProductId(Uuid::now_v7()) });
    let events: Vec<NewEvent> = (0..count).map(event).collect();
    let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
    outbox::record(&mut tx, &events).await.expect("PostgreSQL is up");
    tx.commit().await.expect("PostgreSQL is up");
}

/// Who sells.
pub(crate) fn merchant() -> Merchant {
    let address = ["Am Webstuhl 1", "04109 Leipzig"].map(str::to_owned).to_vec();
    Merchant { name: "Selvedge Weberei".to_owned(), address, vat_id: Some("DE123456789".to_owned()) }
}

/// An order of two mugs.
pub(crate) fn order(market: Market) -> OrderView {
    let money = |minor| Money::new(minor, market.currency());
    let line = OrderLine {
        sku: "TBL-MUG-OAT".parse().expect("a SKU"),
        slug: "harbour-mug".parse().expect("a slug"),
        title: "Harbour mug".to_owned(),
        choice: "Oat".to_owned(),
        quantity: Quantity::try_from(2).expect("a quantity"),
        unit_price: money(2400),
        total: money(4800),
    };
    OrderView {
        confirm_payment_at: None,
        billing: None,
        id: OrderId(Uuid::from_u128(7)),
        number: Some(1001),
        state: OrderState::Placed,
        placed_at: "2026-01-01T00:00:00Z".to_owned(),
        market,
        email: "ada@example.com".parse().expect("an address"),
        address: AddressFields {
            name: "Ada Lovelace".to_owned(),
            street: "Mill Lane 1".to_owned(),
            extra: String::new(),
            postal_code: "10115".to_owned(),
            city: "Berlin".to_owned(),
            country: Country::De,
        },
        delivery: DeliveryMethod::Standard,
        lines: vec![line],
        subtotal: money(4800),
        delivery_fee: money(490),
        tax: money(0),
        included_tax: money(if market.price_mode() == PriceMode::TaxIncluded { 844 } else { 0 }),
        total: money(5290),
        life: OrderLife::default(),
        documents: vec![],
        discounts: Vec::new(),
        gift_cards: Vec::new(),
        to_charge: Some(money(5290)),
    }
}
