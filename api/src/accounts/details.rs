//! What an account says of its owner.

use domain::Market;
use serde::{Deserialize, Serialize};

use super::CustomerView;
use crate::endpoint;

/// Changes what the caller's account says; what is not named stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateCustomer {
    /// Name to greet by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Language and currency that logging in leads to: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub market: Option<Market>,
}

endpoint!(UpdateCustomer: PATCH "/v1/customers/me", Shopper, "Changes the caller's name, or the language and currency that logging in leads to." => CustomerView);
