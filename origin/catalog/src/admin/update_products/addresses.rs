//! Addresses that lead to a product without being its own. They lead to the product and not to an address, so that there is
//! no way round in circles and none out of the shop.

use std::collections::BTreeSet;

use api::catalog::admin::{AdminProductView, CreateProductAddress, DeleteProductAddress, MAX_PRODUCT_ADDRESSES};
use api::problem::{Code, Problem};
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError};
use serde_json::json;
use uuid::Uuid;

use super::{get_product, write};
use crate::{Catalog, event, former_slugs};

/// Has an address lead to a product.
///
/// # Errors
/// `product_not_found`; `slug_taken` by what is or leads elsewhere; `wrong_state` if too many lead there.
pub(in crate::admin) async fn create_product_address(
    service: Catalog,
    call: Call<CreateProductAddress>,
) -> Result<AdminProductView, ServiceError> {
    let CreateProductAddress { product, slug } = call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    let locked = write::lock_products(&mut tx, &[(product, Some(api::endpoint::if_match::IfMatch::Any))]).await?;
    let kept = locked.into_iter().next().ok_or_else(|| get_product::not_found(product))?;
    let taken: Option<(Uuid, String, bool)> = sqlx::query_as(
        "select id, slug, true from catalog.products where slug = $1
         union all
         select p.id, p.slug, false from catalog.former_slugs f join catalog.products p on p.id = f.product_id
         where f.slug = $1",
    )
    .bind(slug.as_str())
    .fetch_optional(&mut *tx)
    .await?;
    let is_there = match taken {
        Some((id, _, false)) if id == product.0 => true,
        Some((_, other, is_own)) => {
            let detail = match is_own {
                true => format!("“{slug}” is the address of a product; give that another first."),
                false => format!("“{slug}” leads to “{other}” already; take it away there first."),
            };
            return Err(Problem::new(Code::SlugTaken, detail).at("slug").into());
        }
        None => false,
    };
    let mut view = get_product::view(&mut tx, kept).await?;
    if !is_there {
        if view.former_slugs.len() >= MAX_PRODUCT_ADDRESSES {
            let detail = format!("{MAX_PRODUCT_ADDRESSES} addresses lead to it, which is all there may be.");
            return Err(Problem::new(Code::WrongState, detail).into());
        }
        former_slugs::leave(&mut tx, product, &slug).await?;
        view.former_slugs.insert(0, slug.clone());
        // Whoever keeps a page that says there is nothing here has to ask again.
        outbox::record(&mut tx, &[event::product_changed(product, &slug, &BTreeSet::new())]).await?;
        call.audit(&mut tx, &write::subject(product), None, Some(json!({ "address": slug }))).await?;
    }
    call.commit(tx, view).await
}

/// Has it lead nowhere.
///
/// # Errors
/// `product_not_found`; `not_found` if it does not lead there.
pub(in crate::admin) async fn delete_product_address(
    service: Catalog,
    call: Call<DeleteProductAddress>,
) -> Result<AdminProductView, ServiceError> {
    let DeleteProductAddress { product, slug } = call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    let locked = write::lock_products(&mut tx, &[(product, Some(api::endpoint::if_match::IfMatch::Any))]).await?;
    let kept = locked.into_iter().next().ok_or_else(|| get_product::not_found(product))?;
    let mut view = get_product::view(&mut tx, kept).await?;
    if !view.former_slugs.contains(&slug) {
        let detail = format!("“{slug}” does not lead to this product; look at its addresses again.");
        return Err(Problem::new(Code::NotFound, detail).into());
    }
    former_slugs::take(&mut tx, &slug).await?;
    view.former_slugs.retain(|one| *one != slug);
    outbox::record(&mut tx, &[event::product_changed(product, &slug, &BTreeSet::new())]).await?;
    call.audit(&mut tx, &write::subject(product), Some(json!({ "address": slug })), None).await?;
    call.commit(tx, view).await
}
