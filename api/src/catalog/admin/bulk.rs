//! One thing done to many products: to those that are named at once, to all that a filter finds beside requests, looked at
//! first and watched. Each edit is kept, and taken back as a whole.

use domain::catalog::{BulkEditEvent, BulkEditState, PriceEnding, ProductStatus};
use domain::{ProductId, Slug};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::ProductVersion;
use crate::catalog::{PriceEntry, ProductDocument};
use crate::endpoint;

/// Products of one edit.
pub const MAX_BULK_PRODUCTS: usize = 20_000;
/// Products that an edit names, which is made by its request: as many as one transaction should hold up others for.
pub const MAX_CHOSEN_PRODUCTS: usize = 100;
/// The most that prices change by, in hundredths of a percent: ten times as much, or all of it but a hundredth.
pub const BULK_PERCENT: std::ops::RangeInclusive<i64> = -9_999..=90_000;

/// What is done to each product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum BulkChange {
    /// Prices become so much more, or less.
    Prices {
        /// Hundredths of a percent: -1500 makes cheaper by 15 %. From -9999 to 90000, and not 0.
        basis_points: i64,
        /// `exact`, `whole` or `ninety_nine`.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schemars(with = "String"))]
        ending: PriceEnding,
        /// Whether the present price is shown as the former one where the new one is lower.
        #[serde(default)]
        keep_former: bool,
    },
    /// Prices are no longer shown beside former ones.
    NoFormerPrices {},
    /// They are on sale, or not.
    Status {
        /// The status of all of them.
        #[cfg_attr(feature = "openapi", schemars(with = "String"))]
        status: ProductStatus,
    },
    /// They come into a collection.
    Into {
        /// Which.
        #[cfg_attr(feature = "openapi", schemars(with = "String"))]
        collection: Slug,
    },
    /// They leave one.
    OutOf {
        /// Which.
        #[cfg_attr(feature = "openapi", schemars(with = "String"))]
        collection: Slug,
    },
}

impl BulkChange {
    /// Does it to one product. What is so already stays as it is.
    pub fn apply(&self, product: &mut ProductDocument) {
        match self {
            Self::Prices { .. } | Self::NoFormerPrices {} => {
                let prices = product.variants.iter_mut().flat_map(|variant| &mut variant.prices);
                prices.for_each(|price| self.reprice(price));
            }
            Self::Status { status } => {
                product.status = *status;
                product.on_sale = product.on_sale.under(*status);
            }
            Self::Into { collection } => {
                if !product.collections.contains(collection) {
                    product.collections.push(collection.clone());
                }
            }
            Self::OutOf { collection } => product.collections.retain(|one| one != collection),
        }
    }

    fn reprice(&self, price: &mut PriceEntry) {
        let Self::Prices { basis_points, ending, keep_former } = self else {
            price.compare_at_minor = None;
            return;
        };
        let before = price.amount_minor;
        price.amount_minor = ending.changed(before, price.currency, *basis_points);
        if *keep_former && price.amount_minor < before {
            // A price that is reduced already is compared with what it was first.
            price.compare_at_minor = price.compare_at_minor.or(Some(before));
        }
        price.compare_at_minor = price.compare_at_minor.filter(|former| *former > price.amount_minor);
    }
}

/// Does one thing to the products that are named, all of them or none. If none is named, collects what a filter finds, to
/// have it done to all of that; nothing is changed yet then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateBulkEdit {
    /// Only products with this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub status: Option<ProductStatus>,
    /// Only products of which this is said: as `q` of the list of products.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Only products in this collection, on sale or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub collection: Option<Slug>,
    /// What is to be done.
    pub change: BulkChange,
    /// The products instead of a filter, 1 to 100, each of them once, with the version that was read. It is done at once,
    /// and the edit is `done`.
    #[serde(default, deserialize_with = "at_least_one", skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<ProductVersion>,
}

/// Whoever names a list of products in which there is none does not mean all products.
fn at_least_one<'de, D: Deserializer<'de>>(field: D) -> Result<Vec<ProductVersion>, D::Error> {
    let products: Vec<ProductVersion> = Vec::deserialize(field)?;
    match products.is_empty() {
        true => Err(serde::de::Error::custom("name at least one product, or a filter in place of `products`")),
        false => Ok(products),
    }
}

/// An edit of many products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BulkEdit {
    /// The edit.
    pub id: Uuid,
    /// `ready`, `running`, `stopped`, `done`, `undoing` or `undone`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub state: BulkEditState,
    /// Who made it, or started, stopped or took it back last: `staff ` and the name of a key or the address of an account,
    /// which is left out for others than themselves without `audit.read` and `staff.manage`.
    pub actor: String,
    /// When (RFC 3339, UTC).
    pub created_at: String,
    /// What is done.
    pub change: BulkChange,
    /// The filter's status; none if products were named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub status: Option<ProductStatus>,
    /// What the filter looked for; nothing if products were named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// The collection that the filter named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub collection: Option<Slug>,
    /// How many products it found, or were named.
    pub products: u64,
    /// How far it has come; nothing in the list of edits.
    #[serde(default)]
    pub progress: BulkProgress,
    /// The first products that still wait, the newest first, at most 20; none in the list of edits.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<Uuid>"))]
    pub waiting: Vec<ProductId>,
    /// Products that were refused, at most 50; none in the list of edits.
    #[serde(default)]
    pub rejections: Vec<BulkRejection>,
}

/// How many products are how far. Together they are all products of the edit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BulkProgress {
    /// Nothing was done to them yet.
    pub waiting: u64,
    /// They were changed.
    pub changed: u64,
    /// It was so already, or they were deleted meanwhile.
    pub same: u64,
    /// They could not be changed, or not be taken back since somebody else has changed them.
    pub refused: u64,
    /// They were changed, and are as they were.
    pub undone: u64,
}

/// A product that stayed as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BulkRejection {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "Uuid"))]
    pub product: ProductId,
    /// Why.
    pub reason: String,
}

endpoint!(CreateBulkEdit: POST "/v1/admin/bulk-edits", Staff(CatalogWrite), "Does one thing to at most 100 products that are named, or collects what a filter finds, at most 20,000, to have it done to all of that." => BulkEdit);

/// The edits of many products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListBulkEdits {}

endpoint!(ListBulkEdits: GET "/v1/admin/bulk-edits", Staff(CatalogRead), "The newest two hundred edits of many products, the newest first. Each is kept for 90 days." => Vec<BulkEdit>);

/// One edit of many products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetBulkEdit {
    /// The edit.
    pub edit: Uuid,
}

endpoint!(GetBulkEdit: GET "/v1/admin/bulk-edits/{edit}", Staff(CatalogRead), "One edit of many products, and how far it has come." => BulkEdit);

/// Starts an edit, stops it, or takes it back. What it has done to a product that somebody else has changed since stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateBulkEdit {
    /// The edit.
    pub edit: Uuid,
    /// `start`, `stop` or `undo`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub event: BulkEditEvent,
}

endpoint!(UpdateBulkEdit: PATCH "/v1/admin/bulk-edits/{edit}", Staff(CatalogWrite), "Starts an edit of many products, stops it, or takes it back." => BulkEdit);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_no_products_is_not_one_of_all() {
        let change = serde_json::json!({ "kind": "no_former_prices" });
        let edit: CreateBulkEdit = serde_json::from_value(serde_json::json!({ "change": change })).expect("a filter");
        assert!(edit.products.is_empty());
        let again = serde_json::to_value(&edit).expect("JSON");
        assert_eq!(serde_json::from_value::<CreateBulkEdit>(again).expect("as it was written"), edit);
        let none = serde_json::json!({ "change": change, "products": [] });
        assert!(serde_json::from_value::<CreateBulkEdit>(none).is_err());
    }

    #[test]
    fn former_prices_are_kept_only_where_they_are_higher() {
        let price = |amount_minor, compare_at_minor| PriceEntry {
            currency: domain::Currency::Eur,
            amount_minor,
            compare_at_minor,
            lowest_before_minor: None,
        };
        let edit = |basis_points| BulkChange::Prices { basis_points, ending: PriceEnding::Exact, keep_former: true };
        for (edit, before, after) in [
            (edit(-1000), price(1000, None), price(900, Some(1000))),
            (edit(-1000), price(1000, Some(1200)), price(900, Some(1200))),
            (edit(3000), price(1000, Some(1200)), price(1300, None)),
            (BulkChange::NoFormerPrices {}, price(1000, Some(1200)), price(1000, None)),
        ] {
            let mut changed = before;
            edit.reprice(&mut changed);
            assert_eq!(changed, after, "{edit:?}");
        }
    }
}
