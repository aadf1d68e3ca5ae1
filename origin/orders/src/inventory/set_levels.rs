//! Setting levels to what was counted.

use std::collections::{BTreeMap, BTreeSet};

use domain::inventory::StockPolicy;
use domain::{Sku, Slug};
use origin_platform::Database;
use sqlx::PgConnection;
use uuid::Uuid;

use super::import_stock::{note_confirmed, note_import};
use super::level::{Level, MAIN, Move, Reason, ensure_levels, ensure_levels_at, lock_levels, policy_of};
use super::move_units::move_units;
use super::set_policies::{Refused, set_policies};

/// Units that were counted.
#[derive(Clone, Debug)]
pub struct Count {
    /// Of what.
    pub sku: Sku,
    /// Where; none is the main location.
    pub location: Option<Slug>,
    /// How many.
    pub units: u32,
}

/// The units counted of a SKU at a location.
pub(super) type Counted<'a> = BTreeMap<(&'a str, &'a str), u32>;

/// Sets the units in the stock room, for any number of SKUs: [`set_counts`] at the main location.
///
/// # Errors
/// Those of [`set_counts`].
pub async fn set_levels(db: &Database, levels: &[(Sku, u32)]) -> anyhow::Result<()> {
    let count = |(sku, units): &(Sku, u32)| Count { sku: sku.clone(), location: None, units: *units };
    set_counts(db, &levels.iter().map(count).collect::<Vec<_>>(), &[]).await
}

/// Sets how the stock of SKUs is kept, and units at locations. A SKU that is given twice for one
/// location counts as it is given last. Units of orders that await their payment are counted but
/// not for sale: they stay with their orders.
///
/// # Errors
/// If PostgreSQL does not answer, if a location is not known, if more units are reserved than were
/// counted, or if more are owed than a policy allows; nothing is changed then.
pub async fn set_counts(db: &Database, counts: &[Count], policies: &[(Sku, StockPolicy)]) -> anyhow::Result<()> {
    set_counts_of_import(db, counts, policies, None).await
}

/// The same for an import, which can take the units back by what is noted of them.
///
/// # Errors
/// Those of [`set_counts`].
pub async fn set_counts_of_import(
    db: &Database,
    counts: &[Count],
    policies: &[(Sku, StockPolicy)],
    import: Option<Uuid>,
) -> anyhow::Result<()> {
    let place = |count: &'_ Count| count.location.as_ref().map_or(MAIN.to_owned(), Slug::to_string);
    let places: Vec<String> = counts.iter().map(place).collect();
    let counted: Counted<'_> =
        counts.iter().zip(&places).map(|(count, place)| ((count.sku.as_str(), place.as_str()), count.units)).collect();
    let mut tx = db.begin().await?;
    if places.iter().any(|place| place != MAIN) {
        let known: Vec<String> =
            sqlx::query_scalar("select code from orders.stock_locations").fetch_all(&mut *tx).await?;
        if let Some(unknown) = places.iter().find(|place| !known.contains(place)) {
            anyhow::bail!("there is no stock location “{unknown}”; create it first");
        }
    }
    if !counted.is_empty() && !policies.is_empty() {
        // All at once: halves that are locked one after the other might wait for an order in a circle.
        let skus: BTreeSet<&str> =
            counted.keys().map(|(sku, _)| *sku).chain(policies.iter().map(|(sku, _)| sku.as_str())).collect();
        let skus: Vec<&str> = skus.into_iter().collect();
        ensure_levels(&mut tx, &skus).await?;
        lock_levels(&mut tx, &skus).await?;
    }
    if !counted.is_empty()
        && let Some(level) = set(&mut tx, &counted, import).await?
    {
        anyhow::bail!("{} pieces of {} are reserved: its level cannot be set below that", level.reserved, level.sku);
    }
    if let Some(Refused { sku, owed }) = set_policies(&mut tx, policies).await? {
        anyhow::bail!("{owed} pieces of {sku} are owed to orders: its stock cannot be kept more strictly than that");
    }
    tx.commit().await?;
    Ok(())
}

/// Sets the levels in the caller's transaction, and notes it if it is an import's; or returns the first that has more
/// units reserved than were counted, and then changes none.
pub(super) async fn set(
    tx: &mut PgConnection,
    counted: &Counted<'_>,
    import: Option<Uuid>,
) -> sqlx::Result<Option<Level>> {
    let mut skus: Vec<&str> = counted.keys().map(|(sku, _)| *sku).collect();
    skus.dedup();
    // With the row there from the start, what was before is read under its lock, for new SKUs too.
    // Every SKU has a level at the main location, which says how its stock is kept.
    let places: Vec<_> = counted.keys().copied().chain(skus.iter().map(|sku| (*sku, MAIN))).collect();
    ensure_levels_at(tx, &places).await?;
    let levels = lock_levels(tx, &skus).await?;
    let held = held_by_open_orders(tx, &skus).await?;
    let target = |level: &Level| {
        let place = (level.sku.as_str(), level.location.as_str());
        let held = held.get(&(level.sku.clone(), level.location.clone())).unwrap_or(&0);
        counted.get(&place).map_or(level.on_hand, |units| (i64::from(*units) - held).max(0))
    };
    let of_sku = |sku: &str| policy_of(levels.iter().filter(|level| level.sku == sku));
    let too_low = |level: &&Level| {
        let owes = match of_sku(&level.sku) {
            StockPolicy::Backorder { limit } if level.location == MAIN => limit.map_or(i64::MAX, i64::from),
            StockPolicy::Untracked if level.location == MAIN => i64::MAX,
            _ => 0,
        };
        level.reserved.saturating_sub(target(level)) > owes
    };
    if let Some(level) = levels.iter().filter(|level| target(level) != level.on_hand).find(too_low) {
        return Ok(Some(level.clone()));
    }
    let changed = levels.iter().filter(|level| target(level) != level.on_hand);
    let moves: Vec<Move<'_>> = changed.map(|level| Move::on_hand(level, target(level) - level.on_hand)).collect();
    let all = move_units(tx, &moves, Reason::Counted, None).await?;
    if !all {
        return Err(sqlx::Error::RowNotFound);
    }
    if let Some(import) = import.filter(|_| !moves.is_empty()) {
        note_import(tx, import, &moves).await?;
    }
    let is_counted = |level: &&Level| counted.contains_key(&(level.sku.as_str(), level.location.as_str()));
    let confirmed: Vec<&Level> =
        levels.iter().filter(is_counted).filter(|level| target(level) == level.on_hand).collect();
    note_confirmed(tx, import, &confirmed).await?;
    Ok(None)
}

/// The units that orders took from the levels and may still release: they lie in the stock room
/// and are counted with the others. Read under the levels' locks, so that no order is opened or
/// releases meanwhile.
pub(super) async fn held_by_open_orders(
    tx: &mut PgConnection,
    skus: &[&str],
) -> sqlx::Result<BTreeMap<(String, String), i64>> {
    let held: Vec<(String, String, i64)> = sqlx::query_as(
        "select movement.sku, movement.location, -sum(movement.delta)::bigint
         from orders.orders as opened join orders.stock_movements as movement on movement.order_id = opened.id
         where opened.state = 'awaiting_payment' and movement.sku = any($1)
         group by movement.sku, movement.location",
    )
    .bind(skus)
    .fetch_all(tx)
    .await?;
    Ok(held.into_iter().map(|(sku, location, units)| ((sku, location), units)).collect())
}

#[cfg(test)]
mod tests {
    use api::Tag;
    use api::event::AVAILABILITY_CHANGED;

    use super::*;
    use crate::checkout::payments::Outcome;
    use crate::checkout::place::open::{Opened, open};
    use crate::checkout::settlement::settle::settle;
    use crate::testing::{Shop, product};

    fn sku(text: &str) -> Sku {
        text.parse().expect("a SKU")
    }

    #[tokio::test]
    async fn an_event_is_recorded_exactly_when_shoppers_are_told_something_else() {
        let shop = Shop::open().await;
        let (id, mug) = product("MUG", 1000);
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, mug)]).await.expect("PostgreSQL");
        shop.take_events(AVAILABILITY_CHANGED).await;
        // From none: nothing, in stock, still in stock, low, another low, the same, none.
        for (units, told) in [(0, 0), (10, 1), (4, 0), (3, 1), (2, 1), (2, 0), (0, 1), (0, 0)] {
            set_levels(&shop.stores.db, &[(sku("MUG"), units)]).await.expect("set");
            let events = shop.take_events(AVAILABILITY_CHANGED).await;
            assert_eq!(events.len(), told, "{units}");
            assert!(events.iter().all(|event| *event == (vec![Tag::stock(id)], "MUG".to_owned())));
            assert_eq!(shop.on_hand("MUG").await, i64::from(units));
        }
    }

    #[tokio::test]
    async fn many_levels_are_set_at_once_and_the_ledger_adds_up() {
        let shop = Shop::open().await;
        let levels: Vec<(Sku, u32)> = (0..500).map(|n| (sku(&format!("S{n}")), n)).collect();
        let (statements, done) = crate::testing::statements_of(set_levels(&shop.stores.db, &levels)).await;
        done.expect("set");
        assert_eq!(statements.len(), 5, "{statements:#?}");
        set_levels(&shop.stores.db, &[(sku("S7"), 5), (sku("S7"), 3), (sku("S8"), 9)]).await.expect("set");
        assert_eq!((shop.on_hand("S7").await, shop.on_hand("S8").await, shop.on_hand("S9").await), (3, 9, 9));
        assert_eq!(shop.ledger_errors().await, 0);
        // No product is known for these, so there is nobody to tell.
        assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await, []);
    }

    #[tokio::test]
    async fn less_than_is_reserved_is_refused_as_a_whole() {
        let shop = Shop::open().await;
        set_levels(&shop.stores.db, &[(sku("A"), 5), (sku("B"), 5)]).await.expect("set");
        shop.execute("update orders.stock_levels set reserved = 2 where sku = 'B'").await;
        let refused = set_levels(&shop.stores.db, &[(sku("A"), 1), (sku("B"), 1)]).await.expect_err("two are reserved");
        assert!(refused.to_string().starts_with("2 pieces of B are reserved"), "{refused}");
        assert_eq!((shop.on_hand("A").await, shop.on_hand("B").await), (5, 5));
    }

    #[tokio::test]
    async fn pieces_of_an_order_that_awaits_its_payment_are_not_sold_twice() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 5)]).await;
        let request = shop.placement(shop.cart_with(&[("MUG", 5)]).await).await;
        let key = shop.key_of(&request, "count-key");
        let opened = open(&shop.stores.db, &shop.settings, &key, None, &request).await.expect("opened");
        let Opened::Pending(pending) = opened else { panic!("nothing is settled yet") };
        for (counted, sellable) in [(5, 0), (8, 3), (4, 0), (5, 0)] {
            shop.stock("MUG", counted).await;
            assert_eq!(shop.on_hand("MUG").await, sellable, "{counted}");
        }
        let declined = Outcome::Declined { reason: "no reason".into() };
        settle(&shop.stores.db, pending.order, &declined, Some(&key)).await.expect("settled").expect_err("declined");
        assert_eq!((shop.on_hand("MUG").await, shop.ledger_errors().await), (5, 0));
        // An order that is over holds nothing.
        shop.stock("MUG", 4).await;
        assert_eq!(shop.on_hand("MUG").await, 4);
    }

    #[tokio::test]
    async fn counting_at_the_same_time_keeps_the_ledger_right() {
        let shop = Shop::open().await;
        let counts = (1..=8).map(async |n| {
            let levels = [(sku("A"), n), (sku("B"), 100 - n), (sku("C"), n)];
            set_levels(&shop.stores.db, &levels).await
        });
        let done = futures::future::join_all(counts).await;
        assert!(done.iter().all(Result::is_ok), "{done:?}");
        assert_eq!(shop.on_hand("A").await + shop.on_hand("B").await, 100);
        assert_eq!(shop.ledger_errors().await, 0);
    }
}
