//! Which markets orders are placed in.

use api::settings::ShopSettings;
use domain::{Currency, Market};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::shop::current;

/// The currencies of the shop's markets, open or not, each once.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn currencies(db: &mut PgConnection) -> sqlx::Result<Vec<Currency>> {
    Ok(current(db).await?.settings.currencies())
}

/// Whether orders are placed in a market: in those that every shop has, and in one that the merchant has made if it is open
/// or was so within the last day. Whoever was at the checkout when it closed can finish.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn takes_orders(db: &mut PgConnection, market: Market) -> sqlx::Result<bool> {
    if !market.is_made() {
        return Ok(true);
    }
    let counted: Vec<Json<ShopSettings>> = sqlx::query_scalar(
        "select document from settings.shop_versions
         where version >= (select coalesce(max(version), 0) from settings.shop_versions
                           where created_at <= now() - interval '1 day')",
    )
    .fetch_all(db)
    .await?;
    Ok(counted.iter().any(|Json(set)| set.is_open(market)))
}
