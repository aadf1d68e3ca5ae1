//! What stands in the shop's header and footer.

mod check;
#[cfg(test)]
mod tests;

pub(crate) use check::entry;

use api::Tag;
use api::event::SETTINGS_CHANGED;
use api::settings::{AdminMenus, GetAdminMenus, Menus, UpdateMenus};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Stores, audit};
use serde_json::json;
use sqlx::PgExecutor;
use sqlx::types::Json;

/// Lets one at a time set menus; any number that nobody else uses will do.
const ONE_AT_A_TIME: i64 = 0x73_6574_6d65_6e75;

/// How the audit log calls them.
const SUBJECT: &str = "menus";

/// What is set, with its version.
pub(crate) async fn get_admin_menus(stores: Stores, _: Call<GetAdminMenus>) -> Result<AdminMenus, ServiceError> {
    Ok(current(&stores.db).await?)
}

/// What is given takes the place of what was; the rest stays.
///
/// # Errors
/// `version_missing`; `version_outdated` with what is set now; a problem with the field to mend.
pub(crate) async fn update_menus(stores: Stores, call: Call<UpdateMenus>) -> Result<AdminMenus, ServiceError> {
    let UpdateMenus { if_match, header, footer } = &call.endpoint;
    let mut tx = call.begin(&stores.db).await?;
    // A statement of its own: the next one sees what was committed before the lock was had.
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let before = current(&mut *tx).await?;
    if !admits(*if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    let menus = Menus {
        header: header.as_deref().map_or_else(|| Ok(before.menus.header.clone()), check::header)?,
        footer: footer.as_deref().map_or_else(|| Ok(before.menus.footer.clone()), check::footer)?,
    };
    if menus == before.menus {
        return call.commit(tx, before).await;
    }
    let after = AdminMenus { version: before.version + 1, menus };
    sqlx::query("insert into settings.menu_versions (version, document) values ($1, $2)")
        .bind(after.version)
        .bind(Json(&after.menus))
        .execute(&mut *tx)
        .await?;
    outbox::record(&mut tx, &[NewEvent::new(SETTINGS_CHANGED, vec![Tag::settings()], &json!({}))]).await?;
    let (old, new) = audit::changes(&serde_json::to_value(&before.menus)?, &serde_json::to_value(&after.menus)?);
    call.audit(&mut tx, SUBJECT, Some(old), Some(new)).await?;
    call.commit(tx, after).await
}

/// What is set, with its version.
pub(crate) async fn current(db: impl PgExecutor<'_>) -> sqlx::Result<AdminMenus> {
    let row: Option<(i64, Json<Menus>)> =
        sqlx::query_as("select version, document from settings.menu_versions order by version desc limit 1")
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(version, Json(menus))| AdminMenus { version, menus }).unwrap_or_default())
}
