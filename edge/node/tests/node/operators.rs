//! What operators see and may do.

use http::Method;

use crate::support::{Node, Origin};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_answered_without_the_key_and_shoppers_have_no_such_addresses() {
    let origin = Origin::start().await;
    let node = Node::start(origin.address, &[]).await;
    for path in ["/_edge/metrics", "/_edge/cache?url=/", "/_edge/tags?tag=nav", "/anything"] {
        for key in [None, Some("another key altogether")] {
            let refused = node.send(node.admin, Method::GET, path, key, "").await;
            assert_eq!(refused.status(), 401, "{path}");
        }
        let shopper = node.send(node.address, Method::GET, path, Some(crate::support::KEY), "").await;
        assert!(shopper.status() == 404 || path == "/anything", "{path} {}", shopper.status());
        assert!(!shopper.body().contains("edge_answers"), "{path}");
    }
    let purge = node.send(node.admin, Method::POST, "/_edge/purge", None, r#"{"tags":["nav"]}"#).await;
    assert_eq!(purge.status(), 401);
    assert_eq!(node.operator(Method::GET, "/_edge/nothing", "").await.status(), 404);
    assert_eq!(node.operator(Method::POST, "/_edge/metrics", "").await.status(), 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_s_entry_is_shown_and_can_be_purged() {
    let origin = Origin::start().await;
    let node = Node::start(origin.address, &[]).await;
    let look = async |url: &str| -> serde_json::Value {
        let path = format!("/_edge/cache?url={url}");
        serde_json::from_str(node.operator(Method::GET, &path, "").await.body()).expect("JSON")
    };
    let before = look("/page/a").await;
    assert_eq!((before["kind"].as_str(), before["cache_status"].as_str()), (Some("shared"), Some("edge; fwd=miss")));
    assert!(before.get("stored").is_none());
    node.get("/page/a?utm_source=x").await;
    let entry = look("/page/a%3Futm_source=y").await;
    assert_eq!((entry["key"].as_str(), entry["target"].as_str()), (Some("/page/a"), Some("/page/a")));
    let stored = &entry["stored"];
    assert_eq!((stored["state"].as_str(), stored["status"].as_u64()), (Some("fresh"), Some(200)));
    assert_eq!(stored["sizes"]["identity"], "a page at /page/a".len());
    assert_eq!(stored["tags"][0]["tag"], "nav");
    assert_eq!(stored["headers"]["content-type"], "text/html; charset=utf-8");
    let milliseconds = |name: &str| stored[name].as_u64().expect("a time");
    assert_eq!(milliseconds("fresh_until") - milliseconds("stored_at"), 60_000);
    assert_eq!(milliseconds("stale_until") - milliseconds("fresh_until"), 600_000);
    assert_eq!(
        (look("/cart").await["kind"].as_str(), look("/pkg/x.js").await["kind"].as_str()),
        (Some("personal"), Some("file"))
    );

    let purge = async |order: &str| node.operator(Method::POST, "/_edge/purge", order).await;
    for wrong in ["", "{}", r#"{"tags":[]}"#, r#"{"tag":"p:1"}"#, "[]"] {
        assert_eq!(purge(wrong).await.status(), 400, "{wrong}");
    }
    assert_eq!(purge(r#"{"url":"/page/never-seen"}"#).await.status(), 404);
    assert_eq!(purge(r#"{"tags":["p:2"]}"#).await.status(), 200);
    assert_eq!(look("/page/a").await["stored"]["state"], "fresh");
    assert_eq!(purge(r#"{"url":"/page/a"}"#).await.status(), 200);
    let after = look("/page/a").await;
    assert_eq!((&after["stored"]["state"], &after["stored"]["because"]), (&"outdated".into(), &"purged".into()));
    assert_eq!(after["stored"]["tags"][1]["purged_since"], true);
    let again = node.get("/page/a").await;
    assert_eq!(again.headers()["cache-status"], "edge; fwd=stale; stored");
    assert_eq!(look("/page/a").await["stored"]["state"], "fresh");
    let tags: serde_json::Value =
        serde_json::from_str(node.operator(Method::GET, "/_edge/tags?tag=p:1&tag=p:9", "").await.body()).expect("JSON");
    assert_eq!((tags["tags"][0]["version"].as_u64(), tags["tags"][1]["version"].as_u64()), (Some(2), Some(0)));
    assert_eq!(tags["applied"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_counted() {
    let origin = Origin::start().await;
    let node = Node::start(origin.address, &[]).await;
    for path in ["/page/a", "/page/a", "/cart", "/_edge/health"] {
        node.get(path).await;
    }
    for (line, value) in [
        (r#"edge_answers_total{cache="miss"}"#, 1.0),
        (r#"edge_answers_total{cache="hit"}"#, 1.0),
        (r#"edge_answers_total{cache="bypass"}"#, 1.0),
        (r#"edge_answers_total{cache="own"}"#, 1.0),
        ("edge_render_seconds_count", 1.0),
        ("edge_pages", 1.0),
        ("edge_purges_live", 0.0),
    ] {
        assert_eq!(node.metric(line).await, value, "{line}");
    }
    assert!(node.metric("edge_pages_bytes").await > 0.0);
    assert!(node.metric("edge_instances").await >= 1.0);
    assert!(node.metric("edge_connections").await >= 1.0);
}
