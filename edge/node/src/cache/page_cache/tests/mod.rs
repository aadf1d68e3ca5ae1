//! The page cache against a render made for each test.

mod fragments;
mod races;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::StatusCode;

use super::*;
use freshness::PurgeKind;

/// A script of answers, one a render; the last is repeated.
struct Worker {
    calls: Arc<AtomicUsize>,
    cache: Arc<PageCache>,
    tags: Arc<TagVersions>,
}

/// Longer than any of these renders, but for the one that hangs.
const TIMEOUT: Duration = Duration::from_millis(500);

type Step = Result<Response<Bytes>, WorkerError>;

fn page(body: &'static str, lifetimes: &'static str) -> Step {
    let answer = Response::builder()
        .header("content-type", "text/html")
        .header("cdn-cache-control", lifetimes)
        .header("cache-tag", "p:1")
        .body(Bytes::from_static(body.as_bytes()));
    Ok(answer.expect("valid"))
}

fn status(status: StatusCode) -> Step {
    Ok(Response::builder().status(status).body(Bytes::from_static(b"status")).expect("valid"))
}

fn worker(script: Vec<Step>) -> Worker {
    let calls = Arc::new(AtomicUsize::new(0));
    let tags = Arc::new(TagVersions::default());
    tags.set_live(true);
    let counted = Arc::clone(&calls);
    let script = Arc::new(Mutex::new(VecDeque::from(script)));
    let render: Render = Box::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        let step = {
            let mut script = script.lock().expect("no test panics in here");
            let step = script.pop_front().expect("a script has steps");
            if script.is_empty() {
                script.push_back(step.clone());
            }
            step
        };
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(30)).await;
            step
        })
    });
    let cache = Arc::new(PageCache::new(1 << 20, Arc::clone(&tags), render, TIMEOUT, Arc::default()));
    Worker { calls, cache, tags }
}

impl Worker {
    async fn ask(&self) -> (String, String) {
        let (found, status) = self.cache.get("/a", "/a").await;
        let body = match found {
            Found::Page(page) => self.cache.answer(&page, &Method::GET, &HeaderMap::new(), status).await.into_body(),
            Found::Answer(answer) => answer.into_body(),
            Found::Error(failure) => Bytes::from(format!("{failure:?}")),
        };
        // How many seconds exactly is up to the machine's load.
        let status = match status {
            CacheStatus::Hit(ttl) if ttl > 0 => "fresh".to_owned(),
            CacheStatus::Hit(_) => "stale".to_owned(),
            CacheStatus::StaleIfError(ttl) => format!("stale-if-error {}", ttl < 0),
            other => other.to_string(),
        };
        (String::from_utf8(body.to_vec()).expect("UTF-8"), status)
    }

    async fn expect(&self, body: &str, status: &str) {
        assert_eq!(self.ask().await, (body.to_owned(), status.to_owned()));
    }

    /// Waits until the page is sent fresh with this body.
    async fn settles(&self, body: &str) {
        for _ in 0..200 {
            if self.ask().await == (body.to_owned(), "fresh".to_owned()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("`{body}` was never sent fresh");
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn a_second_request_is_a_hit() {
    let worker = worker(vec![page("one", "max-age=60")]);
    worker.expect("one", "edge; fwd=miss; stored").await;
    worker.expect("one", "fresh").await;
    assert_eq!(worker.calls(), 1);
}

#[tokio::test]
async fn a_purge_has_the_page_made_anew() {
    let worker = worker(vec![page("one", "max-age=60"), page("two", "max-age=60")]);
    worker.ask().await;
    worker.tags.purge(1, ["p:2"]);
    worker.expect("one", "fresh").await;
    worker.tags.purge(2, ["p:1"]);
    worker.expect("two", "edge; fwd=stale; stored").await;
}

#[tokio::test]
async fn a_purge_during_a_fill_makes_the_next_request_a_miss() {
    let worker = Arc::new(worker(vec![page("one", "max-age=60"), page("two", "max-age=60")]));
    let first = tokio::spawn({
        let worker = Arc::clone(&worker);
        async move { worker.ask().await.0 }
    });
    tokio::time::sleep(Duration::from_millis(10)).await;
    worker.tags.purge(1, ["p:1"]);
    // This one joins the render under way, which began before the purge it came after.
    let joined = worker.ask().await.0;
    assert_eq!(first.await.expect("no panic"), "one");
    assert_eq!(joined, "two");
    worker.expect("two", "fresh").await;
}

#[tokio::test]
async fn many_misses_are_one_render() {
    let worker = Arc::new(worker(vec![page("one", "max-age=60")]));
    let asks = (0..500).map(|_| {
        let worker = Arc::clone(&worker);
        tokio::spawn(async move { worker.ask().await.0 })
    });
    for ask in futures::future::join_all(asks).await {
        assert_eq!(ask.expect("no panic"), "one");
    }
    assert_eq!(worker.calls(), 1);
}

#[tokio::test]
async fn an_answer_that_may_not_be_stored_is_never_shared() {
    let worker = Arc::new(worker(vec![status(StatusCode::OK)]));
    let asks = (0..5).map(|_| {
        let worker = Arc::clone(&worker);
        tokio::spawn(async move { worker.ask().await.1 })
    });
    for ask in futures::future::join_all(asks).await {
        assert_eq!(ask.expect("no panic"), "edge; fwd=miss");
    }
    assert_eq!(worker.calls(), 5);
}

#[tokio::test]
async fn a_stale_page_is_sent_at_once_and_made_anew_once() {
    let worker = worker(vec![page("one", "max-age=1, stale-while-revalidate=60"), page("two", "max-age=60")]);
    worker.ask().await;
    tokio::time::sleep(Duration::from_millis(1_050)).await;
    for _ in 0..3 {
        worker.expect("one", "stale").await;
    }
    worker.settles("two").await;
    assert_eq!(worker.calls(), 2);
}

/// A worker whose page was stored and then purged; the next two renders of it fail, the third does not.
async fn purged_and_failing_twice(failing: Step) -> Worker {
    let worker =
        worker(vec![page("one", "max-age=60, stale-if-error=60"), failing.clone(), failing, page("two", "max-age=60")]);
    worker.ask().await;
    worker.tags.purge(1, ["p:1"]);
    worker
}

#[tokio::test]
async fn an_error_is_answered_with_the_stale_page_and_never_stored() {
    for failing in [status(StatusCode::BAD_GATEWAY), Err(WorkerError::Trapped), Err(WorkerError::TimedOut)] {
        let worker = purged_and_failing_twice(failing).await;
        for _ in 0..2 {
            worker.expect("one", "stale-if-error true").await;
        }
        worker.expect("two", "edge; fwd=stale; stored").await;
    }
}

#[tokio::test]
async fn after_a_hard_purge_the_old_page_is_not_sent_even_on_error() {
    for (failing, body) in
        [(status(StatusCode::SERVICE_UNAVAILABLE), "status"), (Err(WorkerError::TimedOut), "TimedOut")]
    {
        let worker = purged_and_failing_twice(failing).await;
        worker.expect("one", "stale-if-error true").await;
        worker.tags.apply(PurgeKind::Hard, 2, ["p:1"]);
        worker.expect(body, "edge; fwd=stale").await;
        worker.expect("two", "edge; fwd=stale; stored").await;
    }
}

#[tokio::test]
async fn a_page_whose_render_a_hard_purge_has_overtaken_is_made_once_more() {
    for (second, body) in [(page("two", "max-age=60"), "two"), (Err(WorkerError::TimedOut), "TimedOut")] {
        let worker = Arc::new(worker(vec![page("one", "max-age=60"), second]));
        let asks = [0, 1].map(|_| {
            let worker = Arc::clone(&worker);
            tokio::spawn(async move { worker.ask().await.0 })
        });
        while worker.calls() == 0 {
            tokio::task::yield_now().await;
        }
        worker.tags.apply(PurgeKind::Hard, 1, ["p:1"]);
        for ask in asks {
            assert_eq!(ask.await.expect("no panic"), body);
        }
    }
}

#[tokio::test]
async fn an_error_without_a_stale_page_is_passed_on() {
    let worker = worker(vec![Err(WorkerError::TimedOut), status(StatusCode::BAD_GATEWAY), page("one", "max-age=60")]);
    worker.expect("TimedOut", "edge; fwd=miss").await;
    worker.expect("status", "edge; fwd=miss").await;
    worker.expect("one", "edge; fwd=miss; stored").await;
}

#[tokio::test]
async fn a_page_that_may_no_longer_be_stored_is_forgotten() {
    let worker = worker(vec![page("one", "max-age=60"), status(StatusCode::NOT_FOUND)]);
    worker.ask().await;
    worker.tags.purge(1, ["all"]);
    worker.expect("status", "edge; fwd=stale").await;
    worker.expect("status", "edge; fwd=miss").await;
}

#[tokio::test]
async fn a_client_that_goes_away_does_not_end_the_render() {
    let worker = worker(vec![page("one", "max-age=60")]);
    let impatient = tokio::time::timeout(Duration::from_millis(5), worker.ask());
    assert!(impatient.await.is_err());
    while worker.cache.pages.get("/a").is_none() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    worker.expect("one", "fresh").await;
    assert_eq!(worker.calls(), 1);
}

#[tokio::test]
async fn a_failed_render_is_followed_by_one_other_for_all_who_waited() {
    let worker = Arc::new(worker(vec![Err(WorkerError::Trapped), page("one", "max-age=60")]));
    let asks = (0..500).map(|_| {
        let worker = Arc::clone(&worker);
        tokio::spawn(async move { worker.ask().await.0 })
    });
    let answers: Vec<String> =
        futures::future::join_all(asks).await.into_iter().map(|ask| ask.expect("no panic")).collect();
    assert_eq!(answers.iter().filter(|answer| *answer == "Trapped").count(), 1, "whoever had it made");
    assert_eq!(answers.iter().filter(|answer| *answer == "one").count(), 499);
    assert_eq!(worker.calls(), 2);
}

#[tokio::test]
async fn what_cannot_be_rendered_is_tried_twice_however_many_wait() {
    for failing in [Err(WorkerError::Trapped), status(StatusCode::BAD_GATEWAY)] {
        let worker = worker(vec![failing]);
        // In one task, so that all of them ask before the first render can fail.
        for (answer, _) in futures::future::join_all((0..500).map(|_| worker.ask())).await {
            assert!(["Trapped", "status"].contains(&answer.as_str()), "{answer}");
        }
        assert_eq!(worker.calls(), 2);
    }
}

/// A worker whose first page may be had at once, if it has one, and whose next one never comes.
fn hanging(first: Option<Step>) -> Worker {
    let (calls, tags) = (Arc::new(AtomicUsize::new(0)), Arc::new(TagVersions::default()));
    tags.set_live(true);
    let (counted, first) = (Arc::clone(&calls), Mutex::new(first));
    let render: Render = Box::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        let step = first.lock().expect("no test panics in here").take();
        Box::pin(async move {
            match step {
                Some(step) => step,
                None => std::future::pending().await,
            }
        })
    });
    let timeout = Duration::from_millis(50);
    let cache = Arc::new(PageCache::new(1 << 20, Arc::clone(&tags), render, timeout, Arc::default()));
    Worker { calls, cache, tags }
}

#[tokio::test]
async fn a_render_that_hangs_is_not_waited_for() {
    let worker = Arc::new(hanging(Some(page("one", "max-age=60, stale-if-error=60"))));
    worker.ask().await;
    worker.tags.purge(1, ["p:1"]);
    // There is a stale page, so not even whoever began the render waits for it.
    for _ in 0..3 {
        worker.expect("one", "stale-if-error true").await;
    }
    assert_eq!(worker.calls(), 2);
}

#[tokio::test]
async fn who_has_no_stale_page_is_asked_to_come_again() {
    let worker = Arc::new(hanging(None));
    let leader = tokio::spawn({
        let worker = Arc::clone(&worker);
        async move { worker.ask().await }
    });
    while worker.calls() < 1 {
        tokio::task::yield_now().await;
    }
    worker.expect("Waited", "edge; fwd=miss; collapsed").await;
    let rejection =
        crate::http::problem::Problem::from(WorkerError::Waited).answer(&HeaderMap::new(), "id", CacheStatus::BYPASS);
    assert_eq!((rejection.status().as_u16(), rejection.headers()["retry-after"].as_bytes()), (503, &b"2"[..]));
    assert!(!leader.is_finished(), "its own render has all the time of a request");
    leader.abort();
}
