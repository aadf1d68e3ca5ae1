//! Shoppers who keep buying while machines are lost, and who write down what they were told.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Result;
use bytes::Bytes;
use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shopper, filled_in};

use crate::options::Options;

/// Between two things that one who buys does.
const PAUSE: Duration = Duration::from_millis(100);
/// Nobody waits longer for an answer.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How long a shopper goes on trying to place an order whose fate is unknown, and how often.
const TRYING: Duration = Duration::from_secs(90);
const AGAIN: Duration = Duration::from_secs(1);
/// What readers open.
const PAGES: [&str; 4] = ["/", "/products", "/de", "/collections"];
const READERS: usize = 2;

struct Ride<'a> {
    edge: &'a str,
    skus: Vec<&'a str>,
    number: AtomicU64,
    over: AtomicBool,
    /// Whether readers load the files that pages name.
    files: bool,
}

/// Buys `--skus` one after the other as `--buyers` at the shop at `--nodes`, and opens pages, for `--seconds`; with `--files yes` also
/// the files that pages name. Each step is a line of JSON, with the moment of its answer in milliseconds since 1970; an order that was placed has its address.
pub async fn ride(options: &Options) -> Result<Value> {
    let ride = Ride {
        edge: options.text("nodes")?,
        skus: options.text("skus")?.split(',').collect(),
        number: AtomicU64::new(0),
        over: AtomicBool::new(false),
        files: options.text("files")? == "yes",
    };
    let (buyers, duration) = (options.number::<usize>("buyers")?, options.duration()?);
    let clock = async {
        tokio::time::sleep(duration).await;
        ride.over.store(true, Ordering::Relaxed);
    };
    let buying = join_all((0..buyers).map(|_| ride.buy()));
    futures::join!(buying, join_all((0..READERS).map(|reader| ride.read(reader))), clock);
    Ok(json!({ "what": "end", "begun": ride.number.into_inner() }))
}

impl Ride<'_> {
    async fn read(&self, reader: usize) {
        let shopper = Shopper::new(self.edge);
        for page in PAGES.iter().cycle().skip(reader) {
            if self.over.load(Ordering::Relaxed) {
                break;
            }
            let reply = send(&shopper, Method::GET, page, &[], Bytes::new()).await;
            note("page", &reply, |reply| reply.status == 200);
            for file in reply.iter().filter(|_| self.files).flat_map(|page| files(&page.body)) {
                let reply = send(&shopper, Method::GET, &file, &[], Bytes::new()).await;
                note("file", &reply, |reply| reply.status == 200);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn buy(&self) {
        while !self.over.load(Ordering::Relaxed) {
            let number = self.number.fetch_add(1, Ordering::Relaxed);
            // Each comes from an address of its own.
            let from = format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255);
            let shopper = Shopper::new(self.edge).from(&from);
            let sku = self.skus[usize::try_from(number).unwrap_or(0) % self.skus.len()];
            if self.order(&shopper, sku, &format!("ride-{number}@example.com")).await.is_none() {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// From an empty cart to an order; nothing if the shopper gave up on the way.
    async fn order(&self, shopper: &Shopper, sku: &str, email: &str) -> Option<()> {
        let line = [("sku", sku), ("quantity", "1"), ("market", "eu")];
        let added = self.post(shopper, "/api/cart/add_line", &line).await;
        let is_in = note("add", &added, |reply| is_page(reply) && !reply.path.contains("problem=unavailable"));
        let checkout = self.get(shopper, "/checkout").await;
        if !note("checkout", &checkout, is_page) || !is_in {
            return None;
        }
        // What is sold out cannot be ordered, and that is said.
        let checkout = checkout.ok()?;
        let fields = filled_in(&checkout, email, "test_accept")?;
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let begun = Instant::now();
        loop {
            // The same form again, with the same key, is the same order.
            let reply = self.post(shopper, "/checkout", &fields).await;
            let placed = |reply: &Reply| is_page(reply) && reply.path.starts_with("/orders/");
            match &reply {
                Ok(reply) if placed(reply) => {
                    let order = reply.path.trim_start_matches("/orders/").split(['?', '/']).next().unwrap_or_default();
                    say(&json!({ "at": now(), "what": "order", "ok": true, "order": order, "email": email }));
                    return Some(());
                }
                // A sentence of the shop's, such as that it is sold out meanwhile.
                Ok(reply) if is_page(reply) => {
                    say(&json!({ "at": now(), "what": "order", "ok": true, "refused": reply.path }));
                    return None;
                }
                _ => note("order", &reply, |_| false),
            };
            if begun.elapsed() > TRYING {
                return None;
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    async fn get(&self, shopper: &Shopper, path: &str) -> Result<Reply> {
        tokio::time::sleep(PAUSE).await;
        send(shopper, Method::GET, path, &[], Bytes::new()).await
    }

    /// Sends a form, and follows one redirection within the shop.
    async fn post(&self, shopper: &Shopper, path: &str, fields: &[(&str, &str)]) -> Result<Reply> {
        tokio::time::sleep(PAUSE).await;
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", self.edge)];
        let body = serde_html_form::to_string(fields)?;
        let reply = send(shopper, Method::POST, path, &headers, body.into()).await?;
        match reply.header("location") {
            "" => Ok(reply),
            next => self.get(shopper, next.strip_prefix(self.edge).unwrap_or(next)).await,
        }
    }
}

async fn send(shopper: &Shopper, method: Method, path: &str, more: &[(&str, &str)], body: Bytes) -> Result<Reply> {
    let headers = [&[("accept", "text/html")], more].concat();
    tokio::time::timeout(TIMEOUT, shopper.send(method, path, &headers, body)).await?
}

/// The files of the build that a page names.
fn files(page: &str) -> BTreeSet<String> {
    let quoted = page.split('"').filter(|text| text.starts_with("/pkg/") && !text.contains(['<', ' ']));
    quoted.map(str::to_owned).collect()
}

fn is_page(reply: &Reply) -> bool {
    reply.status < 500 && reply.body.contains("</html>")
}

/// Writes a step down; whether it went well.
fn note(what: &str, reply: &Result<Reply>, is_well: impl Fn(&Reply) -> bool) -> bool {
    let well = reply.as_ref().is_ok_and(is_well);
    let line = match reply {
        _ if well => json!({ "at": now(), "what": what, "ok": true }),
        Ok(reply) => json!({ "at": now(), "what": what, "ok": false, "status": reply.status, "path": reply.path }),
        Err(error) => json!({ "at": now(), "what": what, "ok": false, "why": format!("{error:#}") }),
    };
    say(&line);
    well
}

fn say(line: &Value) {
    println!("{line}");
}

fn now() -> u128 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_millis())
}
