//! Fetching from a server of this test, which leads astray wherever it can.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::get;

use super::*;
use crate::State;
use crate::testing::{Scene, png};

/// A server at an address of this machine, and how often its picture was asked for.
async fn server() -> (SocketAddr, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let picture = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        async { png(20, 10) }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let here = listener.local_addr().expect("bound");
    let lead = |to: &'static str| get(async move || Redirect::temporary(to));
    let app = Router::new()
        .route("/mug.png", get(picture))
        .route("/moved", lead("/mug.png"))
        .route("/round", lead("/round"))
        .route("/loopback", lead("http://127.0.0.1:1/"))
        .route("/encrypted", lead("https://127.0.0.1/"))
        .route("/metadata", lead("http://169.254.169.254/latest/meta-data"))
        .route("/mapped", lead("https://[::ffff:127.0.0.1]/"))
        .route("/network", lead("//10.0.0.1/"))
        .route("/name", lead("https://localhost/"))
        .route("/other", lead("https://elsewhere.example/mug.png"))
        .route("/file", lead("file:///etc/passwd"))
        .route("/page", get(async || "<!doctype html>"))
        .route("/large", get(async || vec![0_u8; 21 * 1024 * 1024]))
        .route("/busy", get(async || StatusCode::SERVICE_UNAVAILABLE));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (here, asked)
}

#[tokio::test]
async fn nothing_leads_out_of_the_hosts_that_are_allowed_or_into_a_private_network() {
    let (here, asked) = server().await;
    let every = ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::ffff:127.0.0.1", "localhost", "localhost."];
    let hosts = Hosts::new(&every.map(str::to_owned));
    let fetcher = Fetcher::of_test(hosts, here);
    let at = |path: &str| format!("http://{here}{path}");
    assert_eq!(fetcher.fetch(&at("/mug.png"), &Hosts::default()).await, Ok(png(20, 10)));
    assert_eq!(fetcher.fetch(&at("/moved"), &Hosts::default()).await, Ok(png(20, 10)));
    // Even the operator's own list opens no private network.
    let astray = ["/round", "/loopback", "/encrypted", "/metadata", "/mapped", "/network", "/name", "/other", "/file"];
    for path in astray.into_iter().chain(["/large", "/none"]) {
        let error = fetcher.fetch(&at(path), &Hosts::default()).await.expect_err(path);
        assert!(!error.is_temporary, "{path}: {error:?}");
    }
    assert!(fetcher.fetch(&at("/busy"), &Hosts::default()).await.expect_err("busy").is_temporary);
    // A name is looked up, and every address of it is checked.
    assert!(fetcher.fetch("https://localhost./mug.png", &Hosts::default()).await.is_err());
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    let strict = Fetcher::new(Hosts::new(&["127.0.0.1".to_owned()]));
    let none = Hosts::default();
    assert!(strict.fetch(&at("/mug.png"), &none).await.is_err(), "outside of tests this machine is no exception");
    // What staff have named opens nothing that the operator's list does not.
    let more = Hosts::new(&every.map(str::to_owned));
    let nobody = Fetcher::new(Hosts::default());
    for inside in ["https://127.0.0.1/a", "https://169.254.169.254/a", "https://localhost./a"] {
        assert!(nobody.fetch(inside, &more).await.is_err(), "{inside}");
    }
    let cdn = Hosts::new(&["cdn.example.com".to_owned()]);
    assert!(nobody.read_of("https://cdn.example.com/a.png", &cdn).is_ok());
    assert!(nobody.read_of("https://cdn.example.com/a.png", &none).is_err());
    assert!(nobody.read_of("http://cdn.example.com/a.png", &cdn).is_err());
    // A shop that is tried may fetch here, from hosts that are named all the same.
    let tried = Fetcher::new(Hosts::new(&["127.0.0.1".to_owned()]).in_private_networks());
    assert_eq!(tried.fetch(&at("/mug.png"), &Hosts::default()).await, Ok(png(20, 10)));
    for path in ["/network", "/metadata"] {
        assert!(tried.fetch(&at(path), &none).await.is_err(), "{path}");
    }
}

#[test]
fn hosts_are_named_one_by_one_or_below_a_name() {
    let fetcher =
        Fetcher::new(Hosts::new(&["cdn.example.com".to_owned(), " *.Shop.example".to_owned(), String::new()]));
    for good in ["https://cdn.example.com/a.jpg?v=1", "https://CDN.example.com/a", "https://a.b.shop.example/a"] {
        assert!(fetcher.read(good).is_ok(), "{good}");
    }
    for bad in [
        "http://cdn.example.com/a.jpg",
        "https://example.com/a",
        "https://xcdn.example.com/a",
        "https://shop.example/a",
        "https://evilshop.example/a",
        "https://cdn.example.com.evil.example/a",
        "https://cdn.example.com@evil.example/a",
        "https://evil.example/cdn.example.com",
        "cdn.example.com/a",
    ] {
        assert!(fetcher.read(bad).is_err(), "{bad}");
    }
    assert!(Fetcher::new(Hosts::default()).read("https://cdn.example.com/a").is_err());
}

#[tokio::test]
async fn an_address_is_fetched_once_and_one_that_failed_can_be_tried_again() {
    let scene = Scene::open().await;
    let db = &scene.stores.db;
    let (here, asked) = server().await;
    let fetcher = Fetcher::of_test(Hosts::new(&["127.0.0.1".to_owned()]), here);
    let wanted = async |path: &str, product: Uuid| {
        let sql = "insert into media.fetches (address, product_id, alt, actor) values ($1, $2, '{\"en\": \"A mug\"}', 'staff ada')";
        let query = sqlx::query(sql).bind(format!("http://{here}{path}")).bind(product);
        query.execute(db).await.expect("PostgreSQL is up");
    };
    wanted("/mug.png", Uuid::nil()).await;
    wanted("/mug.png", Uuid::new_v4()).await;
    wanted("/page", Uuid::nil()).await;
    wanted("/busy", Uuid::nil()).await;
    while turn(db, &scene.store, &fetcher).await.expect("nothing fails") {}
    assert_eq!(asked.load(Ordering::Relaxed), 1, "the same address is fetched once");
    assert_eq!(scene.only().await, State::Waiting, "and it is one picture");
    let told: Vec<(String, bool)> =
        sqlx::query_as("select state, reason is not null from media.fetches order by address, product_id")
            .fetch_all(db)
            .await
            .expect("PostgreSQL is up");
    let told: Vec<(&str, bool)> = told.iter().map(|(state, reason)| (state.as_str(), *reason)).collect();
    assert_eq!(told, [("waiting", true), ("done", false), ("done", false), ("failed", true)]);
    let wanted: i64 = sqlx::query_scalar("select count(*) from media.attachments").fetch_one(db).await.expect("up");
    assert_eq!(wanted, 1);
    // Whoever may not do better is given up in the end.
    for _ in 1..MAX_TRIES {
        let now = sqlx::query("update media.fetches set next_at = now() where state = 'waiting'");
        now.execute(db).await.expect("PostgreSQL is up");
        assert!(turn(db, &scene.store, &fetcher).await.expect("nothing fails"));
    }
    assert!(!turn(db, &scene.store, &fetcher).await.expect("nothing fails"));
    let failed: i64 = sqlx::query_scalar("select count(*) from media.fetches where state = 'failed'")
        .fetch_one(db)
        .await
        .expect("up");
    assert_eq!(failed, 2);
}
