//! Changing products: one, or several at once.

pub(super) mod addresses;
pub(super) mod undo;

use std::collections::BTreeSet;

use api::Endpoint;
use api::catalog::ProductDocument;
use api::catalog::admin::{ProductInput, ProductSaved, UpdateProduct, UpdateProducts};
use api::endpoint::if_match::IfMatch;
use api::problem::Problem;
use domain::{ProductId, Slug};
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError, audit};
use serde_json::Value;
use sqlx::PgConnection;

use super::{get_product, input, write};
use crate::collection_rules::as_kept;
use crate::prices::recorded;
use crate::store::Versioned;
use crate::{Catalog, event, former_slugs, store};

/// As many as one transaction should hold up others for.
const MAX_CHANGES: usize = 100;

/// A product with the version that was read of it, and what is said of it.
type Change = (ProductId, Option<IfMatch>, ProductInput);

/// What is said takes the place of what was; the rest stays.
///
/// # Errors
/// `product_not_found`; `version_missing`; `version_outdated` with the product as it is now; `slug_taken`; a problem
/// with the field to mend.
pub(super) async fn update_product(service: Catalog, call: Call<UpdateProduct>) -> Result<ProductSaved, ServiceError> {
    let UpdateProduct { product, if_match, change } = call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    let changed = apply(&mut tx, vec![(product, if_match, change)], |_| "change".to_owned()).await?;
    let Changed { saved, told } = changed.into_iter().next().ok_or_else(|| get_product::not_found(product))?;
    if let Some((before, after)) = told {
        call.audit(&mut tx, &write::subject(product), Some(before), Some(after)).await?;
    }
    call.commit(tx, saved).await
}

/// The same of several products, all of them or none.
///
/// # Errors
/// As [`update_product`].
pub(super) async fn update_products(
    service: Catalog,
    call: Call<UpdateProducts>,
) -> Result<Vec<ProductSaved>, ServiceError> {
    let changes: Vec<Change> =
        call.endpoint.changes.iter().map(|one| (one.product, Some(one.version), one.change.clone())).collect();
    let products: BTreeSet<ProductId> = changes.iter().map(|(product, ..)| *product).collect();
    if changes.is_empty() || changes.len() > MAX_CHANGES || products.len() < changes.len() {
        let detail = format!("Name 1 to {MAX_CHANGES} products, each of them once.");
        return Err(Problem::field("changes", detail).into());
    }
    let mut tx = call.begin(&service.stores.db).await?;
    let changed = apply(&mut tx, changes, |index| format!("changes[{index}].change")).await?;
    let reply = record(&mut tx, &call, changed).await?;
    call.commit(tx, reply).await
}

/// Adds what was changed to the audit log.
async fn record<E: Endpoint>(
    tx: &mut PgConnection,
    call: &Call<E>,
    changed: Vec<Changed>,
) -> Result<Vec<ProductSaved>, ServiceError> {
    let mut reply = Vec::with_capacity(changed.len());
    for Changed { saved, told } in changed {
        if let Some((before, after)) = told {
            call.audit(tx, &write::subject(saved.id), Some(before), Some(after)).await?;
        }
        reply.push(saved);
    }
    Ok(reply)
}

/// What a product has become.
struct Changed {
    saved: ProductSaved,
    /// How it was and has become, as far as it differs; none if nothing does.
    told: Option<(Value, Value)>,
}

async fn apply(
    tx: &mut PgConnection,
    changes: Vec<Change>,
    field: impl Fn(usize) -> String,
) -> Result<Vec<Changed>, ServiceError> {
    let named: Vec<(ProductId, Option<IfMatch>)> =
        changes.iter().map(|(product, if_match, _)| (*product, *if_match)).collect();
    let before = write::lock_products(tx, &named).await?;
    let mut after = Vec::with_capacity(changes.len());
    for (index, ((product, _, change), (_, _, before))) in changes.into_iter().zip(&before).enumerate() {
        let mut document = before.clone();
        input::apply(&field(index), change, &mut document)?;
        if document.slug != before.slug {
            rename(tx, &field(index), product, before, &document.slug).await?;
        }
        after.push(document);
    }
    keep(tx, &before, after, field).await
}

/// Keeps what products have become.
async fn keep(
    tx: &mut PgConnection,
    before: &[Versioned],
    after: Vec<ProductDocument>,
    field: impl Fn(usize) -> String,
) -> Result<Vec<Changed>, ServiceError> {
    let after = as_kept(tx, &after).await?;
    write::save(tx, &after, field).await?;
    let mut changed = Vec::with_capacity(after.len());
    for ((_, _, before), after) in before.iter().zip(&after) {
        let saved = write::saved(tx, &after.slug).await?;
        let (was, is) = (recorded(before)?, recorded(after)?);
        let told = (was != is).then(|| audit::changes(&was, &is));
        changed.push(Changed { saved, told });
    }
    Ok(changed)
}

/// Gives a product another address, to which the former one leads from then on.
async fn rename(
    tx: &mut PgConnection,
    field: &str,
    product: ProductId,
    before: &ProductDocument,
    slug: &Slug,
) -> Result<(), ServiceError> {
    write::free(tx, field, slug).await?;
    sqlx::query(
        "update catalog.products
         set slug = $2::text, document = jsonb_set(document, '{slug}', to_jsonb($2::text)), updated_at = now()
         where id = $1",
    )
    .bind(product.0)
    .bind(slug.as_str())
    .execute(&mut *tx)
    .await?;
    former_slugs::take(tx, slug).await?;
    former_slugs::leave(tx, product, &before.slug).await?;
    // The new address is a new version, whatever else changes with it.
    store::refresh_listing_prices(tx, &[product], &[]).await?;
    let collections: BTreeSet<Slug> = before.collections.iter().cloned().collect();
    let told = [&before.slug, slug].map(|slug| event::product_changed(product, slug, &collections));
    outbox::record(tx, &told).await?;
    Ok(())
}
