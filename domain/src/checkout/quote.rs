//! What goods and their delivery cost where nothing else bears on it. [`super::price`] knows the rest.

use super::{DeliveryMethod, delivery_fee};
use crate::Money;
use crate::money::MoneyError;

/// What the shopper pays: goods and delivery.
pub fn total(subtotal: Money, delivery: Money) -> Result<Money, MoneyError> {
    subtotal.checked_add(delivery)
}

/// What an order of these goods with this delivery costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The goods.
    pub subtotal: Money,
    /// Their delivery.
    pub delivery_fee: Money,
    /// Both.
    pub total: Money,
}

impl Quote {
    /// The quote for goods worth `subtotal` that travel by `method`, at the built-in fees.
    pub fn of(method: DeliveryMethod, subtotal: Money) -> Result<Self, MoneyError> {
        let delivery_fee = delivery_fee(method, subtotal)?;
        Ok(Self { subtotal, delivery_fee, total: total(subtotal, delivery_fee)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn a_quote_adds_delivery_to_the_goods() {
        let euro = |minor| Money::new(minor, Currency::Eur);
        let quote = Quote::of(DeliveryMethod::Express, euro(1000)).expect("small");
        assert_eq!(quote, Quote { subtotal: euro(1000), delivery_fee: euro(1290), total: euro(2290) });
        assert_eq!(Quote::of(DeliveryMethod::Express, euro(i64::MAX)), Err(MoneyError::Overflow));
    }
}
