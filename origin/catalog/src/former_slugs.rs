//! Addresses that products had.

use api::problem::{Code, Problem};
use domain::{ProductId, Slug};
use origin_platform::{Database, ServiceError};
use sqlx::PgConnection;

use crate::store::{self, Versioned};

/// The product that was at an address at which there is none.
///
/// # Errors
/// `product_gone` if it was deleted; `product_not_found` if none ever was there, or it is not on sale.
pub(crate) async fn product(db: &Database, slug: &Slug) -> Result<Versioned, ServiceError> {
    let not_found = || Problem::new(Code::ProductNotFound, "There is no such product, or it is not sold any more.");
    let led: Option<Option<String>> = sqlx::query_scalar(
        "select p.slug from catalog.former_slugs f left join catalog.products p on p.id = f.product_id where f.slug = $1",
    )
    .bind(slug.as_str())
    .fetch_optional(db)
    .await?;
    match led {
        None => Err(not_found().into()),
        Some(None) => Err(Problem::new(Code::ProductGone, "This product was deleted and does not come back.").into()),
        Some(Some(current)) => {
            let product = store::product_by_slug(db, &store::stored(&current)?).await?;
            Ok(product.ok_or_else(not_found)?)
        }
    }
}

/// Notes that a product has left an address, in the caller's transaction.
pub(crate) async fn leave(tx: &mut PgConnection, product: ProductId, slug: &Slug) -> sqlx::Result<()> {
    sqlx::query(
        "insert into catalog.former_slugs (slug, product_id) values ($1, $2)
         on conflict (slug) do update set product_id = excluded.product_id, since = now()",
    )
    .bind(slug.as_str())
    .bind(product.0)
    .execute(tx)
    .await
    .map(drop)
}

/// Forgets what was at an address, since a product takes it.
pub(crate) async fn take(tx: &mut PgConnection, slug: &Slug) -> sqlx::Result<()> {
    sqlx::query("delete from catalog.former_slugs where slug = $1").bind(slug.as_str()).execute(tx).await.map(drop)
}

/// The addresses that a product had, the latest first.
pub(crate) async fn of(tx: &mut PgConnection, product: ProductId) -> Result<Vec<Slug>, ServiceError> {
    let slugs: Vec<String> =
        sqlx::query_scalar("select slug from catalog.former_slugs where product_id = $1 order by since desc, slug")
            .bind(product.0)
            .fetch_all(tx)
            .await?;
    Ok(slugs.iter().map(|slug| store::stored(slug)).collect::<Result<_, _>>()?)
}
