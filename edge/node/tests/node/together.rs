//! The shop's own worker with many requests in one instance: every answer is, to the byte, what it is alone.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use edge_node::wasm::artifact;
use edge_node::wasm::instances::entry::EntryPre;
use edge_node::wasm::runtime::{self, Limits};
use futures::future::join_all;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::testing::{Node, Origin, component, eventually, request};

/// As many as plain Spin puts into an instance.
const TOGETHER: usize = 16;
const ROUNDS: usize = 6;

/// An origin that sells whatever it is asked for, and is slow by up to 30 ms, now more and now less.
async fn slow_shop() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let turn = Arc::new(AtomicU64::new(1));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let turn = Arc::clone(&turn);
            tokio::spawn(async move {
                let service = service_fn(move |request: Request<Incoming>| {
                    let number = turn.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                    async move {
                        if request.uri().path() != "/health/ready" {
                            tokio::time::sleep(Duration::from_millis((number >> 59).min(30))).await;
                        }
                        Ok::<_, Infallible>(sold(&request))
                    }
                });
                let connection = hyper::server::conn::http1::Builder::new();
                // An error means that the node hung up.
                drop(connection.serve_connection(TokioIo::new(stream), service).await);
            });
        }
    });
    address
}

fn sold(request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let body = match request.uri().path().trim_start_matches("/v1/").split('/').collect::<Vec<_>>()[..] {
        ["collections"] => json!([]),
        ["products", _, "stock"] => json!([{ "sku": "A", "availability": { "state": "in_stock" } }]),
        ["products", slug] => product(slug),
        ["search"] => json!({ "query": request.uri().query(), "hits": [], "total": 0, "page": 1, "pages": 1 }),
        _ => json!({}),
    };
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    response
}

fn product(slug: &str) -> Value {
    let number: u32 = slug.rsplit('-').next().and_then(|number| number.parse().ok()).unwrap_or_default();
    let price = json!({ "amount": { "minor": 1_000 + number, "currency": "EUR" } });
    json!({
        "id": format!("019b0000-0000-7000-8000-{number:012}"), "slug": slug, "title": format!("This is {slug}"),
        "summary": format!("All of {slug}"), "description": slug, "brand": slug, "collections": [], "attributes": [],
        "options": [], "media": [{ "path": slug, "alt": slug, "width": 4, "height": 5 }],
        "variants": [{ "sku": "A", "options": {}, "price": price }], "prices_version": 1,
    })
}

/// What of these pages is another together than alone.
async fn differences(node: &Node, pages: &[String]) -> Vec<String> {
    let ask = async |page: &String| {
        let answer = node.get(page).await;
        let policy = answer.headers().get(header::CONTENT_SECURITY_POLICY).cloned();
        (answer.status(), policy, answer.into_body())
    };
    let mut alone = Vec::new();
    for page in pages {
        alone.push(ask(page).await);
    }
    let mut different = Vec::new();
    for _ in 0..ROUNDS {
        for (pages, alone) in pages.chunks(TOGETHER).zip(alone.chunks(TOGETHER)) {
            let together = join_all(pages.iter().map(&ask)).await;
            let answers = pages.iter().zip(together.iter().zip(alone));
            different.extend(answers.filter(|(_, (one, other))| one != other).map(|(page, _)| page.clone()));
        }
    }
    different
}

fn together(requests: usize) -> String {
    format!("--instance-requests={requests}")
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_one_instance_are_what_they_are_alone() {
    let shop = slow_shop().await;
    let products = (1..=28).map(|number| format!("{}/products/thing-{number}", ["", "/de", "/us"][number % 3]));
    let others = ["/search?q=mug", "/de/search?q=plate", "/login", "/us/orders/find"].map(str::to_owned);
    let pages: Vec<String> = products.chain(others).collect();
    // As a node does it unless told, and as other hosts do.
    for requests in [None, Some(4), Some(TOGETHER)] {
        let told = requests.map(together);
        let options: Vec<&str> = told.as_deref().into_iter().chain(["--page-cache-mb=0"]).collect();
        let node = Node::running("SELVEDGE_COMPONENT", shop, &options).await;
        assert_eq!(differences(&node, &pages).await, Vec::<String>::new(), "{requests:?} an instance");
        let calls = (pages.len() * (ROUNDS + 1)) as f64;
        let instances = node.metric("edge_instance_start_seconds_count").await;
        assert!(instances < calls / 4.0, "{instances} instances for {calls} requests: too few were together");
    }
}

/// All kinds of what the worker answers: pages and what is no page, in several markets, forms and refusals.
fn all_kinds(node: &Node) -> Vec<Request<Bytes>> {
    let read = ["/", "/de", "/us/products/thing-1", "/products/thing-2?variant=A", "/collections/none", "/robots.txt"];
    let read = read.into_iter().chain(["/sitemap.xml", "/manifest.webmanifest", "/login", "/cart", "/orders/find"]);
    let read =
        read.chain(["/search?q=%C3%A4%20mug", "/v1/products/thing-1", "/v1/collections", "/account", "/nowhere"]);
    let read = read.chain(["/v1/nowhere", "/products//thing-1", "/de/checkout", "/feed.xml", "/%F0%9F%8E%81?a=b&a=c"]);
    let of = |method: Method, path: &str, body: &str| request(node.address, method, path, body);
    let mut requests = Vec::new();
    for path in read {
        requests.push(of(Method::GET, path, ""));
        requests.push(of(Method::HEAD, path, ""));
    }
    for (path, body) in
        [("/login", "email=a%40b.example&password=no"), ("/cart", "sku=A&quantity=2"), ("/robots.txt", "")]
    {
        let mut form = of(Method::POST, path, body);
        let urlencoded = header::HeaderValue::from_static("application/x-www-form-urlencoded");
        form.headers_mut().insert(header::CONTENT_TYPE, urlencoded);
        requests.push(form);
    }
    // From another site, larger than may be sent, and by a method that there is not.
    let mut foreign = of(Method::POST, "/login", "email=x");
    foreign.headers_mut().insert(header::ORIGIN, header::HeaderValue::from_static("https://elsewhere.example"));
    requests.push(foreign);
    requests.push(of(Method::POST, "/cart", &"x".repeat(api::site::max_body("/cart") + 1)));
    requests.push(of(Method::DELETE, "/v1/products/thing-1", ""));
    let german = header::HeaderValue::from_static("de-AT,de;q=0.9");
    for request in &mut requests {
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, german.clone());
        request.headers_mut().append(header::COOKIE, header::HeaderValue::from_static("cart=none"));
        request.headers_mut().append(header::COOKIE, header::HeaderValue::from_static("other=\"a b\""));
    }
    requests
}

/// A problem without the request's id, which is another each time.
fn without_id(body: String) -> String {
    let Some((before, rest)) = body.split_once("\"request_id\":\"") else { return body };
    before.to_owned() + rest.trim_start_matches(|letter| letter != '"')
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_by_the_worker_s_own_export_is_that_by_http() {
    let limits = Limits::default();
    let engine = runtime::engine(&limits).expect("an engine");
    let shop_s = artifact::load(&engine, &component("SELVEDGE_COMPONENT")).expect("the shop's worker");
    let called_by_its_own = |is_plain| EntryPre::new(&engine, &shop_s, is_plain).expect("a worker").is_own();
    assert_eq!([false, true].map(called_by_its_own), [true, false], "what is compared is not the same");

    let shop = slow_shop().await;
    let address = "--public-url=http://shop.example";
    let own = Node::running("SELVEDGE_COMPONENT", shop, &["--page-cache-mb=0", address]).await;
    let plain = Node::running("SELVEDGE_COMPONENT", shop, &["--page-cache-mb=0", address, "--plain-calls"]).await;
    let mut statuses = BTreeSet::new();
    for (one, other) in all_kinds(&own).into_iter().zip(all_kinds(&plain)) {
        let asked = format!("{} {}", one.method(), one.uri().path());
        let [one, other] = [own.send(one).await, plain.send(other).await].map(|mut answer| {
            // When it was asked, what the request is called, and how long it took.
            for name in ["date", api::edge::REQUEST_ID.as_str(), "server-timing"] {
                answer.headers_mut().remove(name);
            }
            (answer.status(), answer.headers().clone(), without_id(answer.into_body()))
        });
        assert_eq!(one, other, "{asked}");
        statuses.insert(one.0.as_u16());
    }
    for status in [200, 303, 308, 403, 404, 405, 413, 422, 503] {
        assert!(statuses.contains(&status), "nothing was answered by {status}, but by {statuses:?}");
    }
}

/// What becomes of three pages that wait for the origin in one instance when a fourth one traps there. So many instances
/// have been started when they wait, and when all that follows the trap has begun.
async fn beside_a_trap(options: &[&str], [before, after]: [f64; 2]) -> Vec<(StatusCode, String)> {
    let origin = Origin::start().await;
    let node = Arc::new(Node::start(origin.address, options).await);
    let started = async || node.metric("edge_instance_start_seconds_count").await;
    // One that a shopper has had, and that is free.
    assert_eq!(node.get("/api/good").await.status(), StatusCode::OK);
    let mut waiting = Vec::new();
    for number in 1..=3 {
        let node = Arc::clone(&node);
        waiting.push(tokio::spawn(async move { node.get(&format!("/forgetful/thing-{number}")).await }));
        // It takes another one as soon as this one waits.
        eventually("the page to wait for the origin", async || origin.calls() == number).await;
    }
    assert_eq!(started().await, before, "all are in one instance");
    assert_eq!(node.get("/page/trap").await.status(), StatusCode::BAD_GATEWAY);
    eventually("what follows a trap", async || started().await == after).await;
    origin.open();
    let mut answers = Vec::new();
    for page in waiting {
        let page = page.await.expect("it is answered");
        answers.push((page.status(), page.into_body()));
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_made_again_if_another_one_traps_beside_it() {
    // A shopper's, the one they were in, and one for each: that which traps does so by itself, too.
    let pages = beside_a_trap(&[], [2.0, 6.0]).await;
    let made = (1..=3).map(|number| (StatusCode::OK, format!("/forgetful/thing-{number} a product")));
    assert_eq!(pages, made.collect::<Vec<_>>());
    // As other hosts do it all are lost.
    let lost = beside_a_trap(&[&together(4)], [1.0, 1.0]).await;
    assert!(lost.iter().all(|(status, _)| *status == StatusCode::BAD_GATEWAY), "{lost:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_served_a_shopper_makes_nothing_that_everybody_sees() {
    let origin = Origin::start().await;
    origin.open();
    for (options, page_before, shopper_before) in
        [(vec![], "", ""), (vec![together(1)], "/forgetful/page", "/api/forgetful/shopper")]
    {
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let node = Node::start(origin.address, &options).await;
        node.get("/forgetful/page").await;
        assert_eq!(node.get("/api/last").await.body(), page_before, "{options:?}");
        let node = Node::start(origin.address, &options).await;
        node.get("/api/forgetful/shopper").await;
        assert_eq!(node.get("/page/last").await.body(), shopper_before, "{options:?}");
    }
}

/// Who was served before by the instances that answer twenty requests one after the other.
async fn served_before(node: &Node) -> BTreeSet<String> {
    let mut shoppers = BTreeSet::new();
    for _ in 0..20 {
        shoppers.insert(node.get("/api/last").await.into_body());
    }
    shoppers
}

/// A node that has six instances, each of which has served another shopper.
async fn six_instances(options: &[&str]) -> Arc<Node> {
    let origin = Origin::start().await;
    let node = Arc::new(Node::start(origin.address, options).await);
    let mut waiting = Vec::new();
    for number in 1..=6 {
        let node = Arc::clone(&node);
        waiting.push(tokio::spawn(async move { node.get(&format!("/api/forgetful/shopper-{number}")).await }));
    }
    eventually("six to wait for the origin", async || origin.calls() == 6).await;
    origin.open();
    for answer in waiting {
        assert_eq!(answer.await.expect("it is answered").status(), StatusCode::OK);
    }
    node
}

#[tokio::test(flavor = "multi_thread")]
async fn the_instance_that_served_last_serves_next() {
    let node = six_instances(&[]).await;
    // One may be asked for before it has said that it is free again: then there are two.
    eventually("the last one to serve", async || served_before(&node).await.len() <= 2).await;
    // In a queue they take turns.
    let node = six_instances(&[&together(1)]).await;
    eventually("all to be free", async || served_before(&node).await.len() == 6).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_mixes_requests_up_would_be_found() {
    let shop = slow_shop().await;
    let pages: Vec<String> = (1..=TOGETHER).map(|number| format!("/forgetful/thing-{number}")).collect();
    let node = Node::start(shop, &[&together(TOGETHER)]).await;
    assert_ne!(differences(&node, &pages).await, Vec::<String>::new());
    // With one request an instance it is what it should be.
    let node = Node::start(shop, &[&together(1)]).await;
    assert_eq!(differences(&node, &pages).await, Vec::<String>::new());
}
