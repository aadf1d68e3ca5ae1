//! Showing staff the stock of a SKU, and why it is what it is.

use api::inventory::{
    ListProductStock, ListStockLevels, ListStockMovements, StockLevel, StockMovement, StockMovementPage,
};
use domain::Sku;
use origin_platform::{Call, ServiceError, Stores};
use sqlx::{FromRow, PgConnection};

use super::level::stock_policy;
use super::update_stock::check_sku;

/// How many movements a page holds.
const PAGE: usize = 50;

#[tracing::instrument(name = "inventory.list_stock_levels", skip_all, fields(sku = %call.endpoint.sku))]
pub(crate) async fn list_stock_levels(
    stores: Stores,
    call: Call<ListStockLevels>,
) -> Result<Vec<StockLevel>, ServiceError> {
    let mut db = stores.db.acquire().await?;
    check_sku(&mut db, &call.endpoint.sku).await?;
    levels_of(&mut db, &call.endpoint.sku).await
}

#[tracing::instrument(name = "inventory.list_product_stock", skip_all, fields(product = %call.endpoint.product))]
pub(crate) async fn list_product_stock(
    stores: Stores,
    call: Call<ListProductStock>,
) -> Result<Vec<StockLevel>, ServiceError> {
    let mut db = stores.db.acquire().await?;
    let skus = origin_catalog::skus_of(&mut *db, call.endpoint.product).await?;
    let levels: Vec<(String, String, i64, i64, String, Option<i64>)> = sqlx::query_as(
        "select level.sku, level.location, level.on_hand, level.reserved, kept.policy, kept.backorder_limit
         from orders.stock_levels as level
         join orders.stock_locations as place on place.code = level.location
         join orders.stock_levels as kept on kept.sku = level.sku and kept.location = 'main'
         where level.sku = any($1) order by array_position($1, level.sku), place.priority, place.code",
    )
    .bind(&skus)
    .fetch_all(&mut *db)
    .await?;
    let view = |(sku, location, on_hand, reserved, policy, limit): (String, String, i64, i64, String, Option<i64>)| {
        let sku = sku.parse().map_err(anyhow::Error::new)?;
        let location = location.parse().map_err(anyhow::Error::new)?;
        Ok(StockLevel { sku, location, on_hand, reserved, policy: stock_policy(&policy, limit) })
    };
    levels.into_iter().map(view).collect()
}

/// A SKU's levels, in the order in which orders take from their locations.
pub(super) async fn levels_of(db: &mut PgConnection, sku: &Sku) -> Result<Vec<StockLevel>, ServiceError> {
    let levels: Vec<(String, i64, i64, String, Option<i64>)> = sqlx::query_as(
        "select level.location, level.on_hand, level.reserved, kept.policy, kept.backorder_limit
         from orders.stock_levels as level
         join orders.stock_locations as place on place.code = level.location
         join orders.stock_levels as kept on kept.sku = level.sku and kept.location = 'main'
         where level.sku = $1 order by place.priority, place.code",
    )
    .bind(sku.as_str())
    .fetch_all(db)
    .await?;
    let view = |(location, on_hand, reserved, policy, limit): (String, i64, i64, String, Option<i64>)| {
        let location = location.parse().map_err(anyhow::Error::new)?;
        Ok(StockLevel { sku: sku.clone(), location, on_hand, reserved, policy: stock_policy(&policy, limit) })
    };
    levels.into_iter().map(view).collect()
}

#[derive(FromRow)]
struct Row {
    id: i64,
    location: String,
    delta: i64,
    reason: String,
    number: Option<i64>,
    at: String,
}

#[tracing::instrument(name = "inventory.list_stock_movements", skip_all, fields(sku = %call.endpoint.sku))]
pub(crate) async fn list_stock_movements(
    stores: Stores,
    call: Call<ListStockMovements>,
) -> Result<StockMovementPage, ServiceError> {
    let ListStockMovements { sku, before } = &call.endpoint;
    let mut db = stores.db.acquire().await?;
    check_sku(&mut db, sku).await?;
    // One more than is shown tells whether there is another page.
    let mut rows: Vec<Row> = sqlx::query_as(
        "select movement.id, movement.location, movement.delta, movement.reason, placed.number,
                to_char(movement.created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as at
         from orders.stock_movements as movement left join orders.orders as placed on placed.id = movement.order_id
         where movement.sku = $1 and movement.id < $2 order by movement.id desc limit $3",
    )
    .bind(sku.as_str())
    .bind(before.unwrap_or(i64::MAX))
    .bind(PAGE as i64 + 1)
    .fetch_all(&mut *db)
    .await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().map(|row| row.id).filter(|_| more);
    let view = |row: Row| {
        let location = row.location.parse().map_err(anyhow::Error::new)?;
        let Row { id, delta, reason, number, at, .. } = row;
        Ok::<_, ServiceError>(StockMovement { id, location, delta, reason, order_number: number, at })
    };
    Ok(StockMovementPage { items: rows.into_iter().map(view).collect::<Result<_, _>>()?, next })
}
