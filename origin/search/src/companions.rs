//! What else a shopper of a product may want.

use anyhow::Context as _;
use api::problem::{Code, Problem};
use api::search::{Companions, ListCompanions, MAX_COMPANIONS};
use origin_platform::{Call, ServiceError};

use crate::Service;

/// Days in which orders count.
const DAYS: i32 = 180;
/// So many products are asked for: some may not be on sale any more.
const ASKED: i64 = 3 * MAX_COMPANIONS as i64;

/// What was bought together with a product, and what is like it.
///
/// # Errors
/// `not_found` if the index does not hold the product.
pub(crate) async fn list_companions(service: Service, call: Call<ListCompanions>) -> Result<Companions, ServiceError> {
    let ListCompanions { slug, market } = call.endpoint;
    let slug = slug.to_string();
    let known = origin_catalog::ids_of_slugs(&service.stores.db, std::slice::from_ref(&slug)).await?;
    let unknown = || Problem::new(Code::NotFound, "The search index holds no such product: it may not be on sale.");
    let product = *known.get(&slug).ok_or_else(unknown)?;
    let together = origin_orders::orders::bought_together(&service.stores.db, product, DAYS, ASKED).await?;
    let index = service.index.clone();
    let found = tokio::task::spawn_blocking(move || -> anyhow::Result<Option<Companions>> {
        if !index.missing(&[product])?.is_empty() {
            return Ok(None);
        }
        let mut bought_together = index.hits_of(&together, market)?;
        bought_together.truncate(MAX_COMPANIONS);
        let mut alike = index.alike(product, market, 2 * MAX_COMPANIONS)?;
        alike.retain(|hit| bought_together.iter().all(|other| other.product != hit.product));
        alike.truncate(MAX_COMPANIONS);
        Ok(Some(Companions { bought_together, alike }))
    });
    Ok(found.await.context("looking for companions")??.ok_or_else(unknown)?)
}
