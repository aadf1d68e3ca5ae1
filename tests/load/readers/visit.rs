//! Shoppers who look around, at a steady rate, while prices and stock change.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::changes::{Changes, Kind, Product};
use crate::choice::{Random, Zipf};
use crate::commits;
use crate::options::Options;
use crate::shop::Shop;
use crate::tally::{Seen, own_cpu_ms};

/// Of a thousand pages opened, so many are lists and so many the home page; the rest are products.
const LISTS: usize = 70;
const HOME: usize = 30;

/// Opens pages `--rate` times a second for `--seconds`, round the nodes, and makes `--prices` and
/// `--stocks` changes a second, of which each `--watch-prices`th and `--watch-stocks`th is watched.
/// `--products` is a file of `path⇥SKU` lines, the most popular first; `--lists` one of paths.
pub async fn visit(options: &Options) -> Result<Value> {
    let shop = Arc::new(Shop::new(options.text("nodes")?));
    let (products, lists) = (products(options)?, options.lines("lists")?);
    let paths: Vec<String> = products.iter().map(|product| product.path.clone()).collect();
    let staff_key = std::env::var("STAFF_KEY").context("STAFF_KEY is not set")?;
    let changes = Arc::new(Changes::new(products, staff_key, options.number("turn")?));
    let end = Instant::now() + options.duration()?;
    let rate = |name: &str| options.number::<u32>(name);
    let reading = read(Arc::clone(&shop), paths, lists, rate("rate")?, move |due| due >= end);
    let prices = change(&changes, &shop, Kind::Price, rate("prices")?, rate("watch-prices")?, end);
    let stocks = change(&changes, &shop, Kind::Stock, rate("stocks")?, rate("watch-stocks")?, end);
    let cpu = own_cpu_ms();
    let (mut seen, (), ()) = futures::join!(reading, prices, stocks);
    let cpu = own_cpu_ms() - cpu;
    let commits = commits::times(&changes.keys()).await?;
    Ok(json!({ "reads": seen.report(), "changes": changes.report(&commits)?, "cpu_ms": cpu }))
}

/// The products of the file `--products`.
pub fn products(options: &Options) -> Result<Vec<Product>> {
    let read = |line: String| {
        let (path, sku) = line.split_once('\t').context("a line of --products has no tab")?;
        anyhow::Ok(Product { path: path.to_owned(), sku: sku.to_owned() })
    };
    options.lines("products")?.into_iter().map(read).collect()
}

/// A pulse `rate` times a second; pulses that were missed follow at once, as shoppers would not wait
/// for each other.
async fn pulse(rate: u32, is_over: impl Fn(Instant) -> bool, mut beat: impl FnMut(Instant)) {
    if rate == 0 {
        return;
    }
    let period = Duration::from_secs(1) / rate;
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Burst);
    loop {
        let due = interval.tick().await;
        if is_over(due) {
            return;
        }
        beat(due);
    }
}

/// Opens pages `rate` times a second, until a pulse is due when it is over.
pub async fn read(
    shop: Arc<Shop>,
    products: Vec<String>,
    lists: Vec<String>,
    rate: u32,
    is_over: impl Fn(Instant) -> bool,
) -> Seen {
    let seen: Arc<Mutex<Seen>> = Arc::default();
    let (ranks, mut random) = (Zipf::new(products.len()), Random::new(1));
    let mut open = JoinSet::new();
    let mut turn = 0;
    pulse(rate, is_over, |due| {
        let page = match random.below(1000) {
            kind if kind < HOME => "/".to_owned(),
            kind if kind < HOME + LISTS => lists[random.below(lists.len())].clone(),
            _ => products[ranks.rank(&mut random)].clone(),
        };
        turn += 1;
        let (shop, seen) = (Arc::clone(&shop), Arc::clone(&seen));
        open.spawn(async move {
            let reply = shop.open(turn, &page).await.ok();
            // Since it was due, not since it was sent: a stall counts for everybody who came meanwhile.
            seen.lock().expect("unpoisoned").note(reply.as_ref(), due.elapsed());
        });
        while open.try_join_next().is_some() {}
    })
    .await;
    open.join_all().await;
    std::mem::take(&mut *seen.lock().expect("unpoisoned"))
}

async fn change(changes: &Arc<Changes>, shop: &Arc<Shop>, kind: Kind, rate: u32, each: u32, end: Instant) {
    let mut random = Random::new(2 + u64::from(kind == Kind::Stock));
    let mut open = JoinSet::new();
    let mut turn = 0_u32;
    pulse(
        rate,
        |due| due >= end,
        |_| {
            turn += 1;
            let watched = each > 0 && turn.is_multiple_of(each);
            if let Some(product) = changes.take(&mut random) {
                let (changes, shop) = (Arc::clone(changes), Arc::clone(shop));
                open.spawn(async move { changes.change(&shop, kind, product, watched).await });
            }
            while open.try_join_next().is_some() {}
        },
    )
    .await;
    open.join_all().await;
}
