//! What the tests of `origin import` work with.

use std::io;
use std::sync::Arc;

use api::catalog::{GetProduct, ListProducts};
use api::inventory::ListStock;
use api::{Client, Transport};
use domain::inventory::Availability;
use domain::{Currency, Market};
use origin_import::{Format, Input, Reading, Report};
use origin_platform::Stores;
use origin_platform::transport::InProcess;
use serde_json::Value;

use super::export::{Written, export};
use super::landing::{Landing, StockRule};

/// A file in euros, with nothing else said of it.
pub fn reading(format: Format) -> Reading {
    Reading { format, collection: None, currency: Currency::Eur, on_hand: None, encoding: None, now: 0 }
}

/// The catalogue and the stock room of one test.
pub struct Shop {
    pub stores: Stores,
    pub orders: Client<Arc<dyn Transport>>,
    pub catalog: Client<InProcess>,
}

impl Shop {
    pub async fn open() -> Self {
        let stores = origin_testing::fresh_stores().await;
        let provider = origin_orders::checkout::payments::Provider::test(stores.db.clone());
        let transport: Arc<dyn Transport> =
            Arc::new(InProcess(origin_orders::router(stores.clone(), provider, origin_orders::Settings::default())));
        let orders = Client::new(transport);
        let catalog = Client::new(InProcess(origin_catalog::router(stores.clone(), orders.clone())));
        Self { stores, orders, catalog }
    }

    /// New, changed, unchanged and refused rows.
    pub async fn import(&self, lines: &[Value], stock: StockRule) -> [u64; 4] {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let report = self.land(Box::new(io::Cursor::new(text.into_bytes())), Format::Jsonl, stock).await;
        [report.new, report.changed, report.unchanged, report.refused]
    }

    /// The same without changing anything.
    pub async fn try_import(&self, lines: &[Value]) -> [u64; 4] {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let items =
            reading(Format::Jsonl).items(Box::new(io::Cursor::new(text.into_bytes()))).expect("lines have no header");
        let report = Report::begin(None).expect("nothing is written");
        let landing = Landing::new(self.stores.db.clone(), StockRule::OfNewProducts, report).trying(true);
        let report = landing.land(items).await.expect("PostgreSQL is up");
        [report.new, report.changed, report.unchanged, report.refused]
    }

    pub async fn land(&self, input: Input, format: Format, stock: StockRule) -> Report {
        let items = reading(format).items(input).expect("it is of this format");
        let report = Report::begin(None).expect("nothing is written");
        Landing::new(self.stores.db.clone(), stock, report).land(items).await.expect("PostgreSQL is up")
    }

    /// The catalogue as a file.
    pub async fn exported(&self, format: Written) -> String {
        let mut out = Vec::new();
        export(&self.stores.db, format, &mut out).await.expect("PostgreSQL is up");
        String::from_utf8(out).expect("text")
    }

    pub async fn events(&self) -> i64 {
        sqlx::query_scalar("select count(*) from shop.outbox").fetch_one(&self.stores.db).await.expect("it is up")
    }

    pub async fn availability(&self, slug: &str) -> Availability {
        let get = GetProduct { slug: slug.parse().unwrap(), market: Market::Eu };
        let product = self.catalog.call(&get).await.expect("it is there").id;
        let documents = origin_catalog::documents(&self.stores.db, &[product]).await.expect("it is up");
        origin_orders::inventory::upsert_snapshots(&self.stores.db, &documents).await.expect("it is up");
        self.orders.call(&ListStock { product }).await.expect("it is there")[0].availability
    }

    pub async fn titles(&self) -> Vec<String> {
        let list = ListProducts { market: Market::Eu, collection: None, sort: Default::default(), page: 1 };
        self.catalog
            .call(&list)
            .await
            .expect("a page")
            .items
            .into_iter()
            .map(|card| card.title.bare().to_owned())
            .collect()
    }

    /// Where pictures of a product are to be fetched from, in their order, and what is said of each.
    pub async fn wanted_pictures(&self, slug: &str) -> Vec<(String, String)> {
        let sql = "select f.address, f.alt ->> 'en' from media.fetches f join catalog.products p on p.id = f.product_id
                   where p.slug = $1 order by f.next_at";
        sqlx::query_as(sql).bind(slug).fetch_all(&self.stores.db).await.expect("it is up")
    }

    /// A picture could not be fetched.
    pub async fn fail_fetch(&self, address: &str) {
        let sql = "update media.fetches set state = 'failed', reason = 'busy' where address = $1";
        sqlx::query(sql).bind(address).execute(&self.stores.db).await.expect("it is up");
    }
}
