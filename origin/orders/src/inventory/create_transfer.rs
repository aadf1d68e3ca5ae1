//! Bringing units from one location to another.

use api::inventory::{CreateStockTransfer, StockLevel};
use api::problem::Problem;
use origin_platform::{Call, ServiceError, Stores};
use serde_json::json;

use super::level::{MAIN, Move, Reason, ensure_levels_at, lock_levels};
use super::levels_view::levels_of;
use super::move_units::move_units;
use super::update_stock::{check_location, check_sku, subject};

/// Both levels change in one statement: nobody sees the units twice or not at all.
#[tracing::instrument(name = "inventory.create_stock_transfer", skip_all, fields(sku = %call.endpoint.sku))]
pub(crate) async fn create_stock_transfer(
    stores: Stores,
    call: Call<CreateStockTransfer>,
) -> Result<Vec<StockLevel>, ServiceError> {
    let CreateStockTransfer { sku, from, to, units } = &call.endpoint;
    let mut tx = call.begin(&stores.db).await?;
    if *units == 0 {
        return Err(Problem::field("units", "Give the number of pieces to bring, at least 1.").into());
    }
    if from == to {
        return Err(Problem::field("to", "The pieces are there already: choose another location.").into());
    }
    check_sku(&mut tx, sku).await?;
    check_location(&mut tx, from.as_str(), "from").await?;
    check_location(&mut tx, to.as_str(), "to").await?;
    ensure_levels_at(&mut tx, &[(sku.as_str(), MAIN), (sku.as_str(), to.as_str())]).await?;
    let levels = lock_levels(&mut tx, &[sku.as_str()]).await?;
    let at = |code: &str| levels.iter().find(|level| level.location == code);
    let units = i64::from(*units);
    let (source, target) = match (at(from.as_str()), at(to.as_str())) {
        (Some(source), Some(target)) if source.available() >= units => (source, target),
        (source, _) => {
            let free = source.map_or(0, |level| level.available().max(0));
            let detail = format!("Only {free} pieces at “{from}” are free to be brought elsewhere. Bring fewer.");
            return Err(Problem::field("units", detail).into());
        }
    };
    let moves = [Move::on_hand(source, -units), Move::on_hand(target, units)];
    if !move_units(&mut tx, &moves, Reason::Transferred, None).await? {
        return Err(anyhow::anyhow!("levels changed under their locks").into());
    }
    let reply = levels_of(&mut tx, sku).await?;
    let moved = json!({ "from": from, "to": to, "units": units });
    call.audit(&mut tx, &subject(sku), None, Some(moved)).await?;
    call.commit(tx, reply).await
}
