//! Purges on their way to edges, over a real stream.

use std::io::Write as _;

use api::cache::Tag;
use api::event::{Event, PRODUCT_CHANGED, STREAM};
use async_nats::jetstream;
use domain::EventId;
use origin_platform::Stores;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;
use serde_json::json;
use tempfile::NamedTempFile;
use time::format_description::well_known::Rfc3339;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::receiver::Receiver;
use super::{PurgeConfig, run};
use crate::stream;
use crate::testing::stopped;
use origin_testing::{Nats, wait_until};

fn key(letter: char) -> String {
    format!("origin-{letter}:{}\n", letter.to_string().repeat(44))
}

/// A shop with a stream and keys.
struct Scene {
    nats: Nats,
    stores: Stores,
    keys: NamedTempFile,
}

/// The worker at work.
struct Working {
    stop: watch::Sender<bool>,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Working {
    async fn ends(self) {
        self.stop.send_replace(true);
        self.task.await.expect("no panic").expect("no failure");
    }
}

impl Scene {
    async fn open() -> Self {
        let nats = Nats::started().await;
        let stores = nats.stores().await;
        stream::ensure(&jetstream::new(stores.nats.clone()), 1).await.expect("NATS is up");
        let mut keys = NamedTempFile::new().expect("a file");
        keys.write_all(key('A').as_bytes()).expect("written");
        Self { nats, stores, keys }
    }

    fn work(&self, edges: &[&Receiver]) -> Working {
        let addresses = edges.iter().map(|edge| edge.url.parse().expect("an address on this host")).collect();
        let config = PurgeConfig::open(addresses, self.keys.path()).expect("good keys");
        let (stop, shutdown) = stopped();
        Working { stop, task: tokio::spawn(run(self.stores.clone(), Some(config), shutdown)) }
    }

    async fn tell(&self, tags: &[&str]) {
        let event = Event {
            id: EventId(Uuid::now_v7()),
            subject: PRODUCT_CHANGED.to_owned(),
            occurred_at: origin_platform::clock::utc().format(&Rfc3339).expect("a year of four digits"),
            tags: tags.iter().map(|tag| tag.parse::<Tag>().expect("a tag")).collect(),
            data: json!({ "product": Uuid::nil() }),
            replay_of: None,
            hard: false,
        };
        stream::publish(&jetstream::new(self.stores.nats.clone()), &event).await.expect("NATS is up");
    }

    async fn stream(&self) -> jetstream::stream::Stream {
        jetstream::new(self.stores.nats.clone()).get_stream(STREAM).await.expect("the stream is there")
    }
}

async fn taken(edge: &Receiver, expect: &[&str]) {
    wait_until("it has taken as many", async || edge.taken().len() >= expect.len()).await;
    assert_eq!(edge.taken(), expect);
}

#[tokio::test]
async fn an_edge_is_told_everything_first_and_then_each_event_in_order() {
    let scene = Scene::open().await;
    scene.tell(&["p:0"]).await;
    let edge = Receiver::start(&key('A')).await;
    let working = scene.work(&[&edge]);
    taken(&edge, &["1 all"]).await;
    for number in 1..=150 {
        // An event without tags makes nothing stale.
        let tag = (number % 50 != 0).then(|| format!("p:{number}"));
        scene.tell(tag.as_deref().as_slice()).await;
    }
    let expect = (1..=150).filter(|number| number % 50 != 0).map(|number| format!("{} p:{number}", number + 1));
    let expect: Vec<String> = std::iter::once("1 all".to_owned()).chain(expect).collect();
    taken(&edge, &expect.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!(edge.last()["subject"], PRODUCT_CHANGED);
    assert_eq!(edge.last()["data"]["product"], Uuid::nil().to_string());
    working.ends().await;
}

#[tokio::test]
async fn calls_of_an_edge_that_was_never_there_are_counted() {
    let scene = Scene::open().await;
    let edge = Receiver::start(&key('A')).await;
    edge.away(true);
    let working = scene.work(&[&edge]);
    wait_until("it was tried again", async || edge.calls() > 1).await;
    let mut registry = Registry::with_prefix("origin");
    crate::metrics::register(&mut registry);
    let mut text = String::new();
    encode(&mut text, &registry).expect("a string takes every text");
    let count = |outcome: &str| {
        let metric = format!("origin_purge_calls_total{{outcome=\"{outcome}\"}} ");
        text.lines().find_map(|line| line.strip_prefix(&metric)?.parse::<u64>().ok())
    };
    assert!(count("taken").is_some() && count("failed") >= Some(1), "{text}");
    working.ends().await;
}

#[tokio::test]
async fn what_was_not_taken_is_sent_again_and_no_edge_waits_for_another() {
    let scene = Scene::open().await;
    let (away, there) = (Receiver::start(&key('A')).await, Receiver::start(&key('A')).await);
    let working = scene.work(&[&away, &there]);
    taken(&away, &["1 all"]).await;
    taken(&there, &["1 all"]).await;
    away.away(true);
    let calls = away.calls();
    scene.tell(&["p:1"]).await;
    wait_until("it was tried", async || away.calls() > calls).await;
    scene.tell(&["p:2", "nav"]).await;
    taken(&there, &["1 all", "2 p:1", "3 p:2,nav"]).await;
    assert_eq!(away.taken(), ["1 all"]);
    away.will([500, 401, 200]);
    away.away(false);
    taken(&away, &["1 all", "2 p:1", "3 p:2,nav"]).await;
    working.ends().await;
}

#[tokio::test]
async fn a_restart_goes_on_where_it_was() {
    let scene = Scene::open().await;
    let edge = Receiver::start(&key('A')).await;
    let working = scene.work(&[&edge]);
    taken(&edge, &["1 all"]).await;
    scene.tell(&["p:1"]).await;
    taken(&edge, &["1 all", "2 p:1"]).await;
    edge.away(true);
    let calls = edge.calls();
    scene.tell(&["p:2"]).await;
    wait_until("it was tried", async || edge.calls() > calls).await;
    working.ends().await;
    edge.away(false);
    scene.tell(&["p:3"]).await;
    let working = scene.work(&[&edge]);
    taken(&edge, &["1 all", "2 p:1", "3 p:2", "4 p:3"]).await;
    working.ends().await;
}

#[tokio::test]
async fn two_senders_lose_nothing() {
    let scene = Scene::open().await;
    let edge = Receiver::start(&key('A')).await;
    let senders = [scene.work(&[&edge]), scene.work(&[&edge])];
    wait_until("it was told everything", async || edge.applied() == 1).await;
    for number in 1..=60 {
        scene.tell(&[&format!("p:{number}")]).await;
    }
    wait_until("all has come", async || (2..=61).all(|n| edge.taken().contains(&format!("{n} p:{}", n - 1)))).await;
    let all = edge.taken().into_iter().filter(|purge| purge.ends_with("all"));
    assert!(all.into_iter().all(|purge| purge == "1 all"), "{:?}", edge.taken());
    for sender in senders {
        sender.ends().await;
    }
}

#[tokio::test]
async fn what_the_stream_has_lost_is_made_up_for_by_purging_everything() {
    let scene = Scene::open().await;
    let edge = Receiver::start(&key('A')).await;
    let working = scene.work(&[&edge]);
    taken(&edge, &["1 all"]).await;
    scene.tell(&["p:1"]).await;
    taken(&edge, &["1 all", "2 p:1"]).await;
    working.ends().await;
    // While nobody sends: everything up to 4 goes, and 5 stays.
    for number in 2..=5 {
        scene.tell(&[&format!("p:{number}")]).await;
    }
    scene.stream().await.purge().sequence(5).await.expect("NATS is up");
    let working = scene.work(&[&edge]);
    taken(&edge, &["1 all", "2 p:1", "5 all", "6 p:5"]).await;
    // In the middle.
    edge.away(true);
    let calls = edge.calls();
    scene.tell(&["p:6"]).await;
    wait_until("it was tried", async || edge.calls() > calls).await;
    for number in 7..=9 {
        scene.tell(&[&format!("p:{number}")]).await;
    }
    scene.stream().await.delete_message(8).await.expect("NATS is up");
    edge.away(false);
    taken(&edge, &["1 all", "2 p:1", "5 all", "6 p:5", "7 p:6", "8 p:7", "9 all", "10 p:9"]).await;
    working.ends().await;
}

#[tokio::test]
async fn numbers_go_on_rising_when_the_stream_begins_anew() {
    let scene = Scene::open().await;
    let edge = Receiver::start(&key('A')).await;
    let working = scene.work(&[&edge]);
    taken(&edge, &["1 all"]).await;
    for tag in ["p:1", "p:2", "p:3"] {
        scene.tell(&[tag]).await;
    }
    taken(&edge, &["1 all", "2 p:1", "3 p:2", "4 p:3"]).await;
    let jetstream = jetstream::new(scene.stores.nats.clone());
    jetstream.delete_stream(STREAM).await.expect("NATS is up");
    stream::ensure(&jetstream, 1).await.expect("NATS is up");
    taken(&edge, &["1 all", "2 p:1", "3 p:2", "4 p:3", "5 all"]).await;
    scene.tell(&["p:4"]).await;
    taken(&edge, &["1 all", "2 p:1", "3 p:2", "4 p:3", "5 all", "6 p:4"]).await;
    working.ends().await;
}

#[tokio::test]
async fn nats_may_go_away_and_keys_may_be_exchanged() {
    let mut scene = Scene::open().await;
    let edge = Receiver::start(&key('A')).await;
    let working = scene.work(&[&edge]);
    taken(&edge, &["1 all"]).await;
    edge.knows(&(key('A') + &key('B')));
    std::fs::write(scene.keys.path(), key('B') + &key('A')).expect("written");
    scene.nats.stop();
    scene.nats.start().await;
    let jetstream = jetstream::new(scene.stores.nats.clone());
    wait_until("NATS is back", async || jetstream.get_stream(STREAM).await.is_ok()).await;
    scene.tell(&["p:1"]).await;
    wait_until("it has come", async || edge.taken().contains(&"2 p:1".to_owned())).await;
    edge.knows(&key('B'));
    scene.tell(&["p:2"]).await;
    wait_until("it has come, signed with the new key", async || edge.taken().contains(&"3 p:2".to_owned())).await;
    working.ends().await;
}
