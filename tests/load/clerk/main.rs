//! Staff at work, for `cargo xtask bench office`. Prints one JSON object: how long each answer took, in microseconds, by
//! what was asked.
//!
//! `clerk --origin URL --keys FILE --session KEY --variants N --times N` makes a product of so many variants, saves all of
//! its prices again and again, then one of them, and then asks for lists.

#[path = "../connections.rs"]
mod connections;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use api::accounts::ListCustomers;
use api::catalog::UpdateVariant;
use api::catalog::admin::{CreateProduct, GetAdminProduct, ListAdminProducts, ProductInput, UpdateProduct};
use api::endpoint::Endpoint;
use api::endpoint::if_match::IfMatch;
use api::inventory::{ListAdminStock, ListProductStock};
use api::orders::ListAdminOrders;
use api::{Client, Credentials, Problem};
use domain::ProductId;
use domain::catalog::ProductStatus;
use serde_json::{Value, json};
use signing::KeyFile;
use uuid::Uuid;

use crate::connections::Connections;

/// Whoever calls the origin, and how long each answer took.
struct Clerk {
    client: Client<Connections>,
    key: String,
    times: u32,
    took: BTreeMap<&'static str, Vec<u64>>,
}

impl Clerk {
    async fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        let credentials =
            Credentials { bearer: Some(self.key.clone()), idempotency_key: Some(Uuid::new_v4().to_string()) };
        self.client.call_as(endpoint, &credentials).await
    }

    async fn timed<E: Endpoint>(&mut self, what: &'static str, endpoint: &E) -> Result<E::Reply> {
        let begun = Instant::now();
        let reply = self.call(endpoint).await?;
        let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.took.entry(what).or_default().push(micros);
        Ok(reply)
    }

    /// Makes a product on sale of so many variants.
    async fn make(&self, variants: u32) -> Result<ProductId> {
        let value = |number: u32| json!({ "code": number.to_string(), "label": { "en": format!("Number {number}") } });
        let variant = |number: u32| {
            json!({
                "sku": format!("CLERK-{number}"), "options": { "number": number.to_string() },
                "prices": [{ "currency": "EUR", "amount_minor": 1900 }, { "currency": "USD", "amount_minor": 2100 }],
            })
        };
        let product: ProductInput = serde_json::from_value(json!({
            "slug": "clerk", "title": { "en": "Of many sizes", "de": "In vielen Größen" },
            "options": [{ "code": "number", "label": { "en": "Number" },
                          "values": (0..variants).map(value).collect::<Vec<_>>() }],
            "variants": (0..variants).map(variant).collect::<Vec<_>>(),
            "status": ProductStatus::Active,
        }))?;
        Ok(self.call(&CreateProduct { product }).await?.id)
    }

    async fn save(&mut self, product: ProductId) -> Result<()> {
        for turn in 0..self.times {
            let view = self.timed("read", &GetAdminProduct { product }).await?;
            self.timed("stock", &ListProductStock { product }).await?;
            let mut variants = view.product.variants;
            for price in variants.iter_mut().flat_map(|variant| &mut variant.prices) {
                price.amount_minor = 2_000 + i64::from(turn);
            }
            let change = ProductInput { variants: Some(variants), ..ProductInput::default() };
            let if_match = Some(IfMatch::Version(view.version));
            self.timed("save", &UpdateProduct { product, if_match, change }).await?;
            let price = json!([{ "currency": "EUR", "amount_minor": 3_000 + turn }]);
            let one: UpdateVariant = serde_json::from_value(json!({ "sku": "CLERK-7", "prices": price }))?;
            self.timed("variant", &one).await?;
        }
        Ok(())
    }

    async fn lists(&mut self) -> Result<()> {
        for turn in 0..self.times {
            let number = format!("{}", 1 + turn * 37);
            let first = self.timed("products", &ListAdminProducts::default()).await?;
            let next = ListAdminProducts { after: first.next, ..ListAdminProducts::default() };
            self.timed("products, next page", &next).await?;
            let status = Some(ProductStatus::Draft);
            self.timed("products, drafts", &ListAdminProducts { status, ..ListAdminProducts::default() }).await?;
            let q = Some(format!("product {number}"));
            self.timed("products, by words", &ListAdminProducts { q, ..ListAdminProducts::default() }).await?;
            let q = Some(format!("BENCH-{number}"));
            let by_sku =
                self.timed("products, by SKU", &ListAdminProducts { q, ..ListAdminProducts::default() }).await?;
            ensure!(!by_sku.products.is_empty(), "nothing was found by the SKU BENCH-{number}");
            self.timed("stock of all", &ListAdminStock::default()).await?;
            let q = Some(format!("BENCH-{number}"));
            self.timed("stock, by SKU", &ListAdminStock { q, ..ListAdminStock::default() }).await?;
            let q = Some(format!("product {number}"));
            self.timed("stock, by words", &ListAdminStock { q, ..ListAdminStock::default() }).await?;
            self.timed("stock, low", &ListAdminStock { below: Some(5), ..ListAdminStock::default() }).await?;
            self.timed("orders", &ListAdminOrders::default()).await?;
            self.timed("customers", &ListCustomers::default()).await?;
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut options = BTreeMap::new();
    while let Some(name) = arguments.next() {
        let Some(name) = name.strip_prefix("--") else { bail!("`{name}` is not an option") };
        options.insert(name.to_owned(), arguments.next().with_context(|| format!("give --{name} a value"))?);
    }
    let option = |name: &str| options.get(name).with_context(|| format!("give --{name}"));
    let keys = Arc::new(KeyFile::open(Path::new(option("keys")?))?);
    let client = Client::new(Connections::new(option("origin")?.parse()?, keys));
    let (key, times) = (option("session")?.clone(), option("times")?.parse()?);
    let mut clerk = Clerk { client, key, times, took: BTreeMap::new() };
    let product = clerk.make(option("variants")?.parse()?).await?;
    clerk.save(product).await?;
    clerk.lists().await?;
    let report: BTreeMap<&str, Value> = clerk.took.iter().map(|(what, took)| (*what, json!(took))).collect();
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}
