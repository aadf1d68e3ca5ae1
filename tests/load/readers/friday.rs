//! One edit of the office that halves the price of every product, while shoppers look around: when each node shows the new
//! price, and whether a page shows both.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use domain::catalog::PriceEnding;
use domain::{Currency, Locale, Money};
use futures::future::join_all;
use http::{Method, Request, header};
use http_body_util::Full;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, sleep_until};

use crate::commits;
use crate::options::Options;
use crate::shop::Shop;
use crate::tally::{Times, now_micros, own_cpu_ms};
use crate::visit::{products, read};

/// What becomes of each price, in hundredths of a percent.
const HALF: i64 = -5_000;
/// Between two looks at a page of a node that is still the old one. Times are too long by as much at most.
const PAUSE: Duration = Duration::from_millis(250);
/// The same once it was new: it shall stay so.
const PAUSE_WHEN_NEW: Duration = Duration::from_secs(2);
/// Between two looks at how far the edit is.
const ASK: Duration = Duration::from_millis(500);
/// An edit that takes longer is given up.
const MAX_EDIT: Duration = Duration::from_secs(1_200);
/// After the end of the edit: what is not new by then counts as never seen.
const AFTERWARDS: Duration = Duration::from_secs(20);
/// Readers go on for so long, as its last changes are still on their way.
const READ_AFTERWARDS: Duration = Duration::from_secs(2);

/// A product whose page is looked at on every node.
struct Watched {
    path: String,
    sku: String,
    /// How its page writes what it cost, and what it costs after the edit.
    texts: [Vec<String>; 2],
}

/// What was seen of one of them on one node.
#[derive(Default)]
struct Sighting {
    /// When the first page with the new price arrived, in microseconds since 1970.
    first_new: Option<i64>,
    looks: u64,
    /// Pages that showed both prices, and that showed neither.
    mixed: u64,
    neither: u64,
    /// Pages with the old price after one with the new.
    went_back: u64,
}

/// Opens pages `--rate` times a second while the edit runs, and looks at those of `--watched` products, spread over all of
/// `--products`, on every node. Every product has one variant, with a price in euros that no other has.
pub async fn friday(options: &Options) -> Result<Value> {
    let shop = Arc::new(Shop::new(options.text("nodes")?));
    let (products, lists) = (products(options)?, options.lines("lists")?);
    let count: usize = options.number("watched")?;
    ensure!((1..=products.len()).contains(&count), "--watched is not from 1 to the number of products");
    let paths: Vec<String> = products.iter().map(|product| product.path.clone()).collect();
    let each = products.len() / count;
    // From the middle of each part: the most popular pages are the shoppers'.
    let chosen: Vec<_> = products.into_iter().skip(each / 2).step_by(each).take(count).collect();
    let skus: Vec<String> = chosen.iter().map(|product| product.sku.clone()).collect();
    let prices = commits::prices(&skus).await?;
    let watched: Vec<Watched> = chosen
        .into_iter()
        .map(|product| {
            let before = *prices.get(&product.sku).context("a product without a price in euros")?;
            let after = PriceEnding::Exact.changed(before, Currency::Eur, HALF);
            anyhow::Ok(Watched { path: product.path, sku: product.sku, texts: [before, after].map(written) })
        })
        .collect::<Result<_>>()?;
    let over: Arc<OnceLock<Instant>> = Arc::default();
    let has_read = |over: &OnceLock<Instant>| over.get().is_some_and(|end| end.elapsed() > READ_AFTERWARDS);
    let reading = {
        let over = Arc::clone(&over);
        read(Arc::clone(&shop), paths, lists, options.number("rate")?, move |_| has_read(&over))
    };
    let editing = async {
        let outcome = edit(&shop).await;
        // Whatever became of it: the others end.
        over.get_or_init(Instant::now);
        outcome
    };
    let looking = join_all(watched.iter().enumerate().flat_map(|(nth, product)| {
        let (shop, over) = (&shop, &over);
        let begin = PAUSE * u32::try_from(nth).unwrap_or(0) / u32::try_from(count).unwrap_or(1);
        (0..shop.nodes()).map(move |node| look(shop, node, product, begin, over))
    }));
    let cpu = own_cpu_ms();
    let (mut seen, edited, sightings) = futures::join!(reading, editing, looking);
    let cpu = own_cpu_ms() - cpu;
    let edited = edited?;
    let commits = commits::of_prices(&skus).await?;
    let pages = report(&watched, &sightings, shop.nodes(), &commits)?;
    Ok(json!({ "reads": seen.report(), "edit": edited, "pages": pages, "cpu_ms": cpu }))
}

/// A price as pages show it, as their structured data does, and as data of the page would.
fn written(minor: i64) -> Vec<String> {
    let shown = Money::new(minor, Currency::Eur).display(Locale::En);
    vec![shown, format!("{}.{:02}", minor / 100, minor % 100), minor.to_string()]
}

/// Whether a text is on a page, and not as part of a longer number or word.
fn is_on(page: &str, text: &str) -> bool {
    page.match_indices(text).any(|(at, _)| {
        let before = page[..at].chars().next_back();
        let after = page[at + text.len()..].chars().next();
        ![before, after].into_iter().flatten().any(|next| next.is_ascii_alphanumeric())
    })
}

/// Looks at a page of a node until the edit is over and the page is new, or is given up.
async fn look(shop: &Shop, node: usize, product: &Watched, begin: Duration, over: &OnceLock<Instant>) -> Sighting {
    let mut sighting = Sighting::default();
    sleep(begin).await;
    loop {
        let ended = over.get().map(Instant::elapsed);
        if ended.is_some_and(|since| sighting.first_new.is_some() || since > AFTERWARDS) {
            return sighting;
        }
        let next = Instant::now() + if sighting.first_new.is_some() { PAUSE_WHEN_NEW } else { PAUSE };
        if let Ok(reply) = shop.read(node, &product.path).await
            && reply.status == 200
        {
            let arrived = now_micros();
            let page = reply.text();
            let [old, new] = [0, 1].map(|which| product.texts[which].iter().any(|text| is_on(&page, text)));
            sighting.looks += 1;
            match (old, new) {
                (true, true) => sighting.mixed += 1,
                (false, false) => sighting.neither += 1,
                (true, false) if sighting.first_new.is_some() => sighting.went_back += 1,
                (true, false) => {}
                (false, true) => {
                    sighting.first_new.get_or_insert(arrived);
                }
            }
        }
        sleep_until(next).await;
    }
}

/// Collects every product that is on sale, starts the edit, and waits until it is done.
async fn edit(shop: &Shop) -> Result<Value> {
    let change = json!({ "kind": "prices", "basis_points": HALF });
    let made =
        call(shop, Method::POST, "/v1/admin/bulk-edits", &json!({ "status": "active", "change": change })).await?;
    let id = made["id"].as_str().context("an edit without an id")?;
    let path = format!("/v1/admin/bulk-edits/{id}");
    let begun = Instant::now();
    call(shop, Method::PATCH, &path, &json!({ "event": "start" })).await?;
    loop {
        sleep(ASK).await;
        let now = call(shop, Method::GET, &path, &Value::Null).await?;
        match now["state"].as_str() {
            Some("done") => {
                let seconds = begun.elapsed().as_secs_f64();
                return Ok(json!({ "products": now["products"], "progress": now["progress"], "seconds": seconds }));
            }
            Some("running") if begun.elapsed() < MAX_EDIT => {}
            state => bail!("the edit is {state:?} after {:?}", begun.elapsed()),
        }
    }
}

async fn call(shop: &Shop, method: Method, path: &str, body: &Value) -> Result<Value> {
    let key = std::env::var("STAFF_KEY").context("STAFF_KEY is not set")?;
    let request = Request::builder().method(&method).uri(shop.address(0, path));
    let request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    let request = match method {
        Method::GET => request.body(Full::default())?,
        _ => request
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", uuid::Uuid::new_v4().to_string())
            .body(Full::from(body.to_string()))?,
    };
    let reply = shop.send(request).await?;
    ensure!((200..300).contains(&reply.status), "{method} {path}: {} {}", reply.status, reply.text());
    serde_json::from_str(&reply.text()).with_context(|| format!("{method} {path} was answered without JSON"))
}

/// How long the slowest node took for each product, since the commit of its price.
fn report(watched: &[Watched], sightings: &[Sighting], nodes: usize, commits: &BTreeMap<String, i64>) -> Result<Value> {
    let (mut times, mut never) = (Times::default(), 0);
    for (product, seen) in watched.iter().zip(sightings.chunks(nodes)) {
        let commit = *commits.get(&product.sku).context("a price that PostgreSQL does not know")?;
        let first_new: Option<Vec<i64>> = seen.iter().map(|sighting| sighting.first_new).collect();
        match first_new.and_then(|all| all.into_iter().max()) {
            Some(slowest) => times.note(Duration::from_micros(u64::try_from(slowest - commit).unwrap_or(0))),
            None => never += 1,
        }
    }
    let sum = |which: fn(&Sighting) -> u64| sightings.iter().map(which).sum::<u64>();
    Ok(json!({
        "new_everywhere": times.report(), "never_seen": never, "looks": sum(|one| one.looks),
        "mixed": sum(|one| one.mixed), "neither": sum(|one| one.neither), "went_back": sum(|one| one.went_back),
    }))
}
