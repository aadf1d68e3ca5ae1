//! A worker that misbehaves costs its own request and no other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures::future::join_all;
use http::{Method, Response};

use crate::testing::{Node, Origin, eventually};

/// Sends bad requests while good ones are asked all the time, and returns what became of the bad.
async fn beside_good_ones(node: &Arc<Node>, bad: &str, times: usize) -> Vec<Response<String>> {
    let (over, good) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let asking: Vec<_> = (0..4)
        .map(|shopper| {
            let (node, over, good) = (Arc::clone(node), Arc::clone(&over), Arc::clone(&good));
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    // Two that have the worker called and one that may be stored.
                    for path in ["/api/good".to_owned(), "/cart".to_owned(), format!("/page/{shopper}")] {
                        let answer = node.get(&path).await;
                        assert_eq!(answer.status(), 200, "{path}: {}", answer.body());
                        good.fetch_add(1, Ordering::Relaxed);
                    }
                }
            })
        })
        .collect();
    let answers = join_all((0..times).map(|_| node.get(bad))).await;
    let during = good.load(Ordering::Relaxed);
    eventually("good requests after the bad ones", async || good.load(Ordering::Relaxed) > during + 20).await;
    over.store(true, Ordering::Relaxed);
    for task in asking {
        task.await.expect("every good request is answered");
    }
    answers
}

async fn check(bad: &str, status: u16, code: &str) {
    let origin = Origin::start().await;
    let node = Arc::new(Node::start(origin.address, &["--request-timeout=3s"]).await);
    for answer in beside_good_ones(&node, bad, 3).await {
        assert_eq!(answer.status(), status, "{}", answer.body());
        let document: serde_json::Value = serde_json::from_str(answer.body()).expect("a problem document");
        assert_eq!(document["code"], code);
        let id = answer.headers()["x-edge-request-id"].to_str().expect("ASCII");
        assert!(id.len() > 16 && document["request_id"] == id, "{document}");
    }
    // What the bad ones held is given back.
    eventually("idle instances", async || node.metric("edge_instances").await < 40.0).await;
    let failures = node.metric(r#"edge_worker_failures_total{cause="trap"}"#).await
        + node.metric(r#"edge_worker_failures_total{cause="timeout"}"#).await;
    assert!(failures >= 3.0, "{failures} failures were counted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_is_a_bad_gateway_for_its_own_request() {
    check("/api/trap", 502, "worker-failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_after_the_head_was_sent_is_no_half_answer() {
    check("/api/trap-in-the-body", 502, "worker-failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_has_a_limit() {
    check("/api/memory", 502, "worker-failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_end_is_cut_off() {
    check("/api/endless", 502, "worker-failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_runs_out_of_time() {
    check("/api/loop", 504, "worker-timed-out").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sleep_runs_out_of_time() {
    check("/api/sleep", 504, "worker-timed-out").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_that_hangs_takes_the_request_s_time_and_no_more() {
    check("/api/hang", 504, "worker-timed-out").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_origin_can_be_reached() {
    let (origin, other) = (Origin::start().await, Origin::start().await);
    origin.open();
    other.open();
    let node = Node::start(origin.address, &[]).await;
    let ask = async |url: &str| node.get(&format!("/api/ask?{url}")).await.into_body();
    assert_eq!(ask("http://origin/v1/products/a").await, "answered 200 OK");
    // Nor is the origin's own address for the worker to know.
    let [own, other_address] = [&origin, &other].map(|origin| format!("http://{}/", origin.address));
    for foreign in ["http://example.invalid/", &other_address, &own, "https://origin/", "http://origin:1/"] {
        let said = ask(foreign).await;
        assert!(said.starts_with("refused"), "{foreign}: {said}");
    }
    assert_eq!((origin.calls(), other.calls()), (1, 0));
    assert_eq!(node.metric("edge_refused_hosts_total").await, 5.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_with_a_cookie_is_not_stored_whatever_else_it_says() {
    let origin = Origin::start().await;
    let node = Node::start(origin.address, &[]).await;
    for _ in 0..3 {
        let answer = node.get("/cookie").await;
        assert_eq!(answer.headers()["cache-status"], "edge; fwd=miss");
        assert_eq!(answer.headers()["cache-control"], "private, no-store");
        assert!(!answer.headers().contains_key("cdn-cache-control"));
    }
    assert_eq!(node.metric("edge_pages").await, 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_one_store_and_purges_cannot_be_forged_in_it() {
    let origin = Origin::start().await;
    let node = Node::start(origin.address, &[]).await;
    assert_eq!(node.get("/api/foreign-store").await.into_body(), "Error::AccessDenied");
    assert_eq!(node.get("/api/forge-a-purge").await.into_body(), "Error::AccessDenied Error::AccessDenied");
    let tags = node.operator(Method::GET, "/_edge/tags?tag=p:1", "").await;
    let tags: serde_json::Value = serde_json::from_str(tags.body()).expect("JSON");
    assert_eq!((tags["applied"].as_u64(), tags["tags"][0]["version"].as_u64()), (Some(0), Some(0)));
}
