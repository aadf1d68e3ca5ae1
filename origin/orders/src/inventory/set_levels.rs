//! Setting levels to what was counted.

use std::collections::BTreeMap;

use domain::Sku;
use sqlx::{PgConnection, PgPool};

use super::level::{Level, Move, Reason, ensure_levels, lock_levels, move_pieces};

/// Sets the pieces in the stock room, for any number of SKUs. A SKU that is given twice counts as it
/// is given last. Pieces of orders that await their payment are counted but not for sale: they stay
/// with their orders.
///
/// # Errors
/// If PostgreSQL does not answer, or if more pieces are reserved than were counted; nothing is
/// changed then.
pub async fn set_levels(db: &PgPool, levels: &[(Sku, u32)]) -> anyhow::Result<()> {
    let counted: BTreeMap<&Sku, u32> = levels.iter().map(|(sku, pieces)| (sku, *pieces)).collect();
    let mut tx = db.begin().await?;
    if let Some(level) = set(&mut tx, &counted).await? {
        anyhow::bail!("{} pieces of {} are reserved: its level cannot be set below that", level.reserved, level.sku);
    }
    tx.commit().await?;
    Ok(())
}

/// Sets the levels in the caller's transaction; or returns the first that has more pieces reserved
/// than were counted, and then changes none.
pub(super) async fn set(tx: &mut PgConnection, counted: &BTreeMap<&Sku, u32>) -> sqlx::Result<Option<Level>> {
    let skus: Vec<&str> = counted.keys().map(|sku| sku.as_str()).collect();
    // With the row there from the start, what was before is read under its lock, for new SKUs too.
    ensure_levels(tx, &skus).await?;
    let levels = lock_levels(tx, &skus).await?;
    let held = held_by_open_orders(tx, &skus).await?;
    let free = |sku: &str, pieces: u32| (i64::from(pieces) - held.get(sku).unwrap_or(&0)).max(0);
    let pieces: BTreeMap<&str, i64> =
        counted.iter().map(|(sku, pieces)| (sku.as_str(), free(sku.as_str(), *pieces))).collect();
    let target = |level: &Level| pieces.get(level.sku.as_str()).copied().unwrap_or(level.on_hand);
    if let Some(level) = levels.iter().find(|level| target(level) < level.reserved) {
        return Ok(Some(level.clone()));
    }
    let moves: Vec<Move<'_>> = levels.iter().map(|level| Move::on_hand(level, target(level) - level.on_hand)).collect();
    let all = move_pieces(tx, &moves, Reason::Counted, None).await?;
    if all { Ok(None) } else { Err(sqlx::Error::RowNotFound) }
}

/// The pieces that orders took from the levels and may still give back: they lie in the stock room
/// and are counted with the others. Read under the levels' locks, so that no order is opened or
/// gives back meanwhile.
async fn held_by_open_orders(tx: &mut PgConnection, skus: &[&str]) -> sqlx::Result<BTreeMap<String, i64>> {
    let held: Vec<(String, i64)> = sqlx::query_as(
        "select line.sku, sum(line.quantity)::bigint
         from orders.orders as opened join orders.order_lines as line on line.order_id = opened.id
         where opened.state = 'awaiting_payment' and line.sku = any($1)
         group by line.sku",
    )
    .bind(skus)
    .fetch_all(tx)
    .await?;
    Ok(held.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use api::Tag;
    use api::event::AVAILABILITY_CHANGED;

    use super::*;
    use crate::fixture::{Shop, product};
    use crate::orders::opening::{Opened, open};
    use crate::orders::settlement::settle;
    use crate::payments::Outcome;

    fn sku(text: &str) -> Sku {
        text.parse().expect("a SKU")
    }

    #[tokio::test]
    async fn an_event_is_recorded_exactly_when_shoppers_are_told_something_else() {
        let shop = Shop::open().await;
        let (id, mug) = product("MUG", 1000);
        crate::offers::upsert(&shop.stores.db, &[(id, mug)]).await.expect("PostgreSQL");
        shop.take_events(AVAILABILITY_CHANGED).await;
        // From none: nothing, in stock, still in stock, low, another low, the same, none.
        for (pieces, told) in [(0, 0), (10, 1), (4, 0), (3, 1), (2, 1), (2, 0), (0, 1), (0, 0)] {
            set_levels(&shop.stores.db, &[(sku("MUG"), pieces)]).await.expect("set");
            let events = shop.take_events(AVAILABILITY_CHANGED).await;
            assert_eq!(events.len(), told, "{pieces}");
            assert!(events.iter().all(|event| *event == (vec![Tag::stock(id)], "MUG".to_owned())));
            assert_eq!(shop.on_hand("MUG").await, i64::from(pieces));
        }
    }

    #[tokio::test]
    async fn many_levels_are_set_at_once_and_the_ledger_adds_up() {
        let shop = Shop::open().await;
        let levels: Vec<(Sku, u32)> = (0..500).map(|n| (sku(&format!("S{n}")), n)).collect();
        let (statements, done) = crate::fixture::statements_of(set_levels(&shop.stores.db, &levels)).await;
        done.expect("set");
        assert_eq!(statements.len(), 4, "{statements:#?}");
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
        let opened = open(&shop.stores.db, &key, None, &request).await.expect("opened");
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
