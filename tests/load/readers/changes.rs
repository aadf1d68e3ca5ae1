//! Changes of prices and stock, and how long pages went on showing what was before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use domain::{Currency, Locale, Money};
use futures::future::join_all;
use http::{Method, Request, header};
use http_body_util::Full;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::choice::Random;
use crate::shop::Shop;
use crate::tally::{Times, now_micros};
use crate::watch::{Sighting, watch};

/// The first price that is set; each is a cent more than the one before, and so told from all others.
const FIRST_PRICE: i64 = 100_000;
/// What is left is told to shoppers up to so many pieces: each change of it shows.
const MAX_LEFT: u32 = 3;

/// As many refusals are told word for word.
const REASONS: usize = 5;

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A price.
    Price,
    /// How many pieces there are.
    Stock,
}

/// A product of one variant.
pub struct Product {
    /// Its page.
    pub path: String,
    /// Its variant.
    pub sku: String,
}

/// One change that was watched.
struct Watched {
    kind: Kind,
    key: String,
    /// Just before it was sent, in microseconds since 1970.
    sent: i64,
    sightings: Vec<Sighting>,
}

/// All that changes.
pub struct Changes {
    products: Vec<Product>,
    staff_key: String,
    busy: Mutex<BTreeSet<usize>>,
    left: Mutex<BTreeMap<usize, u32>>,
    price: AtomicI64,
    done: AtomicU64,
    refused: AtomicU64,
    /// Why, the first few.
    reasons: Mutex<Vec<String>>,
    watched: Mutex<Vec<Watched>>,
}

impl Changes {
    /// Nothing has changed yet. `first_price` in minor units keeps prices apart from an earlier run's.
    pub fn new(products: Vec<Product>, staff_key: String, turn: u32) -> Self {
        Self {
            products,
            staff_key,
            busy: Mutex::default(),
            left: Mutex::default(),
            price: AtomicI64::new(FIRST_PRICE + i64::from(turn) * 100_000),
            done: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            reasons: Mutex::default(),
            watched: Mutex::default(),
        }
    }

    /// Takes a product that nobody else changes now; none if all are busy.
    pub fn take(&self, random: &mut Random) -> Option<usize> {
        let mut busy = self.busy.lock().expect("unpoisoned");
        (0..100).map(|_| random.below(self.products.len())).find(|product| busy.insert(*product))
    }

    /// Changes a product that was taken, and gives it back. If it is watched, its page is opened
    /// everywhere first, so that there is something old to be shown.
    pub async fn change(&self, shop: &Shop, kind: Kind, product: usize, watched: bool) {
        if let Err(error) = self.try_change(shop, kind, product, watched).await {
            self.refused.fetch_add(1, Ordering::Relaxed);
            let mut reasons = self.reasons.lock().expect("unpoisoned");
            if reasons.len() < REASONS {
                reasons.push(format!("{error:#}"));
            }
        }
        self.busy.lock().expect("unpoisoned").remove(&product);
    }

    async fn try_change(&self, shop: &Shop, kind: Kind, product: usize, watched: bool) -> Result<()> {
        let Product { path, sku } = &self.products[product];
        let nodes = || 0..shop.nodes();
        let before = match watched {
            true => join_all(nodes().map(|node| shop.read(node, path))).await,
            false => Vec::new(),
        };
        let before: Vec<String> = before.into_iter().flatten().map(|page| page.text()).collect();
        let is_shown = |text: &str| before.iter().any(|page| page.contains(text));
        let key = Uuid::new_v4().to_string();
        let (method, address, body, shown) = match kind {
            Kind::Price => {
                let amount = self.price.fetch_add(1, Ordering::Relaxed);
                let body = json!({ "prices": [{ "currency": "EUR", "amount_minor": amount }] });
                let shown = Money::new(amount, Currency::Eur).display(Locale::En);
                (Method::PATCH, format!("/v1/admin/variants/{sku}"), body, shown)
            }
            Kind::Stock => {
                let mut levels = self.left.lock().expect("unpoisoned");
                let last = levels.entry(product).or_insert(0);
                let shown = |left: u32| format!("Only {left} left");
                // An earlier run may have left any of them.
                let mut others = (0..MAX_LEFT).map(|more| (*last + more) % MAX_LEFT + 1);
                *last = others.find(|left| !is_shown(&shown(*left))).context("all levels are shown at once")?;
                (Method::PUT, format!("/v1/admin/stock/{sku}"), json!({ "on_hand": *last }), shown(*last))
            }
        };
        if is_shown(&shown) {
            bail!("the page shows the change before it is made");
        }
        let request = Request::builder().method(method).uri(shop.address(product, &address));
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.staff_key));
        let request = request.header(header::CONTENT_TYPE, "application/json").header("idempotency-key", &key);
        let request = request.body(Full::from(body.to_string()))?;
        let sent = now_micros();
        let send = async {
            let reply = shop.send(request).await?;
            if reply.status != 200 {
                bail!("a change was refused: {} {}", reply.status, reply.text());
            }
            Ok(())
        };
        if watched {
            let (reply, sightings) =
                futures::join!(send, join_all(nodes().map(|node| watch(shop, node, path, &shown))));
            reply?;
            self.watched.lock().expect("unpoisoned").push(Watched { kind, key, sent, sightings });
        } else {
            send.await?;
        }
        self.done.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// The keys of what was watched.
    pub fn keys(&self) -> Vec<String> {
        self.watched.lock().expect("unpoisoned").iter().map(|watched| watched.key.clone()).collect()
    }

    /// How long the slowest node took for each change, since its commit and since it was sent.
    pub fn report(&self, commits: &BTreeMap<String, i64>) -> Result<Value> {
        let watched = self.watched.lock().expect("unpoisoned");
        let mut looks = 0;
        let mut never = 0;
        let (mut by_kind, mut last_old, mut since_sent) =
            (BTreeMap::<Kind, Times>::new(), Times::default(), Times::default());
        let mut all = Times::default();
        for change in watched.iter() {
            let commit = *commits.get(&change.key).context("a change without its key")?;
            looks += change.sightings.iter().map(|sighting| sighting.looks).sum::<u64>();
            let first_new: Option<Vec<i64>> = change.sightings.iter().map(|sighting| sighting.first_new).collect();
            let Some(slowest) = first_new.and_then(|all| all.into_iter().max()) else {
                never += 1;
                continue;
            };
            let old = change.sightings.iter().filter_map(|sighting| sighting.last_old).max().unwrap_or(commit);
            by_kind.entry(change.kind).or_default().note(since(commit, slowest));
            all.note(since(commit, slowest));
            last_old.note(since(commit, old));
            since_sent.note(since(change.sent, slowest));
        }
        let kind = |kind: Kind, by_kind: &mut BTreeMap<Kind, Times>| by_kind.entry(kind).or_default().report();
        Ok(json!({
            "done": self.done.load(Ordering::Relaxed), "refused": self.refused.load(Ordering::Relaxed),
            "reasons": *self.reasons.lock().expect("unpoisoned"),
            "watched": watched.len(), "never_seen": never, "looks": looks,
            "new_everywhere": all.report(),
            "price": kind(Kind::Price, &mut by_kind), "stock": kind(Kind::Stock, &mut by_kind),
            "last_old": last_old.report(), "new_everywhere_since_sent": since_sent.report(),
        }))
    }
}

fn since(earlier: i64, later: i64) -> Duration {
    Duration::from_micros(u64::try_from(later - earlier).unwrap_or(0))
}
