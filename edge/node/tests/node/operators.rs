//! What operators see and may do.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Method, header};
use rustls::{ClientConfig, RootCertStore};
use signing::KeyFile;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::testing::{METRICS_KEY, Node, Origin, request, signed, write_keys};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_answered_who_has_not_signed_and_shoppers_have_no_such_addresses() {
    let origin = Origin::start().await;
    let node = Node::start(origin.address, &[]).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    write_keys(&folder.path().join("others"), 'B');
    let others = KeyFile::open(&folder.path().join("others")).expect("keys of our own making");
    let bearer = |key: &str| HeaderValue::try_from(format!("Bearer {key}")).expect("a header");
    for path in ["/_edge/metrics", "/_edge/cache?url=/", "/_edge/tags?tag=nav", "/anything"] {
        let plain = || request(node.admin, Method::GET, path, "");
        let mut guessing = plain();
        guessing.headers_mut().insert(header::AUTHORIZATION, bearer("another key altogether"));
        for refused in [plain(), guessing, signed(plain(), &others)] {
            let refused = node.send(refused).await;
            assert_eq!(refused.status(), 401, "{path}");
            assert!(refused.headers()["accept-signature"].to_str().is_ok_and(|it| it.contains("selvedge-operator")));
        }
        let mut scraping = plain();
        scraping.headers_mut().insert(header::AUTHORIZATION, bearer(METRICS_KEY));
        let expect = if path == "/_edge/metrics" { 200 } else { 401 };
        assert_eq!(node.send(scraping).await.status(), expect, "{path}");
        let shopper = node.send(signed(request(node.address, Method::GET, path, ""), &node.keys)).await;
        assert!(shopper.status() == 404 || path == "/anything", "{path} {}", shopper.status());
        assert!(!shopper.body().contains("edge_answers"), "{path}");
    }
    assert_eq!(node.operator(Method::GET, "/_edge/nothing", "").await.status(), 404);
    assert_eq!(node.operator(Method::POST, "/_edge/metrics", "").await.status(), 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_counts_once_and_as_it_was_signed() {
    let origin = Origin::start().await;
    let node = Node::start(origin.address, &[]).await;
    let plain = |tag: &str| request(node.admin, Method::POST, "/_edge/purge", &format!(r#"{{"tags":["{tag}"]}}"#));
    assert_eq!(node.send(plain("nav")).await.status(), 401);
    let mut keyed = plain("nav");
    let key = HeaderValue::try_from(format!("Bearer {METRICS_KEY}")).expect("a header");
    keyed.headers_mut().insert(header::AUTHORIZATION, key);
    assert_eq!(node.send(keyed).await.status(), 401, "the key to the counters opens nothing else");
    let good = signed(plain("nav"), &node.keys);
    let mut other = good.clone();
    *other.body_mut() = plain("all").into_body();
    assert_eq!(node.send(other).await.status(), 401, "another body");
    assert_eq!(node.send(good.clone()).await.status(), 200);
    let again = node.send(good).await;
    assert_eq!((again.status().as_u16(), again.body().contains("made before")), (401, true), "{}", again.body());
    let long = node.send(plain(&"x".repeat(100_000))).await;
    assert_eq!(long.status(), 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_their_time_before_they_are_recognised() {
    let origin = Origin::start().await;
    let node = Node::start(origin.address, &[]).await;
    let mut slow = TcpStream::connect(node.admin).await.expect("the operators' side");
    let head = b"POST /_edge/purge HTTP/1.1\r\nhost: edge\r\ncontent-length: 100\r\n\r\n{";
    slow.write_all(head).await.expect("it listens");
    let mut answer = [0; 12];
    let answered = tokio::time::timeout(Duration::from_secs(15), slow.read_exact(&mut answer)).await;
    answered.expect("in time").expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 408");
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
    let now = freshness::clock::since_1970().as_millis();
    assert!(now.abs_diff(milliseconds("stored_at").into()) < 60_000, "times are milliseconds since 1970");
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

#[tokio::test(flavor = "multi_thread")]
async fn l8_operators_by_tls_are_promised_the_protocol_that_is_spoken() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [chain, key] = ["chain.pem", "key.pem"].map(|name| folder.path().join(name));
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    std::fs::write(&chain, made.cert.pem()).expect("the folder is ours");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("the folder is ours");
    std::fs::set_permissions(&key, Permissions::from_mode(0o600)).expect("the file is ours");
    let files = [format!("--tls-certificate={}", chain.display()), format!("--tls-key={}", key.display())];
    let origin = Origin::start().await;
    let node = Node::start(origin.address, &[&files[0], &files[1], "--admin-tls"]).await;

    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = builder.expect("known versions").with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let stream = TcpStream::connect(node.admin).await.expect("the operators' side");
    let name = "localhost".try_into().expect("a name");
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.expect("TLS is agreed on");
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    let asked = b"GET /_edge/tags?tag=nav HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(asked).await.expect("it listens");
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 401");
}
