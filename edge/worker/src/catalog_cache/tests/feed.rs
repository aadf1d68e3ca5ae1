//! Whoever takes in purges, where the keys of the feed are ordinary ones.

use std::collections::VecDeque;

use api::cache::Tag;
use api::edge::feed::FeedKey;
use api::volatile::{Carried, VolatileValues};
use futures::executor::block_on;

use super::shop::{Change, Event, Part, Seen, Shop};
use crate::catalog_cache::{number, volatile_values};
use crate::platform::Platform as _;

/// One write.
enum Write {
    /// What the event says of a tag.
    VolatileValues(Tag, Option<Carried>),
    /// The tag's version.
    Version(Tag),
    /// The newest purge.
    Sequence,
}

/// The feed: every event that arrives has the next sequence number.
#[derive(Default)]
pub struct Feed {
    sequence: u64,
    writes: VecDeque<Write>,
    prices: i64,
    stock: i64,
    title: i64,
}

impl Feed {
    /// An event arrives. Returns how many writes it takes.
    pub fn begin(&mut self, event: &Event) -> std::ops::Range<usize> {
        self.sequence += 1;
        let carried = Carried::of(event.subject, &event.data);
        let known = event.tags.iter().filter(|tag| tag.is_volatile());
        self.writes.extend(known.map(|tag| Write::VolatileValues(tag.clone(), carried.clone())));
        self.writes.extend(event.tags.iter().cloned().map(Write::Version));
        self.writes.push_back(Write::Sequence);
        0..self.writes.len()
    }

    pub fn write_next(&mut self, shop: &Shop) {
        let version = |tag: &Tag| block_on(number(shop, FeedKey::Version(tag.as_str())));
        let write = self.writes.pop_front().expect("as many as were announced");
        let (key, value) = match write {
            Write::VolatileValues(tag, carried) => {
                let before = block_on(volatile_values(shop, &tag));
                let after = VolatileValues::after(before, &tag, version(&tag), self.sequence, carried.as_ref());
                let Some(after) = after else { return };
                (format!("f:{tag}"), serde_json::to_vec(&after).expect("plain data"))
            }
            Write::Version(tag) => (format!("t:{tag}"), version(&tag).max(self.sequence).to_string().into_bytes()),
            Write::Sequence => (FeedKey::Applied.to_string(), self.sequence.to_string().into_bytes()),
        };
        block_on(shop.set(&key, value));
        // Whoever counts them does so after all of a purge.
        if key == FeedKey::Applied.to_string() {
            block_on(shop.set(&FeedKey::State.to_string(), self.sequence.to_string().into_bytes()));
        }
    }

    /// From now on readers have been told.
    pub fn end(&mut self, event: &Event) {
        let told = match event.change {
            Change::Price => &mut self.prices,
            Change::Stock | Change::StockUntold => &mut self.stock,
            Change::Title => &mut self.title,
        };
        *told = (*told).max(event.version);
    }

    pub fn deliver(&mut self, shop: &Shop, event: &Event) {
        for _ in self.begin(event) {
            self.write_next(shop);
        }
        self.end(event);
    }

    /// The newest that was told.
    pub fn told(&self, part: Part) -> Seen {
        let (version, title) = if part == Part::Stock { (self.stock, 0) } else { (self.prices, self.title) };
        Seen { version, value: 0, title }
    }
}
