//! What the merchant says of searches, as it holds now.

use api::search::SearchEffect;
use domain::Locale;
use origin_platform::Database;
use sqlx::types::Json;

/// More rules than this hold for no query.
const MAX_FOR_A_QUERY: i64 = 50;

/// What holds now for a query, which is in its normal form, in the order in which it was said: rules of which a phrase
/// stands in it.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn search_effects(db: &Database, locale: Locale, query: &str) -> sqlx::Result<Vec<SearchEffect>> {
    let rows: Vec<Json<SearchEffect>> = sqlx::query_scalar(
        "select effect from catalog.search_rules
         where locale = $1 and (starts_at is null or starts_at <= now()) and (ends_at is null or ends_at > now())
           and exists (select from unnest(phrases) as phrase
                       where position(' ' || phrase || ' ' in ' ' || $2 || ' ') > 0)
         order by created_at, id limit $3",
    )
    .bind(locale.code())
    .bind(query)
    .bind(MAX_FOR_A_QUERY)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|Json(effect)| effect).collect())
}
