//! Reading what is set, and setting it.

use api::Tag;
use api::endpoint::if_match::IfMatch;
use api::event::SETTINGS_CHANGED;
use api::problem::{Code, Conflict, Problem};
use api::settings::{AdminSettings, GetAdminSettings, ShopSettings, UpdateSettings};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::{Call, ServiceError, Stores, audit};
use serde_json::json;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};

use crate::check;

/// Lets one at a time set something; any number that nobody else uses will do.
const ONE_AT_A_TIME: i64 = 0x73_6574_7469_6e67;

/// How the audit log calls what is set.
const SUBJECT: &str = "settings";

/// What is set, with its version.
pub(crate) async fn get_admin_settings(
    stores: Stores,
    _: Call<GetAdminSettings>,
) -> Result<AdminSettings, ServiceError> {
    Ok(current(&stores.db).await?)
}

/// What is said takes the place of what was; the rest stays.
///
/// # Errors
/// `version_missing`; `version_outdated` with what is set now; a problem with the field to mend.
pub(crate) async fn update_settings(stores: Stores, call: Call<UpdateSettings>) -> Result<AdminSettings, ServiceError> {
    let mut tx = call.begin(&stores.db).await?;
    // A statement of its own: the next one sees what was committed before the lock was had.
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let before = current(&mut *tx).await?;
    if !admits(call.endpoint.if_match, before.version)? {
        return Err(outdated(&before)?);
    }
    let settings = check::applied(&call.endpoint, &before.settings)?;
    if let Some(zone) = settings.time_zone.as_deref().filter(|_| settings.time_zone != before.settings.time_zone) {
        check_time_zone(&mut tx, zone).await?;
    }
    if settings == before.settings {
        return call.commit(tx, before).await;
    }
    let after = AdminSettings { version: before.version + 1, settings };
    sqlx::query("insert into settings.shop_versions (version, document) values ($1, $2)")
        .bind(after.version)
        .bind(Json(&after.settings))
        .execute(&mut *tx)
        .await?;
    outbox::record(&mut tx, &[NewEvent::new(SETTINGS_CHANGED, vec![Tag::settings()], &json!({}))]).await?;
    let (old, new) = audit::changes(&serde_json::to_value(&before.settings)?, &serde_json::to_value(&after.settings)?);
    call.audit(&mut tx, SUBJECT, Some(old), Some(new)).await?;
    call.commit(tx, after).await
}

/// What PostgreSQL does not know by this name it cannot count days by.
async fn check_time_zone(tx: &mut PgConnection, zone: &str) -> Result<(), ServiceError> {
    let is_known: bool = sqlx::query_scalar("select exists (select from pg_timezone_names where name = $1)")
        .bind(zone)
        .fetch_one(tx)
        .await?;
    let detail = "There is no time zone of this name. Write it as Europe/Berlin, or leave it empty for UTC.";
    if is_known { Ok(()) } else { Err(Problem::field("time_zone", detail).into()) }
}

/// What is set, with its version.
pub(crate) async fn current(db: impl PgExecutor<'_>) -> sqlx::Result<AdminSettings> {
    let row: Option<(i64, Json<ShopSettings>)> =
        sqlx::query_as("select version, document from settings.shop_versions order by version desc limit 1")
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(version, Json(settings))| AdminSettings { version, settings }).unwrap_or_default())
}

/// What is set, for the rooms above.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn settings(db: impl PgExecutor<'_>) -> sqlx::Result<ShopSettings> {
    Ok(current(db).await?.settings)
}

/// Whether the caller has read the current version.
fn admits(if_match: Option<IfMatch>, current: i64) -> Result<bool, Problem> {
    let missing = || {
        let advice = "Say which version you have read, so that nobody's change is lost: send its ETag as “If-Match: \"…\"”, or * for whatever there is.";
        Problem::new(Code::VersionMissing, advice)
    };
    Ok(if_match.ok_or_else(missing)?.admits(current))
}

/// That somebody else was faster, with what they have set.
fn outdated(current: &AdminSettings) -> Result<ServiceError, ServiceError> {
    let detail = format!(
        "It has been changed since you read it: “current” is how it is now, of version {}. Make your change to that.",
        current.version
    );
    let problem = Problem::new(Code::VersionOutdated, detail);
    Ok(ServiceError::Conflict(Box::new(Conflict { problem, current: serde_json::to_value(current)? })))
}
