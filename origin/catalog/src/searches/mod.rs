//! What was looked for, counted by day: how often, how often in vain, how long it took, and what became of it. Nothing says
//! by whom.

mod outcomes;
#[cfg(test)]
mod tests;

use anyhow::Context as _;
use api::event::SearchesCounted;
use api::problem::Problem;
use api::search::{
    ListSearchQueries, MAX_COUNTED_DAYS, MAX_LISTED_QUERIES, MIN_SHOWN_SEARCHES, QueryFigures, QueryOrder,
};
use origin_platform::{Call, Database, ServiceError};
use sqlx::types::Json;
use uuid::Uuid;

use crate::Catalog;

pub use outcomes::{Chosen, chosen_products};

/// Queries that are counted of one day: a stranger can make up more without end.
const MAX_A_DAY: i64 = 20_000;
/// After so many days it is forgotten what was hardly ever looked for.
const SELDOM_DAYS: i32 = 7;
/// Rows that are forgotten at once.
const AT_ONCE: i64 = 5_000;

/// Adds what an event says. What was counted before is passed over.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn count_searches(db: &Database, event: Uuid, counted: &SearchesCounted) -> anyhow::Result<()> {
    let SearchesCounted { day, counts, outcomes } = counted;
    let mut tx = db.begin().await?;
    let is_new =
        sqlx::query("insert into catalog.counted_events (event_id, day) values ($1, $2::date) on conflict do nothing")
            .bind(event)
            .bind(day)
            .execute(&mut *tx)
            .await?
            .rows_affected();
    if is_new == 0 {
        return Ok(());
    }
    sqlx::query(
        "with said as (
             select locale, query, sum(searches)::bigint as searches, sum(empty)::bigint as empty,
                    sum(micros)::bigint as micros, max(slowest_micros) as slowest_micros
             from jsonb_to_recordset($2) as said (
                 locale text, query text, searches bigint, empty bigint, micros bigint, slowest_micros bigint)
             group by locale, query
         ), known as (select count(*) as queries from catalog.searches where day = $1::date)
         insert into catalog.searches as kept (day, locale, query, searches, empty, micros, slowest_micros)
         select $1::date, said.locale, said.query, said.searches, said.empty, said.micros, said.slowest_micros
         from said cross join known
         where known.queries < $3 or exists (
             select 1 from catalog.searches as before
             where before.day = $1::date and before.locale = said.locale and before.query = said.query)
         order by said.locale, said.query
         on conflict (day, locale, query) do update
         set searches = kept.searches + excluded.searches, empty = kept.empty + excluded.empty,
             micros = kept.micros + excluded.micros,
             slowest_micros = greatest(kept.slowest_micros, excluded.slowest_micros)",
    )
    .bind(day)
    .bind(Json(counts))
    .bind(MAX_A_DAY)
    .execute(&mut *tx)
    .await?;
    if !outcomes.is_empty() {
        outcomes::add(&mut tx, day, outcomes).await?;
    }
    tx.commit().await.context("counting searches")
}

/// Forgets what is older than [`MAX_COUNTED_DAYS`] days, and sooner what was hardly ever looked for.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn forget_searches(db: &Database) -> anyhow::Result<u64> {
    let days = i32::try_from(MAX_COUNTED_DAYS).context("some months")?;
    let forgotten = sqlx::query(
        "delete from catalog.searches where (day, locale, query) in (
             select day, locale, query from catalog.searches
             where day < (now() at time zone 'utc')::date - $1
                   or (searches < $2 and day < (now() at time zone 'utc')::date - $3)
             limit $4)",
    )
    .bind(days)
    .bind(i64::from(MIN_SHOWN_SEARCHES))
    .bind(SELDOM_DAYS)
    .bind(AT_ONCE)
    .execute(db)
    .await?;
    let outcomes = sqlx::query(
        "delete from catalog.search_outcomes where (day, locale, query, product_id) in (
             select day, locale, query, product_id from catalog.search_outcomes
             where day < (now() at time zone 'utc')::date - $1
                   or (clicks < $2 and day < (now() at time zone 'utc')::date - $3)
             limit $4)",
    )
    .bind(days)
    .bind(i64::from(MIN_SHOWN_SEARCHES))
    .bind(SELDOM_DAYS)
    .bind(AT_ONCE)
    .execute(db)
    .await?;
    // Longer than the stream keeps an event it cannot come again.
    sqlx::query("delete from catalog.counted_events where day < (now() at time zone 'utc')::date - $1")
        .bind(2 * SELDOM_DAYS)
        .execute(db)
        .await?;
    Ok(forgotten.rows_affected() + outcomes.rows_affected())
}

/// What was looked for lately.
///
/// # Errors
/// A problem with `days`.
pub(crate) async fn list_search_queries(
    service: Catalog,
    call: Call<ListSearchQueries>,
) -> Result<Vec<QueryFigures>, ServiceError> {
    let ListSearchQueries { order, days } = call.endpoint;
    if !(1..=MAX_COUNTED_DAYS).contains(&days) {
        return Err(Problem::field("days", format!("Give a number of days from 1 to {MAX_COUNTED_DAYS}.")).into());
    }
    let rows: Vec<Json<QueryFigures>> = sqlx::query_scalar(
        "select jsonb_build_object('locale', locale, 'query', query, 'searches', searches, 'empty', empty,
                                   'micros', micros, 'slowest_micros', slowest_micros,
                                   'clicks', coalesce(clicks, 0), 'additions', coalesce(additions, 0))
         from (
             select locale, query, sum(searches)::bigint as searches, sum(empty)::bigint as empty,
                    sum(micros)::bigint as micros, max(slowest_micros) as slowest_micros
             from catalog.searches where day > (now() at time zone 'utc')::date - $1
             group by locale, query
         ) as summed left join (
             select locale, query, sum(clicks)::bigint as clicks, sum(least(additions, clicks))::bigint as additions
             from catalog.search_outcomes where day > (now() at time zone 'utc')::date - $1
             group by locale, query
         ) as outcomes using (locale, query)
         where searches >= $2 and ($3 <> 'failing' or empty > 0)
               and ($3 <> 'unclicked' or (empty < searches and coalesce(clicks, 0) = 0))
         order by case $3 when 'failing' then empty when 'slow' then micros / searches else searches end desc,
                  searches desc, locale, query
         limit $4",
    )
    .bind(i32::try_from(days).map_err(anyhow::Error::new)?)
    .bind(i64::from(MIN_SHOWN_SEARCHES))
    .bind(QueryOrder::code(order))
    .bind(i64::from(MAX_LISTED_QUERIES))
    .fetch_all(&service.stores.db)
    .await?;
    Ok(rows.into_iter().map(|Json(row)| row).collect())
}
