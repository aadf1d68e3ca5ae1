//! Units held for carts. A reservation begins and ends in the transaction that changes its level's
//! `reserved`, under the level's lock.
//!
//! Nobody waits for each other in a circle: a cart is locked before its reservations and levels, two
//! carts in the order of their ids, levels in the order of SKUs, and of others' reservations only those that nobody has locked.

use std::collections::{BTreeMap, BTreeSet};

use domain::inventory::{MAX_HOLD, StockPolicy, Wanted, allocate, units_wanted};
use domain::{CartId, Sku};
use origin_platform::{Database, ServiceError};
use sqlx::PgConnection;

use super::level::{Level, MAIN, Move, by_sku, policy_of};
use super::move_units::move_reserved;

/// How many reservations are released in one transaction.
const BATCH: i64 = 500;

/// Locked levels, with the units that each gives to a cart.
pub(crate) struct Claim {
    levels: Vec<Level>,
    /// For each level.
    given: Vec<i64>,
    /// For each level, units of holds of others that are over: they are free now, and still counted as reserved.
    freed: Vec<i64>,
}

impl Claim {
    /// The units leave the stock room. What the cart held beyond them is free again.
    pub fn taking(&self) -> Vec<Move<'_>> {
        self.with(|level, given| Move { level, on_hand: -given, reserved: -level.claimed })
    }

    /// The units are reserved, instead of those that were.
    pub fn reserving(&self) -> Vec<Move<'_>> {
        self.with(|level, given| Move::reserved(level, given - level.claimed))
    }

    /// Nothing is given. Only what others held for too long is free.
    pub fn freeing(&self) -> Vec<Move<'_>> {
        self.levels.iter().zip(&self.freed).map(|(level, freed)| Move::reserved(level, -freed)).collect()
    }

    /// The units by SKU and location.
    pub fn units(&self) -> Vec<(&str, &str, i64)> {
        let given = self.with(|level, given| (level.sku.as_str(), level.location.as_str(), given));
        given.into_iter().filter(|(_, _, given)| *given > 0).collect()
    }

    fn with<'a, T>(&'a self, make: impl Fn(&'a Level, i64) -> T) -> Vec<T> {
        self.levels.iter().zip(&self.given).map(|(level, given)| make(level, *given)).collect()
    }
}

/// Why the stock gives a cart nothing.
#[derive(Debug)]
pub(crate) enum ClaimRejection {
    /// After the lines before it, there are units for so many of this line, counted from 0.
    TooFew { line: usize, left: i64 },
    /// The units of all lines are more than can be counted.
    TooMany,
}

/// Why there is no claim.
#[derive(Debug)]
pub(crate) enum ClaimError {
    /// A line asks for more than there is.
    Rejected(ClaimRejection),
    /// Something broke.
    Failed(anyhow::Error),
}

impl From<sqlx::Error> for ClaimError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Locks the levels of what the locked cart asks for and of what it holds, and decides which of them
/// give how many units. What the cart holds counts as theirs, and is taken off the reserved units;
/// and where the others do not suffice, so do units of holds that are over, whose reservations are
/// gone then.
///
/// # Errors
/// The first line with too few units; the caller must roll back.
pub(crate) async fn claim_units(
    tx: &mut PgConnection,
    cart: CartId,
    lines: &[Wanted<'_>],
) -> Result<Claim, ClaimError> {
    let items = units_wanted(lines.iter().copied()).map_err(|_| ClaimError::Rejected(ClaimRejection::TooMany))?;
    let skus: Vec<&str> = items.keys().map(|sku| sku.as_str()).collect();
    let mut levels = lock_levels_of_cart(tx, cart, &skus).await?;
    let mut over = vec![0; levels.len()];
    let short: Vec<&str> =
        items.iter().filter(|(sku, wanted)| left(&levels, sku) < **wanted).map(|(sku, _)| sku.as_str()).collect();
    if !short.is_empty() {
        let places: Vec<&Level> = levels.iter().filter(|level| short.contains(&level.sku.as_str())).collect();
        let freed = delete_over(tx, &places, None, Some(cart)).await?;
        for (level, over) in levels.iter_mut().zip(&mut over) {
            *over = *freed.get(&(level.sku.clone(), level.location.clone())).unwrap_or(&0);
            level.claimed += *over;
        }
        if items.iter().any(|(sku, wanted)| left(&levels, sku) < *wanted) {
            return Err(ClaimError::Rejected(rejection(lines, |sku| left(&levels, sku))));
        }
    }
    let mut given = vec![0; levels.len()];
    for (sku, places) in by_sku(&levels) {
        let wanted = items.iter().find(|(item, _)| item.as_str() == sku).map_or(0, |(_, wanted)| *wanted);
        if wanted == 0 || policy_of(places.iter().map(|place| &levels[*place])) == StockPolicy::Untracked {
            continue;
        }
        let shelves: Vec<_> = places.iter().map(|place| levels[*place].shelf()).collect();
        let shares = allocate(&shelves, wanted);
        let shares = shares.map_err(|short| ClaimError::Failed(anyhow::anyhow!("counted before: {short}")))?;
        places.iter().zip(shares).for_each(|(place, share)| given[*place] = share);
    }
    Ok(Claim { levels, given, freed: over })
}

/// How many units of a stock item whoever locked its levels can have.
fn left(levels: &[Level], sku: &Sku) -> i64 {
    let of_sku = || levels.iter().filter(|level| level.sku == sku.as_str());
    if policy_of(of_sku()) == StockPolicy::Untracked {
        return i64::MAX;
    }
    let shelves: Vec<_> = of_sku().map(Level::shelf).collect();
    allocate(&shelves, i64::MAX).map_or_else(|short| short.left, |_| i64::MAX)
}

/// Names the first line for which the units do not suffice after those before it, with how many
/// of it they do suffice for.
fn rejection(lines: &[Wanted<'_>], left: impl Fn(&Sku) -> i64) -> ClaimRejection {
    for (index, line) in lines.iter().enumerate() {
        let Ok(before) = units_wanted(lines[..index].iter().copied()) else { break };
        let Ok(one) = units_wanted([Wanted { quantity: domain::Quantity::ONE, ..*line }]) else { break };
        let free = |sku: &Sku| left(sku).saturating_sub(before.get(sku).copied().unwrap_or(0)).max(0);
        let enough_for = one.iter().map(|(sku, each)| free(sku) / each).min().unwrap_or(i64::MAX);
        if enough_for < i64::from(line.quantity.get()) {
            return ClaimRejection::TooFew { line: index, left: enough_for };
        }
    }
    ClaimRejection::TooMany
}

/// The cart's own reservations are locked too: nobody releases them meanwhile, even if they are over.
/// The SKUs are brought into one array, by which the index is used: an `or` would read every level.
async fn lock_levels_of_cart(tx: &mut PgConnection, cart: CartId, skus: &[&str]) -> sqlx::Result<Vec<Level>> {
    sqlx::query_as(
        "with own as (
             select sku, location, quantity from orders.reservations where cart_id = $1 for update
         )
         select level.sku, level.location, level.on_hand, level.reserved, level.policy, level.backorder_limit,
                place.active, place.priority, coalesce(own.quantity, 0)::bigint as claimed
         from orders.stock_levels as level
         join orders.stock_locations as place on place.code = level.location
         left join own on own.sku = level.sku and own.location = level.location
         where level.sku = any($2 || array(select sku from own))
         order by level.sku, level.location for update of level",
    )
    .bind(cart.0)
    .bind(skus)
    .fetch_all(tx)
    .await
}

/// Reservations that ended, by SKU and location.
type Freed = BTreeMap<(String, String), i64>;

/// Deletes reservations that are over, the oldest first and at most `limit`, but for those that
/// somebody has locked and those of `but`, whose units are counted already; returns their units.
/// The levels are locked by the caller, who takes the units off.
async fn delete_over(
    tx: &mut PgConnection,
    levels: &[&Level],
    limit: Option<i64>,
    but: Option<CartId>,
) -> sqlx::Result<Freed> {
    let freed: Vec<(String, String, i64)> = sqlx::query_as(
        "with over as (
             select cart_id, sku, location from orders.reservations
             where (sku, location) in (select * from unnest($1::text[], $2::text[])) and reserved_until <= now()
               and cart_id is distinct from $4
             order by reserved_until limit $3
             for update skip locked
         ), gone as (
             delete from orders.reservations as held using over
             where held.cart_id = over.cart_id and held.sku = over.sku and held.location = over.location
             returning held.sku, held.location, held.quantity
         )
         select sku, location, sum(quantity) from gone group by sku, location",
    )
    .bind(levels.iter().map(|level| level.sku.as_str()).collect::<Vec<_>>())
    .bind(levels.iter().map(|level| level.location.as_str()).collect::<Vec<_>>())
    .bind(limit)
    .bind(but.map(|cart| cart.0))
    .fetch_all(tx)
    .await?;
    Ok(freed.into_iter().map(|(sku, location, units)| ((sku, location), units)).collect())
}

/// Gives up whatever the locked cart holds.
pub(crate) async fn release(tx: &mut PgConnection, cart: CartId) -> Result<(), ServiceError> {
    let levels = lock_levels_of_cart(tx, cart, &[]).await?;
    if levels.is_empty() {
        return Ok(());
    }
    sqlx::query("delete from orders.reservations where cart_id = $1").bind(cart.0).execute(&mut *tx).await?;
    free(tx, &levels).await
}

/// Gives what one locked cart holds to another, which is an account's: the holder is no stranger then. As many units are reserved as before, so the levels
/// stay what they are; they are locked all the same.
pub(crate) async fn move_holds(tx: &mut PgConnection, from: CartId, to: CartId) -> sqlx::Result<()> {
    if lock_levels_of_cart(tx, from, &[]).await?.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "with moved as (
             delete from orders.reservations where cart_id = $1
             returning sku, location, quantity, reserved_until, begun_at, holder
         )
         insert into orders.reservations as held (cart_id, sku, location, quantity, reserved_until, begun_at, holder)
         select $2, sku, location, quantity, reserved_until, begun_at, holder from moved
         on conflict (cart_id, sku, location) do update
         set quantity = held.quantity + excluded.quantity,
             begun_at = least(held.begun_at, excluded.begun_at),
             reserved_until = least(greatest(held.reserved_until, excluded.reserved_until),
                                    least(held.begun_at, excluded.begun_at) + make_interval(secs => $3))",
    )
    .bind(from.0)
    .bind(to.0)
    .bind(MAX_HOLD.as_secs_f64())
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes the claimed units off what is reserved.
async fn free(tx: &mut PgConnection, levels: &[Level]) -> Result<(), ServiceError> {
    let moves: Vec<Move<'_>> = levels.iter().map(|level| Move::reserved(level, -level.claimed)).collect();
    if move_reserved(tx, &moves).await? {
        Ok(())
    } else {
        Err(anyhow::anyhow!("levels changed under their locks").into())
    }
}

/// Releases the reservations that are over. Those that somebody is at work on are left to them, or
/// to the next call. Returns how many levels had units freed.
///
/// # Errors
/// If PostgreSQL does not answer; what was released until then stays so.
pub async fn release_over(db: &Database) -> anyhow::Result<usize> {
    let mut released = 0;
    loop {
        let mut tx = db.begin().await?;
        let mut levels: Vec<Level> = sqlx::query_as(
            "select level.sku, level.location, level.on_hand, level.reserved, level.policy, level.backorder_limit,
                    place.active, place.priority
             from orders.stock_levels as level join orders.stock_locations as place on place.code = level.location
             where level.sku in (select sku from orders.reservations where reserved_until <= now()
                                 order by reserved_until limit $1)
             order by level.sku, level.location for update of level skip locked",
        )
        .bind(BATCH)
        .fetch_all(&mut *tx)
        .await?;
        // Whoever has the level at main has the SKU: where it was passed over, somebody is at work on it.
        let own: BTreeSet<String> =
            levels.iter().filter(|level| level.location == MAIN).map(|level| level.sku.clone()).collect();
        levels.retain(|level| own.contains(&level.sku));
        let freed = delete_over(&mut tx, &levels.iter().collect::<Vec<_>>(), Some(BATCH), None).await?;
        if freed.is_empty() {
            return Ok(released);
        }
        for level in &mut levels {
            level.claimed = freed.get(&(level.sku.clone(), level.location.clone())).copied().unwrap_or(0);
        }
        levels.retain(|level| level.claimed > 0);
        free(&mut tx, &levels).await.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
        tx.commit().await?;
        released += levels.len();
    }
}
