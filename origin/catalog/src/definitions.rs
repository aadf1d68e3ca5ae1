//! What is known of properties: what the first product that has one says, and what staff declare.

use std::collections::BTreeMap;

use api::catalog::ProductDocument;
use api::catalog::admin::AdminAttribute;
use api::catalog::properties::{Property, properties};
use origin_platform::Database;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};

/// What staff have declared of properties.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn declared_attributes(db: &Database) -> sqlx::Result<Vec<AdminAttribute>> {
    let rows: Vec<Json<AdminAttribute>> = sqlx::query_scalar(
        "select jsonb_build_object('key', key, 'version', version, 'kind', kind, 'unit', unit, 'label', label,
                                   'filterable', is_filterable, 'position', position, 'declared', is_declared)
         from catalog.attributes where is_declared order by key",
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|Json(attribute)| attribute).collect())
}

/// Every property, as staff see them.
pub(crate) async fn all(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<AdminAttribute>> {
    let rows: Vec<Json<AdminAttribute>> = sqlx::query_scalar(
        "select jsonb_build_object('key', key, 'version', version, 'kind', kind, 'unit', unit, 'label', label,
                                   'filterable', is_filterable, 'position', position, 'declared', is_declared)
         from catalog.attributes order by position, key",
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|Json(attribute)| attribute).collect())
}

/// Notes the properties that no product had before. What is known of the others stays. The caller keeps others from
/// changing the catalogue.
pub(crate) async fn infer<'a>(
    tx: &mut PgConnection,
    products: impl Iterator<Item = &'a ProductDocument>,
) -> sqlx::Result<()> {
    let mut found: BTreeMap<String, Property> = BTreeMap::new();
    for property in products.flat_map(properties) {
        found.entry(property.key.clone()).or_insert(property);
    }
    if found.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "insert into catalog.attributes (key, kind, unit, label)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])
         on conflict (key) do nothing",
    )
    .bind(found.keys().map(String::as_str).collect::<Vec<_>>())
    .bind(found.values().map(|property| property.kind.code()).collect::<Vec<_>>())
    .bind(found.values().map(|property| property.unit.as_str()).collect::<Vec<_>>())
    .bind(found.values().map(|property| Json(&property.name)).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}
