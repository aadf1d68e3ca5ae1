//! What the edge node says of its answers: to caches, to browsers, and in answers without a body.

use bytes::Bytes;
use http::Method;
use testing::{Shop, Shopper};

async fn ask(shopper: &Shopper, method: Method, path: &str) -> testing::Reply {
    let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin")];
    shopper.send(method, path, &headers, Bytes::new()).await.expect("an answer")
}

#[tokio::test]
async fn every_answer_says_what_the_cache_did_and_where_the_time_went() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let made = |reply: &testing::Reply, word: &str| {
        let timing = reply.header("server-timing");
        timing.starts_with(&format!("cache;desc={word}, render;dur=")) && timing.contains(", total;dur=")
    };
    let miss = ask(&shopper, Method::GET, "/us/collections").await;
    assert_eq!(miss.header("cache-status"), "edge; fwd=miss; stored");
    assert!(made(&miss, "miss"), "{}", miss.header("server-timing"));
    let hit = ask(&shopper, Method::GET, "/us/collections").await;
    assert!(hit.header("cache-status").starts_with("edge; hit; ttl="), "{}", hit.header("cache-status"));
    assert_eq!(hit.header("server-timing"), "cache;desc=hit");
    assert!(!hit.header("age").is_empty() && !hit.headers.contains_key("cdn-cache-control"));
    let absent = ask(&shopper, Method::GET, "/products/no-such-product").await;
    assert_eq!((absent.status, absent.header("cache-status")), (404, "edge; fwd=miss; stored"));
    let cart = ask(&shopper, Method::GET, "/cart").await;
    assert_eq!(cart.header("cache-status"), "edge; fwd=bypass");
    assert!(made(&cart, "bypass"), "{}", cart.header("server-timing"));
    let post = ask(&shopper, Method::POST, "/collections").await;
    assert_eq!(post.header("cache-status"), "edge; fwd=method");
    let file = ask(&shopper, Method::GET, "/favicon.svg").await;
    assert_eq!((file.status, file.header("cache-status")), (200, "edge; hit"));
    let own = ask(&shopper, Method::GET, "/_edge/nothing").await;
    assert_eq!((own.status, own.header("cache-status")), (404, "edge; detail=not-found"));
}

#[tokio::test]
async fn head_is_answered_as_get_but_for_the_body() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let paths =
        ["/", "/cart", "/no-such-page", "/v1/products", "/favicon.svg", "/robots.txt", "/pkg/none", "/_edge/health"];
    for path in paths {
        // The page is stored by the first of them, so that the two are about the same.
        ask(&shopper, Method::GET, path).await;
        let (get, head) = (ask(&shopper, Method::GET, path).await, ask(&shopper, Method::HEAD, path).await);
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
        for name in ["content-type", "etag", "vary", "cache-control", "content-security-policy"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn a_cdn_may_keep_shared_pages_if_the_operator_says_so() {
    let shop = Shop::start().await;
    let (address, _node) = shop.start_edge("edge-node-2", &shop.origin, &["--cdn-seconds", "30"]).await;
    let shopper = Shopper::new(&address);
    for path in ["/", "/", "/products/no-such-product", "/v1/products"] {
        let page = ask(&shopper, Method::GET, path).await;
        let control = page.header("cdn-cache-control");
        assert_eq!(control, "max-age=30, stale-while-revalidate=30, stale-if-error=86400", "{path}");
        // What the node holds to be good is as good as new.
        assert!(!page.headers.contains_key("age"), "{path}");
        assert_eq!(page.header("cache-control"), "public, max-age=0, must-revalidate", "{path}");
    }
    for path in ["/cart", "/checkout", "/_edge/health", "/favicon.svg"] {
        assert_eq!(ask(&shopper, Method::GET, path).await.header("cdn-cache-control"), "", "{path}");
    }
}
