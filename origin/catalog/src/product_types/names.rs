//! Types by what files of other shops call them.

use std::collections::{BTreeSet, HashMap};

use api::catalog::ProductDocument;
use domain::Slug;
use domain::catalog::Localized;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};

use crate::store;

/// What the merchant calls each type, by its handle. Unlike a list for staff it counts no products: search asks at every turn.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn product_type_names(db: impl PgExecutor<'_>) -> sqlx::Result<HashMap<Slug, Localized>> {
    let rows: Vec<(String, Json<Localized>)> =
        sqlx::query_as("select handle, name from catalog.product_types").fetch_all(db).await?;
    let read = |(handle, Json(name)): (String, Json<Localized>)| {
        let handle = store::stored(&handle).map_err(|error| sqlx::Error::Decode(error.into()))?;
        Ok((handle, name))
    };
    rows.into_iter().map(read).collect()
}

/// Gives products the types that a file says of them by name, in any language and any letters, or by handle: of several names
/// the first of which there is a type counts. A product of which no such name is said keeps the type that it has. Products
/// that are not in `names` stay as they are.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn name_types<S: std::hash::BuildHasher>(
    tx: &mut PgConnection,
    products: &mut [ProductDocument],
    names: &HashMap<Slug, Vec<String>, S>,
) -> sqlx::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    store::lock_catalog(tx, false).await?;
    let said: BTreeSet<String> = names.values().flatten().map(|name| wanted(name)).collect();
    let found: Vec<(String, String)> = sqlx::query_as(
        "select distinct on (said) said, t.handle
         from unnest($1::text[]) as said join catalog.product_types t
             on t.handle = said or exists (select from jsonb_each_text(t.name) as name where lower(name.value) = lower(said))
         order by said, t.handle = said desc, t.handle",
    )
    .bind(said.into_iter().collect::<Vec<_>>())
    .fetch_all(&mut *tx)
    .await?;
    let found: HashMap<String, String> = found.into_iter().collect();
    let slugs: Vec<&str> = names.keys().map(Slug::as_str).collect();
    let kept: Vec<(String, String)> = sqlx::query_as(
        "select slug, product_type from catalog.products where slug = any($1) and product_type is not null",
    )
    .bind(slugs)
    .fetch_all(tx)
    .await?;
    let kept: HashMap<String, String> = kept.into_iter().collect();
    for product in products {
        let Some(names) = names.get(&product.slug) else { continue };
        let named = names.iter().find_map(|name| found.get(&wanted(name)));
        let handle = named.or_else(|| kept.get(product.slug.as_str()));
        let read = |handle: &String| store::stored(handle).map_err(|error| sqlx::Error::Decode(error.into()));
        product.product_type = handle.map(read).transpose()?;
    }
    Ok(())
}

/// A name as PostgreSQL can be asked for it.
fn wanted(name: &str) -> String {
    name.trim().replace('\0', "")
}
