//! One way of delivery, as a zone offers it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Tariff;
use crate::Currency;
use crate::catalog::Localized;

/// What the merchant says of a way of delivery, and what it costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What shoppers read; without it, the shop's own word for the method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Localized>,
    /// Who carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// How long it takes; without it, what the shop says of the method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    /// What it costs in each currency it can be paid in.
    pub fees: BTreeMap<Currency, Tariff>,
}

/// Working days from the order to the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// At least so many.
    pub from: u16,
    /// At most so many.
    pub to: u16,
}

impl Days {
    /// More than anybody waits for.
    pub const MAX: u16 = 365;
}

impl Service {
    /// What to mend, if anything.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let days = self.days?;
        (days.from > days.to || days.to > Days::MAX)
            .then_some("say from how many to how many days it takes, 365 at most")
    }
}

impl From<BTreeMap<Currency, Tariff>> for Service {
    /// One of which nothing is said but what it costs.
    fn from(fees: BTreeMap<Currency, Tariff>) -> Self {
        Self { fees, ..Self::default() }
    }
}

impl FromIterator<(Currency, Tariff)> for Service {
    fn from_iter<I: IntoIterator<Item = (Currency, Tariff)>>(fees: I) -> Self {
        BTreeMap::from_iter(fees).into()
    }
}
