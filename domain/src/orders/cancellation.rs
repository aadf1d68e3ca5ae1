//! Calling off a part of an order: which units can be, and how many of them money is owed for.

use super::LineProgress;

/// What became of the units of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineUse {
    /// Units ordered.
    pub ordered: u32,
    /// Units in shipments, whether or not they have left.
    pub packed: u32,
    /// Units called off.
    pub cancelled: u32,
    /// Units that money went back for, or is on its way back for.
    pub refunded: u32,
}

/// Why nothing is called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CancellationRejection {
    /// The request names no unit.
    #[error("choose at least one piece to cancel")]
    Nothing,
    /// The order has no such line.
    #[error("the order has no line {0}; reload it and choose again")]
    UnknownLine(usize),
    /// Fewer units are in no shipment than asked for.
    #[error("only {left} pieces of line {line} can still be cancelled")]
    TooManyUnits {
        /// The line's position, from 0.
        line: usize,
        /// Units that are in no shipment and not called off.
        left: u32,
    },
    /// Nothing of the order would be left.
    #[error("this is all that is left of the order; cancel the order as a whole")]
    NothingLeft,
}

impl LineUse {
    /// Units that are still to be delivered or were.
    pub const fn wanted(self) -> u32 {
        self.ordered.saturating_sub(self.cancelled)
    }

    /// Units that can be called off: they are in no shipment.
    pub const fn open(self) -> u32 {
        self.wanted().saturating_sub(self.packed)
    }
}

/// How many units of each line money is owed for when these are called off: never for more than were ordered, with what
/// was refunded before. Lines that none is owed for are left out.
///
/// # Errors
/// If the request is for nothing, for units that are not open, or for all that is left.
pub fn cancel_units(lines: &[LineUse], wanted: &[(usize, u32)]) -> Result<Vec<(usize, u32)>, CancellationRejection> {
    if wanted.iter().all(|&(_, units)| units == 0) {
        return Err(CancellationRejection::Nothing);
    }
    let mut after = lines.to_vec();
    let mut owed = Vec::new();
    for &(line, units) in wanted {
        let of = after.get_mut(line).ok_or(CancellationRejection::UnknownLine(line))?;
        let left = of.open();
        if units > left {
            return Err(CancellationRejection::TooManyUnits { line, left });
        }
        let repaid = units.min(of.ordered.saturating_sub(of.refunded));
        of.cancelled += units;
        of.refunded += repaid;
        if repaid > 0 {
            owed.push((line, repaid));
        }
    }
    if after.iter().all(|line| line.wanted() == 0) {
        return Err(CancellationRejection::NothingLeft);
    }
    Ok(owed)
}

impl From<LineUse> for LineProgress {
    /// As if all that is packed had left.
    fn from(line: LineUse) -> Self {
        Self { ordered: line.wanted(), shipped: line.packed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::{RefundRequest, Refundable, RefundableLine};
    use crate::{Currency, Money, Quantity};
    use proptest::prelude::*;

    const fn line(ordered: u32, packed: u32, cancelled: u32, refunded: u32) -> LineUse {
        LineUse { ordered, packed, cancelled, refunded }
    }

    #[test]
    fn what_is_in_no_shipment_is_called_off_and_never_the_last_of_an_order() {
        use CancellationRejection::{Nothing, NothingLeft, TooManyUnits, UnknownLine};
        let lines = [line(3, 1, 0, 0), line(1, 0, 0, 0)];
        assert_eq!(cancel_units(&lines, &[(0, 2), (1, 1)]), Ok(vec![(0, 2), (1, 1)]));
        assert_eq!(cancel_units(&lines, &[]), Err(Nothing));
        assert_eq!(cancel_units(&lines, &[(0, 0)]), Err(Nothing));
        assert_eq!(cancel_units(&lines, &[(2, 1)]), Err(UnknownLine(2)));
        assert_eq!(cancel_units(&lines, &[(0, 3)]), Err(TooManyUnits { line: 0, left: 2 }));
        assert_eq!(cancel_units(&lines, &[(0, 1), (0, 2)]), Err(TooManyUnits { line: 0, left: 1 }));
        assert_eq!(cancel_units(&[line(2, 0, 1, 0)], &[(0, 1)]), Err(NothingLeft));
        assert_eq!(cancel_units(&[line(2, 1, 0, 0)], &[(0, 1)]), Ok(vec![(0, 1)]));
    }

    #[test]
    fn what_was_refunded_before_is_not_owed_again() {
        assert_eq!(cancel_units(&[line(3, 1, 0, 2)], &[(0, 2)]), Ok(vec![(0, 1)]));
        assert_eq!(cancel_units(&[line(3, 1, 0, 3)], &[(0, 2)]), Ok(vec![]));
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Pack(usize, u32),
        Unpack(usize, u32),
        Cancel(usize, u32),
        Refund(usize, u32),
    }

    fn step() -> impl Strategy<Value = Step> {
        let units = || (0_usize..3, 0_u32..6);
        prop_oneof![
            3 => units().prop_map(|(line, units)| Step::Pack(line, units)),
            1 => units().prop_map(|(line, units)| Step::Unpack(line, units)),
            3 => units().prop_map(|(line, units)| Step::Cancel(line, units)),
            1 => units().prop_map(|(line, units)| Step::Refund(line, units)),
        ]
    }

    proptest! {
        #[test]
        fn no_piece_is_both_sent_and_called_off_and_no_cent_goes_back_twice(
            goods in prop::collection::vec((1_i64..9, 0_i64..100_000), 1..4),
            steps in prop::collection::vec(step(), 0..40),
        ) {
            let euro = |minor| Money::new(minor, Currency::Eur);
            let of = |&(quantity, paid): &(i64, i64)| RefundableLine {
                paid: euro(paid), tax: euro(paid / 6), refunded: 0,
                quantity: Quantity::try_from(quantity).expect("in range"),
            };
            let refundable: Vec<_> = goods.iter().map(of).collect();
            let captured = euro(goods.iter().map(|one| one.1).sum());
            let mut money = Refundable {
                lines: refundable, delivery: euro(0), delivery_refunded: false, captured, refunded: euro(0),
            };
            let mut lines: Vec<LineUse> =
                money.lines.iter().map(|one| line(one.quantity.get(), 0, 0, 0)).collect();
            let count = lines.len();
            for step in steps {
                match step {
                    Step::Pack(at, units) => {
                        let of = &mut lines[at % count];
                        of.packed += units.min(of.open());
                    }
                    Step::Unpack(at, units) => {
                        let of = &mut lines[at % count];
                        of.packed -= units.min(of.packed);
                    }
                    Step::Refund(at, units) => {
                        let wanted = RefundRequest { units: vec![(at % count, units)], delivery: false, goodwill: None };
                        if let Ok((_, after)) = money.refund(&wanted) {
                            money = after;
                            lines[at % count].refunded += units;
                        }
                    }
                    Step::Cancel(at, units) => {
                        if let Ok(owed) = cancel_units(&lines, &[(at % count, units)]) {
                            lines[at % count].cancelled += units;
                            for &(line, units) in &owed {
                                lines[line].refunded += units;
                            }
                            if !owed.is_empty() {
                                let wanted = RefundRequest { units: owed, delivery: false, goodwill: None };
                                // What is owed can always be paid.
                                money = money.refund(&wanted).expect("so many were not repaid").1;
                            }
                        }
                    }
                }
                for (at, line) in lines.iter().enumerate() {
                    prop_assert!(line.packed + line.cancelled <= line.ordered);
                    prop_assert!(line.refunded <= line.ordered && line.refunded == money.lines[at].refunded);
                }
                prop_assert!(lines.iter().any(|line| line.wanted() > 0));
                prop_assert!(money.left().is_ok_and(|left| left.minor >= 0));
            }
            // Whatever was called off on the way, all that was paid can go back, and no cent more.
            let rest = lines.iter().enumerate().map(|(at, line)| (at, line.ordered - line.refunded)).collect::<Vec<_>>();
            if rest.iter().any(|one| one.1 > 0) {
                money = money.refund(&RefundRequest { units: rest, delivery: false, goodwill: None }).expect("left").1;
            }
            prop_assert_eq!(money.left(), Ok(euro(0)));
        }
    }
}
