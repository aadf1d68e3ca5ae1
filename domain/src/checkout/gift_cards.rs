//! Whether a gift card pays.

use serde::{Deserialize, Serialize};

use crate::{Currency, Money};

/// What bears on whether a gift card pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GiftCardTerms {
    /// What is left on it.
    pub balance: Money,
    /// Until when, in Unix seconds; this second is no longer part of it.
    pub expires_at: Option<i64>,
    /// Whether the merchant has blocked it.
    pub blocked: bool,
}

/// Why a gift card does not pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum GiftCardRejection {
    /// The merchant has blocked it.
    #[error("this gift card is blocked; please ask us about it")]
    Blocked,
    /// Its time is over.
    #[error("this gift card has expired")]
    Expired {
        /// Since when, in Unix seconds.
        expired_at: i64,
    },
    /// It is in another currency than the order; amounts are never converted.
    #[error("this gift card is in {currency} and pays only for orders in {currency}")]
    NotInCurrency {
        /// The card's.
        currency: Currency,
    },
    /// It has been spent.
    #[error("there is nothing left on this gift card")]
    Empty,
}

impl GiftCardTerms {
    /// Whether the card pays for an order in `currency` at `now`, in Unix seconds.
    pub fn admitted(&self, currency: Currency, now: i64) -> Result<(), GiftCardRejection> {
        if self.blocked {
            return Err(GiftCardRejection::Blocked);
        }
        if let Some(expired_at) = self.expires_at.filter(|&expires_at| now >= expires_at) {
            return Err(GiftCardRejection::Expired { expired_at });
        }
        if self.balance.currency != currency {
            return Err(GiftCardRejection::NotInCurrency { currency: self.balance.currency });
        }
        if self.balance.minor <= 0 { Err(GiftCardRejection::Empty) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_pays_while_it_is_valid_and_in_its_own_currency() {
        let card = GiftCardTerms { balance: Money::new(5000, Currency::Eur), expires_at: Some(100), blocked: false };
        let spent = GiftCardTerms { balance: Money::zero(Currency::Eur), ..card };
        let forever = GiftCardTerms { expires_at: None, ..card };
        for (card, currency, now, expect) in [
            (card, Currency::Eur, 99, Ok(())),
            (forever, Currency::Eur, i64::MAX, Ok(())),
            (card, Currency::Eur, 100, Err(GiftCardRejection::Expired { expired_at: 100 })),
            (card, Currency::Usd, 99, Err(GiftCardRejection::NotInCurrency { currency: Currency::Eur })),
            (spent, Currency::Eur, 99, Err(GiftCardRejection::Empty)),
            (GiftCardTerms { blocked: true, ..spent }, Currency::Usd, 100, Err(GiftCardRejection::Blocked)),
        ] {
            assert_eq!(card.admitted(currency, now), expect, "{card:?}");
        }
    }
}
