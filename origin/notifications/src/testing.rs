//! What the tests of mails share: a shop with an order and what becomes of it, and the mails it gets.

mod written;

use api::cart::{AddCartLine, CreateCart};
use api::catalog::{ProductDocument, Text};
use api::checkout::GetCheckout;
use api::endpoint::Endpoint;
use api::event::Event;
use api::orders::{AddressFields, OrderLifecycle, OrderLine, OrderView, PlaceOrder};
use api::{Client, Credentials, Problem};
use domain::checkout::{Country, DeliveryMethod, PriceMode};
use domain::orders::OrderState;
use domain::{EventId, Market, Money, OrderId, ProductId, Quantity};
use origin_documents::Merchant;
use origin_messaging::{BatchError, Cause, Handler as _, HandlerError, Received};
use origin_orders::checkout::payments::Provider;
use origin_platform::transport::InProcess;
use origin_testing::fresh_stores;
use sqlx::AssertSqlSafe;
use std::sync::Arc;
use tempfile::TempDir;
use uuid::Uuid;

use crate::accounts::{AccountMailing, AccountTrigger};
use crate::sender::{Mailing, Sender, Trigger};
use crate::{MailConfig, Settings};

pub(crate) use written::Written;

/// A shop whose mails are written to files.
pub(crate) struct Scene {
    pub(crate) sender: Arc<Sender>,
    pub(crate) dir: TempDir,
}

impl Scene {
    pub(crate) async fn open() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mail = MailConfig::File(dir.path().to_owned());
        Self { sender: Arc::new(Self::sender(mail).await), dir }
    }

    pub(crate) async fn sender(mail: MailConfig) -> Sender {
        let settings = Settings {
            mail,
            public_url: "https://shop.example/".to_owned(),
            admin_url: Some("https://office.example/".to_owned()),
            merchant: merchant(),
            merchant_email: None,
        };
        Sender::new(fresh_stores().await, &settings).expect("a right configuration")
    }

    /// Tells of an event.
    pub(crate) async fn tell<T: Trigger>(&self, data: T::Data) -> Result<(), HandlerError> {
        self.tell_all::<T>([data]).await.map_err(BatchError::of_one)
    }

    /// Tells of events at once.
    pub(crate) async fn tell_all<T: Trigger>(&self, data: impl IntoIterator<Item = T::Data>) -> Result<(), BatchError> {
        let event = || event(T::SUBSCRIPTION.subject);
        let events: Vec<_> =
            data.into_iter().map(|data| Received { event: event(), data, cause: Cause::default() }).collect();
        Mailing::<T>::new(Arc::clone(&self.sender)).handle(&events).await
    }

    /// Tells of an event of an account.
    pub(crate) async fn tell_account<T: AccountTrigger>(&self, data: T::Data) -> Result<(), HandlerError> {
        let events = [Received { event: event(T::SUBSCRIPTION.subject), data, cause: Cause::default() }];
        AccountMailing::<T>::new(Arc::clone(&self.sender)).handle(&events).await.map_err(BatchError::of_one)
    }

    /// The mails that went out, with their texts as they were before they were encoded.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.files().map(|bytes| decoded(std::str::from_utf8(&bytes).expect("ASCII"))).collect()
    }

    /// The mails that went out as mail programs read them. None may have anything attached.
    pub(crate) fn written(&self) -> Vec<Written> {
        self.files().map(|bytes| Written::of(&bytes)).collect()
    }

    fn files(&self) -> impl Iterator<Item = Vec<u8>> {
        let files = std::fs::read_dir(self.dir.path()).expect("the directory");
        let files = files.map(|file| file.expect("an entry").path());
        let mails = files.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
        mails.map(|path| std::fs::read(path).expect("readable"))
    }

    /// The one mail that went out.
    pub(crate) fn mail(&self) -> String {
        let [mail] = <[String; 1]>::try_from(self.mails()).expect("one mail");
        mail
    }

    /// An order of two mugs and what became of it, by the words of the database.
    pub(crate) async fn order(&self, market: Market) -> OrderView {
        self.order_for(market, "ada@example.com", order(market).address).await.expect("placed")
    }

    /// The same by whoever this is and wherever they are, if they may order.
    pub(crate) async fn order_for(
        &self,
        market: Market,
        email: &str,
        address: AddressFields,
    ) -> Result<OrderView, Problem> {
        let stores = &self.sender.stores;
        let router = origin_orders::router(
            stores.clone(),
            Provider::test(stores.db.clone()),
            origin_orders::Settings::default(),
        );
        let client = Client::new(InProcess(router));
        let price = |currency| serde_json::json!({ "currency": currency, "amount_minor": 2400 });
        let variant = serde_json::json!({ "sku": "MUG", "prices": [price("EUR"), price("USD")] });
        let product =
            serde_json::json!({ "slug": "mug", "title": { "en": "Mug", "de": "Becher" }, "variants": [variant] });
        let product: ProductDocument = serde_json::from_value(product).expect("a product");
        let db = &stores.db;
        origin_orders::inventory::upsert_snapshots(db, &[(ProductId(Uuid::now_v7()), product)])
            .await
            .expect("PostgreSQL is up");
        origin_orders::inventory::set_levels(db, &[("MUG".parse().expect("a SKU"), 9)])
            .await
            .expect("PostgreSQL is up");
        let cart = call(&client, &CreateCart::empty(market)).await.id;
        let quantity = Quantity::try_from(2).expect("a quantity");
        call(&client, &AddCartLine { cart, sku: "MUG".parse().expect("a SKU"), quantity, market }).await;
        let (country, postal_code) = (Some(address.country), Some(address.postal_code.clone()));
        let checkout = call(&client, &GetCheckout { cart, market, country, postal_code }).await;
        let placement = PlaceOrder {
            expected_to_charge: None,
            terms: None,
            billing: None,
            cart,
            market,
            email: email.parse().expect("an address"),
            address,
            delivery: DeliveryMethod::Standard,
            payment_token: "test_accept".to_owned(),
            card: Default::default(),
            expected_total: checkout.deliveries[0].total,
        };
        client.call_as(&placement, &credentials()).await
    }

    pub(crate) async fn execute(&self, sql: &str) {
        sqlx::query(AssertSqlSafe(sql)).execute(&self.sender.stores.db).await.expect("a good statement");
    }

    pub(crate) async fn is_paid(&self, order: &OrderView) {
        let update = "update orders.payments set state = 'captured', captured_minor = amount_minor where order_id";
        self.execute(&format!("{update} = '{}'", order.id)).await;
    }

    /// A shipment of one mug.
    pub(crate) async fn shipment(&self, order: &OrderView) -> Uuid {
        let (id, of) = (Uuid::new_v4(), order.id);
        self.execute(&format!(
            "insert into orders.shipments (id, order_id, position, state, carrier, tracking_number, tracking_url, shipped_at)
             values ('{id}', '{of}', 1, 'shipped', 'Swift & Sons', 'SW1', 'https://swift.example/SW1', now())"
        ))
        .await;
        let line = "insert into orders.shipment_lines (shipment_id, order_id, position, quantity) values";
        self.execute(&format!("{line} ('{id}', '{of}', 0, 1)")).await;
        id
    }

    /// A refund of one mug and some goodwill.
    pub(crate) async fn refund(&self, order: &OrderView) -> Uuid {
        let (id, of) = (Uuid::new_v4(), order.id);
        self.execute(&format!(
            "insert into orders.refunds (id, order_id, position, state, reason, amount_minor, delivery_minor,
                                         goodwill_minor, charged_minor, settled_at)
             values ('{id}', '{of}', 1, 'done', 'Chipped rim', 2650, 0, 250, 2650, now())"
        ))
        .await;
        let line = "insert into orders.refund_lines (refund_id, order_id, position, quantity, amount_minor, tax_minor)";
        self.execute(&format!("{line} values ('{id}', '{of}', 0, 1, 2400, 383)")).await;
        id
    }

    /// One mug that was called off before the payment was taken, or after that.
    pub(crate) async fn part_cancelled(&self, order: &OrderView, released: bool) -> Uuid {
        let (id, of, refund) = (Uuid::new_v4(), order.id, Uuid::new_v4());
        self.execute(&format!(
            "insert into orders.refunds (id, order_id, position, state, reason, amount_minor, delivery_minor,
                                         goodwill_minor, charged_minor, settled_at, released)
             values ('{refund}', '{of}', 2, 'done', 'The glaze is off', 2400, 0, 0, 2400, now(), {released})"
        ))
        .await;
        self.execute(&format!(
            "insert into orders.cancellations (id, order_id, position, refund_id, reason)
             values ('{id}', '{of}', 1, '{refund}', 'The glaze is off')"
        ))
        .await;
        let line = "insert into orders.cancellation_lines (cancellation_id, order_id, position, quantity) values";
        self.execute(&format!("{line} ('{id}', '{of}', 0, 1)")).await;
        id
    }

    /// A return of both mugs.
    pub(crate) async fn back(&self, order: &OrderView, kind: &str, answer: &str) -> Uuid {
        let (id, of) = (Uuid::new_v4(), order.id);
        self.execute(&format!(
            "insert into orders.returns (id, order_id, position, kind, state, answer, created_at)
             values ('{id}', '{of}', 1, '{kind}', 'requested', '{answer}', '2026-11-23 14:05:09Z')"
        ))
        .await;
        let line = "insert into orders.return_lines (return_id, order_id, position, quantity) values";
        self.execute(&format!("{line} ('{id}', '{of}', 0, 2)")).await;
        id
    }
}

/// An event that carries its data beside it.
fn event(subject: &str) -> Event {
    Event {
        id: EventId(Uuid::now_v7()),
        subject: subject.to_owned(),
        occurred_at: "2026-01-01T00:00:00Z".to_owned(),
        tags: Vec::new(),
        data: serde_json::Value::Null,
        replay_of: None,
        hard: false,
    }
}

async fn call<E: Endpoint>(client: &Client<InProcess>, endpoint: &E) -> E::Reply {
    client.call_as(endpoint, &credentials()).await.expect("allowed and possible")
}

/// A guest's, with a fresh key.
fn credentials() -> Credentials {
    Credentials { bearer: None, idempotency_key: Some(Uuid::new_v4().to_string()) }
}

/// A mail whose quoted-printable parts are read.
fn decoded(mail: &str) -> String {
    let joined = mail.replace("=\r\n", "");
    let mut bytes = Vec::with_capacity(joined.len());
    let mut rest = joined.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'=') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
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
        title: Text::plain("Harbour mug"),
        choice: Text::plain("Oat"),
        quantity: Quantity::try_from(2).expect("a quantity"),
        unit_price: money(2400),
        total: money(4800),
    };
    OrderView {
        confirm_payment_at: None,
        order_token: None,
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
            region: String::new(),
            country: Country::De,
        },
        delivery: DeliveryMethod::Standard,
        delivery_service: None,
        lines: vec![line],
        subtotal: money(4800),
        delivery_fee: money(490),
        tax: money(0),
        included_tax: money(if market.price_mode() == PriceMode::TaxIncluded { 844 } else { 0 }),
        total: money(5290),
        lifecycle: OrderLifecycle::default(),
        documents: vec![],
        discounts: Vec::new(),
        gift_cards: Vec::new(),
        to_charge: Some(money(5290)),
        terms: None,
    }
}
