//! Named views of the list of products.

use api::catalog::admin::{CreateProductView, DeleteProductView, ListProductViews, MAX_PRODUCT_VIEWS, ProductView};
use api::problem::{Code, Problem};
use domain::catalog::ProductStatus;
use origin_platform::{Call, ServiceError};
use sqlx::types::Json;
use uuid::Uuid;

use crate::Catalog;
use crate::store::lock_catalog;

/// Characters of a name.
const MAX_NAME: usize = 80;
/// Characters of what is looked for.
const MAX_QUERY: usize = 200;

/// The views, by name.
pub(super) async fn list_product_views(
    service: Catalog,
    _: Call<ListProductViews>,
) -> Result<Vec<ProductView>, ServiceError> {
    let rows: Vec<Json<ProductView>> = sqlx::query_scalar(
        "select jsonb_build_object('id', id, 'name', name, 'status', status, 'q', q)
         from catalog.product_views order by lower(name), id",
    )
    .fetch_all(&service.stores.db)
    .await?;
    Ok(rows.into_iter().map(|Json(view)| view).collect())
}

/// A view; it takes the place of one of its name.
///
/// # Errors
/// `wrong_state` if there are too many; a problem with the field to mend.
pub(super) async fn create_product_view(
    service: Catalog,
    call: Call<CreateProductView>,
) -> Result<ProductView, ServiceError> {
    let CreateProductView { name, status, q } = call.endpoint.clone();
    let name = text("name", &name, MAX_NAME)?;
    let q = text("q", q.as_deref().unwrap_or_default(), MAX_QUERY)?;
    if name.is_empty() {
        return Err(Problem::field("name", "Give the view a name.").into());
    }
    let q = Some(q).filter(|q| !q.is_empty());
    let mut tx = call.begin(&service.stores.db).await?;
    lock_catalog(&mut tx, false).await?;
    let others: i64 = sqlx::query_scalar("select count(*) from catalog.product_views where name <> $1")
        .bind(&name)
        .fetch_one(&mut *tx)
        .await?;
    if usize::try_from(others).is_ok_and(|others| others >= MAX_PRODUCT_VIEWS) {
        let detail = format!("There are {MAX_PRODUCT_VIEWS} views, which is all there may be: take one away first.");
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    let id: Uuid = sqlx::query_scalar(
        "insert into catalog.product_views (id, name, status, q) values ($1, $2, $3, $4)
         on conflict (name) do update set status = excluded.status, q = excluded.q
         returning id",
    )
    .bind(Uuid::now_v7())
    .bind(&name)
    .bind(status.map(ProductStatus::code))
    .bind(&q)
    .fetch_one(&mut *tx)
    .await?;
    let view = ProductView { id, name, status, q };
    call.audit(&mut tx, &subject(id), None, Some(serde_json::to_value(&view)?)).await?;
    call.commit(tx, view).await
}

/// Takes a view away.
///
/// # Errors
/// `not_found`.
pub(super) async fn delete_product_view(service: Catalog, call: Call<DeleteProductView>) -> Result<(), ServiceError> {
    let id = call.endpoint.view;
    let mut tx = call.begin(&service.stores.db).await?;
    let name: Option<String> = sqlx::query_scalar("delete from catalog.product_views where id = $1 returning name")
        .bind(id)
        .fetch_optional(&mut *tx)
        .await?;
    let not_found = || Problem::new(Code::NotFound, "There is no such view. GET /v1/admin/product-views lists them.");
    let name = name.ok_or_else(not_found)?;
    call.audit(&mut tx, &subject(id), Some(serde_json::json!({ "name": name })), None).await?;
    call.commit(tx, ()).await
}

fn text(field: &'static str, value: &str, most: usize) -> Result<String, Problem> {
    let value = value.trim();
    let fits = value.chars().count() <= most && !value.chars().any(char::is_control);
    let detail = || format!("Write at most {most} characters in one line.");
    fits.then(|| value.to_owned()).ok_or_else(|| Problem::field(field, detail()))
}

/// How the audit log calls a view.
fn subject(id: Uuid) -> String {
    format!("product view {id}")
}
