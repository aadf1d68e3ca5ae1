//! Numbers that a seed decides.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). Copies go on from where
/// each of them stands together.
#[derive(Clone, Debug)]
pub struct Dice(Arc<AtomicU64>);

impl Dice {
    /// The numbers of this seed.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seed.wrapping_mul(0xD134_2543_DE82_EF95))))
    }

    /// Any number.
    pub fn roll(&self) -> u64 {
        let state = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to below `most`.
    pub fn between(&self, least: u64, most: u64) -> u64 {
        least + self.roll() % (most - least)
    }

    /// True so many times in a thousand.
    pub fn one_in_thousand(&self, times: u64) -> bool {
        self.roll() % 1_000 < times
    }

    /// A pause of `mean` on average, such as is between events that know nothing of each other; never more than
    /// twenty times as much.
    pub fn pause(&self, mean: u64) -> u64 {
        // A half is as likely as a quarter below it, and so on: the whole part of a logarithm to base 2, and the
        // rest evenly. Close to exponential, and the same on every machine, which a logarithm of floats is not.
        let whole = u64::from(self.roll().leading_zeros().min(19));
        let half = mean * 7 / 10;
        whole * half + self.roll() % half.max(1)
    }
}
