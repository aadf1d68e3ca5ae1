//! What types ask for, as it is kept.

use std::collections::HashMap;

use api::catalog::product_types::AskedAttribute;
use domain::Slug;
use sqlx::PgExecutor;
use sqlx::types::Json;

use crate::store;

/// What each of these types asks for, with what is known of the attributes. Those that do not exist are left out.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn asked_by(
    db: impl PgExecutor<'_>,
    types: &[&Slug],
) -> sqlx::Result<HashMap<Slug, Vec<AskedAttribute>>> {
    let rows: Vec<(String, Json<Vec<AskedAttribute>>)> = sqlx::query_as(
        "select t.handle, coalesce((
             select jsonb_agg(jsonb_build_object(
                 'key', asked.attribute, 'required', asked.is_required, 'kind', known.kind, 'unit', known.unit,
                 'label', known.label) order by asked.position)
             from catalog.product_type_attributes asked join catalog.attributes known on known.key = asked.attribute
             where asked.product_type = t.handle), '[]')
         from catalog.product_types t where t.handle = any($1)",
    )
    .bind(types.iter().map(|handle| handle.as_str()).collect::<Vec<_>>())
    .fetch_all(db)
    .await?;
    let read = |(handle, Json(asked)): (String, Json<Vec<AskedAttribute>>)| {
        let handle = store::stored(&handle).map_err(|error| sqlx::Error::Decode(error.into()))?;
        Ok((handle, asked))
    };
    rows.into_iter().map(read).collect()
}
