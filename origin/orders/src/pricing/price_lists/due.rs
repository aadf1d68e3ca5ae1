//! Telling pages of price lists that begin, end or are changed.

use std::collections::BTreeSet;

use anyhow::Context as _;
use api::Tag;
use api::event::PRICE_LISTS_CHANGED;
use domain::{PriceListId, ProductId};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::Database;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::pricing::customer_groups::ONE_AT_A_TIME;

/// Tells of lists that began or ended since the last time. Carts need not be told: they read what counts by the clock.
/// Returns of how many.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn tell_due(db: &Database) -> anyhow::Result<u64> {
    let mut tx = db.begin().await.context("looking for price lists")?;
    // One who holds several lists at a time: two would wait for each other.
    let lock = sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await;
    lock.context("looking for price lists")?;
    let told = tell(&mut tx, None).await.context("telling of price lists")?;
    tx.commit().await.context("telling of price lists")?;
    Ok(told)
}

/// The same of one list or of all, in the caller's transaction. Lists of groups are on no page, and are never told of.
pub(super) async fn tell(tx: &mut PgConnection, list: Option<PriceListId>) -> sqlx::Result<u64> {
    // The rows that are locked are looked at as they are then: two that come at once tell once.
    let changed: Vec<Uuid> = sqlx::query_scalar(
        "update orders.price_lists as list set is_told = not list.is_told
         where ($1::uuid is null or list.id = $1)
           and list.is_told <> (list.group_id is null and coalesce(list.starts_at <= now(), true)
                                and coalesce(list.ends_at > now(), true))
         returning list.id",
    )
    .bind(list.map(|list| list.0))
    .fetch_all(&mut *tx)
    .await?;
    if changed.is_empty() {
        return Ok(0);
    }
    let skus: Vec<String> =
        sqlx::query_scalar("select distinct sku from orders.price_list_entries where list_id = any($1)")
            .bind(&changed)
            .fetch_all(&mut *tx)
            .await?;
    tell_skus(tx, skus.iter().map(String::as_str)).await?;
    Ok(changed.len() as u64)
}

/// Products that one event names: tags of so many fit into a message.
const PRODUCTS: usize = 500;

/// Tells that the prices by quantity of these variants may be others.
pub(super) async fn tell_skus(tx: &mut PgConnection, skus: impl Iterator<Item = &str>) -> sqlx::Result<()> {
    let skus: BTreeSet<&str> = skus.collect();
    let products: Vec<Uuid> =
        sqlx::query_scalar("select distinct product_id from orders.sellable_snapshots where sku = any($1) order by 1")
            .bind(skus.into_iter().collect::<Vec<_>>())
            .fetch_all(&mut *tx)
            .await?;
    let event = |products: &[Uuid]| {
        let tags = products.iter().map(|product| Tag::stock(ProductId(*product))).collect();
        NewEvent::new(PRICE_LISTS_CHANGED, tags, &json!({}))
    };
    let events: Vec<NewEvent> = products.chunks(PRODUCTS).map(event).collect();
    if events.is_empty() { Ok(()) } else { outbox::record(tx, &events).await }
}
