//! Rates of tax, as the merchant sets them.

use domain::checkout::{Country, TaxRates, TaxRule, Territory};
use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// Rules that there may be.
pub const MAX_TAX_RULES: usize = 500;

/// What is set of tax, and what holds now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminTaxes {
    /// Rises with every change; 0 while nothing was ever set. The `ETag` says it too.
    pub version: i64,
    /// What is set, over the rates that are built in.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::tax_rules"))]
    pub rules: Vec<TaxRule>,
    /// The rates of every country at this moment, and of every part of one that has rates of its own.
    pub rates: Vec<CurrentRates>,
}

/// The rates of one place at this moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CurrentRates {
    /// The country.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub country: Country,
    /// The part of it, if the rates are not the country's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub territory: Option<Territory>,
    /// The rates.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::tax_rates"))]
    pub rates: TaxRates,
}

/// What is set of tax, with its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminTaxes {}

endpoint!(GetAdminTaxes: GET "/v1/admin/taxes", Staff(SettingsWrite), Private Never, "Rates of tax, with their version." => AdminTaxes, {
    fn version(&self, reply: &AdminTaxes) -> Option<i64> {
        Some(reply.version)
    }
});

/// Sets all rules of tax. They hold for what is ordered from then on, each from its day; orders stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateTaxes {
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// The rules, instead of those that were. What none names is taxed as it is built in.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::tax_rules"))]
    pub rules: Vec<TaxRule>,
}

endpoint!(UpdateTaxes: PUT "/v1/admin/taxes", Staff(SettingsWrite), Private Never, "Sets rates of tax, each from a day on." => AdminTaxes, {
    fn version(&self, reply: &AdminTaxes) -> Option<i64> {
        Some(reply.version)
    }
});
