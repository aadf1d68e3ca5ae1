//! Nobody is ever sent what is another's: random sequences of what shoppers do, at least 100,000
//! requests of them, and every answer is looked through.

mod checker;
mod faults;
mod steps;
mod world;

use std::sync::atomic::Ordering;

use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};
use testing::Shop;
use tokio::runtime::Runtime;

use faults::{Fault, FaultyCache};
use steps::{Step, steps};
use world::World;

const REQUESTS: usize = 100_000;

fn runner(cases: u32, shrinks: u32) -> TestRunner {
    let config = Config { cases, max_shrink_iters: shrinks, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
}

/// Plays a sequence among three new shoppers; what went wrong becomes the reason of the failure.
fn play(runtime: &Runtime, world: &World, steps: &[Step]) -> Result<(), TestCaseError> {
    runtime.block_on(world.play(steps)).map_err(TestCaseError::fail)
}

#[test]
fn no_answer_carries_what_is_another_s() {
    let runtime = Runtime::new().expect("a runtime");
    let _inside = runtime.enter();
    let shop = runtime.block_on(Shop::start());
    let world = runtime.block_on(World::new(&shop, &shop.edge));
    let (requests, shared) = play_on(&runtime, &world, REQUESTS);
    // A cache that stores nothing leaks nothing: that would prove little. Other spellings of a page's address are led to
    // it before any cache is asked.
    assert!(shared > requests / 3, "only {shared} of {requests} answers came from the cache");
    runtime.block_on(nothing_personal_is_stored(&shop, &world));
}

/// Plays sequences until so many requests were sent; how many there were then, and how many of their answers came
/// from the cache.
fn play_on(runtime: &Runtime, world: &World, most: usize) -> (usize, usize) {
    let begun = std::time::Instant::now();
    let mut sequences = 0;
    while world.requests.load(Ordering::Relaxed) < most {
        sequences += 1;
        if let Err(error) = runner(1, 200).run(&steps(150), |steps| play(runtime, world, &steps)) {
            panic!("after {} requests: {error}", world.requests.load(Ordering::Relaxed));
        }
    }
    let (requests, shared) = (world.requests.load(Ordering::Relaxed), world.shared.load(Ordering::Relaxed));
    println!("{requests} requests in {sequences} sequences, {shared} answers from the cache, {:?}", begun.elapsed());
    (requests, shared)
}

/// As on plain Spin, which puts so many requests into an instance.
#[test]
fn nor_where_an_instance_serves_many_at_once() {
    let runtime = Runtime::new().expect("a runtime");
    let _inside = runtime.enter();
    let shop = runtime.block_on(Shop::start());
    // Without stored pages every page is made for whoever asks, beside those of others.
    let options = ["--instance-requests=16", "--page-cache-mb=0"];
    let (edge, _process) = runtime.block_on(shop.start_edge("edge-together", &shop.origin, &options));
    let world = runtime.block_on(World::new(&shop, &edge));
    play_on(&runtime, &world, REQUESTS / 5);
}

/// What the node itself says is stored, after all that.
async fn nothing_personal_is_stored(shop: &Shop, world: &World) {
    let operator = shop.operator();
    let look = async |page: &str| {
        let path = format!("/_edge/cache?url={}", page.replace('?', "%3F").replace('&', "%26"));
        let reply = operator.send(http::Method::GET, &path, &[], bytes::Bytes::new()).await;
        reply.expect("an answer").json()
    };
    let mut stored = 0;
    for page in &world.pages {
        let entry = look(page).await;
        if let Some(headers) = entry["stored"]["headers"].as_object() {
            stored += 1;
            assert!(!headers.contains_key("set-cookie"), "{page}: {entry}");
            assert!(headers["cache-control"].as_str().is_some_and(|value| !value.contains("private")), "{entry}");
        }
    }
    assert!(stored > world.pages.len() / 2, "only {stored} of {} pages are stored", world.pages.len());
    for page in &world.personal {
        let entry = look(page).await;
        assert_eq!((entry["kind"].as_str(), entry.get("stored")), (Some("personal"), None), "{page}");
    }
}

/// A test that finds nothing may be blind: with a fault put in on purpose it has to find that, and
/// to boil it down to the few steps that matter.
fn finds(fault: Fault, most_steps: usize) {
    let runtime = Runtime::new().expect("a runtime");
    let _inside = runtime.enter();
    let shop = runtime.block_on(Shop::start());
    let cache = runtime.block_on(FaultyCache::start(&shop.edge, fault));
    let world = runtime.block_on(World::new(&shop, &cache.address));
    let found = runner(30, 80).run(&steps(3), |steps| {
        cache.forget();
        play(&runtime, &world, &steps)
    });
    match found {
        Err(TestError::Fail(reason, steps)) => {
            println!("{fault:?} was found: {reason}, by {steps:?}");
            assert!(steps.len() <= most_steps, "{} steps are left: {steps:?}", steps.len());
        }
        other => panic!("{fault:?} was not found: {other:?}"),
    }
}

#[test]
fn a_cache_that_stores_a_personal_page_would_be_found() {
    finds(Fault::PersonalPage, 3);
}

#[test]
fn a_cache_that_stores_a_cookie_would_be_found() {
    finds(Fault::Cookie, 3);
}
