//! Zones, ways of delivery and their fees, as staff set them and as pages tell them.

use api::Tag;
use api::checkout::delivery::{AdminDelivery, DeliveryTerms, GetAdminDelivery, GetDelivery, UpdateDelivery};
use api::event::DELIVERY_CHANGED;
use domain::Money;
use domain::checkout::{DeliveryMethod, DeliveryTable, Zone};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Stores, audit};
use serde_json::json;
use sqlx::PgExecutor;
use sqlx::types::Json;

use super::{check, unreadable};

/// Lets one at a time set something; any number that nobody else uses will do.
const ONE_AT_A_TIME: i64 = 0x64_656c_6976_6572;

/// How the audit log calls what is set.
const SUBJECT: &str = "delivery";

/// What pages say of delivery. It is read from the database however often: whoever keeps it was told that it changed, and
/// must not be told by a memory how it was before.
pub(super) async fn get_delivery(stores: Stores, call: Call<GetDelivery>) -> Result<DeliveryTerms, ServiceError> {
    let market = call.endpoint.market;
    let table = DeliveryTable::try_from(current(&stores.db).await?.zones).map_err(unreadable)?;
    let (country, currency) = (market.country(), market.currency());
    // What is free for its weight alone is not free for all, and pages do not know what a thing weighs.
    let heavy = table.offers(country, Money::zero(currency), u64::MAX);
    let is_free = heavy.iter().any(|way| way.method != DeliveryMethod::Pickup && way.fee.minor == 0);
    let from = table.least(country, currency).filter(|least| least.minor > 0 || is_free);
    Ok(DeliveryTerms { from, free_from: table.free_from(country, currency) })
}

/// What is set, with its version.
pub(super) async fn get_admin_delivery(
    stores: Stores,
    _: Call<GetAdminDelivery>,
) -> Result<AdminDelivery, ServiceError> {
    Ok(current(&stores.db).await?)
}

/// What is given takes the place of what was.
///
/// # Errors
/// `version_missing`; `version_outdated` with what is set now; a problem with the field to mend.
pub(super) async fn update_delivery(stores: Stores, call: Call<UpdateDelivery>) -> Result<AdminDelivery, ServiceError> {
    let mut tx = call.begin(&stores.db).await?;
    // A statement of its own: the next one sees what was committed before the lock was had.
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let before = current(&mut *tx).await?;
    if !admits(call.endpoint.if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    let sold_in = origin_settings::currencies(&mut tx).await?;
    let zones = check::zones(&call.endpoint.zones, &sold_in)?;
    if zones == before.zones {
        return call.commit(tx, before).await;
    }
    let after = AdminDelivery { version: before.version + 1, zones };
    sqlx::query("insert into orders.delivery_versions (version, zones) values ($1, $2)")
        .bind(after.version)
        .bind(Json(&after.zones))
        .execute(&mut *tx)
        .await?;
    outbox::record(&mut tx, &[NewEvent::new(DELIVERY_CHANGED, vec![Tag::delivery()], &json!({}))]).await?;
    let of = |zones: &[Zone]| json!({ "zones": zones });
    let (old, new) = audit::changes(&of(&before.zones), &of(&after.zones));
    call.audit(&mut tx, SUBJECT, Some(old), Some(new)).await?;
    call.commit(tx, after).await
}

/// What counts now, with its version.
async fn current(db: impl PgExecutor<'_>) -> sqlx::Result<AdminDelivery> {
    let row: Option<(i64, Json<Vec<Zone>>)> =
        sqlx::query_as("select version, zones from orders.delivery_versions order by version desc limit 1")
            .fetch_optional(db)
            .await?;
    let built_in = || AdminDelivery { version: 0, zones: DeliveryTable::default().into() };
    Ok(row.map(|(version, Json(zones))| AdminDelivery { version, zones }).unwrap_or_else(built_in))
}
