//! Locking and changing levels.

use std::collections::HashMap;

use api::Tag;
use api::event::{AVAILABILITY_CHANGED, AvailabilityChanged};
use domain::inventory::Availability;
use domain::{OrderId, ProductId};
use origin_base::outbox::{self, NewEvent};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

/// A SKU's level, locked for the rest of the transaction.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct Level {
    pub sku: String,
    pub on_hand: i64,
    pub reserved: i64,
}

impl Level {
    /// Pieces that can be bought.
    pub fn available(&self) -> i64 {
        self.on_hand - self.reserved
    }
}

/// Why a level changed; a word in the ledger.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reason {
    /// Somebody counted, or an import said so.
    Counted,
    /// An order took the pieces.
    Ordered,
    /// An order that was not paid for gave them back.
    OrderRefused,
}

impl Reason {
    const fn code(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Ordered => "ordered",
            Self::OrderRefused => "order_refused",
        }
    }
}

/// Makes a level of nothing for SKUs that have none yet, so that there is something to lock.
pub(crate) async fn ensure_levels(tx: &mut PgConnection, skus: &[&str]) -> sqlx::Result<()> {
    sqlx::query(
        "insert into orders.stock_levels (sku) select sku from unnest($1::text[]) as new (sku) order by sku
         on conflict (sku) do nothing",
    )
    .bind(skus)
    .execute(tx)
    .await?;
    Ok(())
}

/// Locks the levels of these SKUs, always in the same order so that two orders never wait for each
/// other. SKUs that were never in stock are missing from the result.
pub(crate) async fn lock_levels(tx: &mut PgConnection, skus: &[&str]) -> sqlx::Result<Vec<Level>> {
    sqlx::query_as("select sku, on_hand, reserved from orders.stock_levels where sku = any($1) order by sku for update")
        .bind(skus)
        .fetch_all(tx)
        .await
}

/// Moves `delta` pieces into each of the locked levels (out of it, below zero), with a line in the
/// ledger, and records an event where that changes what shoppers are told. Nobody is told of a SKU
/// that belongs to no product yet: it gets its event when it is first offered.
///
/// Says whether there were enough pieces everywhere. If not, the caller must roll back.
pub(crate) async fn move_pieces(
    tx: &mut PgConnection,
    moves: &[(&Level, i64)],
    reason: Reason,
    order: Option<OrderId>,
) -> sqlx::Result<bool> {
    let skus: Vec<&str> = moves.iter().map(|(level, _)| level.sku.as_str()).collect();
    let deltas: Vec<i64> = moves.iter().map(|(_, delta)| *delta).collect();
    // The product is read here, under the lock: an offer that was new meanwhile is seen.
    let moved: Vec<(String, Option<Uuid>)> = sqlx::query_as(
        "with moved as (
             update orders.stock_levels as level set on_hand = level.on_hand + move.delta
             from unnest($1::text[], $2::bigint[]) as move (sku, delta)
             where level.sku = move.sku and level.on_hand + move.delta >= level.reserved
             returning level.sku, move.delta
         ), noted as (
             insert into orders.stock_movements (sku, delta, reason, order_id)
             select sku, delta, $3, $4 from moved where delta <> 0
         )
         select moved.sku, offer.product_id
         from moved left join orders.offers as offer on offer.sku = moved.sku",
    )
    .bind(&skus)
    .bind(&deltas)
    .bind(reason.code())
    .bind(order.map(|order| order.0))
    .fetch_all(&mut *tx)
    .await?;
    if moved.len() != moves.len() {
        return Ok(false);
    }
    let products: HashMap<String, Uuid> =
        moved.into_iter().filter_map(|(sku, product)| Some((sku, product?))).collect();
    let event = |(level, delta): &(&Level, i64)| availability_event(level, *delta, *products.get(&level.sku)?);
    let events: Vec<NewEvent> = moves.iter().filter_map(event).collect();
    outbox::record(tx, &events).await?;
    Ok(true)
}

/// The event of a level that changes by `delta`, if shoppers are told something else from now on.
fn availability_event(level: &Level, delta: i64, product: Uuid) -> Option<NewEvent> {
    let available = level.available();
    if Availability::of(available) == Availability::of(available.saturating_add(delta)) {
        return None;
    }
    let sku = level.sku.parse().ok()?;
    Some(NewEvent::new(AVAILABILITY_CHANGED, vec![Tag::stock(ProductId(product))], &AvailabilityChanged { sku }))
}
