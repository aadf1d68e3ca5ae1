//! One product, on sale or not.

use api::catalog::admin::{AdminProductView, GetAdminProduct};
use api::problem::{Code, Problem};
use domain::ProductId;
use origin_platform::{Call, ServiceError};
use sqlx::PgConnection;

use crate::store::{self, Versioned};
use crate::{Catalog, former_slugs};

/// A product as it is kept.
///
/// # Errors
/// `product_not_found`.
pub(super) async fn get_product(
    service: Catalog,
    call: Call<GetAdminProduct>,
) -> Result<AdminProductView, ServiceError> {
    let id = call.endpoint.product;
    let mut connection = service.stores.db.acquire().await?;
    let found = store::documents_of_any_status(&mut *connection, &[id]).await?.pop();
    view(&mut connection, found.ok_or_else(|| not_found(id))?).await
}

/// That there is no product of this id.
pub(super) fn not_found(product: ProductId) -> Problem {
    Problem::new(Code::ProductNotFound, format!("There is no product {product}, or it was deleted."))
}

/// The product as staff see it.
pub(super) async fn view(
    connection: &mut PgConnection,
    (id, version, product): Versioned,
) -> Result<AdminProductView, ServiceError> {
    let updated_at: String = sqlx::query_scalar(
        r#"select to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from catalog.products where id = $1"#,
    )
    .bind(id.0)
    .fetch_optional(&mut *connection)
    .await?
    .ok_or_else(|| not_found(id))?;
    let former_slugs = former_slugs::of(connection, id).await?;
    Ok(AdminProductView { id, version, updated_at, former_slugs, product })
}
