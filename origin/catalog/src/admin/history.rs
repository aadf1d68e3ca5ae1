//! What staff changed of a product.

use api::catalog::admin::ListProductHistory;
use api::staff::AuditPage;
use origin_platform::{Call, ServiceError, audit};

use super::write;
use crate::Catalog;

/// The entries of the audit log that are of it.
pub(super) async fn list_product_history(
    service: Catalog,
    call: Call<ListProductHistory>,
) -> Result<AuditPage, ServiceError> {
    let ListProductHistory { product, before } = call.endpoint;
    Ok(audit::page(&service.stores.db, Some(&write::subject(product)), before).await?)
}
