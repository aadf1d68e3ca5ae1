//! Staff make, change and delete types.

use api::catalog::admin::{
    AdminProductType, CreateProductType, DeleteProductType, GetProductType, ListProductTypes, UpdateProductType,
};
use api::catalog::product_types::{MAX_PRODUCT_TYPES, ProductTypeDocument};
use api::problem::{Code, Problem};
use domain::Slug;
use origin_messaging::outbox;
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, audit};
use serde_json::{Value, json};
use sqlx::PgExecutor;
use sqlx::types::Json;

use super::write::{self, Wrong};
use crate::{Catalog, event, store};

/// Every type, by its name.
pub(super) async fn list_product_types(
    service: Catalog,
    _: Call<ListProductTypes>,
) -> Result<Vec<AdminProductType>, ServiceError> {
    Ok(kept(&service.stores.db, None).await?)
}

/// One type.
///
/// # Errors
/// `not_found`.
pub(super) async fn get_product_type(
    service: Catalog,
    call: Call<GetProductType>,
) -> Result<AdminProductType, ServiceError> {
    let handle = &call.endpoint.handle;
    Ok(find(&service.stores.db, handle).await?.ok_or_else(|| not_found(handle))?)
}

/// A new type.
///
/// # Errors
/// `wrong_state` if there are too many; a problem with the field to mend.
pub(super) async fn create_product_type(
    service: Catalog,
    call: Call<CreateProductType>,
) -> Result<AdminProductType, ServiceError> {
    let CreateProductType { handle, name, attributes } = call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    store::lock_catalog(&mut tx, false).await?;
    if find(&mut *tx, &handle).await?.is_some() {
        let detail = format!("There is a product type “{handle}” already; choose another handle.");
        return Err(Problem::field("handle", detail).into());
    }
    if is_full(&mut *tx).await? {
        let detail =
            format!("There are {MAX_PRODUCT_TYPES} product types, which is all there may be: delete one first.");
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    let made = ProductTypeDocument { handle, name, attributes };
    write::save(&mut tx, &made).await?.map_err(refused)?;
    let reply = find(&mut *tx, &made.handle).await?.ok_or_else(|| not_found(&made.handle))?;
    outbox::record(&mut tx, &[event::product_type_changed(&made.handle)]).await?;
    call.audit(&mut tx, &subject(&made.handle), None, Some(told(&reply))).await?;
    call.commit(tx, reply).await
}

/// What is said takes the place of what was; the rest stays. Products stay as they are.
///
/// # Errors
/// `not_found`; `version_missing`; `version_outdated` with the type as it is now; a problem with the field to mend.
pub(super) async fn update_product_type(
    service: Catalog,
    call: Call<UpdateProductType>,
) -> Result<AdminProductType, ServiceError> {
    let UpdateProductType { handle, if_match, name, attributes } = call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    store::lock_catalog(&mut tx, false).await?;
    let before = find(&mut *tx, &handle).await?.ok_or_else(|| not_found(&handle))?;
    if !admits(if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    let after = ProductTypeDocument {
        handle: handle.clone(),
        name: name.unwrap_or_else(|| before.name.clone()),
        attributes: attributes.unwrap_or_else(|| before.attributes.clone()),
    };
    write::save(&mut tx, &after).await?.map_err(refused)?;
    let reply = find(&mut *tx, &handle).await?.ok_or_else(|| not_found(&handle))?;
    if reply.version != before.version {
        outbox::record(&mut tx, &[event::product_type_changed(&handle)]).await?;
        let (old, new) = audit::changes(&told(&before), &told(&reply));
        call.audit(&mut tx, &subject(&handle), Some(old), Some(new)).await?;
    }
    call.commit(tx, reply).await
}

/// Takes a type away that no product has.
///
/// # Errors
/// `not_found`; `version_missing`; `version_outdated` with the type as it is now; `wrong_state` if products have it.
pub(super) async fn delete_product_type(service: Catalog, call: Call<DeleteProductType>) -> Result<(), ServiceError> {
    let DeleteProductType { handle, if_match } = call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    store::lock_catalog(&mut tx, false).await?;
    let before = find(&mut *tx, &handle).await?.ok_or_else(|| not_found(&handle))?;
    if !admits(if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    if before.products > 0 {
        let have = if before.products == 1 {
            "1 product has".to_owned()
        } else {
            format!("{} products have", before.products)
        };
        let detail = format!("{have} this type, perhaps some that are not on sale: give them another or none first.");
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    sqlx::query("delete from catalog.product_types where handle = $1").bind(handle.as_str()).execute(&mut *tx).await?;
    outbox::record(&mut tx, &[event::product_type_changed(&handle)]).await?;
    call.audit(&mut tx, &subject(&handle), Some(told(&before)), None).await?;
    call.commit(tx, ()).await
}

/// A type as staff see it.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn find(db: impl PgExecutor<'_>, handle: &Slug) -> sqlx::Result<Option<AdminProductType>> {
    Ok(kept(db, Some(handle)).await?.pop())
}

/// Whether there are as many types as there can be.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn is_full(db: impl PgExecutor<'_>) -> sqlx::Result<bool> {
    let types: i64 = sqlx::query_scalar("select count(*) from catalog.product_types").fetch_one(db).await?;
    Ok(usize::try_from(types).is_ok_and(|types| types >= MAX_PRODUCT_TYPES))
}

/// All types, or one.
pub(super) async fn kept(db: impl PgExecutor<'_>, only: Option<&Slug>) -> sqlx::Result<Vec<AdminProductType>> {
    let rows: Vec<Json<AdminProductType>> = sqlx::query_scalar(
        "select jsonb_build_object(
             'handle', t.handle, 'version', t.version, 'name', t.name,
             'products', (select count(*) from catalog.products p where p.product_type = t.handle),
             'attributes', coalesce((
                 select jsonb_agg(jsonb_build_object(
                     'key', asked.attribute, 'required', asked.is_required, 'kind', known.kind, 'unit', known.unit,
                     'label', known.label) order by asked.position)
                 from catalog.product_type_attributes asked join catalog.attributes known on known.key = asked.attribute
                 where asked.product_type = t.handle), '[]'))
         from catalog.product_types t where $1::text is null or t.handle = $1
         order by lower(t.name ->> 'en'), t.handle",
    )
    .bind(only.map(Slug::as_str))
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|Json(one)| one).collect())
}

/// What the audit log keeps of a type: what an attribute is stands with the attribute.
fn told(one: &AdminProductType) -> Value {
    let asked = one.attributes.iter().map(|asked| json!({ "key": asked.key, "required": asked.required }));
    json!({ "handle": one.handle, "name": one.name, "attributes": asked.collect::<Vec<_>>() })
}

fn refused(Wrong { field, reason }: Wrong) -> Problem {
    Problem::field(field, reason)
}

/// How the audit log calls a type.
fn subject(handle: &Slug) -> String {
    format!("product type {handle}")
}

/// That there is no such type.
pub(super) fn not_found(handle: &Slug) -> Problem {
    let detail =
        format!("There is no product type “{handle}”. GET /v1/admin/product-types lists those that there are.");
    Problem::new(Code::NotFound, detail)
}
