//! All jobs together, on real stores: what a change brings about elsewhere.

use std::path::Path;
use std::time::Duration;

use api::cart::{AddCartLine, CreateCart};
use api::catalog::{ProductDocument, Sort};
use api::checkout::GetCheckout;
use api::endpoint::Endpoint;
use api::event::{INDEX_COMMITTED, ORDER_PAID, OrderPaid, STREAM};
use api::inventory::UpdateStock;
use api::orders::{AddressFields, GetOrder, PlaceOrder};
use api::{Client, Credentials, Problem, Tag};
use async_nats::jetstream;
use domain::checkout::Country;
use domain::checkout::DeliveryMethod;
use domain::{Market, Quantity};
use origin_documents::Merchant;
use origin_messaging::job;
use origin_messaging::outbox::{self, NewEvent};
use origin_notifications::MailConfig;
use origin_orders::checkout::payments::Provider;
use origin_platform::health::Draining;
use origin_platform::transport::InProcess;
use origin_platform::{Stores, staff};
use origin_search::{Index, List, reindex};
use origin_testing::{Nats, wait_until};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{JobName, Settings, named};
use crate::operators::exported;
use crate::operators::tests::assert_closed;

struct Shop {
    stores: Stores,
    orders: Client<InProcess>,
    dir: TempDir,
    _nats: Nats,
}

impl Shop {
    async fn open() -> Self {
        let nats = Nats::started().await;
        let stores = nats.stores().await;
        let router = origin_orders::router(
            stores.clone(),
            Provider::test(stores.db.clone()),
            origin_orders::Settings::default(),
        );
        let dir = tempfile::tempdir().expect("a directory");
        let app = crate::http::app(stores.clone(), router, None, Draining::default());
        Self { stores, orders: Client::new(InProcess(app)), dir, _nats: nats }
    }

    fn index(&self) -> std::path::PathBuf {
        self.dir.path().join("index")
    }

    fn mails(&self) -> usize {
        let dir = self.dir.path().join("mails");
        let is_mail = |path: &Path| path.extension().is_some_and(|extension| extension == "eml");
        let files = std::fs::read_dir(dir).into_iter().flatten();
        files.filter(|file| is_mail(&file.as_ref().expect("an entry").path())).count()
    }

    /// Starts jobs; sending or dropping the sender ends them.
    fn work(&self, names: &[JobName]) -> (tokio::sync::oneshot::Sender<()>, JoinHandle<anyhow::Result<()>>) {
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let address = ["Am Webstuhl 1", "04109 Leipzig"].map(str::to_owned).to_vec();
        let merchant = Merchant { name: "Selvedge Weberei".to_owned(), address, vat_id: None };
        let settings = Settings {
            search_index: self.index(),
            notifications: origin_notifications::Settings {
                mail: MailConfig::File(self.dir.path().join("mails")),
                public_url: "https://shop.example".to_owned(),
                admin_url: None,
                merchant,
                merchant_email: None,
            },
            payment_timeout: Duration::from_secs(30),
            webhooks: origin_webhooks::Rules::default(),
            media: None,
            media_hosts: Default::default(),
            push: None,
            purges: None,
        };
        let jobs = named(names, &self.stores, Some(&Provider::test(self.stores.db.clone())), &settings);
        let shutdown = async {
            stopped.await.ok();
        };
        (stop, tokio::spawn(job::run(jobs.expect("right settings"), shutdown)))
    }

    async fn import(&self, products: &[ProductDocument]) {
        let mut tx = self.stores.db.begin().await.expect("PostgreSQL is up");
        origin_catalog::upsert_products(&mut tx, products).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
    }

    async fn first_product(&self) -> domain::ProductId {
        let ids = origin_catalog::product_ids_after(&self.stores.db, None, 1).await.expect("PostgreSQL is up");
        ids[0]
    }

    fn found(&self, query: &str) -> u64 {
        let index = Index::open(&self.index()).expect("an index");
        index.search(query, Market::Eu, Sort::Featured, 1).expect("a readable index").total
    }

    /// The slugs of what sells best of all products that are chosen so.
    fn listed(&self, filters: &str) -> Vec<String> {
        let index = Index::open(&self.index()).expect("an index");
        let filters = filters.parse().expect("readable");
        let (query, market, sort, filters) = ("", Market::Eu, Sort::BestSelling, &filters);
        let list = List { query, market, sort, collection: None, filters, min: None, max: None, steering: None };
        let found = index.list(&list, 1).expect("a readable index");
        found.hits.into_iter().map(|hit| hit.slug.into()).collect()
    }

    async fn wait_found(&self, query: &str, expect: u64) {
        wait_until(query, async || self.found(query) == expect).await;
    }

    async fn call<E: Endpoint>(&self, endpoint: &E, bearer: Option<String>) -> Result<E::Reply, Problem> {
        self.orders.call_as(endpoint, &Credentials { bearer, idempotency_key: Some(Uuid::new_v4().to_string()) }).await
    }
}

fn product(slug: &str, title: &str) -> ProductDocument {
    let price = serde_json::json!({ "currency": "EUR", "amount_minor": 2400 });
    let variant = serde_json::json!({ "sku": slug, "prices": [price] });
    let product = serde_json::json!({ "slug": slug, "title": { "en": title }, "variants": [variant] });
    serde_json::from_value(product).expect("a product")
}

#[tokio::test]
async fn a_product_can_be_found_and_bought_and_the_order_is_confirmed_and_invoiced() {
    let shop = Shop::open().await;
    let (stop, working) = shop.work(&JobName::ALL);
    shop.import(&[product("harbour-mug", "Harbour mug"), product("plate", "Plate")]).await;
    shop.wait_found("harbour", 1).await;
    shop.wait_found("plate", 1).await;
    assert_eq!(shop.listed("in_stock~true"), Vec::<String>::new());

    let staff = staff::create(&shop.stores.db, "tests").await.expect("PostgreSQL is up");
    let sku: domain::Sku = "harbour-mug".parse().expect("a SKU");
    let count = UpdateStock::counted(sku.clone(), 3);
    wait_until("it can be counted", async || shop.call(&count, Some(staff.clone())).await.is_ok()).await;
    let market = Market::Eu;
    let cart = shop.call(&CreateCart::empty(market), None).await.expect("anyone may").id;
    let line = AddCartLine { cart, sku, quantity: Quantity::try_from(2).expect("a quantity"), market };
    wait_until("it is on offer", async || shop.call(&line, None).await.is_ok()).await;
    let checkout = shop
        .call(&GetCheckout { cart, market, country: None, postal_code: None }, None)
        .await
        .expect("a cart with a line");
    let standard = checkout.deliveries.iter().find(|delivery| delivery.method == DeliveryMethod::Standard);
    let placement = PlaceOrder {
        billing: None,
        cart,
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
        payment_token: "test_accept".to_owned(),
        card: Default::default(),
        expected_total: standard.expect("always offered").total,
        expected_to_charge: None,
        terms: None,
    };
    let placed = shop.call(&placement, None).await.expect("in stock");
    let (order, token) = (placed.id, placed.order_token);
    assert!(token.is_some(), "a guest gets what opens the order");
    wait_until("the order is confirmed", async || shop.mails() == 1).await;
    wait_until("it is in stock", async || shop.listed("in_stock~true") == ["harbour-mug"]).await;
    wait_until("it sells", async || shop.listed("") == ["harbour-mug", "plate"]).await;

    let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
    let paid = "update orders.payments set state = 'captured', captured_minor = amount_minor";
    sqlx::query(paid).execute(&mut *tx).await.expect("one payment");
    let event = NewEvent::new(ORDER_PAID, vec![], &OrderPaid { order });
    outbox::record(&mut tx, &[event]).await.expect("PostgreSQL is up");
    tx.commit().await.expect("PostgreSQL is up");
    wait_until("the invoice is mailed", async || shop.mails() == 2).await;
    let credentials = Credentials::default();
    let shown = shop.orders.call_with_token(&GetOrder { order }, &credentials, token.as_deref()).await;
    let documents = shown.expect("shown").documents;
    assert_eq!(documents.iter().map(|document| document.number).collect::<Vec<_>>(), [1]);

    // Of all this the counters tell how much and of what kind, and nobody's name.
    let told = exported::text(&exported::registry(), &shop.stores).await;
    assert_closed(&told);
    let (order, cart) = (order.to_string(), cart.to_string());
    for personal in ["ada@example.com", "Lovelace", "Mill Lane", "harbour", order.as_str(), cart.as_str()] {
        assert!(!told.contains(personal), "{personal} is in\n{told}");
    }
    for counted in [
        r#"origin_orders_placed_total{currency="EUR"} 1"#,
        r#"origin_requests_total{endpoint="PlaceOrder",status="200"} 1"#,
        r#"origin_mails_total{mail="order_confirmation",outcome="sent"} 1"#,
        r#"origin_consumer_pending{consumer="email"} 0.0"#,
        r#"origin_job_overdue_seconds{name="sweep"} 0"#,
    ] {
        let (counter, least) = counted.rsplit_once(' ').expect("a value");
        let value = told.lines().find_map(|line| line.strip_prefix(counter)?.trim().parse::<f64>().ok());
        assert!(value.is_some_and(|value| value >= least.parse().expect("a number")), "{counted}: {value:?}\n{told}");
    }

    shop.import(&[product("harbour-mug", "Quayside cup")]).await;
    shop.wait_found("quayside", 1).await;
    assert_eq!(shop.found("harbour"), 0);
    stop.send(()).expect("still working");
    tokio::time::timeout(Duration::from_secs(10), working).await.expect("soon").expect("no panic").expect("no failure");
    assert_eq!(shop.mails(), 2);
}

#[tokio::test]
async fn a_commit_of_the_index_stales_cached_searches() {
    let shop = Shop::open().await;
    let (_stop, working) = shop.work(&[JobName::Relay, JobName::Search]);
    shop.import(&[product("harbour-mug", "Harbour mug")]).await;
    shop.wait_found("harbour", 1).await;
    let jetstream = jetstream::new(shop.stores.nats.clone());
    wait_until("it is announced", async || {
        let stream = jetstream.get_stream(STREAM).await.expect("the stream is there");
        let Ok(last) = stream.get_last_raw_message_by_subject(INDEX_COMMITTED).await else { return false };
        let event: api::event::Event = serde_json::from_slice(&last.payload).expect("an event");
        event.tags.contains(&Tag::search())
    })
    .await;
    working.abort();
}

#[tokio::test]
async fn a_lost_index_is_filled_again_and_forgets_what_is_gone() {
    let shop = Shop::open().await;
    let products: Vec<ProductDocument> =
        (0..1203).map(|number| product(&format!("lamp-{number}"), &format!("Lamp number{number}"))).collect();
    shop.import(&products).await;
    assert_eq!(reindex(&shop.stores, &shop.index()).await.expect("nobody else writes"), 1203);
    assert_eq!((shop.found("lamp"), shop.found("number1202")), (1203, 1));
    // What the index has and the catalogue does not.
    let index = Index::open(&shop.index()).expect("an index");
    let stranger = domain::ProductId(Uuid::now_v7());
    let mut writer = index.writer().expect("nobody else writes");
    writer.upsert(&[(stranger, 0, product("ghost", "Ghost"))]).expect("room on the disk");
    writer.commit().expect("room on the disk");
    assert_eq!(shop.found("ghost"), 1);
    assert!(reindex(&shop.stores, &shop.index()).await.is_err(), "one may write");
    drop(writer);
    reindex(&shop.stores, &shop.index()).await.expect("nobody else writes");
    assert_eq!((shop.found("ghost"), shop.found("lamp")), (0, 1203));
    // A worker that finds its index gone fills it without being told.
    std::fs::remove_dir_all(shop.index()).expect("may remove");
    let (_stop, working) = shop.work(&[JobName::Search]);
    shop.wait_found("lamp", 1203).await;
    working.abort();
}

#[tokio::test]
async fn an_index_whose_filling_broke_off_is_filled_to_the_end() {
    let shop = Shop::open().await;
    shop.import(&[product("lamp-1", "Lamp"), product("lamp-2", "Lamp")]).await;
    // What a fill that broke off has left: one of the products, and no word of completion.
    let index = Index::open(&shop.index()).expect("an index");
    let mut writer = index.writer().expect("nobody else writes");
    let first = shop.first_product().await;
    writer.upsert(&[(first, 0, product("lamp-1", "Lamp"))]).expect("room on the disk");
    writer.commit().expect("room on the disk");
    drop(writer);
    assert_eq!(shop.found("lamp"), 1);
    let (_stop, working) = shop.work(&[JobName::Search]);
    shop.wait_found("lamp", 2).await;
    wait_until("it is complete", async || shop.index().join("complete").exists()).await;
    working.abort();
}

#[tokio::test]
async fn events_that_were_lost_are_made_up_for_at_once() {
    let shop = Shop::open().await;
    shop.import(&[product("lamp-1", "Lamp")]).await;
    let (stop, working) = shop.work(&[JobName::Relay, JobName::Search]);
    shop.wait_found("lamp", 1).await;
    wait_until("it has followed the events", async || shop.index().join("followed").exists()).await;
    stop.send(()).expect("still working");
    working.await.expect("no panic").expect("no failure");
    // What is told while nobody listens is gone before anybody does.
    shop.import(&[product("lamp-1", "Candle")]).await;
    let (stop, working) = shop.work(&[JobName::Relay]);
    wait_until("it is told", async || {
        let left: i64 = sqlx::query_scalar("select count(*) from shop.outbox where published_at is null")
            .fetch_one(&shop.stores.db)
            .await
            .expect("PostgreSQL is up");
        left == 0
    })
    .await;
    stop.send(()).expect("still working");
    working.await.expect("no panic").expect("no failure");
    let stream = jetstream::new(shop.stores.nats.clone()).get_stream(STREAM).await.expect("the stream is there");
    stream.purge().await.expect("cleared");
    assert_eq!((shop.found("candle"), shop.found("lamp")), (0, 1));
    let (_stop, working) = shop.work(&[JobName::Search]);
    shop.wait_found("candle", 1).await;
    working.abort();
}

#[tokio::test]
async fn a_wrong_configuration_ends_the_jobs_with_a_reason() {
    let shop = Shop::open().await;
    std::fs::write(shop.index(), "not a directory").expect("may write");
    let (_stop, working) = shop.work(&[JobName::Relay, JobName::Search]);
    let error = working.await.expect("no panic").expect_err("no index there");
    assert!(format!("{error:#}").contains("search index"), "{error:#}");
}
