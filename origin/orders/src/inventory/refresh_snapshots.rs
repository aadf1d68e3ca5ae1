//! Taking over what the catalogue says of what is sold, together with the stock of it.

use std::collections::BTreeSet;

use api::catalog::ProductDocument;
use domain::ProductId;
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::Database;
use sqlx::PgConnection;

use super::level::{ensure_levels, lock_levels};
use super::move_units::availability_events;
use crate::pricing::snapshots::{OnSale, SnapshotChange};

/// Serialises all writers of snapshots; any number that nobody else uses will do.
const ONE_AT_A_TIME: i64 = 0x6f66_6665_7273;

/// Takes over the current state of `products`, which `current` reads from the catalogue. Products
/// that it does not return are no longer sold.
///
/// `current` begins only when no other refresh is under way. So of two refreshes the later one has
/// read later too, and older data never overwrites newer.
///
/// # Errors
/// If PostgreSQL does not answer or `current` fails; nothing is changed then.
pub async fn refresh_snapshots(
    db: &Database,
    products: &[ProductId],
    current: impl Future<Output = anyhow::Result<Vec<(ProductId, ProductDocument)>>>,
) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let documents = current.await?;
    write(&mut tx, products, &documents).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes over products as they are given. For imports and wherever no event can come in between;
/// followers of events use [`refresh_snapshots`].
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn upsert_snapshots(db: &Database, products: &[(ProductId, ProductDocument)]) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let ids: Vec<ProductId> = products.iter().map(|(id, _)| *id).collect();
    write(&mut tx, &ids, products).await?;
    tx.commit().await
}

async fn write(
    tx: &mut PgConnection,
    ids: &[ProductId],
    documents: &[(ProductId, ProductDocument)],
) -> sqlx::Result<()> {
    let change = SnapshotChange::read(tx, ids, documents).await?;
    // Whoever is setting the level of a SKU that is new here, or that moves to another product, does
    // not know whom to tell. Waiting for them makes the event below come after their change; those
    // who come later will see the snapshot.
    let coming: Vec<&str> = change.coming().into_iter().collect();
    if !coming.is_empty() {
        ensure_levels(tx, &coming).await?;
        lock_levels(tx, &coming).await?;
    }
    change.write(tx).await?;
    outbox::record(tx, &comings_and_goings(&change.before, &change.after)).await
}

/// One event for each SKU that comes, goes, moves or is made of something else: the stock its product lists is another then.
fn comings_and_goings(before: &OnSale, after: &OnSale) -> Vec<NewEvent> {
    let skus: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = skus.into_iter().filter(|sku| before.get(*sku) != after.get(*sku));
    let products = |sku: &'_ String| before.get(sku).into_iter().chain(after.get(sku)).map(|(product, _)| *product);
    availability_events(
        changed.flat_map(|sku| products(sku).map(|product| (sku.as_str(), product)).collect::<Vec<_>>()),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use api::Tag;
    use api::event::AVAILABILITY_CHANGED;
    use domain::{Currency, ProductId};

    use uuid::Uuid;

    use super::*;
    use crate::testing::{Shop, product};

    async fn active(shop: &Shop) -> Vec<(String, i64)> {
        sqlx::query_as(
            "select sku, (prices ->> 'EUR')::bigint from orders.sellable_snapshots where active order by sku",
        )
        .fetch_all(&shop.stores.db)
        .await
        .expect("PostgreSQL")
    }

    #[tokio::test]
    async fn a_product_s_variants_come_change_and_go() {
        let shop = Shop::open().await;
        let (id, mut mug) = product("MUG-S", 1000);
        let large = api::catalog::VariantDocument { sku: "MUG-L".parse().expect("a SKU"), ..mug.variants[0].clone() };
        mug.variants.push(large);
        upsert_snapshots(&shop.stores.db, &[(id, mug.clone())]).await.expect("PostgreSQL");
        assert_eq!(active(&shop).await, [("MUG-L".into(), 1000), ("MUG-S".into(), 1000)]);
        let events = shop.take_events(AVAILABILITY_CHANGED).await;
        assert_eq!(events, [(vec![Tag::stock(id)], "MUG-L".into()), (vec![Tag::stock(id)], "MUG-S".into())]);

        // A new price is no matter of stock.
        mug.variants[0].prices[0].amount_minor = 1100;
        upsert_snapshots(&shop.stores.db, &[(id, mug.clone())]).await.expect("PostgreSQL");
        assert_eq!(active(&shop).await, [("MUG-L".into(), 1000), ("MUG-S".into(), 1100)]);
        assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await, []);

        mug.variants.pop();
        upsert_snapshots(&shop.stores.db, &[(id, mug)]).await.expect("PostgreSQL");
        assert_eq!(active(&shop).await, [("MUG-S".into(), 1100)]);
        assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await, [(vec![Tag::stock(id)], "MUG-L".into())]);
        assert_eq!(shop.count("select count(*) from orders.sellable_snapshots").await, 2);
    }

    #[tokio::test]
    async fn a_product_the_catalogue_no_longer_has_is_not_sold() {
        let shop = Shop::open().await;
        let (mug, bowl) = (product("MUG", 1000), product("BOWL", 500));
        upsert_snapshots(&shop.stores.db, &[mug.clone(), bowl.clone()]).await.expect("PostgreSQL");
        refresh_snapshots(&shop.stores.db, &[mug.0, bowl.0], async { Ok(vec![bowl]) }).await.expect("read");
        assert_eq!(active(&shop).await, [("BOWL".into(), 500)]);
        let failed =
            refresh_snapshots(&shop.stores.db, &[mug.0], async { anyhow::bail!("the catalogue is away") }).await;
        assert!(failed.is_err());
        assert_eq!(active(&shop).await, [("BOWL".into(), 500)]);
    }

    #[tokio::test]
    async fn a_sku_that_moves_makes_both_products_stale() {
        let shop = Shop::open().await;
        let (from, mug) = product("MUG", 1000);
        let to = ProductId(Uuid::now_v7());
        upsert_snapshots(&shop.stores.db, &[(from, mug.clone())]).await.expect("PostgreSQL");
        shop.take_events(AVAILABILITY_CHANGED).await;
        upsert_snapshots(&shop.stores.db, &[(to, mug)]).await.expect("PostgreSQL");
        let events = shop.take_events(AVAILABILITY_CHANGED).await;
        assert_eq!(events, [(vec![Tag::stock(from), Tag::stock(to)], "MUG".into())]);
    }

    #[tokio::test]
    async fn a_sku_that_moves_waits_for_whoever_sets_its_level() {
        let shop = Shop::open().await;
        let (_, mug) = product("MUG", 1000);
        shop.sells(&[("MUG", 1000, 3)]).await;
        let mut level = shop.stores.db.begin().await.expect("PostgreSQL is up");
        sqlx::query("select sku from orders.stock_levels for update").execute(&mut *level).await.expect("locked");
        let moved = [(ProductId(Uuid::now_v7()), mug)];
        let mut moving = std::pin::pin!(upsert_snapshots(&shop.stores.db, &moved));
        assert!(tokio::time::timeout(Duration::from_millis(300), &mut moving).await.is_err(), "it did not wait");
        level.rollback().await.expect("PostgreSQL is up");
        moving.await.expect("PostgreSQL");
        let product: Uuid = sqlx::query_scalar("select product_id from orders.sellable_snapshots where active")
            .fetch_one(&shop.stores.db)
            .await
            .expect("one");
        assert_eq!(product, moved[0].0.0);
    }

    #[tokio::test]
    async fn older_data_never_overwrites_newer() {
        let shop = Shop::open().await;
        let (id, mug) = product("MUG", 1000);
        let catalogue = Mutex::new(mug.clone());
        let read = async |pause| {
            let found = catalogue.lock().expect("no panic").clone();
            tokio::time::sleep(pause).await;
            Ok(vec![(id, found)])
        };
        let ids = [id];
        let slow = refresh_snapshots(&shop.stores.db, &ids, read(Duration::from_millis(150)));
        let quick = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            catalogue.lock().expect("no panic").variants[0].prices[0].amount_minor = 2000;
            refresh_snapshots(&shop.stores.db, &ids, read(Duration::ZERO)).await
        };
        let (slow, quick) = futures::join!(slow, quick);
        slow.and(quick).expect("both");
        assert_eq!(mug.variants[0].prices[0].currency, Currency::Eur);
        assert_eq!(active(&shop).await, [("MUG".into(), 2000)]);
    }
}
