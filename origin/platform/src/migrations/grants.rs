//! What the role may do that serves, where another one migrates.

use anyhow::{Context as _, bail};
use sqlx::{Connection as _, PgConnection};

use super::SCHEMAS;

/// Lets the role `runtime` read and write rows, of what is there and of what coming migrations of whoever is connected
/// make, and takes back whatever else it was granted there. Doing so again changes nothing.
///
/// # Errors
/// If there is no such role, or it could change the database's shape all the same: then nothing would be kept from it.
/// The message says what to do.
pub async fn grant(connection: &mut PgConnection, runtime: &str) -> anyhow::Result<()> {
    let is_mighty = "select rolcreaterole or pg_has_role(oid, current_user, 'member') or exists (
                         select from pg_class
                         where relnamespace::regnamespace::text = any($2) and pg_has_role(pg_roles.oid, relowner, 'member')
                     )
                     from pg_roles where rolname = $1";
    let is_mighty: Option<bool> = sqlx::query_scalar(is_mighty)
        .bind(runtime)
        .bind(SCHEMAS.as_slice())
        .fetch_optional(&mut *connection)
        .await
        .context("PostgreSQL does not answer")?;
    match is_mighty {
        None => bail!(
            "PostgreSQL has no role {runtime}: make it, by `create role {runtime} login password '…'`, and migrate again"
        ),
        Some(true) => bail!(
            "the role {runtime} can do all that the one can that migrates, so nothing would be kept from it: it is a \
             superuser, makes roles, or owns what is in the database. Name another; or have what it owns taken over, \
             by `reassign owned by {runtime} to` the role that migrates"
        ),
        Some(false) => {}
    }
    let mut tx = connection.begin().await.context("PostgreSQL does not answer")?;
    let told = "select set_config('selvedge.runtime_role', $1, true),
                       set_config('selvedge.schemas', $2::text[]::text, true)";
    let told = sqlx::query(told).bind(runtime).bind(SCHEMAS.as_slice()).execute(&mut *tx).await;
    told.context("PostgreSQL does not answer")?;
    let granted = sqlx::raw_sql(include_str!("grants.sql")).execute(&mut *tx).await;
    granted.with_context(|| format!("the role {runtime} could not be let read and write rows"))?;
    tx.commit().await.context("PostgreSQL does not answer")
}

#[cfg(test)]
mod tests;
