//! Which places give what is wanted of an item.

use super::Short;

/// What one place has of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// Units that can be had; below zero, that many are owed.
    pub available: i64,
    /// How many units may be owed here at most.
    pub may_owe: i64,
}

impl Shelf {
    fn here(self) -> i64 {
        self.available.max(0)
    }

    fn more(self) -> i64 {
        self.may_owe.saturating_add(self.available.min(0)).max(0)
    }
}

/// How many units each of the shelves gives, the first as many as it has, then the next. What is
/// nowhere is owed, if it may be. All that is wanted is given, or nothing.
///
/// # Errors
/// [`Short`] with the number of units that can be had from all shelves together.
pub fn allocate(shelves: &[Shelf], wanted: i64) -> Result<Vec<i64>, Short> {
    let left = shelves.iter().fold(0_i64, |sum, shelf| sum.saturating_add(shelf.here()).saturating_add(shelf.more()));
    if wanted > left {
        return Err(Short { left });
    }
    let mut open = wanted.max(0);
    let mut take = |most: i64| {
        let taken = most.min(open);
        open -= taken;
        taken
    };
    let mut given: Vec<i64> = shelves.iter().map(|shelf| take(shelf.here())).collect();
    for (given, shelf) in given.iter_mut().zip(shelves) {
        *given += take(shelf.more());
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shelf(available: i64, may_owe: i64) -> Shelf {
        Shelf { available, may_owe }
    }

    #[test]
    fn the_first_shelf_gives_first_and_what_is_nowhere_is_owed() {
        let shelves = [shelf(3, 5), shelf(-1, 0), shelf(4, 0)];
        for (wanted, expect) in [
            (0, Ok(vec![0, 0, 0])),
            (2, Ok(vec![2, 0, 0])),
            (5, Ok(vec![3, 0, 2])),
            (7, Ok(vec![3, 0, 4])),
            (9, Ok(vec![5, 0, 4])),
            (12, Ok(vec![8, 0, 4])),
            (13, Err(Short { left: 12 })),
        ] {
            assert_eq!(allocate(&shelves, wanted), expect, "{wanted}");
        }
        // Of five that may be owed two are owed already.
        assert_eq!(allocate(&[shelf(-2, 5)], 4), Err(Short { left: 3 }));
        assert_eq!(allocate(&[], 1), Err(Short { left: 0 }));
        assert_eq!(allocate(&[shelf(i64::MAX, i64::MAX), shelf(1, 0)], 1), Ok(vec![1, 0]));
    }

    proptest! {
        #[test]
        fn all_is_given_or_nothing_and_never_more_than_is_there(
            shelves in prop::collection::vec((-20_i64..50, 0_i64..30), 0..6),
            wanted in 0_i64..200,
        ) {
            let shelves: Vec<Shelf> = shelves.into_iter().map(|(available, may_owe)| shelf(available, may_owe)).collect();
            let most = |shelf: &Shelf| shelf.here() + shelf.more();
            match allocate(&shelves, wanted) {
                Ok(given) => {
                    prop_assert_eq!(given.iter().sum::<i64>(), wanted);
                    prop_assert_eq!(given.len(), shelves.len());
                    for (given, shelf) in given.iter().zip(&shelves) {
                        prop_assert!((0..=most(shelf)).contains(given));
                        prop_assert!(*given == 0 || shelf.available - given >= -shelf.may_owe);
                    }
                    // Nothing is owed, nor taken from a later shelf, while an earlier one has some.
                    let last = given.iter().rposition(|given| *given > 0).unwrap_or(0);
                    let owed = given.iter().zip(&shelves).any(|(given, shelf)| *given > shelf.here());
                    let whole = if owed { given.len() } else { last };
                    for (given, shelf) in given.iter().zip(&shelves).take(whole) {
                        prop_assert!(*given >= shelf.here());
                    }
                }
                Err(Short { left }) => {
                    prop_assert_eq!(left, shelves.iter().map(most).sum::<i64>());
                    prop_assert!(left < wanted);
                }
            }
        }
    }
}
