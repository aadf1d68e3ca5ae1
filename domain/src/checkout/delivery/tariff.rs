//! What one way of delivery costs in one currency.

use serde::{Deserialize, Serialize};

/// What one way of delivery costs. All amounts are minor units of the currency the tariff is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tariff {
    /// The fee, before [`Tariff::free_from`] is looked at.
    pub fee: Fee,
    /// Goods worth at least this travel for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_from: Option<i64>,
}

/// What the fee depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fee {
    /// On nothing.
    Flat {
        /// The fee.
        fee: i64,
    },
    /// On the parcel's weight: the first band that holds it. What is heavier than the last is not carried.
    Weight {
        /// Lightest first.
        bands: Vec<WeightBand>,
    },
    /// On the goods' price: the last band that begins at or below it.
    Price {
        /// Cheapest goods first; the first band begins at 0.
        bands: Vec<PriceBand>,
    },
}

/// A parcel up to a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightBand {
    /// The heaviest parcel of this band.
    pub up_to_grams: u64,
    /// The fee.
    pub fee: i64,
}

/// Goods from a price on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceBand {
    /// The lowest price of the goods in this band.
    pub from: i64,
    /// The fee.
    pub fee: i64,
}

impl Tariff {
    /// A fee that depends on nothing.
    pub const fn flat(fee: i64) -> Self {
        Self { fee: Fee::Flat { fee }, free_from: None }
    }

    /// The fee for goods worth `goods` that weigh `grams`, or the most grams that are carried.
    pub(super) fn fee(&self, goods: i64, grams: u64) -> Result<i64, u64> {
        let fee = match &self.fee {
            Fee::Flat { fee } => *fee,
            Fee::Weight { bands } => {
                let most = bands.last().map_or(0, |band| band.up_to_grams);
                bands.iter().find(|band| grams <= band.up_to_grams).ok_or(most)?.fee
            }
            Fee::Price { bands } => bands.iter().rev().find(|band| band.from <= goods).map_or(0, |band| band.fee),
        };
        Ok(if self.free_from.is_some_and(|from| goods >= from) { 0 } else { fee })
    }

    /// The lowest price above `goods` from which on delivery is free, if there is one.
    pub(super) fn free_above(&self, goods: i64) -> Option<i64> {
        let bands: &[PriceBand] = match &self.fee {
            Fee::Price { bands } => bands,
            Fee::Flat { .. } | Fee::Weight { .. } => &[],
        };
        let free_bands = bands.iter().filter(|band| band.fee == 0).map(|band| band.from);
        free_bands.chain(self.free_from).filter(|&from| from > goods).min()
    }

    /// What to mend, if anything.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let (fees, ascending): (Vec<i64>, bool) = match &self.fee {
            Fee::Flat { fee } => (vec![*fee], true),
            Fee::Weight { bands } => {
                (bands.iter().map(|band| band.fee).collect(), bands.is_sorted_by(|a, b| a.up_to_grams < b.up_to_grams))
            }
            Fee::Price { bands } => {
                if bands.first().is_some_and(|band| band.from != 0) {
                    return Some("let the first price band begin at 0, so that every order is in one");
                }
                (bands.iter().map(|band| band.fee).collect(), bands.is_sorted_by(|a, b| a.from < b.from))
            }
        };
        if fees.is_empty() {
            return Some("name at least one band");
        }
        if !ascending {
            return Some("put the bands in rising order, each bound once");
        }
        if fees.iter().chain(&self.free_from).any(|&amount| amount < 0) {
            return Some("a fee or threshold is 0 or more");
        }
        None
    }
}
