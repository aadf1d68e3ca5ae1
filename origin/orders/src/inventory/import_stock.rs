//! The stock that an import set: noted when it is set, and taken back by what was noted. What was sold meanwhile stays
//! sold, and what somebody has counted since stays as it was counted.

mod undo_import;

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;

use super::level::{Level, Move, Reason, lock_levels};
use super::move_units::move_units;

pub(crate) use self::undo_import::undo_import;

/// Stock that was not taken back, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockLeft {
    /// Of what.
    pub sku: String,
    /// Where.
    pub location: String,
    /// Why.
    pub reason: String,
}

/// Notes what an import moved, right after it has, under the levels' locks.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(super) async fn note_import(tx: &mut PgConnection, import: Uuid, moves: &[Move<'_>]) -> sqlx::Result<()> {
    sqlx::query(
        "insert into orders.imported_stock (import_id, sku, location, delta, first_movement, last_movement)
         select $1, moved.sku, moved.location, moved.delta, newest.id, newest.id
         from unnest($2::text[], $3::text[], $4::bigint[]) as moved (sku, location, delta)
         cross join lateral (
             select movement.id from orders.stock_movements as movement
             where movement.sku = moved.sku and movement.location = moved.location
             order by movement.id desc limit 1
         ) as newest
         on conflict (import_id, sku, location) do update
         set delta = imported_stock.delta + excluded.delta, last_movement = excluded.last_movement, confirmed_at = null",
    )
    .bind(import)
    .bind(moves.iter().map(|one| one.level.sku.as_str()).collect::<Vec<_>>())
    .bind(moves.iter().map(|one| one.level.location.as_str()).collect::<Vec<_>>())
    .bind(moves.iter().map(|one| one.on_hand).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes that these levels were counted and were as an import had set them: that moves nothing, so the ledger has no line
/// of it, and what was counted stays all the same. Under the levels' locks; `import` is that which counts now, if one does.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(super) async fn note_confirmed(
    tx: &mut PgConnection,
    import: Option<Uuid>,
    confirmed: &[&Level],
) -> sqlx::Result<()> {
    if confirmed.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "update orders.imported_stock as noted set confirmed_at = now()
         from unnest($2::text[], $3::text[]) as counted (sku, location)
         where noted.sku = counted.sku and noted.location = counted.location and noted.undone_at is null
               and noted.confirmed_at is null and noted.import_id is distinct from $1",
    )
    .bind(import)
    .bind(confirmed.iter().map(|level| level.sku.as_str()).collect::<Vec<_>>())
    .bind(confirmed.iter().map(|level| level.location.as_str()).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether an import moved anything in the stock room.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn has_moved_stock(db: impl PgExecutor<'_>, import: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar("select exists (select from orders.imported_stock where import_id = $1)")
        .bind(import)
        .fetch_one(db)
        .await
}

/// What an import moved at one place.
#[derive(FromRow)]
struct Noted {
    sku: String,
    location: String,
    delta: i64,
}

/// Takes back the stock of about `limit` levels that an import set, all those of a SKU at once, in the caller's transaction,
/// and tells of each that stays, as a whole or in part; none if nothing is left to be taken back. A level never falls below
/// what is reserved.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn take_back_import(
    tx: &mut PgConnection,
    import: Uuid,
    limit: u32,
) -> anyhow::Result<Option<Vec<StockLeft>>> {
    let skus: Vec<String> = sqlx::query_scalar(
        "select distinct next.sku from (
             select sku from orders.imported_stock
             where import_id = $1 and undone_at is null order by sku, location limit $2
         ) as next",
    )
    .bind(import)
    .bind(i64::from(limit))
    .fetch_all(&mut *tx)
    .await?;
    if skus.is_empty() {
        return Ok(None);
    }
    // The levels first, as whoever counts locks them before what imports noted.
    let levels = lock_levels(tx, &skus.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    let noted: Vec<Noted> = sqlx::query_as(
        "select sku, location, delta from orders.imported_stock
         where import_id = $1 and undone_at is null and sku = any($2) order by sku, location",
    )
    .bind(import)
    .bind(&skus)
    .fetch_all(&mut *tx)
    .await?;
    let levels: BTreeMap<(&str, &str), _> =
        levels.iter().map(|level| ((level.sku.as_str(), level.location.as_str()), level)).collect();
    // Under the locks: nobody counts meanwhile.
    let counted = counted_since(tx, import, &noted).await?;
    let (mut moves, mut left) = (Vec::new(), Vec::new());
    for Noted { sku, location, delta } in &noted {
        let Some(level) = levels.get(&(sku.as_str(), location.as_str())) else { continue };
        let stays = |reason: String| StockLeft { sku: sku.clone(), location: location.clone(), reason };
        if counted.contains(&(sku.clone(), location.clone())) {
            left.push(stays("somebody has counted it since".to_owned()));
            continue;
        }
        let taken = (*delta).min(level.available().max(0));
        if taken < *delta {
            let reason =
                format!("{taken} of {delta} pieces were taken back: the others were sold or are reserved by now");
            left.push(stays(reason));
        }
        if taken != 0 {
            moves.push(Move::on_hand(level, -taken));
        }
    }
    if !move_units(tx, &moves, Reason::ImportUndone, None).await? {
        anyhow::bail!("stock of an import was moved while it was locked");
    }
    sqlx::query(
        "update orders.imported_stock as noted set undone_at = now()
         from unnest($2::text[], $3::text[]) as done (sku, location)
         where noted.import_id = $1 and noted.sku = done.sku and noted.location = done.location",
    )
    .bind(import)
    .bind(noted.iter().map(|one| one.sku.as_str()).collect::<Vec<_>>())
    .bind(noted.iter().map(|one| one.location.as_str()).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(Some(left))
}

/// Which of these levels somebody has counted after the import. Counts of imports that were taken back are none.
async fn counted_since(
    tx: &mut PgConnection,
    import: Uuid,
    noted: &[Noted],
) -> sqlx::Result<BTreeSet<(String, String)>> {
    let counted: Vec<(String, String)> = sqlx::query_as(
        "select noted.sku, noted.location
         from unnest($2::text[], $3::text[]) as asked (sku, location)
         join orders.imported_stock as noted
              on noted.import_id = $1 and noted.sku = asked.sku and noted.location = asked.location
         where noted.confirmed_at is not null or exists (
             select from orders.stock_movements as since
             where since.sku = noted.sku and since.location = noted.location and since.id > noted.last_movement
                   and since.reason = 'counted'
                   and not exists (
                       select from orders.imported_stock as other
                       where other.sku = since.sku and other.location = since.location and other.undone_at is not null
                             and since.id between other.first_movement and other.last_movement)
         )",
    )
    .bind(import)
    .bind(noted.iter().map(|one| one.sku.as_str()).collect::<Vec<_>>())
    .bind(noted.iter().map(|one| one.location.as_str()).collect::<Vec<_>>())
    .fetch_all(tx)
    .await?;
    Ok(counted.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use api::checkout::CreateCheckout;

    use super::*;
    use crate::inventory::{Count, set_counts_of_import};
    use crate::testing::Shop;

    impl Shop {
        /// An import counts mugs.
        async fn imports_mugs(&self, import: Uuid, units: u32) {
            let count = Count { sku: "MUG".parse().expect("a SKU"), location: None, units };
            set_counts_of_import(&self.stores.db, &[count], &[], Some(import)).await.expect("set");
        }

        /// Why stock of an import stays when it is taken back.
        async fn takes_back(&self, import: Uuid) -> Vec<String> {
            let mut reasons = Vec::new();
            loop {
                let mut tx = self.stores.db.begin().await.expect("PostgreSQL is up");
                let Some(left) = take_back_import(&mut tx, import, 1).await.expect("taken back") else { break };
                tx.commit().await.expect("PostgreSQL is up");
                reasons.extend(left.into_iter().map(|one| one.reason));
            }
            assert_eq!(self.ledger_errors().await, 0);
            reasons
        }
    }

    #[tokio::test]
    async fn what_was_sold_meanwhile_stays_sold() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 5)]).await;
        let import = Uuid::now_v7();
        shop.imports_mugs(import, 20).await;
        shop.placed(&[("MUG", 3)]).await;
        assert_eq!(shop.takes_back(import).await, [""; 0]);
        assert_eq!(shop.on_hand("MUG").await, 2, "five less three");
        assert_eq!(shop.takes_back(import).await, [""; 0], "once");
        assert_eq!(shop.on_hand("MUG").await, 2);
        // One that said too little, twice.
        let low = Uuid::now_v7();
        shop.imports_mugs(low, 1).await;
        shop.imports_mugs(low, 0).await;
        assert_eq!(shop.takes_back(low).await, [""; 0]);
        assert_eq!(shop.on_hand("MUG").await, 2);
    }

    #[tokio::test]
    async fn a_level_never_falls_below_what_was_sold_or_is_reserved_and_says_so() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 5)]).await;
        let import = Uuid::now_v7();
        shop.imports_mugs(import, 20).await;
        shop.placed(&[("MUG", 7)]).await;
        let cart = shop.cart_with(&[("MUG", 4)]).await;
        let hold = serde_json::json!({ "cart": cart, "market": "eu" });
        shop.call(&serde_json::from_value::<CreateCheckout>(hold).expect("a checkout")).await.expect("held");
        let said = "9 of 15 pieces were taken back: the others were sold or are reserved by now";
        assert_eq!(shop.takes_back(import).await, [said]);
        let free = "select sum(on_hand - reserved)::bigint from orders.stock_levels where sku = 'MUG'";
        assert_eq!((shop.on_hand("MUG").await, shop.count(free).await), (4, 0));
    }

    #[tokio::test]
    async fn what_somebody_has_counted_since_stays_and_the_newest_import_goes_first() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 5)]).await;
        let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
        shop.imports_mugs(first, 20).await;
        shop.imports_mugs(second, 30).await;
        assert_eq!(shop.takes_back(second).await, [""; 0]);
        assert_eq!(shop.on_hand("MUG").await, 20);
        assert_eq!(shop.takes_back(first).await, [""; 0], "a count that was taken back is none");
        assert_eq!(shop.on_hand("MUG").await, 5);
        let third = Uuid::now_v7();
        shop.imports_mugs(third, 50).await;
        shop.stock("MUG", 6).await;
        assert_eq!(shop.takes_back(third).await, ["somebody has counted it since"]);
        assert_eq!(shop.on_hand("MUG").await, 6);
    }

    #[tokio::test]
    async fn whoever_counts_what_an_import_had_set_has_counted() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 5)]).await;
        let import = Uuid::now_v7();
        shop.imports_mugs(import, 20).await;
        shop.imports_mugs(import, 20).await;
        shop.stock("MUG", 20).await;
        assert_eq!(shop.takes_back(import).await, ["somebody has counted it since"]);
        assert_eq!(shop.on_hand("MUG").await, 20);
        // The same import once more, after a worker was killed, is nobody else.
        let other = Uuid::now_v7();
        shop.imports_mugs(other, 30).await;
        shop.imports_mugs(other, 30).await;
        assert_eq!(shop.takes_back(other).await, [""; 0]);
        assert_eq!(shop.on_hand("MUG").await, 20);
    }
}
