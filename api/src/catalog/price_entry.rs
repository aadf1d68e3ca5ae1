//! Prices as staff and importers write them.

use domain::catalog::{Measure, Price};
use domain::{Currency, Money};
use serde::{Deserialize, Serialize};

/// A price in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PriceEntry {
    /// The currency.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub currency: Currency,
    /// The price in minor units: tax included where the currency's market shows it so (EUR), before tax where tax
    /// is added at checkout (USD).
    pub amount_minor: i64,
    /// The former price, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at_minor: Option<i64>,
    /// The lowest price of the thirty days before it was reduced, in minor units, as the shop knows it: told, and never
    /// taken from anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowest_before_minor: Option<i64>,
}

impl PriceEntry {
    /// A price that is not reduced.
    pub const fn plain(currency: Currency, amount_minor: i64) -> Self {
        Self { currency, amount_minor, compare_at_minor: None, lowest_before_minor: None }
    }

    /// The price as shoppers see it, but for what its variant measures.
    pub fn price(&self) -> Price {
        let money = |minor| Money::new(minor, self.currency);
        Price {
            amount: money(self.amount_minor),
            compare_at: self.compare_at_minor.map(money),
            lowest_before: self.lowest_before_minor.map(money),
            measure: None,
        }
    }
}

/// The price in a currency, with the measure of the variant that has these prices.
pub(crate) fn priced(prices: &[PriceEntry], measure: Option<Measure>, currency: Currency) -> Option<Price> {
    let entry = prices.iter().find(|entry| entry.currency == currency)?;
    Some(entry.price().measured(measure))
}
