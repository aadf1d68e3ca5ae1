//! When PostgreSQL committed the changes.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use sqlx::{Connection as _, PgConnection};

/// The commit of each change, by its idempotency key, in microseconds since 1970. The key's row is
/// written in the transaction of the change. PostgreSQL stamps a commit before it is on the disk,
/// and so before anybody sees it: times since then are rather too long than too short.
pub async fn times(keys: &[String]) -> Result<BTreeMap<String, i64>> {
    let mut database = database().await?;
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select key, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint
         from shop.idempotency_keys where key = any($1)",
    )
    .bind(keys)
    .fetch_all(&mut database)
    .await
    .context("PostgreSQL needs track_commit_timestamp = on")?;
    Ok(rows.into_iter().collect())
}

/// When each of these SKUs was last given a price in euros, in the same way.
pub async fn of_prices(skus: &[String]) -> Result<BTreeMap<String, i64>> {
    let mut database = database().await?;
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select sku, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint
         from catalog.prices where currency = 'EUR' and sku = any($1)",
    )
    .bind(skus)
    .fetch_all(&mut database)
    .await
    .context("PostgreSQL needs track_commit_timestamp = on")?;
    Ok(rows.into_iter().collect())
}

/// What each of these SKUs costs in euros, in minor units.
pub async fn prices(skus: &[String]) -> Result<BTreeMap<String, i64>> {
    let mut database = database().await?;
    let rows: Vec<(String, i64)> =
        sqlx::query_as("select sku, amount_minor from catalog.prices where currency = 'EUR' and sku = any($1)")
            .bind(skus)
            .fetch_all(&mut database)
            .await?;
    Ok(rows.into_iter().collect())
}

async fn database() -> Result<PgConnection> {
    let address = std::env::var("DATABASE_URL").context("DATABASE_URL is not set")?;
    Ok(PgConnection::connect(&address).await?)
}
