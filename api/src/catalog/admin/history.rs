//! What staff changed of a product.

use domain::ProductId;
use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::staff::AuditPage;

/// What the audit log says of one product, the latest first, fifty at a time: to whoever may see products, for it is what
/// these have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListProductHistory {
    /// The product, one that was deleted too.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
    /// Only entries before this one: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
}

endpoint!(ListProductHistory: GET "/v1/admin/products/{product}/history", Staff(CatalogRead), "What staff changed of a product, the latest first." => AuditPage);
