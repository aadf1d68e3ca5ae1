//! The stream of events: one log that every node reads from where it stands.

use std::collections::HashMap;

use api::cache::Tag;
use api::event::{PRICES_CHANGED, PRODUCT_CHANGED, PricesChanged, VariantPrices};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::event::Look;
use crate::origin::{Change, Fact, prices, product};

/// The log as it is now.
#[derive(Debug)]
pub struct Stream {
    created: i64,
    first: u64,
    messages: Vec<Message>,
    /// Those of streams that are no more, for what is still on its way.
    before: HashMap<(i64, u64), Message>,
}

/// An event that was written to it.
#[derive(Clone, Debug)]
pub struct Message {
    /// What nodes read.
    pub payload: Vec<u8>,
    /// What it tells of.
    pub change: Change,
}

impl Default for Stream {
    fn default() -> Self {
        Self { created: 1, first: 1, messages: Vec::new(), before: HashMap::new() }
    }
}

impl Stream {
    /// Where it begins and ends.
    pub fn look(&self) -> Look {
        let last = self.first + self.messages.len() as u64 - 1;
        Look { created: self.created, first: self.first, last }
    }

    /// Writes an event to it, and returns its sequence.
    pub fn append(&mut self, message: Message) -> u64 {
        self.messages.push(message);
        self.look().last
    }

    /// A message that was sent.
    pub fn message(&self, created: i64, sequence: u64) -> Option<&Message> {
        if created != self.created || sequence < self.first {
            return self.before.get(&(created, sequence));
        }
        self.messages.get(usize::try_from(sequence - self.first).ok()?)
    }

    /// Begins anew: what was in it is lost.
    pub fn lose(&mut self) {
        self.forget(self.messages.len());
        self.created += 1;
        self.first = 1;
    }

    /// Forgets all but the newest messages.
    pub fn trim(&mut self, keep: usize) {
        self.forget(self.messages.len().saturating_sub(keep));
    }

    fn forget(&mut self, count: usize) {
        for message in self.messages.drain(..count) {
            self.before.insert((self.created, self.first), message);
            self.first += 1;
        }
    }
}

/// The event that tells of a change.
pub fn message(change: Change, occurred_at: OffsetDateTime, names_tags: bool) -> Message {
    let id = product(change.product);
    let (subject, tag, data) = match change.fact {
        Fact::Text => (PRODUCT_CHANGED, Tag::product(id), json!({ "product": id })),
        Fact::Price => {
            let (sku, prices) = ("MUG".parse().expect("a SKU"), prices(change.version));
            let variants = vec![VariantPrices { sku, prices, measure: None }];
            let version = i64::try_from(change.version).expect("a small number");
            (PRICES_CHANGED, Tag::price(id), json!(PricesChanged { product: id, version, variants }))
        }
    };
    let tags = if names_tags { vec![tag] } else { Vec::new() };
    let mut event: Value = json!({
        "subject": subject,
        "tags": tags,
        "data": data,
        "occurred_at": occurred_at.format(&Rfc3339).expect("a year of four digits"),
    });
    if change.hard {
        event["hard"] = true.into();
    }
    Message { payload: event.to_string().into_bytes(), change }
}
