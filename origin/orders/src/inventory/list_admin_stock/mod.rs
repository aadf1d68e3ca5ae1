//! Showing staff what is in stock of everything.

mod candidates;

use api::inventory::{AdminStockPage, ListAdminStock, StockSummary};
use domain::ProductId;
use domain::catalog::Localized;
use origin_platform::stores::plan_for_values;
use origin_platform::{Call, ServiceError, Stores};
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use self::candidates::{Candidates, candidates};
use super::level::stock_policy;

/// How many variants a page holds.
const PAGE: usize = 50;
/// How many variants are looked at for a page of those that run low, or of what is said of very many. What is free
/// changes with every order, and an index of it would have to as well.
const MAX_LOOKED_AT: usize = 5_000;

#[derive(FromRow)]
struct Row {
    sku: String,
    product_id: Uuid,
    title: Json<Localized>,
    on_hand: i64,
    at_main: i64,
    reserved: i64,
    available: i64,
    policy: String,
    backorder_limit: Option<i64>,
}

#[tracing::instrument(name = "inventory.list_admin_stock", skip_all)]
pub(crate) async fn list_admin_stock(
    stores: Stores,
    call: Call<ListAdminStock>,
) -> Result<AdminStockPage, ServiceError> {
    let ListAdminStock { q, below, after } = &call.endpoint;
    let after = after.as_ref().map(|sku| sku.as_str());
    // One more than is shown tells whether there is another page.
    let depth = if below.is_some() { MAX_LOOKED_AT } else { PAGE + 1 };
    let mut tx = stores.db.begin().await?;
    plan_for_values(&mut tx).await?;
    let Candidates { skus, last } = candidates(&mut tx, q.as_deref().unwrap_or_default(), after, depth).await?;
    // What was never counted has no level yet, and counts as none.
    let mut rows: Vec<Row> = sqlx::query_as(
        "select snapshot.sku, snapshot.product_id, snapshot.title, kept.*
         from orders.sellable_snapshots as snapshot
         cross join lateral (
             select coalesce(sum(level.on_hand), 0)::bigint as on_hand,
                    coalesce(sum(level.on_hand) filter (where level.location = 'main'), 0)::bigint as at_main,
                    coalesce(sum(level.reserved), 0)::bigint as reserved,
                    coalesce(sum(level.on_hand - level.reserved) filter (where place.active), 0)::bigint as available,
                    coalesce(max(level.policy) filter (where level.location = 'main'), 'tracked') as policy,
                    max(level.backorder_limit) as backorder_limit
             from orders.stock_levels as level
             join orders.stock_locations as place on place.code = level.location
             where level.sku = snapshot.sku
         ) as kept
         where snapshot.sku = any($1) and ($2::bigint is null or (kept.policy = 'tracked' and kept.available < $2))
         order by snapshot.sku limit $3",
    )
    .bind(&skus)
    .bind(below.map(i64::from))
    .bind(PAGE as i64 + 1)
    .fetch_all(&mut *tx)
    .await?;
    drop(tx);
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let view = |row: Row| {
        let Row { on_hand, at_main, reserved, available, .. } = row;
        Ok::<_, ServiceError>(StockSummary {
            sku: row.sku.parse().map_err(anyhow::Error::new)?,
            product: ProductId(row.product_id),
            title: row.title.0,
            on_hand,
            at_main,
            reserved,
            available,
            policy: stock_policy(&row.policy, row.backorder_limit),
        })
    };
    let items: Vec<StockSummary> = rows.into_iter().map(view).collect::<Result<_, _>>()?;
    let next = match more {
        true => items.last().map(|item| item.sku.clone()),
        // Whoever has looked at so many goes on behind them, however few of them run low.
        false => last.map(|sku| sku.parse()).transpose().map_err(anyhow::Error::new)?,
    };
    Ok(AdminStockPage { items, next })
}

#[cfg(test)]
mod tests {
    use api::inventory::{ListAdminStock, UpdateStock};
    use domain::inventory::StockPolicy;

    use crate::testing::{Shop, product};

    #[tokio::test]
    async fn staff_see_the_stock_of_everything_and_what_runs_low() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG-A", 2000, 30), ("MUG-B", 2000, 2), ("JUG", 4000, 0)]).await;
        // One that was never counted, and one that may be sold beyond what is there.
        crate::inventory::upsert_snapshots(&shop.stores.db, &[product("NEW", 500)]).await.expect("PostgreSQL");
        let policy = Some(StockPolicy::Untracked);
        let jug = UpdateStock { sku: "JUG".parse().expect("a SKU"), on_hand: None, location: None, policy };
        shop.staff(&jug).await.expect("kept otherwise");
        let list = async |q: &str, below, after: Option<&str>| {
            let after = after.map(|sku| sku.parse().expect("a SKU"));
            let q = Some(q.to_owned()).filter(|q| !q.is_empty());
            let page = shop.staff(&ListAdminStock { q, below, after }).await.expect("listed");
            assert_eq!(page.next, None);
            page.items.into_iter().map(|one| (one.sku.to_string(), one.available)).collect::<Vec<_>>()
        };
        let all = list("", None, None).await;
        let expect = |rows: &[(&str, i64)]| rows.iter().map(|(sku, n)| ((*sku).to_owned(), *n)).collect::<Vec<_>>();
        assert_eq!(all, expect(&[("JUG", 0), ("MUG-A", 30), ("MUG-B", 2), ("NEW", 0)]));
        assert_eq!(list("", Some(5), None).await, expect(&[("MUG-B", 2), ("NEW", 0)]));
        assert_eq!(list("mug-", None, None).await, expect(&[("MUG-A", 30), ("MUG-B", 2)]));
        assert_eq!(list("ding jug", None, None).await, expect(&[("JUG", 0)]), "in another language");
        assert_eq!(list("jug din", None, None).await, expect(&[("JUG", 0)]), "by words, the last as it begins");
        assert_eq!(list("jug", Some(5), None).await, [], "it is not counted");
        // Signs of patterns and of queries stand for themselves.
        assert_eq!(list("_", None, None).await, []);
        assert_eq!(list("%", None, None).await, []);
        assert_eq!(list("'); drop | & ! :* \\", None, None).await, []);
        assert_eq!(list("", None, Some("MUG-A")).await, expect(&[("MUG-B", 2), ("NEW", 0)]));
    }

    #[tokio::test]
    async fn pages_of_the_stock_follow_each_other() {
        let shop = Shop::open().await;
        let goods: Vec<String> = (0..60).map(|n| format!("S{n:02}")).collect();
        let goods: Vec<(&str, i64, u32)> = goods.iter().map(|sku| (sku.as_str(), 100, 1)).collect();
        shop.sells(&goods).await;
        let first = shop.staff(&ListAdminStock::default()).await.expect("listed");
        assert_eq!((first.items.len(), first.next.as_ref().map(|sku| sku.as_str())), (50, Some("S49")));
        let rest =
            shop.staff(&ListAdminStock { after: first.next, ..ListAdminStock::default() }).await.expect("listed");
        assert_eq!((rest.items.len(), rest.items[0].sku.as_str(), rest.next), (10, "S50", None));
    }
}
