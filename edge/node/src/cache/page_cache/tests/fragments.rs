//! Pages with a slot, against a worker that counts what it is asked for.

use std::sync::atomic::Ordering;

use super::*;
use crate::testing::shop::{PRICE, Shop, TEXT, ask};

fn sees(body: &str, status: &str) -> (String, String) {
    (body.to_owned(), status.to_owned())
}

#[tokio::test]
async fn a_new_price_is_put_into_the_stored_page() {
    let (shop, cache) = Shop::new().open();
    assert_eq!(ask(&cache, "/a").await, sees("text 0 price 0 end", "edge; fwd=miss; stored"));
    shop.change([0, 1234], 1, &[PRICE]);
    assert_eq!(ask(&cache, "/a").await, sees("text 0 price 1234 end", "filled fresh"));
    assert_eq!(ask(&cache, "/a").await, sees("text 0 price 1234 end", "hit"));
    assert_eq!(shop.calls(), (1, 1), "the page itself was made once");
    shop.change([7, 1234], 2, &[TEXT]);
    assert_eq!(ask(&cache, "/a").await, sees("text 7 price 1234 end", "edge; fwd=stale; stored"));
    shop.change([8, 5], 3, &["all"]);
    assert_eq!(ask(&cache, "/a").await, sees("text 8 price 5 end", "edge; fwd=stale; stored"));
    assert_eq!(shop.calls(), (3, 1));
}

#[tokio::test]
async fn many_pages_and_many_clients_have_one_fragment_made() {
    let (shop, cache) = Shop::new().open();
    for target in ["/a", "/b", "/c"] {
        ask(&cache, target).await;
    }
    shop.change([0, 1], 1, &[PRICE]);
    let asks = (0..300).map(|number| {
        let cache = Arc::clone(&cache);
        tokio::spawn(async move { ask(&cache, ["/a", "/b", "/c"][number % 3]).await })
    });
    for seen in futures::future::join_all(asks).await {
        assert_eq!(seen.expect("no panic").0, "text 0 price 1 end");
    }
    assert_eq!(shop.calls(), (3, 1));
}

#[tokio::test]
async fn a_fragment_that_is_kept_fills_the_next_page_without_a_call() {
    let (shop, cache) = Shop::new().open();
    ask(&cache, "/a").await;
    ask(&cache, "/b").await;
    shop.change([0, 1], 1, &[PRICE]);
    ask(&cache, "/a").await;
    assert_eq!(ask(&cache, "/b").await, sees("text 0 price 1 end", "filled fresh"));
    assert_eq!(shop.calls(), (2, 1));
}

#[tokio::test]
async fn a_page_is_the_same_to_clients_while_its_fragments_read_the_same() {
    let (shop, cache) = Shop::new().open();
    let etag = async || match cache.get("/a", "/a").await {
        (Found::Page(page), status) => {
            let answer = cache.answer(&page, &Method::GET, &HeaderMap::new(), status).await;
            answer.headers()[http::header::ETAG].clone()
        }
        _ => panic!("a page is stored"),
    };
    let first = etag().await;
    shop.change([0, 0], 1, &[PRICE]);
    assert_eq!(etag().await, first);
    shop.change([0, 9], 2, &[PRICE]);
    assert_ne!(etag().await, first);
    assert_eq!(shop.calls(), (1, 2));
}

#[tokio::test]
async fn an_old_fragment_is_sent_when_no_new_one_can_be_made_for_as_long_as_it_may() {
    for failure in [WorkerError::TimedOut, WorkerError::Overloaded] {
        let (shop, cache) = Shop::new().open();
        ask(&cache, "/a").await;
        *shop.failing.lock().expect("no panic") = Some(failure);
        shop.change([0, 1], 1, &[PRICE]);
        assert_eq!(ask(&cache, "/a").await, sees("text 0 price 0 end", "stale-if-error"));
        *shop.failing.lock().expect("no panic") = None;
        assert_eq!(ask(&cache, "/a").await, sees("text 0 price 1 end", "filled fresh"));
    }
    let (shop, cache) = Shop { stale_if_error: 0, ..Shop::new() }.open();
    ask(&cache, "/a").await;
    *shop.failing.lock().expect("no panic") = Some(WorkerError::TimedOut);
    shop.change([0, 1], 1, &[PRICE]);
    // The page is fresh by the clock, so what may be sent on error is not over yet.
    assert_eq!(ask(&cache, "/a").await.1, "stale-if-error");
}

#[tokio::test]
async fn a_worker_that_breaks_over_a_fragment_is_asked_for_the_page() {
    let (shop, cache) = Shop::new().open();
    ask(&cache, "/a").await;
    *shop.failing.lock().expect("no panic") = Some(WorkerError::Trapped);
    shop.change([0, 1], 1, &[PRICE]);
    assert_eq!(ask(&cache, "/a").await, sees("text 0 price 1 end", "edge; fwd=stale; stored"));
}

#[tokio::test]
async fn a_purge_while_a_fragment_is_made_has_it_made_again() {
    let (shop, cache) = Shop::new().open();
    ask(&cache, "/a").await;
    shop.change([0, 1], 1, &[PRICE]);
    let first = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move { ask(&cache, "/a").await.0 }
    });
    while shop.inside.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    shop.change([0, 2], 2, &[PRICE]);
    // This one joins what began before the purge it came after.
    let joined = ask(&cache, "/a").await.0;
    first.await.expect("no panic");
    assert_eq!(joined, "text 0 price 2 end");
    assert_eq!(ask(&cache, "/a").await, sees("text 0 price 2 end", "hit"));
}

#[tokio::test]
async fn a_purge_in_the_middle_of_a_rush_costs_one_more_call() {
    let (shop, cache) = Shop::new().open();
    ask(&cache, "/a").await;
    shop.change([0, 1], 1, &[PRICE]);
    let asks: Vec<_> = (0..200)
        .map(|_| {
            let cache = Arc::clone(&cache);
            tokio::spawn(async move { ask(&cache, "/a").await.0 })
        })
        .collect();
    while shop.inside.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    shop.change([0, 2], 2, &[PRICE]);
    for seen in asks {
        seen.await.expect("no panic");
    }
    assert_eq!(ask(&cache, "/a").await.0, "text 0 price 2 end");
    assert_eq!(shop.calls(), (1, 2));
}

#[tokio::test]
async fn a_client_that_goes_away_does_not_end_the_filling() {
    let (shop, cache) = Shop::new().open();
    ask(&cache, "/a").await;
    shop.change([0, 1], 1, &[PRICE]);
    let mut impatient = Box::pin(ask(&cache, "/a"));
    assert!(futures::poll!(impatient.as_mut()).is_pending());
    drop(impatient);
    while shop.calls().1 == 0 || shop.inside.load(Ordering::SeqCst) > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(ask(&cache, "/a").await.0, "text 0 price 1 end");
    assert_eq!(shop.calls(), (1, 1));
}

#[tokio::test]
async fn a_worker_of_another_version_answers_and_nothing_of_it_is_stored_until_the_node_is_of_its_version() {
    for other in [api::edge::VERSION - 1, api::edge::VERSION + 1] {
        let (shop, cache) = Shop::new().open();
        assert_eq!(ask(&cache, "/a").await, sees("text 0 price 0 end", "edge; fwd=miss; stored"));
        // Another build of the worker, while this one's page is stored: what it says of fragments is not believed.
        shop.version.store(other, Ordering::SeqCst);
        shop.change([0, 1], 1, &[PRICE]);
        assert_eq!(ask(&cache, "/a").await, sees("text 0 price 1 end", "edge; fwd=stale"));
        shop.change([2, 3], 2, &[TEXT, PRICE]);
        // Nothing is kept that could be stale.
        assert_eq!(ask(&cache, "/a").await, sees("text 2 price 3 end", "edge; fwd=miss"));
        assert_eq!(ask(&cache, "/b").await, sees("text 2 price 3 end", "edge; fwd=miss"));
        assert_eq!(ask(&cache, "/b").await, sees("text 2 price 3 end", "edge; fwd=miss"), "it is not stored");
        shop.version.store(api::edge::VERSION, Ordering::SeqCst);
        assert_eq!(ask(&cache, "/b").await, sees("text 2 price 3 end", "edge; fwd=miss; stored"));
        assert_eq!(ask(&cache, "/b").await, sees("text 2 price 3 end", "hit"));
    }
}
