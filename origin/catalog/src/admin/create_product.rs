//! Making a product.

use api::catalog::admin::{CreateProduct, ProductSaved};
use origin_platform::{Call, ServiceError};

use super::{input, write};
use crate::prices::recorded;
use crate::{Catalog, former_slugs, store};

/// A new product at an address of its own.
///
/// # Errors
/// `slug_taken`; a problem with the field to mend.
pub(super) async fn create_product(service: Catalog, call: Call<CreateProduct>) -> Result<ProductSaved, ServiceError> {
    let document = input::document("product", call.endpoint.product.clone())?;
    let mut tx = call.begin(&service.stores.db).await?;
    store::lock_catalog(&mut tx, false).await?;
    write::free(&mut tx, "product", &document.slug).await?;
    former_slugs::take(&mut tx, &document.slug).await?;
    write::save(&mut tx, std::slice::from_ref(&document), |_| "product".to_owned()).await?;
    let saved = write::saved(&mut tx, &document.slug).await?;
    call.audit(&mut tx, &write::subject(saved.id), None, Some(recorded(&document)?)).await?;
    call.commit(tx, saved).await
}
