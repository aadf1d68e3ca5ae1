//! Pieces held for carts. A reservation begins and ends in the transaction that changes its level's
//! `reserved`, under the level's lock.
//!
//! Nobody waits for each other in a circle: a cart is locked before its reservations and levels, two
//! carts in the order of their ids, levels in the order of SKUs, and of others' reservations only those that nobody has locked.

use std::collections::BTreeMap;

use api::problem::Problem;
use domain::inventory::LONGEST_HOLD;
use domain::{CartId, Locale};
use origin_base::Failure;
use sqlx::{PgConnection, PgPool};

use super::level::{Level, Move, move_reserved};
use crate::cart::priced_line::{PricedLine, out_of_stock};

/// How many reservations are released in one transaction.
const BATCH: i64 = 500;

/// How many pieces of `sku` the lines ask for.
pub(crate) fn wanted(lines: &[PricedLine], sku: &str) -> i64 {
    lines.iter().filter(|line| line.sku.as_str() == sku).map(|line| i64::from(line.quantity.get())).sum()
}

/// Locks the levels of what the locked cart asks for and of what it holds. What it holds counts as
/// `claimed`, for the caller to take off the reserved pieces; and where the others do not suffice,
/// so do pieces of holds that are over, whose reservations are gone then.
///
/// # Errors
/// A problem that names the first line with too few pieces; the caller must roll back.
pub(crate) async fn claim_pieces(
    tx: &mut PgConnection,
    cart: CartId,
    lines: &[PricedLine],
    locale: Locale,
) -> Result<Vec<Level>, Failure> {
    let mut levels = lock_levels_of_cart(tx, cart, lines).await?;
    let short = |level: &&Level| level.available() + level.claimed < wanted(lines, &level.sku);
    let short: Vec<&str> = levels.iter().filter(short).map(|level| level.sku.as_str()).collect();
    if !short.is_empty() {
        let freed = delete_over(tx, &short, None).await?;
        for level in &mut levels {
            level.claimed += freed.get(&level.sku).unwrap_or(&0);
        }
    }
    for line in lines {
        let level = levels.iter().find(|level| level.sku == line.sku.as_str());
        let available = level.map_or(0, |level| level.available() + level.claimed);
        if available < i64::from(line.quantity.get()) {
            let problem: Problem = out_of_stock(&line.name(locale), available).at(format!("lines.{}", line.sku));
            return Err(problem.into());
        }
    }
    Ok(levels)
}

/// The cart's own reservations are locked too: nobody releases them meanwhile, even if they are over.
/// The SKUs are brought into one array, by which the index is used: an `or` would read every level.
async fn lock_levels_of_cart(tx: &mut PgConnection, cart: CartId, lines: &[PricedLine]) -> sqlx::Result<Vec<Level>> {
    let skus: Vec<&str> = lines.iter().map(|line| line.sku.as_str()).collect();
    sqlx::query_as(
        "with own as (
             select sku, quantity from orders.reservations where cart_id = $1 for update
         )
         select level.sku, level.on_hand, level.reserved, coalesce(own.quantity, 0)::bigint as claimed
         from orders.stock_levels as level left join own on own.sku = level.sku
         where level.sku = any($2 || array(select sku from own))
         order by level.sku for update of level",
    )
    .bind(cart.0)
    .bind(skus)
    .fetch_all(tx)
    .await
}

/// Deletes reservations of these SKUs that are over, the oldest first and at most `limit`, but for
/// those that somebody has locked; returns their pieces. The levels are locked by the caller, who
/// takes the pieces off.
async fn delete_over(tx: &mut PgConnection, skus: &[&str], limit: Option<i64>) -> sqlx::Result<BTreeMap<String, i64>> {
    let freed: Vec<(String, i64)> = sqlx::query_as(
        "with over as (
             select cart_id, sku from orders.reservations
             where sku = any($1) and reserved_until <= now()
             order by reserved_until limit $2
             for update skip locked
         ), gone as (
             delete from orders.reservations as held using over
             where held.cart_id = over.cart_id and held.sku = over.sku
             returning held.sku, held.quantity
         )
         select sku, sum(quantity) from gone group by sku",
    )
    .bind(skus)
    .bind(limit)
    .fetch_all(tx)
    .await?;
    Ok(freed.into_iter().collect())
}

/// Gives up whatever the locked cart holds.
pub(crate) async fn release(tx: &mut PgConnection, cart: CartId) -> Result<(), Failure> {
    let levels = lock_levels_of_cart(tx, cart, &[]).await?;
    if levels.is_empty() {
        return Ok(());
    }
    sqlx::query("delete from orders.reservations where cart_id = $1").bind(cart.0).execute(&mut *tx).await?;
    free(tx, &levels).await
}

/// Gives what one locked cart holds to another. As many pieces are reserved as before, so the levels
/// stay what they are; they are locked all the same.
pub(crate) async fn move_holds(tx: &mut PgConnection, from: CartId, to: CartId) -> sqlx::Result<()> {
    if lock_levels_of_cart(tx, from, &[]).await?.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "with moved as (
             delete from orders.reservations where cart_id = $1
             returning sku, quantity, reserved_until, begun_at
         )
         insert into orders.reservations as held (cart_id, sku, quantity, reserved_until, begun_at)
         select $2, sku, quantity, reserved_until, begun_at from moved
         on conflict (cart_id, sku) do update
         set quantity = held.quantity + excluded.quantity,
             begun_at = least(held.begun_at, excluded.begun_at),
             reserved_until = least(greatest(held.reserved_until, excluded.reserved_until),
                                    least(held.begun_at, excluded.begun_at) + make_interval(secs => $3))",
    )
    .bind(from.0)
    .bind(to.0)
    .bind(LONGEST_HOLD.as_secs_f64())
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes the claimed pieces off what is reserved.
async fn free(tx: &mut PgConnection, levels: &[Level]) -> Result<(), Failure> {
    let moves: Vec<Move<'_>> = levels.iter().map(|level| Move::reserved(level, -level.claimed)).collect();
    if move_reserved(tx, &moves).await? {
        Ok(())
    } else {
        Err(anyhow::anyhow!("levels changed under their locks").into())
    }
}

/// Releases the reservations that are over. Those that somebody is at work on are left to them, or
/// to the next call. Returns how many levels had pieces freed.
///
/// # Errors
/// If PostgreSQL does not answer; what was released until then stays so.
pub async fn release_over(db: &PgPool) -> anyhow::Result<usize> {
    let mut released = 0;
    loop {
        let mut tx = db.begin().await?;
        let mut levels: Vec<Level> = sqlx::query_as(
            "select sku, on_hand, reserved from orders.stock_levels
             where sku in (select sku from orders.reservations where reserved_until <= now()
                           order by reserved_until limit $1)
             order by sku for update skip locked",
        )
        .bind(BATCH)
        .fetch_all(&mut *tx)
        .await?;
        let skus: Vec<&str> = levels.iter().map(|level| level.sku.as_str()).collect();
        let freed = delete_over(&mut tx, &skus, Some(BATCH)).await?;
        if freed.is_empty() {
            return Ok(released);
        }
        for level in &mut levels {
            level.claimed = freed.get(&level.sku).copied().unwrap_or(0);
        }
        levels.retain(|level| level.claimed > 0);
        free(&mut tx, &levels).await.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
        tx.commit().await?;
        released += levels.len();
    }
}
