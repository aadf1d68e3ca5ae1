//! Giving back what an order took: to the locations it came from, and never more than that.

use std::collections::{BTreeMap, HashMap};

use anyhow::Context as _;
use domain::OrderId;
use sqlx::PgConnection;

use super::level::{Move, Reason, lock_levels};
use super::move_units::move_units;

/// Puts units of an order's lines, by the line's SKU, back into the levels they were taken from, as
/// the ledger says. A bundle releases what it was made of when it was ordered; what was not counted
/// then is not counted now. The caller has locked the order.
///
/// # Errors
/// If a level that they were taken from is gone, which never happens.
pub(crate) async fn restock(
    tx: &mut PgConnection,
    units: &HashMap<&str, i64>,
    reason: Reason,
    order: OrderId,
) -> anyhow::Result<()> {
    let mut open = stock_items(tx, units, order).await?;
    let taken = taken(tx, order).await?;
    open.retain(|sku, _| taken.keys().any(|(taken, _)| taken == sku));
    let levels = lock_levels(tx, &open.keys().map(String::as_str).collect::<Vec<_>>()).await?;
    let mut moves = Vec::with_capacity(levels.len());
    for level in &levels {
        let most = taken.get(&(level.sku.clone(), level.location.clone())).copied().unwrap_or(0);
        let open = open.get_mut(&level.sku).context("a level that was not asked for")?;
        let given = most.min(*open);
        *open -= given;
        if given > 0 {
            moves.push(Move::on_hand(level, given));
        }
    }
    if !move_units(tx, &moves, reason, Some(order)).await? {
        // The order's id would open the order: it is not for the log.
        anyhow::bail!("stock of an order was taken from levels that are gone");
    }
    Ok(())
}

/// The lines' units as stock items.
async fn stock_items(
    tx: &mut PgConnection,
    lines: &HashMap<&str, i64>,
    order: OrderId,
) -> sqlx::Result<BTreeMap<String, i64>> {
    let (skus, quantities): (Vec<&str>, Vec<i64>) = lines.iter().map(|(sku, units)| (*sku, *units)).unzip();
    let items: Vec<(String, i64)> = sqlx::query_as(
        "select coalesce(part.sku, line.sku), sum(line.quantity * coalesce(part.units, 1))::bigint
         from unnest($2::text[], $3::bigint[]) as line (sku, quantity)
         left join orders.order_bundles as part on part.order_id = $1 and part.bundle = line.sku
         group by 1",
    )
    .bind(order.0)
    .bind(skus)
    .bind(quantities)
    .fetch_all(tx)
    .await?;
    Ok(items.into_iter().collect())
}

/// The units the order has taken and not released, by SKU and location.
async fn taken(tx: &mut PgConnection, order: OrderId) -> sqlx::Result<BTreeMap<(String, String), i64>> {
    let taken: Vec<(String, String, i64)> = sqlx::query_as(
        "select sku, location, -sum(delta)::bigint from orders.stock_movements
         where order_id = $1 group by sku, location having sum(delta) < 0",
    )
    .bind(order.0)
    .fetch_all(tx)
    .await?;
    Ok(taken.into_iter().map(|(sku, location, units)| ((sku, location), units)).collect())
}
