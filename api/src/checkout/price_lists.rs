//! Price lists: prices from a quantity on, for everybody or for a group of customers, always or between two moments.

use domain::{Currency, CustomerGroupId, PriceListId, Quantity, Sku};
use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// Lists that there may be.
pub const MAX_PRICE_LISTS: i64 = 200;
/// Prices of one list.
pub const MAX_ENTRIES: usize = 2_000;

/// A price of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceListEntry {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// From how many units of a line on; at least 2 in a list that is everybody's.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub from: Quantity,
    /// What each of them costs, in minor units.
    pub amount_minor: i64,
}

/// What a list says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceListTerms {
    /// What staff call it, at most 100 characters.
    pub name: String,
    /// The currency of its prices.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub currency: Currency,
    /// Whose it is; none for everybody's, whose prices product pages show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub group: Option<CustomerGroupId>,
    /// From when on, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<i64>,
    /// Until when, in Unix seconds; this second is no longer part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<i64>,
    /// Its prices, at most 2,000.
    pub entries: Vec<PriceListEntry>,
}

/// A price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PriceList {
    /// Its id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: PriceListId,
    /// Rises with every change. The `ETag` says it too.
    pub version: i64,
    /// What it says.
    pub terms: PriceListTerms,
}

/// Every price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListPriceLists {}

/// A price list among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PriceListSummary {
    /// Its id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: PriceListId,
    /// What staff call it.
    pub name: String,
    /// The currency of its prices.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub currency: Currency,
    /// The name of the group whose it is; none for everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// From when on, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<i64>,
    /// Until when, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<i64>,
    /// How many prices it has.
    pub entries: i64,
}

endpoint!(ListPriceLists: GET "/v1/admin/price-lists", Staff(CatalogRead), "Every price list, by name, without its prices." => Vec<PriceListSummary>);

/// One price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetPriceList {
    /// The list.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub list: PriceListId,
}

endpoint!(GetPriceList: GET "/v1/admin/price-lists/{list}", Staff(CatalogRead), Private Never, "A price list with its prices." => PriceList, {
    fn version(&self, reply: &PriceList) -> Option<i64> {
        Some(reply.version)
    }
});

/// Makes a price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreatePriceList {
    /// What it says.
    pub terms: PriceListTerms,
}

endpoint!(CreatePriceList: POST "/v1/admin/price-lists", Staff(CatalogWrite), Private Never, "Makes a price list." => PriceList, {
    fn version(&self, reply: &PriceList) -> Option<i64> {
        Some(reply.version)
    }
});

/// Sets what a price list says, instead of what it said. Orders keep what they cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdatePriceList {
    /// The list.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub list: PriceListId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// What it says.
    pub terms: PriceListTerms,
}

endpoint!(UpdatePriceList: PUT "/v1/admin/price-lists/{list}", Staff(CatalogWrite), Private Never, "Sets what a price list says." => PriceList, {
    fn version(&self, reply: &PriceList) -> Option<i64> {
        Some(reply.version)
    }
});

/// Takes a price list away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeletePriceList {
    /// The list.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub list: PriceListId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
}

endpoint!(DeletePriceList: DELETE "/v1/admin/price-lists/{list}", Staff(CatalogWrite), "Takes a price list away." => ());
