//! What events say of the stock is what one would be told who asks.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Mutex;

use api::Tag;
use api::endpoint::if_match::IfMatch;
use api::event::{AVAILABILITY_CHANGED, Event};
use api::inventory::{CreateStockLocation, StockView, UpdateStockLocation};
use api::volatile::{Carried, VolatileValues, overlay};

use super::*;
use crate::inventory::level::{Move, Reason, ensure_levels_at, lock_levels};
use crate::inventory::move_units::move_units;
use crate::testing::token;

const ROUNDS: u32 = 40;
const AT_ONCE: u32 = 6;

/// Small numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Somebody who keeps a reply and what events say of it.
struct Edge {
    product: ProductId,
    volatile: Option<VolatileValues>,
    version: u64,
    filled_at: u64,
    reply: Vec<StockView>,
    refills: u32,
}

impl Edge {
    async fn new(shop: &Shop, product: ProductId) -> Self {
        let reply = shop.call(&ListStock { product }).await.expect("listed");
        Self { product, volatile: None, version: 0, filled_at: 0, reply, refills: 0 }
    }

    fn hear(&mut self, sequence: u64, event: &Event) {
        let tag = Tag::stock(self.product);
        if event.tags.contains(&tag) {
            let carried = Carried::of(&event.subject, &event.data);
            self.volatile = VolatileValues::after(self.volatile.take(), &tag, self.version, sequence, carried.as_ref());
            self.version = sequence;
        }
    }

    /// What is shown: the reply with the facts, or a new one if they are not complete.
    async fn shown(&mut self, shop: &Shop, now: u64) -> Vec<(String, Availability)> {
        if self.version > self.filled_at {
            match self.volatile.clone().filter(|volatile| volatile.since <= self.filled_at) {
                Some(volatile) => {
                    let path = format!("/v1/products/{}/stock", self.product);
                    let body = serde_json::to_vec(&self.reply).expect("plain data");
                    let volatile = [(Tag::stock(self.product), volatile)].into();
                    let newer = overlay(&path, None, &body, &volatile).expect("a list of stock");
                    self.reply =
                        newer.map_or(self.reply.clone(), |body| serde_json::from_slice(&body).expect("a list"));
                }
                None => {
                    self.reply = shop.call(&ListStock { product: self.product }).await.expect("listed");
                    self.refills += 1;
                }
            }
            self.filled_at = now;
        }
        self.reply.iter().map(|view| (view.sku.to_string(), view.availability)).collect()
    }
}

impl Shop {
    async fn events(&self) -> Vec<Event> {
        self.take_outbox().await.into_iter().filter(|event| event.subject == AVAILABILITY_CHANGED).collect()
    }

    /// One of all that may happen to stock; what is refused for good reasons is refused.
    async fn happen(&self, carts: &Carts, what: u64, sku: &str, units: u32) {
        let key = Uuid::new_v4().to_string();
        let outcome = match what {
            0..3 => {
                let location = Some(parsed(if what == 0 { "main" } else { "depot" }));
                let update = UpdateStock { location, ..UpdateStock::counted(parsed(sku), units) };
                self.call_as_staff(&update, &key).await.map(drop)
            }
            3 => {
                let active = Some(units.is_multiple_of(2));
                let (code, if_match) = (parsed("depot"), Some(IfMatch::Any));
                let change = UpdateStockLocation { code, if_match, name: None, priority: None, active };
                self.call_as_staff(&change, &key).await.map(drop)
            }
            4 => crate::inventory::release_over(&self.stores.db).await.map(drop).map_err(|_| Problem::internal()),
            5..9 => self.check_out(carts.next(sku).cart).await.map(drop),
            _ => {
                let means = if what.is_multiple_of(2) { "test_accept" } else { "test_decline" };
                self.call(&token(carts.next(sku), means)).await.map(drop)
            }
        };
        if let Err(problem) = outcome {
            assert!(problem.code != Code::Internal, "{what}: {problem:?}");
        }
    }
}

/// Filled carts, each with the request to order it.
struct Carts(Mutex<BTreeMap<&'static str, Vec<PlaceOrder>>>);

impl Carts {
    fn next(&self, sku: &str) -> PlaceOrder {
        let mut carts = self.0.lock().expect("not poisoned");
        carts.get_mut(sku).and_then(Vec::pop).expect("as many as may be asked for")
    }
}

async fn shop_with_a_depot() -> (Shop, [ProductId; 2]) {
    let shop = busy_shop().await;
    let (id, mut mug) = product("A", 1000);
    mug.variants.push(api::catalog::VariantDocument { sku: parsed("B"), ..mug.variants[0].clone() });
    crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, mug)]).await.expect("PostgreSQL is up");
    let set = shop.bundles("SET", &[("A", 1), ("B", 2)]).await;
    shop.staff(&CreateStockLocation { code: parsed("depot"), name: "Depot".to_owned(), priority: Some(1) })
        .await
        .expect("made");
    shop.stock("A", 3).await;
    shop.stock("B", 6).await;
    shop.events().await;
    (shop, [id, set])
}

#[tokio::test]
async fn what_is_told_is_what_is_listed_in_whatever_order_it_is_heard() {
    let (shop, [product, set]) = shop_with_a_depot().await;
    let mut edges = [Edge::new(&shop, product).await, Edge::new(&shop, set).await];
    shop.stock("A", 9).await;
    shop.stock("B", 9).await;
    let mut carts = BTreeMap::new();
    for (sku, units) in [("A", 2), ("B", 1)] {
        carts.insert(sku, orders_of(shop.carts(ROUNDS * AT_ONCE, &[(sku, units)]).await));
    }
    let carts = Carts(Mutex::new(carts));
    let mut dice = Dice(7);
    let (mut sequence, mut told) = (0, 0);
    for round in 0..ROUNDS {
        // All at the same time, on connections of their own.
        let happenings: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                (dice.roll(if round < 30 { 12 } else { 3 }), ["A", "B"][dice.roll(2) as usize], dice.roll(7) as u32)
            })
            .collect();
        join_all(happenings.iter().map(|(what, sku, units)| shop.happen(&carts, *what, sku, *units))).await;
        if round % 4 == 0 {
            shop.execute("update orders.reservations set begun_at = begun_at - interval '1 hour', reserved_until = reserved_until - interval '1 hour'").await;
        }
        let mut events = shop.events().await;
        // Two relays may bring them in any order.
        events.sort_by_cached_key(|_| dice.roll(1 << 20));
        told += events.len();
        for event in &events {
            sequence += 1;
            edges.iter_mut().for_each(|edge| edge.hear(sequence, event));
        }
        for edge in &mut edges {
            let listed = shop.call(&ListStock { product: edge.product }).await.expect("listed");
            let listed: Vec<_> = listed.iter().map(|view| (view.sku.to_string(), view.availability)).collect();
            assert_eq!(edge.shown(&shop, sequence).await, listed, "round {round}: {happenings:?}");
        }
    }
    assert_eq!(shop.ledger_errors().await, 0);
    assert!(told > 40, "{told} events are too few to tell");
    assert!(edges[0].refills < 25, "{} of 40 times the product was asked for", edges[0].refills);
}

#[tokio::test]
async fn a_location_closes_when_nobody_is_counting_on_it() {
    let (shop, [product, _]) = shop_with_a_depot().await;
    let mut edge = Edge::new(&shop, product).await;
    // Somebody puts units into the depot, tells of it, and has not committed.
    let mut counting = shop.stores.db.begin().await.expect("PostgreSQL is up");
    ensure_levels_at(&mut counting, &[("A", "depot")]).await.expect("made");
    let levels = lock_levels(&mut counting, &["A"]).await.expect("locked");
    let depot = levels.iter().find(|level| level.location == "depot").expect("made");
    let moves = [Move::on_hand(depot, 40)];
    assert!(move_units(&mut counting, &moves, Reason::Counted, None).await.expect("moved"));
    let (code, if_match) = (parsed("depot"), Some(IfMatch::Any));
    let close = UpdateStockLocation { code, if_match, name: None, priority: None, active: Some(false) };
    let mut closing = pin!(shop.staff(&close));
    let early = tokio::time::timeout(Duration::from_millis(300), &mut closing).await;
    assert!(early.is_err(), "it is closed before those who count on it have finished");
    counting.commit().await.expect("PostgreSQL is up");
    closing.await.expect("closed");
    for (sequence, event) in (1..).zip(shop.events().await) {
        edge.hear(sequence, &event);
    }
    let shown = edge.shown(&shop, 99).await;
    assert_eq!(shown[0], ("A".to_owned(), Availability::Low { left: 3 }), "the depot's pieces do not count");
}
