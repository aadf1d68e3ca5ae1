//! How the shop stands, in a few numbers.

use domain::Money;
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// How the shop stands: what waits for staff, and what was sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetFigures {}

/// The figures of this moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Figures {
    /// Orders that are paid for and of which something is still to be sent.
    pub to_ship: u64,
    /// Returns that are not settled yet.
    pub open_returns: u64,
    /// What was sold since midnight in the shop's time zone, one entry a currency.
    pub today: Vec<Sales>,
    /// What was sold today and on the six days before it.
    pub seven_days: Vec<Sales>,
    /// What was sold today and on the 29 days before it.
    #[serde(default)]
    pub thirty_days: Vec<Sales>,
    /// By whose midnight days begin: `Europe/Berlin`, or `UTC` while nothing is set.
    #[serde(default)]
    pub time_zone: String,
}

/// What was sold in one currency: orders that were paid for and not cancelled, whatever came back of them later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Sales {
    /// How many orders.
    pub orders: u64,
    /// What they came to, tax and delivery included.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub total: Money,
}

endpoint!(GetFigures: GET "/v1/admin/figures", Staff(OrdersRead), "What waits for staff, and what was sold today, within seven days and within thirty." => Figures);
