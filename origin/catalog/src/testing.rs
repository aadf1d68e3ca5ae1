//! A shop for the service tests: the real router on real stores, and products to fill it with.

use std::sync::{Arc, Mutex};

use api::catalog::{CollectionDocument, MediaDocument, PriceEntry, ProductDocument, VariantDocument};
use api::client::IDEMPOTENCY_KEY;
use api::endpoint::request_of;
use api::event::{PRICES_CHANGED, PricesChanged};
use api::inventory::{StockLevel, UpdateStock};
use api::{Client, Credentials, Endpoint, Problem, Transport};
use axum::Router;
use axum::body::Bytes;
use axum::http::{Response, header};
use domain::catalog::{Localized, OptionAxis, OptionValue};
use domain::{Currency, Locale};
use origin_platform::staff::{AsStaff, Staff};
use origin_platform::transport::InProcess;
use origin_platform::{Call, ServiceError, Stores, mount, staff};
use serde_json::json;
use uuid::Uuid;

use crate::{Outcome, router, upsert_collections, upsert_products};

/// What the stock room was told: SKU, pieces and idempotency key of each request.
type Counts = Arc<Mutex<Vec<(String, u32, String)>>>;

/// Stands for the stock's service, which the catalogue knows by its API alone.
#[derive(Clone)]
struct StockRoom {
    stores: Stores,
    counts: Counts,
}

impl AsRef<Stores> for StockRoom {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

async fn update_stock(room: StockRoom, call: Call<UpdateStock>) -> Result<StockLevel, ServiceError> {
    let UpdateStock { sku, on_hand, .. } = call.endpoint.clone();
    let on_hand = on_hand.expect("the catalogue sets pieces");
    let key = call.key().key.clone();
    room.counts.lock().expect("no test panics holding it").push((sku.to_string(), on_hand, key));
    let location = "main".parse().expect("a slug");
    Ok(StockLevel { sku, location, on_hand: on_hand.into(), reserved: 0, policy: Default::default() })
}

/// The catalogue service on stores of its own, with one collection, `table`.
pub(crate) struct Shop {
    pub(crate) stores: Stores,
    pub(crate) client: Client<InProcess>,
    transport: InProcess,
    counts: Counts,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let stores = origin_testing::fresh_stores().await;
        let counts = Counts::default();
        let room = StockRoom { stores: stores.clone(), counts: counts.clone() };
        let room = mount::<UpdateStock, _, _, _>(Router::new(), update_stock).with_state(room);
        let inventory: Arc<dyn Transport> = Arc::new(InProcess(room));
        let transport = InProcess(router(stores.clone(), Client::new(inventory)));
        let client = Client::new(transport.clone());
        let shop = Self { stores, client, transport, counts };
        let mut table = collection("table", "Table");
        table.title = table.title.with(Locale::De, "Tisch");
        assert_eq!(shop.upsert_collections(&[table]).await, [Outcome::New]);
        shop.forget_events().await;
        shop
    }

    pub(crate) async fn upsert(&self, documents: &[ProductDocument]) -> Vec<Outcome> {
        let mut tx = self.stores.db.begin().await.expect("PostgreSQL is up");
        let outcomes = upsert_products(&mut tx, documents).await.expect("PostgreSQL takes it");
        tx.commit().await.expect("PostgreSQL is up");
        outcomes
    }

    pub(crate) async fn upsert_collections(&self, documents: &[CollectionDocument]) -> Vec<Outcome> {
        let mut tx = self.stores.db.begin().await.expect("PostgreSQL is up");
        let outcomes = upsert_collections(&mut tx, documents).await.expect("PostgreSQL takes it");
        tx.commit().await.expect("PostgreSQL is up");
        outcomes
    }

    /// Calls as staff under a fresh key.
    pub(crate) async fn as_staff<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        self.client.call_as(endpoint, &self.staff(&Uuid::new_v4().to_string()).await).await
    }

    /// The same, with the whole answer.
    pub(crate) async fn answer_to_staff<E: Endpoint>(&self, endpoint: &E) -> Response<Bytes> {
        let mut request = request_of(endpoint);
        let Credentials { bearer, idempotency_key } = self.staff(&Uuid::new_v4().to_string()).await;
        let bearer = format!("Bearer {}", bearer.expect("staff have one"));
        request.headers_mut().insert(header::AUTHORIZATION, bearer.parse().expect("ASCII"));
        let key = idempotency_key.expect("a write has one");
        request.headers_mut().insert(IDEMPOTENCY_KEY, key.parse().expect("ASCII"));
        self.transport.send(request).await.expect("in this process")
    }

    /// The same for somebody who is signed in, whom this process calls for.
    pub(crate) async fn answer_within<E: Endpoint>(&self, staff: Staff, endpoint: &E) -> Response<Bytes> {
        let mut request = request_of(endpoint);
        request.extensions_mut().insert(AsStaff(staff));
        let key = Uuid::new_v4().to_string();
        request.headers_mut().insert(IDEMPOTENCY_KEY, key.parse().expect("ASCII"));
        self.transport.send(request).await.expect("in this process")
    }

    /// Subject and tags of the events recorded since the last time, in their order.
    pub(crate) async fn forget_events(&self) -> Vec<(String, Vec<String>)> {
        sqlx::query_as(
            "with gone as (delete from shop.outbox returning seq, subject, tags) select subject, tags from gone order by seq",
        )
        .fetch_all(&self.stores.db)
        .await
        .expect("PostgreSQL is up")
    }

    /// The same, and whether each is hard: nothing old may be shown then.
    pub(crate) async fn told(&self) -> Vec<(String, Vec<String>, bool)> {
        sqlx::query_as(
            "with gone as (delete from shop.outbox returning seq, subject, tags, hard)
             select subject, tags, hard from gone order by seq",
        )
        .fetch_all(&self.stores.db)
        .await
        .expect("PostgreSQL is up")
    }

    /// What the events that are there say of prices.
    pub(crate) async fn told_prices(&self) -> Vec<PricesChanged> {
        let told = sqlx::query_scalar("select data from shop.outbox where subject = $1 order by seq")
            .bind(PRICES_CHANGED)
            .fetch_all(&self.stores.db);
        let told: Vec<serde_json::Value> = told.await.expect("PostgreSQL is up");
        told.into_iter().map(|data| serde_json::from_value(data).expect("as it was written")).collect()
    }

    /// What the stock room has been told.
    pub(crate) fn counts(&self) -> Vec<(String, u32, String)> {
        self.counts.lock().expect("no test panics holding it").clone()
    }

    /// A staff key with an idempotency key for one write.
    pub(crate) async fn staff(&self, idempotency_key: &str) -> Credentials {
        let bearer = staff::create(&self.stores.db, "tests").await.expect("PostgreSQL is up");
        Credentials { bearer: Some(bearer), idempotency_key: Some(idempotency_key.to_owned()) }
    }
}

pub(crate) fn euro(amount_minor: i64, compare_at_minor: Option<i64>) -> PriceEntry {
    PriceEntry { currency: Currency::Eur, amount_minor, compare_at_minor, lowest_before_minor: None }
}

pub(crate) fn collection(slug: &str, title: &str) -> CollectionDocument {
    CollectionDocument {
        slug: slug.parse().expect("a slug"),
        title: Localized::same(title),
        description: Localized::default(),
        position: 0,
        image: None,
        parent: None,
        rule: None,
    }
}

/// A product of one variant with one price in euros, in the collection `table`.
pub(crate) fn plain(slug: &str, amount_minor: i64) -> ProductDocument {
    let variant = json!({ "sku": slug.to_uppercase(), "prices": [euro(amount_minor, None)] });
    let document = json!({ "slug": slug, "title": { "en": slug }, "collections": ["table"], "variants": [variant] });
    serde_json::from_value(document).expect("a product")
}

/// A product of two colours, in two languages and two currencies.
pub(crate) fn mug() -> ProductDocument {
    let both = |en: &str, de: &str| Localized::same(en).with(Locale::De, de);
    let value = |code: &str, label, swatch: &str| OptionValue { code: code.into(), label, swatch: Some(swatch.into()) };
    let variant = |sku: &str, colour: &str, prices| VariantDocument {
        sku: sku.parse().expect("a SKU"),
        gtin: None,
        options: [("colour".to_owned(), colour.to_owned())].into(),
        prices,
        on_hand: None,
        stock: Default::default(),
        policy: None,
        components: vec![],
        weight_grams: Some(380),
        measure: None,
        tax_class: Default::default(),
    };
    let dollar =
        PriceEntry { currency: Currency::Usd, amount_minor: 2200, compare_at_minor: None, lowest_before_minor: None };
    ProductDocument {
        status: Default::default(),
        on_sale: Default::default(),
        handle: None,
        product_type: None,
        slug: "harbour-mug".parse().expect("a slug"),
        title: both("Harbour mug", "Hafenbecher"),
        summary: both("Holds a storm.", "Hält Sturm aus."),
        description: both("Thrown by hand.\n\nFired twice.", "Von Hand gedreht."),
        brand: "Selvedge".into(),
        collections: vec!["table".parse().expect("a slug")],
        attributes: [
            ("capacity_l".to_owned(), json!(0.35)),
            ("dishwasher_safe".to_owned(), json!(true)),
            ("pieces".to_owned(), json!(1.0)),
        ]
        .into(),
        safety: Default::default(),
        released_on: Some("2026-03-01".into()),
        options: vec![OptionAxis {
            code: "colour".into(),
            label: both("Colour", "Farbe"),
            values: vec![value("oat", both("Oat", "Hafer"), "#e8dfcf"), value("ink", both("Ink", "Tinte"), "#26303a")],
        }],
        media: vec![MediaDocument {
            path: "products/harbour-mug-oat".into(),
            alt: both("An oat mug", "Ein Becher in Hafer"),
            width: 1200,
            height: 1500,
            option: [("colour".to_owned(), "oat".to_owned())].into(),
            focus: None,
            colour: None,
        }],
        variants: vec![
            variant("MUG-INK", "ink", vec![euro(2100, Some(2500))]),
            variant("MUG-OAT", "oat", vec![euro(1900, None), dollar]),
        ],
    }
}
