//! Where stock lies, as staff arrange it.

use api::inventory::{CreateStockLocation, ListStockLocations, StockLocation, UpdateStockLocation};
use api::problem::{Code, Problem};
use domain::Slug;
use origin_messaging::outbox;
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Stores, audit};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::level::MAIN;
use super::move_units::availability_events;

#[derive(FromRow)]
struct Row {
    code: String,
    name: String,
    priority: i32,
    active: bool,
    version: i64,
}

impl Row {
    fn view(self) -> Result<StockLocation, ServiceError> {
        let Self { code, name, priority, active, version } = self;
        Ok(StockLocation { code: code.parse().map_err(anyhow::Error::new)?, name, priority, active, version })
    }
}

#[tracing::instrument(name = "inventory.list_stock_locations", skip_all)]
pub(crate) async fn list_stock_locations(
    stores: Stores,
    _: Call<ListStockLocations>,
) -> Result<Vec<StockLocation>, ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select code, name, priority, active, version from orders.stock_locations order by priority, code",
    )
    .fetch_all(&stores.db)
    .await?;
    rows.into_iter().map(Row::view).collect()
}

#[tracing::instrument(name = "inventory.create_stock_location", skip_all)]
pub(crate) async fn create_stock_location(
    stores: Stores,
    call: Call<CreateStockLocation>,
) -> Result<StockLocation, ServiceError> {
    let CreateStockLocation { code, name, priority } = &call.endpoint;
    let name = checked(name)?;
    let mut tx = call.begin(&stores.db).await?;
    let priority = match *priority {
        Some(priority) => priority,
        None => behind_the_last(&mut tx).await?,
    };
    let made = sqlx::query(
        "insert into orders.stock_locations (code, name, priority) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(code.as_str())
    .bind(name)
    .bind(priority)
    .execute(&mut *tx)
    .await?;
    if made.rows_affected() == 0 {
        let detail = format!("There is a location “{code}” already. Change that one, or choose another code.");
        return Err(Problem::field("code", detail).into());
    }
    let reply = StockLocation { code: code.clone(), name: name.to_owned(), priority, active: true, version: 1 };
    call.audit(&mut tx, &subject(code), None, Some(serde_json::to_value(&reply)?)).await?;
    call.commit(tx, reply).await
}

/// The priority of a location that orders take from after all that there are.
async fn behind_the_last(tx: &mut PgConnection) -> Result<i32, ServiceError> {
    // Of two that are made at once one is the last; orders only read locations, and do not wait.
    sqlx::query("lock table orders.stock_locations in share row exclusive mode").execute(&mut *tx).await?;
    let last: Option<i32> =
        sqlx::query_scalar("select max(priority) from orders.stock_locations").fetch_one(&mut *tx).await?;
    let full = || {
        let detail = "No number is left behind the last location. Give that one a smaller number first.";
        Problem::field("priority", detail)
    };
    Ok(last.unwrap_or_default().checked_add(1).ok_or_else(full)?)
}

#[tracing::instrument(name = "inventory.update_stock_location", skip_all)]
pub(crate) async fn update_stock_location(
    stores: Stores,
    call: Call<UpdateStockLocation>,
) -> Result<StockLocation, ServiceError> {
    let UpdateStockLocation { code, if_match, name, priority, active } = &call.endpoint;
    let name = name.as_deref().map(checked).transpose()?;
    let mut tx = call.begin(&stores.db).await?;
    if code.as_str() == MAIN && *active == Some(false) {
        let detail =
            "The main location owes what is ordered beyond stock, so it stays active. Bring its pieces elsewhere.";
        return Err(Problem::field("active", detail).into());
    }
    if active.is_some() {
        // Whoever changes a level tells shoppers what can be had at the active locations. They finish
        // first, or begin when it is known which those are.
        sqlx::query("lock table orders.stock_levels in share row exclusive mode").execute(&mut *tx).await?;
    }
    let was: Option<Row> = sqlx::query_as(
        "select code, name, priority, active, version from orders.stock_locations where code = $1 for no key update",
    )
    .bind(code.as_str())
    .fetch_optional(&mut *tx)
    .await?;
    let was =
        was.ok_or_else(|| Problem::new(Code::LocationNotFound, format!("There is no stock location “{code}”.")))?;
    let was = was.view()?;
    if !admits(*if_match, was.version)? {
        return Err(outdated(was.version, &was));
    }
    let row: Row = sqlx::query_as(
        "update orders.stock_locations
         set name = coalesce($2, name), priority = coalesce($3, priority), active = coalesce($4, active)
         where code = $1 returning code, name, priority, active, version",
    )
    .bind(code.as_str())
    .bind(name)
    .bind(priority)
    .bind(active)
    .fetch_one(&mut *tx)
    .await?;
    if row.active != was.active {
        tell_of_all(&mut tx, code.as_str()).await?;
    }
    let reply = row.view()?;
    if reply != was {
        let (old, new) = audit::changes(&serde_json::to_value(&was)?, &serde_json::to_value(&reply)?);
        call.audit(&mut tx, &subject(code), Some(old), Some(new)).await?;
    }
    call.commit(tx, reply).await
}

fn subject(location: &Slug) -> String {
    format!("location {location}")
}

/// Records an event for everything whose stock lies at the location, in part or as a whole.
async fn tell_of_all(tx: &mut PgConnection, location: &str) -> sqlx::Result<()> {
    let told: Vec<(String, Uuid)> = sqlx::query_as(
        "with there as (select sku from orders.stock_levels where location = $1 and on_hand <> reserved)
         select snapshot.sku, snapshot.product_id
         from orders.sellable_snapshots as snapshot join there on there.sku = snapshot.sku
         union
         select snapshot.sku, snapshot.product_id
         from there
         join orders.bundle_components as component on component.sku = there.sku
         join orders.sellable_snapshots as snapshot on snapshot.sku = component.bundle",
    )
    .bind(location)
    .fetch_all(&mut *tx)
    .await?;
    outbox::record(tx, &availability_events(told.iter().map(|(sku, product)| (sku.as_str(), *product)))).await
}

fn checked(name: &str) -> Result<&str, Problem> {
    let name = name.trim();
    let fits = (1..=100).contains(&name.chars().count()) && !name.contains('\0');
    fits.then_some(name).ok_or_else(|| Problem::field("name", "Give a name of 1 to 100 characters."))
}
