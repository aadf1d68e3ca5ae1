//! From which places the rest of an order is to be taken.

/// How many units are still to be taken from each place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// One number a place, in the order in which they were given.
    pub places: Vec<i64>,
    /// Units that no place counted: their stock is not kept.
    pub nowhere: i64,
}

/// The units of an item that are still to be picked for an order, by place. `taken` is what the order took from each, in
/// the order in which orders take from them; `open` is what is in no shipment yet. What was packed before counts as taken
/// from the first places, as whoever packed it was told.
pub fn to_pick(taken: &[i64], open: i64) -> Picked {
    let all = taken.iter().fold(0_i64, |sum, units| sum.saturating_add((*units).max(0)));
    let mut packed = all.saturating_sub(open).max(0);
    let mut left = open.max(0);
    let pick = |units: &i64| {
        let gone = packed.min((*units).max(0));
        packed -= gone;
        let picked = ((*units).max(0) - gone).min(left);
        left -= picked;
        picked
    };
    let places = taken.iter().map(pick).collect();
    Picked { places, nowhere: left }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_packed_came_from_the_first_places() {
        for (taken, open, places, nowhere) in [
            (vec![3, 2], 5, vec![3, 2], 0),
            (vec![3, 2], 4, vec![2, 2], 0),
            (vec![3, 2], 1, vec![0, 1], 0),
            (vec![3, 2], 0, vec![0, 0], 0),
            (vec![], 2, vec![], 2),
            (vec![1], 3, vec![1], 2),
            (vec![-1, 2], 2, vec![0, 2], 0),
            (vec![2], -1, vec![0], 0),
        ] {
            assert_eq!(to_pick(&taken, open), Picked { places, nowhere }, "{taken:?} {open}");
        }
    }

    proptest! {
        #[test]
        fn all_that_is_open_is_picked_and_no_place_gives_more_than_was_taken(
            taken in prop::collection::vec(0_i64..50, 0..5),
            open in 0_i64..200,
        ) {
            let picked = to_pick(&taken, open);
            prop_assert_eq!(picked.places.iter().sum::<i64>() + picked.nowhere, open);
            prop_assert!(picked.nowhere == 0 || picked.places == taken);
            for (picked, taken) in picked.places.iter().zip(&taken) {
                prop_assert!((0..=*taken).contains(picked));
            }
        }
    }
}
