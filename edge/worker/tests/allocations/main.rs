//! How often a page takes memory, and how much of it: what a render costs follows that, in WebAssembly more than
//! natively. A change that takes twice as often is seen here and nowhere else.
//!
//! The worker runs natively, in one thread, over the demo shop's catalogue, in a program of its own, because its
//! allocator counts. What is counted is a page that an instance makes when it has made it before: the catalogue's
//! entries are remembered, as they are under a node while nothing is purged.

mod counted;
#[path = "../../src/tests/settings.rs"]
mod settings;
mod shop;

use std::sync::Arc;

use api::edge::fragments::{FRAGMENTS, host_version};
use bytes::Bytes;
use edge_worker::Worker;
use http::{Request, StatusCode, header};

use counted::{Counted, Taken, taken};
use shop::DemoShop;

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// A page, what it shows, and what it may take at most: about 1.3 times what it took when this was last set.
struct Bound {
    address: &'static str,
    shows: &'static str,
    most: Taken,
}

const fn bound(address: &'static str, shows: &'static str, times: u64, bytes: u64) -> Bound {
    Bound { address, shows, most: Taken { times, bytes } }
}

const BOUNDS: [Bound; 6] = [
    bound("/", "Harbour mug", 404, 217_000),
    bound("/collections/table", "Harbour mug", 335, 203_000),
    bound("/products/harbour-mug", "Stoneware mug in oat", 333, 206_000),
    bound("/search?q=mug", "Harbour mug", 240, 160_000),
    bound("/login", "current-password", 178, 92_000),
    bound("/cart", "Harbour mug", 824, 164_000),
];

/// How often a page is made before it is counted: read from the origin, from the store, from what is remembered, and
/// once more when that was parsed.
const BEFORE: u32 = 4;
/// How often it is counted. What a map takes that grows once in a while is not the page's.
const COUNTED: u32 = 4;

/// Asks for a page as a node does for somebody with a cart, and looks at the answer.
async fn ask(worker: &Worker<DemoShop>, page: &Bound) -> Taken {
    let cookie = "__Host-cart=7f2c1d3e-0000-4000-8000-000000000001";
    let request = Request::get(page.address).header(header::COOKIE, cookie).header(FRAGMENTS, host_version());
    let request = request.body(Bytes::new()).expect("a request");
    let before = taken();
    let response = edge_worker::handle(worker, request).await;
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("in memory");
    let taken = taken() - before;
    let body = std::str::from_utf8(&body).expect("UTF-8");
    assert!(status == StatusCode::OK && body.contains(page.shows), "{}: {status}\n{body}", page.address);
    taken
}

async fn made_again(page: &Bound) -> Taken {
    let worker = Worker::new(Arc::new(DemoShop::new()));
    for _ in 0..BEFORE {
        ask(&worker, page).await;
    }
    let mut least = ask(&worker, page).await;
    for _ in 1..COUNTED {
        least = least.min(ask(&worker, page).await);
    }
    least
}

#[tokio::test]
async fn no_page_takes_memory_oftener_than_it_must() {
    let (mut figures, mut wrong) = (String::new(), Vec::new());
    for page in &BOUNDS {
        let Taken { times, bytes } = made_again(page).await;
        figures.push_str(&format!("{}: {times} times, {bytes} bytes\n", page.address));
        let most = &page.most;
        if times > most.times || bytes > most.bytes {
            wrong.push(format!("{} takes more than {} times or {} bytes", page.address, most.times, most.bytes));
        }
        // A bound that is far away bounds nothing.
        if 2 * times < most.times || 2 * bytes < most.bytes {
            wrong.push(format!("{} takes far less than its bound: set that to 1.3 times of it", page.address));
        }
    }
    println!("{figures}");
    assert!(wrong.is_empty(), "{}\n{figures}", wrong.join("\n"));
}

#[test]
fn what_is_taken_is_counted() {
    let before = taken();
    let mut numbers: Vec<u64> = Vec::with_capacity(4);
    assert_eq!(taken() - before, Taken { times: 1, bytes: 32 });
    numbers.extend(0..5);
    let grown = taken() - before;
    assert!(grown.times == 2 && grown.bytes >= 32 + 40, "{grown:?}");
    drop(numbers);
    assert_eq!(taken() - before, grown, "what is given back was taken all the same");
}
