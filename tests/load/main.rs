//! Shoppers for `cargo xtask bench checkout`: each buys, or fills a cart, again and again.
//!
//! `shoppers --origin URL --skus A,B,… --what orders|cart_lines --shoppers N --seconds S --token T
//! --keys FILE`
//! prints one JSON object: how often it was `done` in how many `seconds`, and the median and the 99th
//! percentile of the last request of each, in milliseconds. Any refusal is an error.

mod connections;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use api::cart::{AddCartLine, CreateCart, FirstLine};
use api::checkout::CreateCheckout;
use api::endpoint::Endpoint;
use api::orders::{AddressFields, PlaceOrder};
use api::{Client, Credentials};
use domain::checkout::Country;
use domain::{CartId, Market, Sku};
use futures::future::try_join_all;
use http::Uri;
use serde_json::json;
use signing::KeyFile;
use uuid::Uuid;

use crate::connections::Connections;

/// How often a shopper adds to one cart; a line takes 99 pieces.
const ADDITIONS: u64 = 90;

/// What is asked of this program.
struct Options {
    origin: String,
    skus: Vec<Sku>,
    what: String,
    shoppers: u64,
    duration: Duration,
    token: String,
    keys: Arc<KeyFile>,
}

impl Options {
    fn read() -> Result<Self> {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let get = |name: &str| {
            let at = arguments.iter().position(|argument| argument == name);
            let value = at.and_then(|at| arguments.get(at + 1));
            value.cloned().with_context(|| format!("give {name}"))
        };
        let skus = get("--skus")?.split(',').map(|sku| sku.parse().context("a SKU")).collect::<Result<_>>()?;
        Ok(Self {
            origin: get("--origin")?,
            skus,
            what: get("--what")?,
            shoppers: get("--shoppers")?.parse()?,
            duration: Duration::from_secs(get("--seconds")?.parse()?),
            token: get("--token")?,
            keys: Arc::new(KeyFile::open(Path::new(&get("--keys")?))?),
        })
    }

    /// The SKU of a shopper's turn: all are bought equally often.
    fn sku(&self, shopper: u64, turn: u64) -> Sku {
        let at = (shopper * 7919 + turn * 104_729) % self.skus.len() as u64;
        self.skus[usize::try_from(at).unwrap_or(0)].clone()
    }
}

struct Shopper<'a> {
    number: u64,
    options: &'a Options,
    client: Client<Connections>,
}

impl Shopper<'_> {
    async fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply> {
        let credentials = Credentials { bearer: None, idempotency_key: Some(Uuid::new_v4().to_string()) };
        Ok(self.client.call_as(endpoint, &credentials).await?)
    }

    async fn add(&self, cart: CartId, turn: u64) -> Result<()> {
        let sku = self.options.sku(self.number, turn);
        self.call(&AddCartLine { cart, sku, quantity: 1_i64.try_into()?, market: Market::Eu }).await.map(drop)
    }

    /// From nothing in the cart to an order that is placed; returns how long the last request took.
    async fn order(&self, turn: u64) -> Result<Duration> {
        let market = Market::Eu;
        let line = FirstLine { sku: self.options.sku(self.number, turn), quantity: 1_i64.try_into()? };
        let cart = self.call(&CreateCart { market, line: Some(line) }).await?.id;
        let checkout =
            self.call(&CreateCheckout { cart, market, country: None, postal_code: None, email: None }).await?;
        let delivery = checkout.deliveries.first().context("no way of delivery")?;
        let order = PlaceOrder {
            cart,
            market,
            email: format!("shopper-{}@example.com", self.number).parse()?,
            address: AddressFields {
                name: "Ada Lovelace".into(),
                street: "Mill Lane 1".into(),
                extra: String::new(),
                postal_code: "10115".into(),
                city: "Berlin".into(),
                region: String::new(),
                country: Country::De,
            },
            billing: None,
            expected_to_charge: None,
            terms: None,
            delivery: delivery.method,
            payment_token: self.options.token.clone(),
            card: Default::default(),
            expected_total: delivery.total,
        };
        let begun = Instant::now();
        let placed = self.call(&order).await?;
        if placed.number.is_none() {
            bail!("the order was not placed: {:?}", placed.state);
        }
        Ok(begun.elapsed())
    }

    /// Buys or adds until the time is over; returns how long each last request took.
    async fn work(&self, end: Instant) -> Result<Vec<Duration>> {
        let mut took = Vec::new();
        let mut cart = None;
        for turn in 0.. {
            if Instant::now() >= end {
                break;
            }
            if self.options.what == "orders" {
                took.push(self.order(turn).await?);
                continue;
            }
            let into = match cart.filter(|_| turn % ADDITIONS != 0) {
                Some(cart) => cart,
                None => self.call(&CreateCart::empty(Market::Eu)).await?.id,
            };
            cart = Some(into);
            let begun = Instant::now();
            self.add(into, turn / ADDITIONS).await?;
            took.push(begun.elapsed());
        }
        Ok(took)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::read()?;
    let origin: Uri = options.origin.parse()?;
    let shopper = |number| {
        let connections = Connections::new(origin.clone(), Arc::clone(&options.keys));
        Shopper { number, options: &options, client: Client::new(connections) }
    };
    let shoppers: Vec<Shopper<'_>> = (0..options.shoppers).map(shopper).collect();
    let begun = Instant::now();
    let end = begun + options.duration;
    let mut took: Vec<Duration> =
        try_join_all(shoppers.iter().map(|shopper| shopper.work(end))).await?.into_iter().flatten().collect();
    let seconds = begun.elapsed().as_secs_f64();
    took.sort_unstable();
    let percentile = |hundredths: usize| {
        let at = (took.len() * hundredths / 100).min(took.len().saturating_sub(1));
        took.get(at).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
    };
    let report = json!({ "done": took.len(), "seconds": seconds, "p50_ms": percentile(50), "p99_ms": percentile(99) });
    println!("{report}");
    Ok(())
}
