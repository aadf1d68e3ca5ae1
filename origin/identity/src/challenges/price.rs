//! What further tries cost: more for a client that has bought some, and more while many are bought.

use api::site::Limited;
use origin_platform::throttle::Limit;

/// Passes of one client and class are remembered for a quarter of an hour.
pub(super) const SOLD: Limit = Limit { what: "passes of a client", max: u64::MAX, seconds: 15 * 60 };
/// Passes of a class, of all clients.
pub(super) const LOAD: Limit = Limit { what: "passes of a class", max: u64::MAX, seconds: 10 * 60 };

/// The least work: 131,072 hashes on average, some tenths of a second on a laptop and a second or two on an old telephone.
pub(super) const MIN_BITS: u32 = 17;
/// The most: four million hashes, some seconds on a laptop and half a minute on an old telephone. Whoever has no more than
/// that is never kept out by what others buy.
pub(super) const MAX_BITS: u32 = 22;
/// So many passes of a class in ten minutes cost nothing more, since shoppers buy them; from there on each doubling
/// doubles the price.
const USUAL_LOAD: u64 = 32;

/// How hard the next challenge is.
pub(super) fn bits(sold: u64, load: u64) -> u32 {
    let of_client = u32::try_from(sold).unwrap_or(u32::MAX);
    let of_load = (load / USUAL_LOAD).checked_ilog2().map_or(0, |doublings| doublings + 1);
    MIN_BITS.saturating_add(of_client).saturating_add(of_load).min(MAX_BITS)
}

/// How many passes a client may buy in a quarter of an hour; none if as many as it likes. A try of a card or of a gift
/// card's code is made at somebody else's expense, and work is cheap for whoever has many machines; a password is guarded
/// by what is counted of its account.
pub(super) const fn most(class: Limited) -> Option<u64> {
    match class {
        Limited::Code | Limited::Order => Some(6),
        // Each sends mail to somebody who has not asked for it.
        Limited::Registration | Limited::Mail => Some(12),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_rises_with_what_was_bought_and_has_an_end() {
        assert_eq!([0, 1, 2, 5, 6, u64::MAX].map(|sold| bits(sold, 0)), [17, 18, 19, 22, 22, 22]);
        assert_eq!([31, 32, 63, 64, 128, u64::MAX].map(|load| bits(0, load)), [17, 18, 18, 19, 20, 22]);
        assert_eq!(bits(1, 64), 20);
    }
}
