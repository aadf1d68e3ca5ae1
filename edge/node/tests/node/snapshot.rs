//! Pages that are kept across a restart.

use crate::testing::{Node, Origin, free_address};

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_starts_without_an_origin_sends_what_it_sent_before_and_marks_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let keep = format!("--keep-pages={}", folder.path().join("pages").display());
    let options = [keep.as_str(), "--public-url=https://shop.example"];
    let origin = Origin::start().await;
    origin.open();
    let node = Node::start(origin.address, &options).await;
    let seen = node.get("/product/a").await;
    assert_eq!(seen.status(), 200);
    node.stop().await;

    let node = Node::start(free_address(), &options).await;
    let still = node.get("/product/a").await;
    assert_eq!((still.status(), still.body()), (seen.status(), seen.body()));
    let status = still.headers()["cache-status"].to_str().expect("ASCII");
    assert!(status.contains("ttl=-") && status.contains("stale-if-error"), "{status}");
    assert!(node.get("/product/b").await.status().is_server_error(), "never seen");
    node.stop().await;

    // As soon as a new one can be made, it is.
    let node = Node::start(origin.address, &options).await;
    let new = node.get("/product/a").await;
    assert_eq!(
        (new.status().as_u16(), &new.headers()["cache-status"]),
        (200, &"edge; fwd=stale; stored".parse().expect("a value"))
    );
    node.stop().await;

    // Another shop's pages, or another build's, are not this one's.
    let other = [keep.as_str(), "--public-url=https://other.example"];
    let node = Node::start(free_address(), &other).await;
    assert!(node.get("/product/a").await.status().is_server_error());
}
