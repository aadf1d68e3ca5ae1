//! Levels: what lies of a SKU at a location, and locking it.

use std::collections::BTreeMap;

use domain::inventory::{Shelf, StockPolicy};
use origin_platform::Database;
use sqlx::{FromRow, PgConnection};

/// The location that is always there, and owes what is ordered beyond stock.
pub(crate) const MAIN: &str = "main";

/// What lies of a SKU at one location, locked for the rest of the transaction.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Level {
    pub sku: String,
    pub location: String,
    /// Below zero, that many units are owed.
    pub on_hand: i64,
    pub reserved: i64,
    /// Those of the reserved units that whoever locked the level may take: a cart its own.
    #[sqlx(default)]
    pub claimed: i64,
    /// How the SKU's stock is kept; said by its level at [`MAIN`].
    policy: String,
    backorder_limit: Option<i64>,
    /// Whether the location gives units to orders.
    active: bool,
    /// The location's; lower is taken from first.
    priority: i32,
}

impl Level {
    /// Units that everybody can buy here.
    pub fn available(&self) -> i64 {
        self.on_hand - self.reserved
    }

    /// How the stock is kept here.
    pub fn policy(&self) -> StockPolicy {
        stock_policy(&self.policy, self.backorder_limit)
    }

    /// What whoever locked the level can have of it.
    pub fn shelf(&self) -> Shelf {
        let owes = match self.policy() {
            StockPolicy::Backorder { limit } => limit.map_or(i64::MAX, i64::from),
            StockPolicy::Tracked | StockPolicy::Untracked => 0,
        };
        match self.active {
            true => Shelf { available: self.available() + self.claimed, may_owe: owes },
            false => Shelf { available: 0, may_owe: 0 },
        }
    }
}

/// A policy as its columns say it.
pub(crate) fn stock_policy(kind: &str, backorder_limit: Option<i64>) -> StockPolicy {
    match kind {
        "backorder" => {
            StockPolicy::Backorder { limit: backorder_limit.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX)) }
        }
        "untracked" => StockPolicy::Untracked,
        _ => StockPolicy::Tracked,
    }
}

/// How a SKU's stock is kept, as its levels say.
pub(crate) fn policy_of<'a>(levels: impl IntoIterator<Item = &'a Level>) -> StockPolicy {
    levels.into_iter().find(|level| level.location == MAIN).map_or(StockPolicy::Tracked, Level::policy)
}

/// Levels by their SKU, each SKU's in the order in which its locations are taken from.
pub(crate) fn by_sku(levels: &[Level]) -> BTreeMap<&str, Vec<usize>> {
    let mut by_sku: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, level) in levels.iter().enumerate() {
        by_sku.entry(level.sku.as_str()).or_default().push(index);
    }
    for places in by_sku.values_mut() {
        places.sort_by_key(|index| (levels[*index].priority, &levels[*index].location));
    }
    by_sku
}

/// What becomes of a locked level: units in the stock room and units reserved, more or (below
/// zero) fewer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Move<'a> {
    pub level: &'a Level,
    pub on_hand: i64,
    pub reserved: i64,
}

impl<'a> Move<'a> {
    /// Only units in the stock room.
    pub fn on_hand(level: &'a Level, delta: i64) -> Self {
        Self { level, on_hand: delta, reserved: 0 }
    }

    /// Only units reserved; none of them leaves the stock room.
    pub fn reserved(level: &'a Level, delta: i64) -> Self {
        Self { level, on_hand: 0, reserved: delta }
    }
}

/// Why a level changed; a word in the ledger.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reason {
    /// Somebody counted, or an import said so.
    Counted,
    /// An order took the units.
    Ordered,
    /// An order that was not paid for gave them back.
    OrderRefused,
    /// An order that was called off gave them back.
    OrderCancelled,
    /// They came back and are as good as new.
    Returned,
    /// They were brought from one location to another.
    Transferred,
    /// An import that had counted them was taken back.
    ImportUndone,
}

impl Reason {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Ordered => "ordered",
            Self::OrderRefused => "order_refused",
            Self::OrderCancelled => "order_cancelled",
            Self::Returned => "returned",
            Self::Transferred => "transferred",
            Self::ImportUndone => "import_undone",
        }
    }
}

/// Makes levels of nothing at [`MAIN`] for SKUs that have none yet, so that there is something to lock.
pub(crate) async fn ensure_levels(tx: &mut PgConnection, skus: &[&str]) -> sqlx::Result<()> {
    ensure_levels_at(tx, &skus.iter().map(|sku| (*sku, MAIN)).collect::<Vec<_>>()).await
}

/// The same for SKUs with a location each.
pub(crate) async fn ensure_levels_at(tx: &mut PgConnection, places: &[(&str, &str)]) -> sqlx::Result<()> {
    let (skus, locations): (Vec<&str>, Vec<&str>) = places.iter().copied().unzip();
    sqlx::query(
        "insert into orders.stock_levels (sku, location)
         select distinct sku, location from unnest($1::text[], $2::text[]) as new (sku, location)
         order by sku, location on conflict (sku, location) do nothing",
    )
    .bind(skus)
    .bind(locations)
    .execute(tx)
    .await?;
    Ok(())
}

/// Locks the levels of these SKUs at every location, always in the same order so that two orders
/// never wait for each other. SKUs that were never in stock are missing from the result.
pub(crate) async fn lock_levels(tx: &mut PgConnection, skus: &[&str]) -> sqlx::Result<Vec<Level>> {
    sqlx::query_as(
        "select level.sku, level.location, level.on_hand, level.reserved, level.policy, level.backorder_limit,
                place.active, place.priority
         from orders.stock_levels as level join orders.stock_locations as place on place.code = level.location
         where level.sku = any($1) order by level.sku, level.location for update of level",
    )
    .bind(skus)
    .fetch_all(tx)
    .await
}

/// How many units were promised that there are not and that may not be sold ahead: none, unless somebody has been at the
/// tables by hand, for a constraint refuses it.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn oversold(db: &Database) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "select coalesce(sum(lowest - (on_hand - reserved)), 0)::bigint from orders.stock_levels
         where on_hand - reserved < lowest",
    )
    .fetch_one(db)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Shop;

    #[tokio::test]
    async fn units_that_were_promised_beyond_what_is_there_are_counted() {
        let shop = Shop::open().await;
        let db = &shop.stores.db;
        shop.sells(&[("MUG", 100, 5), ("BOWL", 100, 5)]).await;
        assert_eq!(oversold(db).await.expect("PostgreSQL is up"), 0);
        origin_testing::alter(db, "alter table orders.stock_levels drop constraint stock_levels_on_hand").await;
        sqlx::query("update orders.stock_levels set on_hand = -3 where sku = 'MUG'")
            .execute(db)
            .await
            .expect("changed");
        assert_eq!(oversold(db).await.expect("PostgreSQL is up"), 3);
    }
}
