//! Deleting a product.

use api::catalog::admin::DeleteProduct;
use domain::{ProductId, Slug};
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError};
use sqlx::PgConnection;

use super::{get_product, write};
use crate::prices::recorded;
use crate::{Catalog, event, store};

/// Takes a product out of the catalogue for good. Its addresses are gone from then on.
///
/// # Errors
/// `product_not_found`; `version_missing`; `version_outdated` with the product as it is now.
pub(super) async fn delete_product(service: Catalog, call: Call<DeleteProduct>) -> Result<(), ServiceError> {
    let DeleteProduct { product, if_match } = call.endpoint;
    let mut tx = call.begin(&service.stores.db).await?;
    let locked = write::lock_products(&mut tx, &[(product, if_match)]).await?;
    let (_, _, before) = locked.into_iter().next().ok_or_else(|| get_product::not_found(product))?;
    remove(&mut tx, product, &before.slug).await?;
    call.audit(&mut tx, &write::subject(product), Some(recorded(&before)?), None).await?;
    call.commit(tx, ()).await
}

/// Takes a product with all that is its own away in the caller's transaction, and tells of it. Nobody else changes the
/// catalogue meanwhile.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn remove(tx: &mut PgConnection, product: ProductId, slug: &Slug) -> anyhow::Result<()> {
    let left: Vec<String> =
        sqlx::query_scalar(include_str!("delete_product.sql")).bind(product.0).fetch_all(&mut *tx).await?;
    let left = left.iter().map(|slug| store::stored(slug)).collect::<Result<Vec<Slug>, _>>()?;
    let mut events = vec![event::product_changed(product, slug, &left.iter().cloned().collect()).hard()];
    events.extend(left.iter().map(event::collection_changed));
    outbox::record(tx, &events).await?;
    Ok(())
}
