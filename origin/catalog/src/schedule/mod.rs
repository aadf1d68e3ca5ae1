//! Products go on sale and leave it at the times that staff have set.

#[cfg(test)]
mod tests;

use std::time::Duration;

use api::catalog::ProductDocument;
use domain::ProductId;
use origin_messaging::Job;
use origin_platform::{Database, Stores, audit};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::prices::recorded;
use crate::store;
use crate::upsert::{Outcome, upsert_products};

/// What the audit log calls whoever does it.
const ACTOR: &str = "the clock";

/// Products of one transaction: others wait for it.
const AT_ONCE: i64 = 200;
/// The shortest wait, so that nothing that cannot be done keeps a processor busy.
const MIN_WAIT: Duration = Duration::from_millis(20);
/// The longest wait: what is planned meanwhile for right away is late by no more.
const MAX_WAIT: Duration = Duration::from_millis(500);
/// The wait after something failed.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// The job that puts products on sale and takes them off. Any number of processes may run it.
pub fn keep_sale_times(stores: Stores) -> Job {
    Job::always("schedule", move |mut shutdown| async move {
        loop {
            let wait = match turn(&stores.db).await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::warn!(job = "schedule", error = format!("{error:#}"), "a turn failed; trying again");
                    AFTER_FAILURE
                }
            };
            if !shutdown.pause(wait).await {
                return Ok(());
            }
        }
    })
}

/// Does what is due, and tells how long to wait for what is next.
async fn turn(db: &Database) -> anyhow::Result<Duration> {
    while do_some(db).await? > 0 {}
    // The clock of the database is the one that counts.
    let next: Option<f64> = sqlx::query_scalar(
        "select extract(epoch from least(
             (select min(on_sale_from) from catalog.products where status = 'scheduled'),
             (select min(on_sale_until) from catalog.products
              where status in ('scheduled', 'active') and on_sale_until is not null)) - clock_timestamp())::float8",
    )
    .fetch_one(db)
    .await?;
    let wait = |next: f64| Duration::from_secs_f64(next.clamp(MIN_WAIT.as_secs_f64(), MAX_WAIT.as_secs_f64()));
    Ok(next.map_or(MAX_WAIT, wait))
}

/// How many products have changed. Each changes once: who is second finds it changed.
async fn do_some(db: &Database) -> anyhow::Result<usize> {
    // Nothing is locked while nothing is due, which is nearly always.
    if due(&mut *db.acquire().await?).await?.1.is_empty() {
        return Ok(0);
    }
    let mut tx = db.begin().await?;
    store::lock_catalog(&mut tx, false).await?;
    let (now, ids) = due(&mut tx).await?;
    let kept = store::documents_of_any_status(&mut *tx, &ids).await?;
    let (mut before, mut after) = (Vec::with_capacity(kept.len()), Vec::with_capacity(kept.len()));
    for (id, _, document) in kept {
        let Some((status, on_sale)) = document.on_sale.due(document.status, now) else {
            // A program of the release before has written it, which knows no plans: there is none.
            sqlx::query(
                "update catalog.products
                 set on_sale_from = to_timestamp((document #>> '{on_sale,from}')::bigint),
                     on_sale_until = to_timestamp((document #>> '{on_sale,until}')::bigint)
                 where id = $1",
            )
            .bind(id.0)
            .execute(&mut *tx)
            .await?;
            continue;
        };
        after.push(ProductDocument { status, on_sale, ..document.clone() });
        before.push((id, document));
    }
    let outcomes = upsert_products(&mut tx, &after).await?;
    let (mut entries, mut stuck) = (Vec::with_capacity(before.len()), None);
    for ((id, before), (after, outcome)) in before.iter().zip(after.iter().zip(outcomes)) {
        entries.push(match outcome {
            Outcome::Refused(reason) if before.status.is_on_sale() => {
                // It is as it was when it was taken. Should it happen, the others are not held up.
                stuck = Some(format!("product {id} cannot be taken off sale: {reason}"));
                continue;
            }
            Outcome::Refused(reason) => {
                tracing::error!(product = %id, reason, "a product cannot go on sale as it is, and is a draft now");
                put_off(&mut tx, *id).await?;
                (*id, json!({ "status": before.status }), json!({ "status": "draft", "reason": reason }))
            }
            _ => {
                let (old, new) = audit::changes(&recorded(before)?, &recorded(after)?);
                (*id, old, new)
            }
        });
    }
    let done = entries.len();
    for (id, old, new) in entries {
        audit::record(&mut tx, ACTOR, "KeepSaleTimes", &format!("product {id}"), Some(old), Some(new)).await?;
    }
    tx.commit().await?;
    match stuck {
        Some(stuck) => anyhow::bail!(stuck),
        None => Ok(done),
    }
}

/// The moment, in seconds since 1970, and the products of which something is due at it.
async fn due(connection: &mut PgConnection) -> sqlx::Result<(i64, Vec<ProductId>)> {
    let rows: Vec<(i64, Uuid)> = sqlx::query_as(
        "with moment as (
             select clock_timestamp() as at
         ), due as (
             (select id, on_sale_from as time from catalog.products
              where status = 'scheduled' and on_sale_from <= (select at from moment)
              order by on_sale_from limit $1)
             union
             (select id, on_sale_until from catalog.products
              where status in ('scheduled', 'active') and on_sale_until is not null
                  and on_sale_until <= (select at from moment)
              order by on_sale_until limit $1)
         )
         select floor(extract(epoch from (select at from moment)))::bigint, id
         from due group by id order by min(time), id limit $1",
    )
    .bind(AT_ONCE)
    .fetch_all(connection)
    .await?;
    let now = rows.first().map_or(0, |(now, _)| *now);
    Ok((now, rows.into_iter().map(|(_, id)| ProductId(id)).collect()))
}

/// Makes a product a draft that cannot go on sale. It is in no list yet.
async fn put_off(tx: &mut PgConnection, product: ProductId) -> sqlx::Result<()> {
    sqlx::query(
        r#"update catalog.products
           set status = 'draft', document = document - 'on_sale' || '{"status": "draft"}', on_sale_from = null,
               on_sale_until = null, updated_at = greatest(updated_at, now()),
               prices_version = nextval('catalog.prices_versions')
           where id = $1 and status = 'scheduled'"#,
    )
    .bind(product.0)
    .execute(tx)
    .await?;
    Ok(())
}
