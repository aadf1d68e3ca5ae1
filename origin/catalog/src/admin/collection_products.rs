//! Putting products into a collection, and taking them out.

pub(super) mod order;

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::ProductDocument;
use api::catalog::admin::{AdminCollection, UpdateCollectionProducts};
use api::problem::{Code, Problem};
use domain::ProductId;
use origin_platform::{Call, ServiceError};
use serde_json::json;

use super::collections::{find, subject};
use super::{get_product, write};
use crate::{Catalog, collections, store};

/// As many as one transaction should hold up others for.
const MAX_PRODUCTS: usize = 500;

/// All of it or nothing. What is in the collection already, or is not in it, stays so.
///
/// # Errors
/// `collection_not_found`; `wrong_state` if a rule fills it; `product_not_found` with the id of the first that is not there; a problem with the field to
/// mend.
pub(super) async fn update_collection_products(
    service: Catalog,
    call: Call<UpdateCollectionProducts>,
) -> Result<AdminCollection, ServiceError> {
    let UpdateCollectionProducts { slug, add, remove } = &call.endpoint;
    let (coming, going): (BTreeSet<ProductId>, BTreeSet<ProductId>) =
        (add.iter().copied().collect(), remove.iter().copied().collect());
    if let Some(both) = coming.intersection(&going).next() {
        return Err(Problem::field("remove", format!("Product {both} cannot be added and removed at once.")).into());
    }
    let named: Vec<ProductId> = coming.union(&going).copied().collect();
    if named.is_empty() || named.len() > MAX_PRODUCTS {
        return Err(Problem::field("add", format!("Name 1 to {MAX_PRODUCTS} products at once.")).into());
    }
    let mut tx = call.begin(&service.stores.db).await?;
    store::lock_catalog(&mut tx, false).await?;
    let collection = find(&mut tx, slug).await?.ok_or_else(collections::not_found)?;
    if collection.collection.rule.is_some() {
        let detail = "A rule fills it. Change the rule, or end it first: PUT /v1/admin/collections/{slug}/rule.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    let kept = store::documents_of_any_status(&mut *tx, &named).await?;
    let kept: BTreeMap<ProductId, ProductDocument> = kept.into_iter().map(|(id, _, product)| (id, product)).collect();
    if let Some(absent) = named.iter().find(|id| !kept.contains_key(*id)) {
        return Err(get_product::not_found(*absent).into());
    }
    let changed = kept.into_iter().filter_map(|(id, mut product)| {
        match (coming.contains(&id), product.collections.contains(slug)) {
            (true, false) => product.collections.push(slug.clone()),
            (false, true) => product.collections.retain(|known| known != slug),
            _ => return None,
        }
        Some((id, product))
    });
    let (ids, documents): (Vec<ProductId>, Vec<ProductDocument>) = changed.unzip();
    if write::save(&mut tx, &documents, |_| "add".to_owned()).await? {
        let (added, removed): (Vec<ProductId>, Vec<ProductId>) = ids.into_iter().partition(|id| coming.contains(id));
        let (before, after) = (json!({ "removed": removed }), json!({ "added": added }));
        call.audit(&mut tx, &subject(slug), Some(before), Some(after)).await?;
    }
    let reply = find(&mut tx, slug).await?.ok_or_else(collections::not_found)?;
    call.commit(tx, reply).await
}
