//! The fees of a shop that has not set its own.

use std::collections::BTreeMap;

use super::{DeliveryMethod, DeliveryTable, Fee, Tariff, Zone};
use crate::checkout::Country;
use crate::money::MoneyError;
use crate::{Currency, Money};

/// What delivery of goods worth `subtotal` costs at the built-in fees: standard 4.90 and nothing from
/// 75 on, express 12.90, in whole units of the currency, or what is about as much where a unit is worth far less (yen: 160
/// for each). Pickup costs nothing.
/// It cannot fail; it gives a result because adding it up can.
pub fn delivery_fee(method: DeliveryMethod, subtotal: Money) -> Result<Money, MoneyError> {
    let fee = tariff(method, subtotal.currency).fee(subtotal.minor, 0).expect("only weight bands refuse a parcel");
    Ok(Money::new(fee, subtotal.currency))
}

fn tariff(method: DeliveryMethod, currency: Currency) -> Tariff {
    let rate = match currency {
        Currency::Jpy => 160,
        Currency::Huf => 400,
        Currency::Inr => 90,
        Currency::Czk => 25,
        Currency::Mxn => 20,
        Currency::Sek | Currency::Nok => 11,
        Currency::Dkk | Currency::Cny => 7,
        Currency::Brl => 6,
        Currency::Ron => 5,
        Currency::Pln => 4,
        Currency::Eur
        | Currency::Usd
        | Currency::Gbp
        | Currency::Chf
        | Currency::Kwd
        | Currency::Cad
        | Currency::Aud
        | Currency::Nzd => 1,
    };
    let scale = 10_i64.pow(currency.exponent());
    // Fees are set per mille of a unit, so that each currency gets a whole number of minor units.
    let amount = |milli_units: i64| milli_units * rate * scale / 1000;
    match method {
        DeliveryMethod::Standard => Tariff { fee: Fee::Flat { fee: amount(4_900) }, free_from: Some(amount(75_000)) },
        DeliveryMethod::Express => Tariff::flat(amount(12_900)),
        DeliveryMethod::Pickup => Tariff::flat(0),
    }
}

impl Default for DeliveryTable {
    /// One zone with every country, standard and express at the fees of [`delivery_fee`]. There is no
    /// pickup: a shop without a counter cannot offer it.
    fn default() -> Self {
        let fees = |method| Currency::ALL.into_iter().map(move |currency| (currency, tariff(method, currency)));
        let methods: BTreeMap<_, _> =
            [DeliveryMethod::Standard, DeliveryMethod::Express].map(|method| (method, fees(method).collect())).into();
        let countries = Country::ALL.iter().map(|entry| entry.0).collect();
        Self::try_from(vec![Zone { name: "everywhere".into(), countries, areas: vec![], methods }])
            .expect("the built-in fees are sound")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_delivery_is_free_from_75() {
        let fee = |method, minor, currency| delivery_fee(method, Money::new(minor, currency)).expect("small").minor;
        assert_eq!(fee(DeliveryMethod::Standard, 7499, Currency::Eur), 490);
        assert_eq!(fee(DeliveryMethod::Standard, 7500, Currency::Eur), 0);
        assert_eq!(fee(DeliveryMethod::Express, 7500, Currency::Usd), 1290);
        assert_eq!(fee(DeliveryMethod::Standard, 0, Currency::Jpy), 784);
        assert_eq!(fee(DeliveryMethod::Standard, 0, Currency::Kwd), 4900);
        assert_eq!(fee(DeliveryMethod::Standard, 0, Currency::Sek), 5390);
        assert_eq!(fee(DeliveryMethod::Pickup, 1, Currency::Kwd), 0);
    }

    #[test]
    fn the_default_table_has_the_same_fees_everywhere() {
        let table = DeliveryTable::default();
        for (country, ..) in Country::ALL {
            for currency in Currency::ALL {
                let goods = Money::new(1000, currency);
                let offers = table.offers(country, goods, 500);
                let methods: Vec<_> = offers.iter().map(|offer| offer.method).collect();
                assert_eq!(methods, [DeliveryMethod::Standard, DeliveryMethod::Express]);
                for offer in offers {
                    assert_eq!(Ok(offer.fee), delivery_fee(offer.method, goods));
                }
            }
        }
    }
}
