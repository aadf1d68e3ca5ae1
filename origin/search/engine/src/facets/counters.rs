//! Counters of the values in a segment, by ordinal. There may be a hundred thousand, of which one list counts a few: so
//! those that are counted are found without looking at the others.

use std::ops::Range;

/// Bits of a word.
const BITS: usize = u64::BITS as usize;

/// How often each ordinal was counted.
#[derive(Debug, Default)]
pub(super) struct Counters {
    counts: Vec<u32>,
    /// A bit of each that is not zero.
    counted: Vec<u64>,
}

impl Counters {
    /// So many, all zero.
    pub(super) fn new(ordinals: usize) -> Self {
        Self { counts: vec![0; ordinals], counted: vec![0; ordinals.div_ceil(BITS)] }
    }

    /// Counts an ordinal once more.
    pub(super) fn add(&mut self, ordinal: u64) {
        let ordinal = ordinal as usize;
        self.counts[ordinal] += 1;
        self.counted[ordinal / BITS] |= 1_u64 << (ordinal % BITS);
    }

    /// Those of a range that were counted, in order, each with how often.
    pub(super) fn of(&self, ordinals: Range<usize>) -> impl Iterator<Item = (usize, u32)> {
        let words = ordinals.start / BITS..ordinals.end.div_ceil(BITS);
        let all = words.flat_map(move |place| Bits(self.counted[place]).map(move |bit| place * BITS + bit));
        all.filter(move |ordinal| ordinals.contains(ordinal)).map(move |ordinal| (ordinal, self.counts[ordinal]))
    }
}

/// The places of the bits that are set.
struct Bits(u64);

impl Iterator for Bits {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let bit = (self.0 != 0).then(|| self.0.trailing_zeros() as usize)?;
        self.0 &= self.0 - 1;
        Some(bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_found_within_any_ends() {
        let mut counters = Counters::new(200);
        for ordinal in [0, 63, 64, 64, 127, 130, 199, 0, 0] {
            counters.add(ordinal);
        }
        let all = [(0, 3), (63, 1), (64, 2), (127, 1), (130, 1), (199, 1)];
        for start in 0..=200 {
            for end in start..=200 {
                let expect: Vec<_> = all.into_iter().filter(|(ordinal, _)| (start..end).contains(ordinal)).collect();
                assert_eq!(counters.of(start..end).collect::<Vec<_>>(), expect, "{start}..{end}");
            }
        }
        assert_eq!(Counters::new(0).of(0..0).count(), 0);
    }
}
