//! Those who want the shop for themselves, beside those who want to buy something.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use testing::{Shop, Shopper};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::buying::order_body;

/// What honest shoppers buy, and what is hoarded.
const WANTED: &str = "TBL-MUG-OAT";
const HOARDED: &str = "TBL-MUG-SLT";
/// What the node may need more while it is under attack, in KiB: its budget of bodies, and the worker's instances.
const MEMORY: usize = 256 * 1024;

/// What an attack sends, and how its requests were answered.
struct Attack {
    enough: Arc<AtomicBool>,
    refused: AtomicUsize,
    answered: AtomicUsize,
}

impl Attack {
    fn note(&self, status: u16) {
        match status {
            429 | 503 => &self.refused,
            _ => &self.answered,
        }
        .fetch_add(1, Ordering::Relaxed);
    }

    fn goes_on(&self) -> bool {
        !self.enough.load(Ordering::Relaxed)
    }
}

/// Buys one unit, as a program would; how long each step took.
async fn buy(edge: &str, client: &str, sku: &str) -> Vec<Duration> {
    let shopper = Shopper::new(edge).from(client);
    let mut took = Vec::new();
    let mut step = async |method: Method, path: String, body: Value| {
        let begun = Instant::now();
        let reply = shopper.call(method, &path, None, &body).await;
        took.push(begun.elapsed());
        assert_eq!(reply.status, 200, "an honest shopper is refused: {path} {}", reply.body);
        reply.json()
    };
    let cart = step(Method::POST, "/v1/carts".into(), json!({ "market": "eu" })).await;
    let cart = cart["id"].as_str().expect("an id").to_owned();
    step(Method::POST, format!("/v1/carts/{cart}/lines"), json!({ "sku": sku, "quantity": 1 })).await;
    let checkout = step(Method::GET, format!("/v1/carts/{cart}/checkout"), Value::Null).await;
    step(Method::POST, "/v1/orders".into(), order_body(&cart, &checkout)).await;
    took
}

/// The steps of so many shoppers, two of whom buy at a time, each from an address of their own.
async fn buy_all(edge: &str, network: u8, shoppers: usize) -> Vec<Duration> {
    let half = async |parity: usize| {
        let mut took = Vec::new();
        for at in (0..shoppers).filter(|at| at % 2 == parity) {
            took.extend(buy(edge, &format!("198.51.{network}.{}", at + 1), WANTED).await);
        }
        took
    };
    let (one, other) = tokio::join!(half(0), half(1));
    let mut all = [one, other].concat();
    all.sort_unstable();
    all
}

async fn flood_log_ins(edge: String, attack: Arc<Attack>, client: String) {
    let shopper = Shopper::new(&edge).from(&client);
    while attack.goes_on() {
        let body = json!({ "email": format!("{client}@example.com"), "password": "wrong wrong wrong" });
        attack.note(shopper.call(Method::POST, "/v1/sessions", None, &body).await.status);
    }
}

async fn stall_bodies(edge: String, attack: Arc<Attack>, client: String) {
    let mut held = Vec::new();
    while attack.goes_on() {
        if let Ok(mut stream) = TcpStream::connect(edge.trim_start_matches("http://")).await {
            let head = "POST /cart HTTP/1.1\r\nhost: a\r\ncontent-length: 65536\r\n";
            let whole = format!("{head}x-forwarded-for: {client}\r\n\r\n{}", "a".repeat(65_535));
            // It may be refused before all is sent.
            stream.write_all(whole.as_bytes()).await.ok();
            held.push(stream);
            if held.len() > 100 {
                drop(held.remove(0));
            }
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Tries cards, guesses codes and hoards stock, one after the other.
async fn abuse_carts(edge: String, attack: Arc<Attack>, client: String) {
    let shopper = Shopper::new(&edge).from(&client);
    while attack.goes_on() {
        let cart = shopper.call(Method::POST, "/v1/carts", None, &json!({ "market": "eu" })).await;
        attack.note(cart.status);
        if cart.status != 200 {
            continue;
        }
        let cart = cart.json()["id"].as_str().expect("an id").to_owned();
        let line = json!({ "sku": HOARDED, "quantity": 9 });
        let lines = shopper.call(Method::POST, &format!("/v1/carts/{cart}/lines"), None, &line).await;
        attack.note(lines.status);
        let hold = shopper.call(Method::POST, "/v1/checkouts", None, &json!({ "cart": cart, "market": "eu" })).await;
        attack.note(hold.status);
        for guess in 0..5 {
            let code = json!({ "code": format!("GUESS{guess}"), "market": "eu" });
            let guessed = shopper.call(Method::POST, &format!("/v1/carts/{cart}/codes"), None, &code).await;
            attack.note(guessed.status);
        }
        let checkout = shopper.call(Method::GET, &format!("/v1/carts/{cart}/checkout"), None, &Value::Null).await;
        if checkout.status == 200 {
            let mut order = order_body(&cart, &checkout.json());
            order["payment_token"] = "test_decline".into();
            attack.note(shopper.call(Method::POST, "/v1/orders", None, &order).await.status);
        }
    }
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() - 1) * percent / 100]
}

#[tokio::test(flavor = "multi_thread")]
async fn m1_honest_shoppers_buy_beside_hostile_neighbours() {
    let shop = Shop::start().await;
    let options = ["--trusted-proxies", "127.0.0.0/8"];
    let (edge, node) = shop.start_edge("edge-node-2", &shop.origin, &options).await;
    buy_all(&edge, 99, 2).await;
    let quiet = buy_all(&edge, 100, 12).await;
    let before = node.resident_kib();

    let enough = Arc::new(AtomicBool::new(false));
    let attack =
        Arc::new(Attack { enough: Arc::clone(&enough), refused: AtomicUsize::new(0), answered: AtomicUsize::new(0) });
    let mut attackers = JoinSet::new();
    for at in 1..=3 {
        let client = || format!("203.0.113.{at}");
        for _ in 0..16 {
            attackers.spawn(flood_log_ins(edge.clone(), Arc::clone(&attack), client()));
        }
        attackers.spawn(stall_bodies(edge.clone(), Arc::clone(&attack), client()));
        attackers.spawn(abuse_carts(edge.clone(), Arc::clone(&attack), client()));
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let during = buy_all(&edge, 101, 12).await;
    let grown = node.resident_kib().saturating_sub(before);
    enough.store(true, Ordering::Relaxed);
    attackers.join_all().await;
    // Of what was hoarded there is some left for others.
    buy(&edge, "198.51.102.1", HOARDED).await;

    let (refused, answered) = (attack.refused.load(Ordering::Relaxed), attack.answered.load(Ordering::Relaxed));
    assert!(refused > 10 * answered, "{refused} were refused and {answered} answered");
    assert!(grown < MEMORY, "{grown} KiB more");
    let (calm, pressed) = (percentile(&quiet, 99), percentile(&during, 99));
    // Beside the flood itself, which the machine of a test has to make, too, and what its other tests do meanwhile.
    let allowed = 2 * calm + Duration::from_millis(400);
    assert!(pressed < allowed, "a step took {pressed:?}, and {calm:?} when it was quiet");
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_a_flood_of_log_ins_leaves_carts_and_checkout_alone() {
    let shop = Shop::start().await;
    // From this very machine nobody is counted, so that all of them come through.
    let enough = Arc::new(AtomicBool::new(false));
    let attack =
        Arc::new(Attack { enough: Arc::clone(&enough), refused: AtomicUsize::new(0), answered: AtomicUsize::new(0) });
    let mut flood = JoinSet::new();
    for _ in 0..120 {
        let (edge, attack) = (shop.edge.clone(), Arc::clone(&attack));
        flood.spawn(async move {
            let shopper = Shopper::new(&edge);
            while attack.goes_on() {
                let email = format!("{}@example.com", uuid_like());
                let body = json!({ "email": email, "password": "wrong wrong wrong" });
                let reply = shopper.call(Method::POST, "/v1/sessions", None, &body).await;
                assert!([401, 429, 503].contains(&reply.status), "{} {}", reply.status, reply.body);
                assert!(reply.status == 401 || !reply.header("retry-after").is_empty(), "{}", reply.body);
                attack.note(reply.status);
            }
        });
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let shopper = shop.shopper();
    let mut took = Vec::new();
    for _ in 0..20 {
        for path in ["/de/cart", "/de/checkout", "/login"] {
            let begun = Instant::now();
            let page = shopper.send(Method::GET, path, &[("accept", "text/html")], Bytes::new()).await;
            let page = page.expect("an answer");
            assert!(page.status < 400, "{path}: {} {}", page.status, page.body);
            took.push(begun.elapsed());
        }
    }
    enough.store(true, Ordering::Relaxed);
    let floods: Vec<()> = flood.join_all().await;
    assert_eq!(floods.len(), 120);
    took.sort_unstable();
    assert!(attack.refused.load(Ordering::Relaxed) > 0, "there was a flood");
    // Before there were bulkheads, every page took a second or was refused.
    assert!(percentile(&took, 50) < Duration::from_millis(250), "{:?}", percentile(&took, 50));
}

#[tokio::test]
async fn m1_an_address_that_tests_cards_has_to_wait_and_another_has_not() {
    let shop = Shop::start().await;
    let (edge, _node) = shop.start_edge("edge-node-2", &shop.origin, &["--trusted-proxies", "127.0.0.0/8"]).await;
    let mut statuses = Vec::new();
    for at in 0..12 {
        let thief = Shopper::new(&edge).from("203.0.113.7");
        let cart = thief.call(Method::POST, "/v1/carts", None, &json!({ "market": "eu" })).await.json();
        let cart = cart["id"].as_str().expect("an id").to_owned();
        let line = json!({ "sku": WANTED, "quantity": 1 });
        thief.call(Method::POST, &format!("/v1/carts/{cart}/lines"), None, &line).await;
        let checkout = thief.call(Method::GET, &format!("/v1/carts/{cart}/checkout"), None, &Value::Null).await.json();
        let mut order = order_body(&cart, &checkout);
        order["payment_token"] = "test_decline".into();
        let reply = thief.call(Method::POST, "/v1/orders", None, &order).await;
        assert!(reply.status != 429 || !reply.header("retry-after").is_empty(), "{at}: {}", reply.body);
        statuses.push(reply.status);
    }
    assert_eq!(statuses[..10], [402; 10], "{statuses:?}");
    assert_eq!(statuses[10..], [429; 2], "the origin counts what was declined: {statuses:?}");
    join_all(["198.51.100.1", "198.51.100.2"].map(|client| buy(&edge, client, WANTED))).await;
}

/// A name that nobody else uses.
fn uuid_like() -> String {
    use std::hash::{BuildHasher as _, Hasher as _};
    format!("{:016x}", std::hash::RandomState::new().build_hasher().finish())
}
