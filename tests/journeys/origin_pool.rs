//! Several processes of the origin behind one edge node: one dies, one comes back, one is taken out, one
//! is added, and at last all die.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use testing::{Process, Shop, Shopper, eventually, free_port};

/// Shoppers who ask at the same time.
const SHOPPERS: usize = 6;

/// What the shoppers have seen so far.
#[derive(Default)]
struct Seen {
    answered: AtomicU64,
    failed: Mutex<Vec<String>>,
    enough: AtomicBool,
}

impl Seen {
    /// Waits until so many more requests were answered, and nobody was disappointed.
    async fn more(&self, count: u64, after: &str) {
        let before = self.answered.load(Ordering::Relaxed);
        eventually("the load", async || (self.answered.load(Ordering::Relaxed) >= before + count).then_some(())).await;
        let failed = self.failed.lock().expect("unpoisoned");
        assert!(failed.is_empty(), "{} requests failed {after}: {:?}", failed.len(), failed.first());
    }
}

/// Asks for what no cache keeps, again and again.
async fn ask(edge: &str, path: &str, seen: &Seen) {
    let shopper = Shopper::new(edge);
    while !seen.enough.load(Ordering::Relaxed) {
        match shopper.try_get(path).await {
            Some(reply) if reply.status == 200 => drop(seen.answered.fetch_add(1, Ordering::Relaxed)),
            Some(reply) => seen.failed.lock().expect("unpoisoned").push(format!("{} {}", reply.status, reply.body)),
            None => seen.failed.lock().expect("unpoisoned").push("no answer".to_owned()),
        }
    }
}

async fn members(edge: &Shopper) -> Vec<Value> {
    let report = edge.try_get("/_edge/health").await.expect("the node is up").json();
    report["origins"].as_array().expect("members").clone()
}

async fn until_states(edge: &Shopper, expected: &[&str]) {
    eventually(&format!("the members to be {expected:?}"), async || {
        let states: Vec<Value> = members(edge).await.into_iter().map(|member| member["state"].clone()).collect();
        (states == expected).then_some(())
    })
    .await;
}

async fn answered(edge: &Shopper) -> Vec<u64> {
    members(edge).await.iter().map(|member| member["answered"].as_u64().expect("a count")).collect()
}

#[tokio::test]
async fn nobody_who_reads_notices_that_an_origin_goes() {
    let mut shop = Shop::start().await;
    let ports = [free_port(), free_port(), free_port()];
    let [two, three, four] = ports.map(|port| format!("http://127.0.0.1:{port}"));
    let (mut second, mut third) = (shop.start_origin("origin-2", ports[0]), shop.start_origin("origin-3", ports[1]));
    let list = shop.file("origins");
    let name = |addresses: &[&str]| std::fs::write(&list, addresses.join("\n")).expect("the folder is ours");
    let one = shop.origin.clone();
    name(&[&one, &two, &three]);
    let (edge, _edge_process) = shop.start_edge("edge-node-2", &format!("file:{}", list.display()), &[]).await;
    let health = Shopper::new(&edge);
    until_states(&health, &["up", "up", "up"]).await;
    let cart = health.call(Method::POST, "/v1/carts", None, &json!({})).await.json();
    let path = format!("/v1/carts/{}", cart["id"].as_str().expect("an id"));

    let seen = Seen::default();
    let load = join_all((0..SHOPPERS).map(|_| ask(&edge, &path, &seen)));
    let trouble = async {
        seen.more(200, "at first").await;
        second.kill();
        until_states(&health, &["up", "down", "up"]).await;
        seen.more(200, "after one was killed").await;

        second = shop.start_origin("origin-2", ports[0]);
        until_states(&health, &["up", "up", "up"]).await;
        let before = answered(&health).await;
        seen.more(600, "after it came back").await;
        let after = answered(&health).await;
        let shares: Vec<u64> = after.iter().zip(&before).map(|(after, before)| after - before).collect();
        let total: u64 = shares.iter().sum();
        assert!(shares.iter().all(|share| share * 5 >= total), "{shares:?}");

        third.terminate();
        until_states(&health, &["up", "up", "draining"]).await;
        eventually("its end", async || third.has_ended().then_some(())).await;
        until_states(&health, &["up", "up", "down"]).await;
        seen.more(200, "after one was taken out").await;

        third = shop.start_origin("origin-4", ports[2]);
        name(&[&one, &two, &four]);
        until_states(&health, &["up", "up", "up"]).await;
        seen.more(300, "after one was added").await;
        assert!(answered(&health).await[2] > 0, "the new one is asked");
        name(&[&one, &four]);
        until_states(&health, &["up", "up"]).await;
        seen.more(200, "after one was left out").await;
        seen.enough.store(true, Ordering::Relaxed);
    };
    futures::join!(load, trouble);
    assert!(seen.failed.lock().expect("unpoisoned").is_empty());

    let all: [&mut Process; 2] = [&mut shop.origin_process, &mut third];
    for origin in all {
        origin.kill();
    }
    until_states(&health, &["down", "down"]).await;
    let begun = Instant::now();
    let refused = health.try_get(&path).await.expect("an answer");
    assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
    assert_eq!(refused.status, 503);
    assert!(!refused.header("retry-after").is_empty());
    shop.restart_origin();
    eventually("the shop to heal", async || (health.try_get(&path).await?.status == 200).then_some(())).await;
}
