//! To where goods travel, how, and what that costs, as the merchant sets it.

use domain::checkout::{Country, Days, DeliveryMethod, TaxClass, TaxRates, Territory, Zone};
use domain::{Market, Money};
use serde::{Deserialize, Serialize};

use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::catalog::Text;
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// Zones that there may be.
pub const MAX_ZONES: usize = 100;
/// Parts of countries that one zone may name.
pub const MAX_AREAS: usize = 200;
/// Bands of one fee.
pub const MAX_BANDS: usize = 50;

/// What pages say of delivery in a market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetDelivery {
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

impl GetDelivery {
    /// How long the reply is good: until something of delivery is set. So is what is shown where there is none.
    pub fn policy() -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::delivery()])
    }
}

/// What delivery costs in a market's own country, before anybody says where they live.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeliveryTerms {
    /// The least that anything costs to travel there; none if nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub from: Option<Money>,
    /// From what price on goods travel there for nothing; none if they always or never do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub free_from: Option<Money>,
}

endpoint!(GetDelivery: GET "/v1/delivery", Anyone, Public UntilPurged, "What pages say of delivery in a market." => DeliveryTerms, {
    fn cache_policy(&self, _: &DeliveryTerms) -> CachePolicy {
        Self::policy()
    }
});

/// What is set of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminDelivery {
    /// Rises with every change; 0 while what is built in counts. The `ETag` says it too.
    pub version: i64,
    /// The zones.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::zones"))]
    pub zones: Vec<Zone>,
}

/// What is set of delivery, with its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminDelivery {}

endpoint!(GetAdminDelivery: GET "/v1/admin/delivery", Staff(SettingsWrite), Private Never, "Zones, ways of delivery and their fees, with their version." => AdminDelivery, {
    fn version(&self, reply: &AdminDelivery) -> Option<i64> {
        Some(reply.version)
    }
});

/// Sets all zones. Orders and what is kept of them stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateDelivery {
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// The zones, instead of those that were.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::zones"))]
    pub zones: Vec<Zone>,
}

endpoint!(UpdateDelivery: PUT "/v1/admin/delivery", Staff(SettingsWrite), Private Never, "Sets zones, ways of delivery and their fees." => AdminDelivery, {
    fn version(&self, reply: &AdminDelivery) -> Option<i64> {
        Some(reply.version)
    }
});

/// What one thing would cost to be sent somewhere, by what is set now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetDeliveryPreview {
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// Where it goes (ISO 3166-1 alpha-2).
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub country: Country,
    /// Its postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// What it costs, in minor units of the market's currency.
    #[serde(default)]
    pub value_minor: i64,
    /// What it weighs.
    #[serde(default)]
    pub grams: u32,
    /// How it is taxed: `standard`, `intermediate`, `reduced`, `super_reduced` or `zero`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub tax_class: TaxClass,
    /// The day on which it is ordered, such as `2027-01-01`; now without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
}

/// What one thing costs to be sent somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeliveryPreview {
    /// The zone of the address; none if nothing is delivered there.
    #[serde(default)]
    pub zone: Option<String>,
    /// The part of the country, if that is taxed by rules of its own.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub territory: Option<Territory>,
    /// The rates there.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::tax_rates"))]
    pub rates: TaxRates,
    /// Every way it can travel, cheapest first.
    pub deliveries: Vec<PreviewedDelivery>,
    /// Why it cannot travel by the other ways.
    pub refused: Vec<String>,
}

/// One way of delivery in a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PreviewedDelivery {
    /// Which.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub method: DeliveryMethod,
    /// What shoppers read, if the merchant has named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Who carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// How many working days it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::days"))]
    pub days: Option<Days>,
    /// What it costs.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub fee: Money,
    /// The tax that comes on top; zero where prices hold it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub tax: Money,
    /// The part of `total` that is tax held by the prices.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub included_tax: Money,
    /// What the order would cost.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub total: Money,
}

endpoint!(GetDeliveryPreview: GET "/v1/admin/delivery/preview", Staff(SettingsWrite), "What something would cost to be sent somewhere, with its taxes." => DeliveryPreview);
