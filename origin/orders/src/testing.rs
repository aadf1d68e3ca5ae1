//! A shop for tests: its own stores, a client into the real router, and goods to sell.

mod adjustments;
mod clients;
mod files;
mod guest;
mod outbox;
mod statements;

use api::cart::{AddCartLine, CreateCart};
use api::catalog::{MediaDocument, PriceEntry, ProductDocument, VariantDocument};
use api::checkout::GetCheckout;
use api::client::Cached;
use api::client::Transport as _;
use api::endpoint::{Endpoint, request_of};
use api::orders::{AddressFields, CreateRefund, CreateShipment, LineUnits, PlaceOrder};
use api::{Client, Credentials, Problem, Tag};
use domain::catalog::{Localized, OptionAxis, OptionValue};
use domain::checkout::{Country, DeliveryMethod};
use domain::orders::ShipmentState;
use domain::{CartId, Currency, CustomerId, Locale, Market, OrderId, ProductId, Quantity};
use http::{Method, Request};
use origin_platform::idempotency::Key;
use origin_platform::transport::InProcess;
use origin_platform::{Stores, staff};
use sha2::Digest as _;
use sha2::Sha256;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::checkout::Settings;
use crate::checkout::payments::Provider;

use guest::Guest;

pub use adjustments::{percent_off, typed};
pub use guest::{EMAIL, cancellation};
pub use statements::statements_of;

/// One shop that no other test uses.
pub struct Shop {
    pub stores: Stores,
    pub provider: Provider,
    pub settings: Settings,
    transport: Guest,
    client: Client<Guest>,
    router: InProcess,
    pub customer: CustomerId,
}

impl Shop {
    pub async fn open() -> Self {
        Self::on_path(settings().fast_path).await
    }

    /// A shop whose carts take the fast path, whatever the environment says.
    pub async fn on_the_fast_path() -> Self {
        Self::on_path(true).await
    }

    /// A shop whose carts may take the fast path, or never do.
    pub async fn on_path(fast_path: bool) -> Self {
        let stores = origin_testing::fresh_stores().await;
        let provider = Provider::test(stores.db.clone());
        Self::set_up(stores, provider, Settings { fast_path, ..settings() })
    }

    pub fn with(stores: Stores, provider: Provider) -> Self {
        Self::set_up(stores, provider, settings())
    }

    fn set_up(stores: Stores, provider: Provider, settings: Settings) -> Self {
        let router = InProcess(crate::router(stores.clone(), provider.clone(), settings.clone()));
        let transport = Guest::new(router.clone(), stores.db.clone());
        let client = Client::new(transport.clone());
        Self { stores, provider, settings, transport, client, router, customer: CustomerId(Uuid::now_v7()) }
    }

    /// Calls as somebody who has nothing but this token, or nothing at all, and keeps nothing.
    pub async fn call_with_token<E: Endpoint>(&self, endpoint: &E, token: Option<&str>) -> Result<E::Reply, Problem> {
        let credentials = Credentials { bearer: None, idempotency_key: Some(fresh_key()) };
        Client::new(self.router.clone()).call_with_token(endpoint, &credentials, token).await
    }

    /// Calls as a guest who has a link to every order, writes under a fresh key.
    pub async fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        self.call_with_key(endpoint, &fresh_key()).await
    }

    pub async fn call_with_key<E: Endpoint>(&self, endpoint: &E, key: &str) -> Result<E::Reply, Problem> {
        self.client.call_as(endpoint, &Credentials { bearer: None, idempotency_key: Some(key.to_owned()) }).await
    }

    pub async fn call_cached<E: Endpoint>(&self, endpoint: &E) -> Cached<E::Reply> {
        self.client.call_cached(endpoint, &Credentials::default()).await
    }

    /// Calls as the one shopper of this shop.
    pub async fn call_as_shopper<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        self.call_as_shopper_with_key(endpoint, &fresh_key()).await
    }

    pub async fn call_as_shopper_with_key<E: Endpoint>(&self, endpoint: &E, key: &str) -> Result<E::Reply, Problem> {
        let token = self.stores.sessions.open(self.customer).await.expect("Redis is up");
        self.client.call_as(endpoint, &Credentials { bearer: Some(token), idempotency_key: Some(key.to_owned()) }).await
    }

    pub async fn call_as_staff<E: Endpoint>(&self, endpoint: &E, key: &str) -> Result<E::Reply, Problem> {
        let token = staff::create(&self.stores.db, "tests").await.expect("PostgreSQL is up");
        self.client.call_as(endpoint, &Credentials { bearer: Some(token), idempotency_key: Some(key.to_owned()) }).await
    }

    /// Calls as staff under a fresh key.
    pub async fn staff<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        self.call_as_staff(endpoint, &fresh_key()).await
    }

    /// Places an order of these SKUs and quantities.
    pub async fn placed(&self, lines: &[(&str, i64)]) -> OrderId {
        let request = self.placement(self.cart_with(lines).await).await;
        self.call(&request).await.expect("placed").id
    }

    /// The same, and sends all of it in one shipment.
    pub async fn sent(&self, lines: &[(&str, i64)]) -> OrderId {
        let order = self.placed(lines).await;
        self.staff(&shipment(order, lines, ShipmentState::Shipped)).await.expect("shipped");
        order
    }

    /// What the order's timeline says, with who did it.
    pub async fn timeline(&self, order: OrderId) -> Vec<String> {
        sqlx::query_scalar(
            "select actor ->> 'kind' || ' ' || what from orders.order_timeline where order_id = $1 order by id",
        )
        .bind(order.0)
        .fetch_all(&self.stores.db)
        .await
        .expect("PostgreSQL is up")
    }

    /// What the provider has taken and given back, of all payments.
    pub async fn taken_and_given(&self) -> (i64, i64) {
        let sum =
            async |what| self.count(&format!("select sum({what})::bigint from orders.test_provider_charges")).await;
        (sum("captured_minor").await, sum("refunded_minor").await)
    }

    /// The same by our own books.
    pub async fn booked(&self) -> (i64, i64) {
        let sum = async |what| self.count(&format!("select sum({what})::bigint from orders.payments")).await;
        (sum("captured_minor").await, sum("refunded_minor").await)
    }

    /// Asks for a path as it is written.
    pub async fn get(&self, path: &str) -> Result<serde_json::Value, Problem> {
        self.send(Request::builder().uri(path).body(bytes::Bytes::new()).expect("a path")).await
    }

    /// Posts a body as it is written.
    pub async fn post(&self, path: &str, body: &str) -> Result<serde_json::Value, Problem> {
        let request = Request::builder().method(Method::POST).uri(path);
        let request = request.header("content-type", "application/json").header("idempotency-key", fresh_key());
        self.send(request.body(bytes::Bytes::from(body.to_owned())).expect("a request")).await
    }

    async fn send(&self, request: Request<bytes::Bytes>) -> Result<serde_json::Value, Problem> {
        let response = self.transport.send(request).await.expect("the router always answers");
        let body = response.body();
        if response.status().is_success() {
            return Ok(serde_json::from_slice(body).expect("JSON"));
        }
        Err(serde_json::from_slice(body).expect("a problem"))
    }

    /// Offers goods: SKU, price in euro cents, units.
    pub async fn sells(&self, goods: &[(&str, i64, u32)]) {
        let products: Vec<_> = goods.iter().map(|(sku, price, _)| product(sku, *price)).collect();
        crate::inventory::upsert_snapshots(&self.stores.db, &products).await.expect("PostgreSQL is up");
        let levels: Vec<_> = goods.iter().map(|(sku, _, units)| (sku.parse().expect("a SKU"), *units)).collect();
        crate::inventory::set_levels(&self.stores.db, &levels).await.expect("PostgreSQL is up");
    }

    pub async fn stock(&self, sku: &str, units: u32) {
        let levels = [(sku.parse().expect("a SKU"), units)];
        crate::inventory::set_levels(&self.stores.db, &levels).await.expect("PostgreSQL is up");
    }

    /// A cart with these SKUs and quantities.
    pub async fn cart_with(&self, lines: &[(&str, i64)]) -> CartId {
        let cart = self.call(&CreateCart::empty(Market::Eu)).await.expect("made").id;
        for (sku, quantity) in lines {
            self.call(&add(cart, sku, *quantity)).await.expect("added");
        }
        cart
    }

    /// A request to order the cart, with the total that is right now and a payment that is accepted.
    pub async fn placement(&self, cart: CartId) -> PlaceOrder {
        let market = Market::Eu;
        let asked = GetCheckout { cart, market, country: None, postal_code: None };
        let checkout = self.call_as_shopper(&asked).await.expect("quoted");
        PlaceOrder {
            billing: None,
            cart,
            market,
            email: EMAIL.parse().expect("an address"),
            address: AddressFields {
                name: " Ada Lovelace ".into(),
                street: "Mill Lane 1".into(),
                extra: String::new(),
                postal_code: "10115".into(),
                city: "Berlin".into(),
                region: String::new(),
                country: Country::De,
            },
            delivery: DeliveryMethod::Standard,
            payment_token: "test_accept".into(),
            card: Default::default(),
            expected_total: checkout.deliveries[0].total,
            expected_to_charge: None,
            terms: None,
        }
    }

    /// The key as the router would make it of a guest's request.
    pub fn key_of<E: Endpoint>(&self, endpoint: &E, key: &str) -> Key {
        let request = request_of(endpoint);
        let mut hash = Sha256::new();
        for part in [b"".as_slice(), E::METHOD.as_str().as_bytes(), E::PATH.as_bytes(), b"", request.body()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Key { scope: E::NAME, key: key.to_owned(), fingerprint: hash.finalize().into() }
    }

    pub async fn forget_keys(&self) {
        origin_testing::forget_keys(&self.stores.db).await;
    }

    /// The unpublished events of one subject: their tags and what they are about. Every unpublished
    /// event counts as published then.
    pub async fn take_events(&self, subject: &str) -> Vec<(Vec<Tag>, String)> {
        let events = self.take_all_events().await.into_iter();
        events.filter(|event| event.0 == subject).map(|(_, tags, about)| (tags, about)).collect()
    }

    /// The unpublished events: subject, tags and what they are about.
    pub async fn take_all_events(&self) -> Vec<(String, Vec<Tag>, String)> {
        let events = self.take_outbox().await;
        let about = |data: &serde_json::Value| {
            let about = data.as_object().and_then(|fields| {
                ["sku", "order"].iter().find_map(|name| fields.get(*name)).or_else(|| fields.values().next())
            });
            about.and_then(|value| value.as_str()).unwrap_or_default().to_owned()
        };
        events.into_iter().map(|event| (event.subject, event.tags, about(&event.data))).collect()
    }

    /// A number out of the database, 0 if it is null.
    pub async fn count(&self, sql: &str) -> i64 {
        let number: Option<i64> =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.stores.db).await.expect("a number");
        number.unwrap_or(0)
    }

    pub async fn execute(&self, sql: &str) {
        sqlx::query(AssertSqlSafe(sql)).execute(&self.stores.db).await.expect("a good statement");
    }

    pub async fn on_hand(&self, sku: &str) -> i64 {
        self.count(&format!("select sum(on_hand)::bigint from orders.stock_levels where sku = '{sku}'")).await
    }

    pub async fn units_in(&self, cart: CartId) -> i64 {
        self.count(&format!("select sum(quantity) from orders.cart_lines where cart_id = '{cart}'")).await
    }

    /// How many payments the provider has authorised.
    pub async fn charges(&self) -> i64 {
        self.count("select count(*) from orders.test_provider_charges where outcome = 'authorised'").await
    }

    /// How many levels, of a SKU at a location, are not the sum of their movements, or their reserved
    /// units not the sum of their reservations.
    pub async fn ledger_errors(&self) -> i64 {
        self.count(
            "select count(*) from orders.stock_levels as level where on_hand <>
             coalesce((select sum(delta) from orders.stock_movements as movement
                       where movement.sku = level.sku and movement.location = level.location), 0)
             or reserved <>
             coalesce((select sum(quantity) from orders.reservations as held
                       where held.sku = level.sku and held.location = level.location), 0)",
        )
        .await
    }

    /// Asserts that nothing was sold: stock, cart, charges and numbers are as they were.
    pub async fn assert_untouched(&self, sku: &str, units: i64, cart: CartId, in_cart: i64) {
        assert_eq!((self.on_hand(sku).await, self.units_in(cart).await), (units, in_cart));
        assert_eq!((self.charges().await, self.ledger_errors().await), (0, 0));
        assert_eq!(self.count("select count(*) from orders.orders where number is not null").await, 0);
    }
}

/// The settings of a shop, with the fast path as the environment says.
pub fn settings() -> Settings {
    let off = std::env::var("ORDER_FAST_PATH").is_ok_and(|switch| switch == "off");
    Settings { fast_path: !off, ..Settings::default() }
}

fn fresh_key() -> String {
    Uuid::new_v4().to_string()
}

/// A request to add units to a cart.
pub fn add(cart: CartId, sku: &str, quantity: i64) -> AddCartLine {
    let quantity = Quantity::try_from(quantity).expect("in range");
    AddCartLine { cart, sku: sku.parse().expect("a SKU"), quantity, market: Market::Eu }
}

/// Units as requests name them.
pub fn units(lines: &[(&str, i64)]) -> Vec<LineUnits> {
    let one = |(sku, quantity): &(&str, i64)| LineUnits {
        sku: sku.parse().expect("a SKU"),
        quantity: Quantity::try_from(*quantity).expect("in range"),
    };
    lines.iter().map(one).collect()
}

/// A shipment of these units.
pub fn shipment(order: OrderId, lines: &[(&str, i64)], state: ShipmentState) -> CreateShipment {
    let lines = units(lines);
    CreateShipment { order, lines, state, carrier: None, tracking_number: None, tracking_url: None }
}

/// A refund of these units.
pub fn refund(order: OrderId, lines: &[(&str, i64)]) -> CreateRefund {
    let (lines, reason) = (units(lines), "a chipped rim".into());
    CreateRefund { order, lines, delivery: false, goodwill: None, refundable: None, reason }
}

/// The same placement with another means of payment.
pub fn token(request: PlaceOrder, token: &str) -> PlaceOrder {
    PlaceOrder { payment_token: token.to_owned(), ..request }
}

/// A product with one variant: “Thing MUG”, oat and large, a tenth dearer in dollars.
pub fn product(sku: &str, euro_cents: i64) -> (ProductId, ProductDocument) {
    let text = |en: &str, de: &str| Localized::same(en).with(Locale::De, de);
    let axis = |code: &str, value: &str, label| OptionAxis {
        code: code.to_owned(),
        label: Localized::same(code),
        values: vec![OptionValue { code: value.to_owned(), label, swatch: None }],
    };
    let (lower, oat) = (sku.to_lowercase(), ("colour".to_owned(), "oat".to_owned()));
    let dollars = PriceEntry::plain(Currency::Usd, euro_cents * 11 / 10);
    let document = ProductDocument {
        status: Default::default(),
        on_sale: Default::default(),
        handle: None,
        product_type: None,
        slug: lower.parse().expect("a slug"),
        title: text(&format!("Thing {sku}"), &format!("Ding {sku}")),
        summary: Localized::default(),
        description: Localized::default(),
        brand: String::new(),
        collections: vec![],
        attributes: Default::default(),
        safety: Default::default(),
        released_on: None,
        options: vec![axis("colour", "oat", text("Oat", "Hafer")), axis("size", "l", text("Large", "Groß"))],
        media: vec![MediaDocument {
            path: format!("products/{lower}-oat"),
            alt: text("Picture", "Bild"),
            width: 800,
            height: 600,
            option: [oat.clone()].into(),
            focus: None,
            colour: None,
        }],
        variants: vec![VariantDocument {
            sku: sku.parse().expect("a SKU"),
            gtin: None,
            options: [oat, ("size".to_owned(), "l".to_owned())].into(),
            prices: vec![PriceEntry::plain(Currency::Eur, euro_cents), dollars],
            on_hand: None,
            stock: Default::default(),
            policy: None,
            components: vec![],
            weight_grams: None,
            measure: None,
            tax_class: Default::default(),
        }],
    };
    (ProductId(Uuid::now_v7()), document)
}
