//! Setting how strictly stock is kept.

use std::collections::BTreeMap;

use domain::Sku;
use domain::inventory::StockPolicy;
use origin_messaging::outbox;
use sqlx::PgConnection;
use uuid::Uuid;

use super::level::{MAIN, ensure_levels, lock_levels};
use super::move_units::availability_events;

/// A policy does not allow what is owed already.
pub(super) struct Refused {
    pub sku: String,
    /// Units owed to orders, or held beyond what is here.
    pub owed: i64,
}

/// Sets how the stock of SKUs is kept, in the caller's transaction; or returns the first that owes
/// more units than it would be allowed to, and then the caller must roll back. A SKU that is given
/// twice counts as it is given last.
pub(super) async fn set_policies(
    tx: &mut PgConnection,
    policies: &[(Sku, StockPolicy)],
) -> sqlx::Result<Option<Refused>> {
    let policies: BTreeMap<&str, StockPolicy> = policies.iter().map(|(sku, policy)| (sku.as_str(), *policy)).collect();
    if policies.is_empty() {
        return Ok(None);
    }
    let skus: Vec<&str> = policies.keys().copied().collect();
    ensure_levels(tx, &skus).await?;
    let levels = lock_levels(tx, &skus).await?;
    let mains = levels.iter().filter(|level| level.location == MAIN);
    for level in mains {
        let allowed = match policies.get(level.sku.as_str()) {
            Some(StockPolicy::Tracked) => 0,
            Some(StockPolicy::Backorder { limit: Some(limit) }) => i64::from(*limit),
            _ => i64::MAX,
        };
        if level.available() < -allowed {
            return Ok(Some(Refused { sku: level.sku.clone(), owed: -level.available() }));
        }
    }
    let (kinds, limits): (Vec<&str>, Vec<Option<i64>>) = policies.values().map(|policy| columns(*policy)).unzip();
    // Who shows the stock of a SKU is told whenever its policy changes, without comparing.
    let told: Vec<(String, Uuid)> = sqlx::query_as(
        "with changed as (
             update orders.stock_levels as level set policy = given.policy, backorder_limit = given.backorder_limit
             from unnest($1::text[], $2::text[], $3::bigint[]) as given (sku, policy, backorder_limit)
             where level.sku = given.sku and level.location = 'main'
               and (level.policy, level.backorder_limit) is distinct from (given.policy, given.backorder_limit)
             returning level.sku
         )
         select snapshot.sku, snapshot.product_id from orders.sellable_snapshots as snapshot
         where snapshot.sku in (select sku from changed)
         union
         select snapshot.sku, snapshot.product_id
         from changed
         join orders.bundle_components as component on component.sku = changed.sku
         join orders.sellable_snapshots as snapshot on snapshot.sku = component.bundle",
    )
    .bind(&skus)
    .bind(kinds)
    .bind(limits)
    .fetch_all(&mut *tx)
    .await?;
    outbox::record(tx, &availability_events(told.iter().map(|(sku, product)| (sku.as_str(), *product)))).await?;
    Ok(None)
}

fn columns(policy: StockPolicy) -> (&'static str, Option<i64>) {
    match policy {
        StockPolicy::Tracked => ("tracked", None),
        StockPolicy::Backorder { limit } => ("backorder", limit.map(i64::from)),
        StockPolicy::Untracked => ("untracked", None),
    }
}
