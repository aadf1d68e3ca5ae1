//! The origin: products of which texts and prices change, and what it answers of them.
//!
//! Each text and price is the number of its change, so that whoever sees one knows when it was true.

use api::cache::{CachePolicy, Lifetime, Tag};
use api::catalog::{PriceEntry, ProductCard, ProductPage, Text};
use bytes::Bytes;
use domain::catalog::Price;
use domain::{Currency, Money, ProductId};
use http::{HeaderValue, Response, header};
use uuid::Uuid;

use crate::clock;

/// What of a product changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// Its text: told by a purge.
    Text,
    /// Its price: told by its value (ADR 12).
    Price,
}

impl Fact {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Text, Self::Price];
}

/// A change of one fact.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The product, by its number.
    pub product: usize,
    /// What of it.
    pub fact: Fact,
    /// What it is now: one more than before.
    pub version: u64,
    /// Whether what was before may not be shown any more, whatever happens.
    pub hard: bool,
    /// When it was committed, in microseconds of the run.
    pub committed: u64,
    /// Its place among all that was written to any stream, from 1; 0 until it was.
    pub told: u64,
}

/// All that was true, and since when.
#[derive(Debug)]
pub struct Origin {
    histories: Vec<[Vec<Change>; 2]>,
    /// How many changes were told.
    pub told: u64,
}

impl Origin {
    /// So many products.
    pub fn new(products: usize) -> Self {
        Self { histories: (0..products).map(|_| [Vec::new(), Vec::new()]).collect(), told: 0 }
    }

    fn history(&self, product: usize, fact: Fact) -> &[Change] {
        &self.histories[product][fact as usize]
    }

    /// Changes a fact now.
    pub fn change(&mut self, product: usize, fact: Fact, hard: bool) -> Change {
        let history = &mut self.histories[product][fact as usize];
        let committed = history.last().map_or(0, |last| last.committed).max(clock::now());
        let change = Change { product, fact, version: history.len() as u64 + 1, hard, committed, told: 0 };
        history.push(change);
        change
    }

    /// A change is written to a stream; it as it is from then on.
    pub fn tell(&mut self, change: Change) -> Change {
        self.told += 1;
        let history = &mut self.histories[change.product][change.fact as usize];
        let told = history.iter_mut().find(|known| known.version == change.version).expect("it was made");
        told.told = self.told;
        *told
    }

    /// Has the newest change of a fact come so much later, in microseconds.
    pub fn postpone(&mut self, change: Change, pause: u64) {
        let history = &mut self.histories[change.product][change.fact as usize];
        history.last_mut().expect("it was made").committed += pause;
    }

    /// What was true at a time.
    pub fn version(&self, product: usize, fact: Fact, at: u64) -> u64 {
        self.history(product, fact).partition_point(|change| change.committed <= at) as u64
    }

    /// Since when something is not true any more, if it is not.
    pub fn untrue_since(&self, product: usize, fact: Fact, version: u64) -> Option<u64> {
        self.history(product, fact).get(usize::try_from(version).ok()?).map(|change| change.committed)
    }

    /// The newest version that forbids those before it, among those that were told until the place `told`.
    pub fn forbidding(&self, product: usize, fact: Fact, told: u64) -> u64 {
        let known = self.history(product, fact).iter().filter(|change| (1..=told).contains(&change.told));
        known.filter(|change| change.hard).map(|change| change.version).max().unwrap_or(0)
    }

    /// What it answers of a product, as of a time that is not later than now.
    pub fn answer(&self, number: usize, at: u64) -> Response<Bytes> {
        let id = product(number);
        let (text, price) = (self.version(number, Fact::Text, at), self.version(number, Fact::Price, at));
        let card = ProductCard {
            id,
            slug: "mug".parse().expect("a slug"),
            title: Text::plain(text.to_string()),
            brand: String::new(),
            price: Some(Price {
                amount: Money::new(minor(price), Currency::Eur),
                compare_at: None,
                lowest_before: None,
                measure: None,
            }),
            from: false,
            prices_version: minor(price),
            picture: None,
            swatches: Vec::new(),
        };
        let page = ProductPage { items: vec![card], total: 1, page: 1, pages: 1 };
        let mut response = Response::new(serde_json::to_vec(&page).expect("plain data").into());
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::product(id), Tag::price(id)]).write(response.headers_mut());
        response
    }
}

/// The id of a product.
pub fn product(number: usize) -> ProductId {
    ProductId(Uuid::from_u128(number as u128 + 1))
}

/// The prices that stand for a version.
pub fn prices(version: u64) -> Vec<PriceEntry> {
    vec![PriceEntry {
        currency: Currency::Eur,
        amount_minor: minor(version),
        compare_at_minor: None,
        lowest_before_minor: None,
    }]
}

fn minor(version: u64) -> i64 {
    i64::try_from(version).expect("a small number")
}
