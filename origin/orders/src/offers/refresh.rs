//! Taking over what the catalogue says.

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::ProductDocument;
use domain::{ProductId, Sku};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::Database;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::offer::{Offer, offers_of};
use crate::inventory::level::{ensure_levels, lock_levels};
use crate::inventory::moving::availability_events;

/// Serialises all writers of offers; any number that nobody else uses will do.
const ONE_AT_A_TIME: i64 = 0x6f66_6665_7273;

/// Takes over the current state of `products`, which `current` reads from the catalogue. Products
/// that it does not return are no longer sold.
///
/// `current` begins only when no other refresh is under way. So of two refreshes the later one has
/// read later too, and older data never overwrites newer.
///
/// # Errors
/// If PostgreSQL does not answer or `current` fails; nothing is changed then.
pub async fn refresh(
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
/// followers of events use [`refresh`].
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn upsert(db: &Database, products: &[(ProductId, ProductDocument)]) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let ids: Vec<ProductId> = products.iter().map(|(id, _)| *id).collect();
    write(&mut tx, &ids, products).await?;
    tx.commit().await
}

/// A SKU that is on sale, whose it is, and what it is made of.
type OnSale = BTreeMap<String, (Uuid, Parts)>;

/// The pieces of each stock item in a bundle; none of what is no bundle.
type Parts = BTreeMap<String, i64>;

async fn write(
    tx: &mut PgConnection,
    ids: &[ProductId],
    documents: &[(ProductId, ProductDocument)],
) -> sqlx::Result<()> {
    // A product that is given twice counts as it is given last, and so does a SKU.
    let products: BTreeMap<ProductId, &ProductDocument> =
        documents.iter().map(|(id, document)| (*id, document)).collect();
    let offers: BTreeMap<&Sku, Offer<'_>> =
        products.iter().flat_map(|(id, document)| offers_of(*id, document)).map(|offer| (offer.sku, offer)).collect();
    let parts = parts(products.values().copied());
    let after: OnSale = offers
        .values()
        .map(|offer| (offer.sku.to_string(), (offer.product_id.0, parts.get(offer.sku).cloned().unwrap_or_default())))
        .collect();
    let skus: Vec<&str> = offers.keys().map(|sku| sku.as_str()).collect();
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let before: OnSale = sqlx::query_as::<_, (String, Uuid, Json<Parts>)>(
        "select offer.sku, offer.product_id, coalesce((
             select jsonb_object_agg(component.sku, component.pieces)
             from orders.bundle_components as component where component.bundle = offer.sku
         ), '{}')
         from orders.offers as offer where active and (sku = any($1) or product_id = any($2))",
    )
    .bind(&skus)
    .bind(&ids)
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|(sku, product, Json(parts))| (sku, (product, parts)))
    .collect();
    // Whoever is setting the level of a SKU that is new here, or that moves to another product, does
    // not know whom to tell. Waiting for them makes the event below come after their change; those
    // who come later will see the offer.
    let mut coming: BTreeSet<&str> = skus.iter().copied().filter(|sku| before.get(*sku) != after.get(*sku)).collect();
    let parts_of =
        |sku: &&str| [before.get(*sku), after.get(*sku)].into_iter().flatten().flat_map(|(_, parts)| parts.keys());
    let parts: Vec<&str> = coming.iter().flat_map(parts_of).map(String::as_str).collect();
    coming.extend(parts);
    let coming: Vec<&str> = coming.into_iter().collect();
    if !coming.is_empty() {
        ensure_levels(tx, &coming).await?;
        lock_levels(tx, &coming).await?;
    }
    sqlx::query(
        "insert into orders.offers (sku, product_id, slug, title, choice, prices, picture, active,
                                    tax_class, grams, collections)
         select sku, product_id, slug, title, choice, prices, picture, true, tax_class, grams, collections
         from jsonb_to_recordset($1) as offer
              (sku text, product_id uuid, slug text, title jsonb, choice jsonb, prices jsonb, picture jsonb,
               tax_class text, grams bigint, collections jsonb)
         order by sku
         on conflict (sku) do update set
             product_id = excluded.product_id, slug = excluded.slug, title = excluded.title, choice = excluded.choice,
             prices = excluded.prices, picture = excluded.picture, active = true,
             tax_class = excluded.tax_class, grams = excluded.grams, collections = excluded.collections",
    )
    .bind(Json(offers.values().collect::<Vec<_>>()))
    .execute(&mut *tx)
    .await?;
    write_bundles(tx, &before, &after).await?;
    sqlx::query("update orders.offers set active = false where product_id = any($1) and sku <> all($2) and active")
        .bind(&ids)
        .bind(&skus)
        .execute(&mut *tx)
        .await?;
    outbox::record(tx, &comings_and_goings(&before, &after)).await
}

/// What each bundle of these products is made of.
fn parts<'a>(products: impl Iterator<Item = &'a ProductDocument>) -> BTreeMap<&'a Sku, Parts> {
    let mut bundles: BTreeMap<&Sku, Parts> = BTreeMap::new();
    for variant in products.flat_map(|product| &product.variants).filter(|variant| !variant.components.is_empty()) {
        let mut parts = Parts::new();
        for component in &variant.components {
            *parts.entry(component.sku.to_string()).or_default() += i64::from(component.pieces);
        }
        bundles.insert(&variant.sku, parts);
    }
    bundles
}

/// Writes what the bundles among these are made of now, if any is made of something else.
async fn write_bundles(tx: &mut PgConnection, before: &OnSale, after: &OnSale) -> sqlx::Result<()> {
    // What comes back may have been made of something else when it went.
    let was = |sku: &String| before.get(sku).map(|(_, parts)| parts);
    let changed: Vec<_> = after.iter().filter(|(sku, (_, parts))| was(sku) != Some(parts)).collect();
    let bundles: Vec<&str> = changed.iter().map(|(sku, _)| sku.as_str()).collect();
    if bundles.is_empty() {
        return Ok(());
    }
    let parts: Vec<(&str, &str, i64)> = changed
        .iter()
        .flat_map(|(bundle, (_, parts))| parts.iter().map(|(sku, pieces)| (bundle.as_str(), sku.as_str(), *pieces)))
        .collect();
    sqlx::query("delete from orders.bundle_components where bundle = any($1)").bind(bundles).execute(&mut *tx).await?;
    sqlx::query(
        "insert into orders.bundle_components (bundle, sku, pieces)
         select bundle, sku, pieces from unnest($1::text[], $2::text[], $3::bigint[]) as part (bundle, sku, pieces)",
    )
    .bind(parts.iter().map(|(bundle, _, _)| *bundle).collect::<Vec<_>>())
    .bind(parts.iter().map(|(_, sku, _)| *sku).collect::<Vec<_>>())
    .bind(parts.iter().map(|(_, _, pieces)| *pieces).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
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

    use super::*;
    use crate::fixture::{Shop, product};

    async fn active(shop: &Shop) -> Vec<(String, i64)> {
        sqlx::query_as("select sku, (prices ->> 'EUR')::bigint from orders.offers where active order by sku")
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
        upsert(&shop.stores.db, &[(id, mug.clone())]).await.expect("PostgreSQL");
        assert_eq!(active(&shop).await, [("MUG-L".into(), 1000), ("MUG-S".into(), 1000)]);
        let events = shop.take_events(AVAILABILITY_CHANGED).await;
        assert_eq!(events, [(vec![Tag::stock(id)], "MUG-L".into()), (vec![Tag::stock(id)], "MUG-S".into())]);

        // A new price is no matter of stock.
        mug.variants[0].prices[0].amount_minor = 1100;
        upsert(&shop.stores.db, &[(id, mug.clone())]).await.expect("PostgreSQL");
        assert_eq!(active(&shop).await, [("MUG-L".into(), 1000), ("MUG-S".into(), 1100)]);
        assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await, []);

        mug.variants.pop();
        upsert(&shop.stores.db, &[(id, mug)]).await.expect("PostgreSQL");
        assert_eq!(active(&shop).await, [("MUG-S".into(), 1100)]);
        assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await, [(vec![Tag::stock(id)], "MUG-L".into())]);
        assert_eq!(shop.count("select count(*) from orders.offers").await, 2);
    }

    #[tokio::test]
    async fn a_product_the_catalogue_no_longer_has_is_not_sold() {
        let shop = Shop::open().await;
        let (mug, bowl) = (product("MUG", 1000), product("BOWL", 500));
        upsert(&shop.stores.db, &[mug.clone(), bowl.clone()]).await.expect("PostgreSQL");
        refresh(&shop.stores.db, &[mug.0, bowl.0], async { Ok(vec![bowl]) }).await.expect("read");
        assert_eq!(active(&shop).await, [("BOWL".into(), 500)]);
        let failed = refresh(&shop.stores.db, &[mug.0], async { anyhow::bail!("the catalogue is away") }).await;
        assert!(failed.is_err());
        assert_eq!(active(&shop).await, [("BOWL".into(), 500)]);
    }

    #[tokio::test]
    async fn a_sku_that_moves_makes_both_products_stale() {
        let shop = Shop::open().await;
        let (from, mug) = product("MUG", 1000);
        let to = ProductId(Uuid::now_v7());
        upsert(&shop.stores.db, &[(from, mug.clone())]).await.expect("PostgreSQL");
        shop.take_events(AVAILABILITY_CHANGED).await;
        upsert(&shop.stores.db, &[(to, mug)]).await.expect("PostgreSQL");
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
        let mut moving = std::pin::pin!(upsert(&shop.stores.db, &moved));
        assert!(tokio::time::timeout(Duration::from_millis(300), &mut moving).await.is_err(), "it did not wait");
        level.rollback().await.expect("PostgreSQL is up");
        moving.await.expect("PostgreSQL");
        let product: Uuid = sqlx::query_scalar("select product_id from orders.offers where active")
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
        let slow = refresh(&shop.stores.db, &ids, read(Duration::from_millis(150)));
        let quick = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            catalogue.lock().expect("no panic").variants[0].prices[0].amount_minor = 2000;
            refresh(&shop.stores.db, &ids, read(Duration::ZERO)).await
        };
        let (slow, quick) = futures::join!(slow, quick);
        slow.and(quick).expect("both");
        assert_eq!(mug.variants[0].prices[0].currency, Currency::Eur);
        assert_eq!(active(&shop).await, [("MUG".into(), 2000)]);
    }
}
