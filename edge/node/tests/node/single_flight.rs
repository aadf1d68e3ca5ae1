//! Any number of concurrent misses are one render and one call of the origin.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use http::Response;

use crate::testing::{Node, Origin, eventually};

/// How many ask at the same time.
const CROWD: usize = 500;

/// Both ends of their connections are in this process, which often may hold 1024 files open, but may
/// allow itself more.
fn allow_a_crowd() {
    let process = std::process::id().to_string();
    let status = Command::new("prlimit").args(["--pid", &process, "--nofile=4096:"]).status();
    assert!(status.expect("util-linux is everywhere").success(), "this process may not open 4096 files");
}

/// Asks for a page, and comes again when the node is full, as `Retry-After` says to.
async fn persistently(node: &Node, path: &str) -> Response<String> {
    loop {
        let answer = node.get(path).await;
        if answer.status() != 503 || !answer.body().contains("overloaded") {
            return answer;
        }
    }
}

fn crowd(node: &Arc<Node>, paths: impl Iterator<Item = String>) -> Vec<tokio::task::JoinHandle<Response<String>>> {
    let ask = |path: String| {
        let node = Arc::clone(node);
        tokio::spawn(async move { persistently(&node, &path).await })
    };
    paths.map(ask).collect()
}

async fn answers(asks: Vec<tokio::task::JoinHandle<Response<String>>>) -> Vec<Response<String>> {
    join_all(asks).await.into_iter().map(|answer| answer.expect("no panic")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_misses_of_one_page_are_one_call_of_the_origin() {
    allow_a_crowd();
    let origin = Origin::start().await;
    let node = Arc::new(Node::start(origin.address, &["--wait=20s"]).await);
    let asks = crowd(&node, (0..CROWD).map(|_| "/product/1".to_owned()));
    eventually("all connections", async || node.metric("edge_connections").await >= 500.0).await;
    origin.open();
    for answer in answers(asks).await {
        assert_eq!((answer.status().as_u16(), answer.body().as_str()), (200, "a product"));
    }
    assert_eq!(origin.calls(), 1);
    assert_eq!(node.metric("edge_render_seconds_count").await, 1.0);
    let shared = node.metric(r#"edge_answers_total{cache="coalesced"}"#).await
        + node.metric(r#"edge_answers_total{cache="hit"}"#).await;
    assert_eq!(shared, 499.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_pages_that_need_one_product_are_one_call_of_the_origin() {
    allow_a_crowd();
    let origin = Origin::start().await;
    let node = Arc::new(Node::start(origin.address, &[]).await);
    let asks = crowd(&node, (0..CROWD).map(|page| format!("/product/{page}")));
    // As many instances as may run at once have asked for it, none has an answer.
    eventually("23 that wait for one", async || node.metric("edge_origin_coalesced_total").await >= 23.0).await;
    origin.open();
    for answer in answers(asks).await {
        assert_eq!((answer.status().as_u16(), answer.body().as_str()), (200, "a product"));
    }
    assert_eq!(origin.calls(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_fails_is_followed_by_one_other() {
    let origin = Origin::start().await;
    origin.cut(1);
    let node = Arc::new(Node::start(origin.address, &[]).await);
    let asks = crowd(&node, (0..24).map(|page| format!("/product/{page}")));
    eventually("23 that wait for one", async || node.metric("edge_origin_coalesced_total").await >= 23.0).await;
    origin.open();
    let answers = answers(asks).await;
    let good = answers.iter().filter(|answer| answer.status() == 200).count();
    assert!(good >= 23, "only whoever asked itself is told of the failure: {good} of 24 are good");
    assert_eq!(origin.calls(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_for_a_leader_that_hangs_has_an_end() {
    let origin = Origin::start().await;
    let node = Arc::new(Node::start(origin.address, &["--wait=300ms", "--request-timeout=3s"]).await);
    let leader = crowd(&node, std::iter::once("/hang".to_owned()));
    eventually("the leader's call", async || origin.calls() == 1).await;
    let begun = std::time::Instant::now();
    for answer in answers(crowd(&node, (0..50).map(|_| "/hang".to_owned()))).await {
        assert_eq!(answer.status(), 503, "{}", answer.body());
        assert!(answer.body().contains("\"waited\""), "{}", answer.body());
        assert!(answer.headers().contains_key("retry-after") && answer.headers().contains_key("x-edge-request-id"));
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert_eq!(answers(leader).await[0].status(), 504, "the leader has all its time");
    assert_eq!(origin.calls(), 1);
    assert_eq!(node.metric("edge_waits_ended_total").await, 50.0);
}
