//! Where a refund goes: back the way the money came.

use super::RefundRejection;
use crate::Money;
use crate::checkout::GiftCardPart;
use crate::money::MoneyError;

/// What a refund gives back by which means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repayment {
    /// To the payment that was charged.
    pub charged: Money,
    /// To gift cards.
    pub gift_cards: Vec<GiftCardPart>,
}

/// Divides a refund of `total` between the charged payment, of which `charged` can still go back, and
/// gift cards, each with what it paid and has not got back. The payment comes first, so that shoppers
/// see money before credit; then the cards, the last used first.
pub fn repay(total: Money, charged: Money, gift_cards: &[GiftCardPart]) -> Result<Repayment, RefundRejection> {
    let mut rest = total;
    let mut take = |at_most: Money| -> Result<Money, MoneyError> {
        let amount = Money::new(at_most.minor.min(rest.minor).max(0), at_most.currency);
        rest = rest.checked_sub(amount)?;
        Ok(amount)
    };
    let to_charged = take(charged)?;
    let mut to_cards = Vec::new();
    for part in gift_cards.iter().rev() {
        let amount = take(part.amount)?;
        if amount.minor > 0 {
            to_cards.push(GiftCardPart { card: part.card, amount });
        }
    }
    if rest.minor > 0 {
        return Err(RefundRejection::MoreThanLeft { left: total.checked_sub(rest)? });
    }
    Ok(Repayment { charged: to_charged, gift_cards: to_cards })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, GiftCardId};
    use uuid::Uuid;

    #[test]
    fn money_goes_back_before_credit() {
        let euro = |minor| Money::new(minor, Currency::Eur);
        let part = |(number, minor): (u128, i64)| GiftCardPart {
            card: GiftCardId(Uuid::from_u128(number)),
            amount: euro(minor),
        };
        let cards = [(1, 1000), (2, 500)].map(part);
        let check = |total, charged, to_cards: &[(u128, i64)]| {
            let expect = Repayment { charged: euro(charged), gift_cards: to_cards.iter().copied().map(part).collect() };
            assert_eq!(repay(euro(total), euro(2000), &cards), Ok(expect), "{total}");
        };
        check(0, 0, &[]);
        check(2000, 2000, &[]);
        check(2400, 2000, &[(2, 400)]);
        check(3500, 2000, &[(2, 500), (1, 1000)]);
        assert_eq!(repay(euro(3501), euro(2000), &cards), Err(RefundRejection::MoreThanLeft { left: euro(3500) }));
        let dollars = Money::new(1, Currency::Usd);
        assert!(matches!(repay(dollars, euro(2000), &cards), Err(RefundRejection::Money(_))));
    }
}
