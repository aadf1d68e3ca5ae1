//! Shoppers who keep coming while something behind the shop is broken.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use futures::future::join_all;
use http::Method;

use crate::checkout_form::filled_in;
use crate::{Reply, Shopper};

/// How many look at pages.
const READERS: usize = 4;
/// Between two pages of one of them, and between two things that one who buys does.
const READING: Duration = Duration::from_millis(10);
const BUYING: Duration = Duration::from_millis(100);
/// A page that was seen before is to be there by then.
const PROMPT: Duration = Duration::from_secs(2);
/// As many faults are told word for word.
const TOLD: usize = 20;

/// What the onlookers saw.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Pages seen before that were opened again.
    pub pages: u64,
    /// Those of them that were marked as stale.
    pub stale: u64,
    /// The longest wait for one.
    pub longest: Duration,
    /// Steps of buying that went as always.
    pub bought: u64,
    /// Steps of buying that were put off plainly: status 503, a page with a sentence, when to come back.
    pub put_off: u64,
    /// Orders placed.
    pub orders: u64,
    /// Everything else: what should not have been seen.
    pub faults: u64,
    /// The first of them.
    pub told: Vec<String>,
    /// When something was last put off or wrong, or a page was served because no new one could be made.
    pub last_trouble: Option<SystemTime>,
    /// When a shopper last came from an empty cart to an order without any trouble.
    pub last_order: Option<SystemTime>,
}

/// Onlookers at work.
pub struct Onlookers {
    edge: String,
    pages: Vec<String>,
    sku: String,
    member: Option<Shopper>,
    account: Mutex<Account>,
}

enum Step {
    AsAlways,
    PutOff,
    Wrong(String),
}

impl Onlookers {
    /// At the shop at `edge`, to open `pages`, each of which was seen there before, and to buy `sku`.
    pub fn new(edge: &str, pages: Vec<String>, sku: &str) -> Self {
        Self { edge: edge.to_owned(), pages, sku: sku.to_owned(), member: None, account: Mutex::default() }
    }

    /// With somebody among them who is logged in.
    #[must_use]
    pub fn with_member(self, member: Shopper) -> Self {
        Self { member: Some(member), ..self }
    }

    /// What they have seen so far.
    ///
    /// # Panics
    /// If another thread panicked while writing it down.
    pub fn account(&self) -> Account {
        self.account.lock().expect("unpoisoned").clone()
    }

    /// Opens pages, and buys as a guest and as the member (or another guest), until it is enough.
    pub async fn look(&self, enough: &AtomicBool) {
        let readers = join_all((0..READERS).map(|reader| self.read(reader, enough)));
        futures::join!(readers, self.buy(None, enough), self.buy(self.member.as_ref(), enough));
    }

    async fn read(&self, reader: usize, enough: &AtomicBool) {
        let shopper = Shopper::new(&self.edge);
        for page in self.pages.iter().cycle().skip(reader * self.pages.len() / READERS) {
            if enough.load(Ordering::Relaxed) {
                break;
            }
            let begun = Instant::now();
            let reply = shopper.send(Method::GET, page, &[("accept", "text/html")], Bytes::new()).await;
            self.note_page(page, &reply, begun.elapsed());
            tokio::time::sleep(READING).await;
        }
    }

    fn note_page(&self, page: &str, reply: &anyhow::Result<Reply>, took: Duration) {
        let source = reply.as_ref().map_or("", |reply| reply.header("cache-status")).to_owned();
        let mut account = self.account.lock().expect("unpoisoned");
        account.pages += 1;
        account.stale += u64::from(source.contains("ttl=-"));
        account.longest = account.longest.max(took);
        if source.contains("stale-if-error") {
            account.last_trouble = Some(SystemTime::now());
        }
        let wrong = match reply {
            Ok(reply) if reply.status == 200 && reply.body.contains("</html>") && took < PROMPT => return,
            Ok(reply) => format!("status {} after {} ms, {source}", reply.status, took.as_millis()),
            Err(error) => format!("no answer: {error:#}"),
        };
        account.note(page, Step::Wrong(wrong));
    }

    /// Buys again and again, each time as a new guest, or as the member.
    async fn buy(&self, member: Option<&Shopper>, enough: &AtomicBool) {
        while !enough.load(Ordering::Relaxed) {
            let guest = Shopper::new(&self.edge);
            let before = self.account();
            self.turn(member.unwrap_or(&guest)).await;
            let mut account = self.account.lock().expect("unpoisoned");
            if account.orders > before.orders && account.last_trouble == before.last_trouble {
                account.last_order = Some(SystemTime::now());
            }
        }
    }

    /// From an empty cart to an order. Whoever is put off goes on with the next step: it must say the same.
    async fn turn(&self, shopper: &Shopper) {
        let line = [("sku", self.sku.as_str()), ("quantity", "1"), ("market", "eu")];
        let added = self.post(shopper, "/api/cart/add_line", &line).await;
        let sku = self.sku.as_str();
        let added = self.judge("adding to the cart", &added, |reply| is_page(reply, sku));
        let cart = self.get(shopper, "/cart").await;
        self.judge("the cart", &cart, |reply| is_page(reply, if added { sku } else { "</html>" }));
        let checkout = self.get(shopper, "/checkout").await;
        let form = if added { "class=\"checkout\"" } else { "</html>" };
        if !self.judge("the checkout", &checkout, |reply| is_page(reply, form)) || !added {
            return;
        }
        let Ok(checkout) = checkout else { return };
        let Some(fields) = filled_in(&checkout, "ada@example.com", "test_accept") else {
            let why = "the form lacks a field that the shopper does not see".to_owned();
            return self.account.lock().expect("unpoisoned").note("the checkout", Step::Wrong(why));
        };
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let order = self.post(shopper, "/checkout", &fields).await;
        let ordered = |reply: &Reply| is_page(reply, "</html>") && reply.path.starts_with("/orders/");
        if self.judge("placing the order", &order, ordered) {
            self.account.lock().expect("unpoisoned").orders += 1;
        }
    }

    async fn get(&self, shopper: &Shopper, path: &str) -> anyhow::Result<Reply> {
        tokio::time::sleep(BUYING).await;
        shopper.send(Method::GET, path, &[("accept", "text/html")], Bytes::new()).await
    }

    /// Sends a form, and follows one redirection within the shop.
    async fn post(&self, shopper: &Shopper, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Reply> {
        tokio::time::sleep(BUYING).await;
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
            ("origin", self.edge.as_str()),
        ];
        let body = serde_html_form::to_string(fields)?;
        let reply = shopper.send(Method::POST, path, &headers, body.into()).await?;
        match reply.header("location") {
            "" => Ok(reply),
            next => self.get(shopper, next.strip_prefix(&self.edge).unwrap_or(next)).await,
        }
    }

    /// Whether a step went as always.
    fn judge(&self, what: &str, reply: &anyhow::Result<Reply>, as_always: impl Fn(&Reply) -> bool) -> bool {
        let step = match reply {
            Ok(reply) if as_always(reply) => Step::AsAlways,
            // A cart that could not be filled is shown with the reason.
            Ok(reply) if reply.status == 200 && reply.path.contains("problem=unavailable") => Step::PutOff,
            Ok(reply) if is_plain_rejection(reply) => Step::PutOff,
            Ok(reply) => {
                let body: String = reply.body.chars().take(300).collect();
                Step::Wrong(format!("status {} at {}: {body}", reply.status, reply.path))
            }
            Err(error) => Step::Wrong(format!("no answer: {error:#}")),
        };
        let went_well = matches!(step, Step::AsAlways);
        self.account.lock().expect("unpoisoned").note(what, step);
        went_well
    }
}

impl Account {
    fn note(&mut self, what: &str, step: Step) {
        match step {
            Step::AsAlways => {
                self.bought += 1;
                return;
            }
            Step::PutOff => self.put_off += 1,
            Step::Wrong(why) => {
                self.faults += 1;
                if self.told.len() < TOLD {
                    self.told.push(format!("{what}: {why}"));
                }
            }
        }
        self.last_trouble = Some(SystemTime::now());
    }
}

fn is_page(reply: &Reply, with: &str) -> bool {
    reply.status == 200
        && reply.body.contains("</html>")
        && reply.body.contains(with)
        && !reply.path.contains("problem=")
}

/// “Not now, come back in so many seconds”, as a page that people can read.
fn is_plain_rejection(reply: &Reply) -> bool {
    let says_when = reply.header("retry-after").parse::<u32>().is_ok();
    reply.status == 503 && says_when && reply.body.contains("</html>") && reply.body.contains("<h1")
}
