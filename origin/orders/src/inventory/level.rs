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
    /// Those of the reserved pieces that whoever locked the level may take: a cart its own.
    #[sqlx(default)]
    pub claimed: i64,
}

impl Level {
    /// Pieces that everybody can buy.
    pub fn available(&self) -> i64 {
        self.on_hand - self.reserved
    }
}

/// What becomes of a locked level: pieces in the stock room and pieces reserved, more or (below
/// zero) fewer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Move<'a> {
    pub level: &'a Level,
    pub on_hand: i64,
    pub reserved: i64,
}

impl<'a> Move<'a> {
    /// Only pieces in the stock room.
    pub fn on_hand(level: &'a Level, delta: i64) -> Self {
        Self { level, on_hand: delta, reserved: 0 }
    }

    /// Only pieces reserved; none of them leaves the stock room.
    pub fn reserved(level: &'a Level, delta: i64) -> Self {
        Self { level, on_hand: 0, reserved: delta }
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
    /// An order that was called off gave them back.
    OrderCancelled,
    /// They came back and are as good as new.
    Returned,
}

impl Reason {
    const fn code(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Ordered => "ordered",
            Self::OrderRefused => "order_refused",
            Self::OrderCancelled => "order_cancelled",
            Self::Returned => "returned",
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

/// Moves pieces into each of the locked levels, with a line in the ledger, and records an event
/// where that changes what shoppers are told. Nobody is told of a SKU that belongs to no product
/// yet: it gets its event when it is first offered.
///
/// Says whether there were enough pieces everywhere. If not, the caller must roll back.
pub(crate) async fn move_pieces(
    tx: &mut PgConnection,
    moves: &[Move<'_>],
    reason: Reason,
    order: Option<OrderId>,
) -> sqlx::Result<bool> {
    change(tx, moves, Some(reason), order).await
}

/// Puts pieces of an order back into their levels, by SKU. The caller has locked the order.
///
/// # Errors
/// If a level that they were taken from is gone, which never happens.
pub(crate) async fn put_back(
    tx: &mut PgConnection,
    pieces: &HashMap<&str, i64>,
    reason: Reason,
    order: OrderId,
) -> anyhow::Result<()> {
    let skus: Vec<&str> = pieces.keys().copied().collect();
    let levels = lock_levels(tx, &skus).await?;
    let moves: Vec<Move<'_>> = levels.iter().map(|level| Move::on_hand(level, pieces[level.sku.as_str()])).collect();
    if moves.len() != pieces.len() || !move_pieces(tx, &moves, reason, Some(order)).await? {
        // The order's id would open the order: it is not for the log.
        anyhow::bail!("stock of an order was taken from levels that are gone: {}", skus.join(", "));
    }
    Ok(())
}

/// Reserves pieces or frees them: nothing leaves the stock room, so the ledger has no line of it.
/// Events as [`move_pieces`].
///
/// Says whether there were enough pieces everywhere. If not, the caller must roll back.
pub(crate) async fn move_reserved(tx: &mut PgConnection, moves: &[Move<'_>]) -> sqlx::Result<bool> {
    change(tx, moves, None, None).await
}

async fn change(
    tx: &mut PgConnection,
    moves: &[Move<'_>],
    reason: Option<Reason>,
    order: Option<OrderId>,
) -> sqlx::Result<bool> {
    let skus: Vec<&str> = moves.iter().map(|change| change.level.sku.as_str()).collect();
    let on_hand: Vec<i64> = moves.iter().map(|change| change.on_hand).collect();
    let reserved: Vec<i64> = moves.iter().map(|change| change.reserved).collect();
    // The product is read here, under the lock: an offer that was new meanwhile is seen.
    let moved: Vec<(String, Option<Uuid>)> = sqlx::query_as(
        "with moved as (
             update orders.stock_levels as level
             set on_hand = level.on_hand + move.on_hand, reserved = level.reserved + move.reserved
             from unnest($1::text[], $2::bigint[], $3::bigint[]) as move (sku, on_hand, reserved)
             where level.sku = move.sku and level.on_hand + move.on_hand >= level.reserved + move.reserved
             returning level.sku, move.on_hand as delta
         ), noted as (
             insert into orders.stock_movements (sku, delta, reason, order_id)
             select sku, delta, $4, $5 from moved where delta <> 0
         )
         select moved.sku, offer.product_id
         from moved left join orders.offers as offer on offer.sku = moved.sku",
    )
    .bind(&skus)
    .bind(&on_hand)
    .bind(&reserved)
    .bind(reason.map(Reason::code))
    .bind(order.map(|order| order.0))
    .fetch_all(&mut *tx)
    .await?;
    if moved.len() != moves.len() {
        return Ok(false);
    }
    let products: HashMap<String, Uuid> =
        moved.into_iter().filter_map(|(sku, product)| Some((sku, product?))).collect();
    let event = |change: &Move<'_>| availability_event(change, *products.get(&change.level.sku)?);
    let events: Vec<NewEvent> = moves.iter().filter_map(event).collect();
    outbox::record(tx, &events).await?;
    Ok(true)
}

/// The event of a level that changes, if shoppers are told something else from now on.
fn availability_event(change: &Move<'_>, product: Uuid) -> Option<NewEvent> {
    let available = change.level.available();
    let becomes = available.saturating_add(change.on_hand).saturating_sub(change.reserved);
    if Availability::of(available) == Availability::of(becomes) {
        return None;
    }
    let sku = change.level.sku.parse().ok()?;
    Some(NewEvent::new(AVAILABILITY_CHANGED, vec![Tag::stock(ProductId(product))], &AvailabilityChanged { sku }))
}
