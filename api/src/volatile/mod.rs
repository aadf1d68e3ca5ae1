//! Volatile values, stock and prices, that events carry, kept by cache tag: newer values of what cached replies say, so that a
//! change of stock or price need not be asked for (ADR 12).
//!
//! Whoever takes in purges keeps one [`VolatileValues`] for a tag, beside the tag's version, and brings it up
//! to date by [`VolatileValues::after`] before the version rises. Whoever reads a cached reply whose tags have
//! risen lays the values over it by [`overlay`], if they are complete since the reply's fill began.

mod overlay;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cache::Tag;
use crate::event::{AVAILABILITY_CHANGED, AvailabilityChanged, PRICES_CHANGED, PricesChanged};
use crate::inventory::StockView;

pub use overlay::{Unreadable, overlay};

/// The volatile values of one tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolatileValues {
    /// The newest purge of the tag that said no more than that something changed. For a reply whose
    /// fill began at this purge or later the values say all that has changed since.
    pub since: u64,
    /// The newest purge of the tag that was taken in, with or without values.
    pub version: u64,
    /// The newest availability of variants, in the order in which they were first told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stock: Vec<StockView>,
    /// The newest prices of a product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PricesChanged>,
}

/// What an event says of how things are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// A variant's availability, with the tags of the products that list it.
    Availability(StockView, Vec<Tag>),
    /// A product's prices.
    Prices(PricesChanged),
}

impl Carried {
    /// Reads the values out of an event; none if it carries none. An event that cannot be read carries
    /// none either: then its tags are purged, which is always right.
    pub fn of(subject: &str, data: &Value) -> Option<Self> {
        match subject {
            AVAILABILITY_CHANGED => {
                let AvailabilityChanged { sku, products, version, availability } =
                    AvailabilityChanged::deserialize(data).ok()?;
                let (availability, version) = (availability?, Some(version?));
                let stock = StockView { sku, availability, version, steps: Vec::new() };
                Some(Self::Availability(stock, products.into_iter().map(Tag::stock).collect()))
            }
            PRICES_CHANGED => PricesChanged::deserialize(data).ok().map(Self::Prices),
            _ => None,
        }
    }

    /// Whether these values are all that the event has to say of `tag`.
    pub fn covers(&self, tag: &Tag) -> bool {
        match self {
            Self::Availability(_, tags) => tags.contains(tag),
            Self::Prices(changed) => Tag::price(changed.product) == *tag,
        }
    }
}

impl VolatileValues {
    /// What is known of `tag` after the purge `sequence`, whose event carried `carried`; none if that
    /// is nothing. `before` is what was known, `version` the tag's version as it was.
    ///
    /// Repeats and other orders of the same purges come to the same values: of two values the one with
    /// the higher version stays, whichever was told first.
    pub fn after(
        before: Option<Self>,
        tag: &Tag,
        version: u64,
        sequence: u64,
        carried: Option<&Carried>,
    ) -> Option<Self> {
        let carried = carried.filter(|carried| carried.covers(tag));
        if before.is_none() && carried.is_none() {
            return None;
        }
        let mut values = before.unwrap_or_default();
        if values.version < version {
            // Purges that were not taken in here: what they were about is not known.
            values.since = values.since.max(version);
        }
        values.version = values.version.max(version).max(sequence);
        match carried {
            Some(Carried::Availability(told, _)) => values.tell(told),
            Some(Carried::Prices(told)) => match &mut values.prices {
                Some(known) if known.version >= told.version => {}
                known => *known = Some(told.clone()),
            },
            None => values.since = values.since.max(sequence),
        }
        Some(values)
    }

    fn tell(&mut self, told: &StockView) {
        match self.stock.iter_mut().find(|known| known.sku == told.sku) {
            Some(known) if known.version >= told.version => {}
            Some(known) => *known = told.clone(),
            None => self.stock.push(told.clone()),
        }
    }
}
