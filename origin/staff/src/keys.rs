//! API keys that staff make and end, within what they may do themselves.

use domain::staff::{Permissions, may_grant};
use origin_platform::staff::{self, KeyView, NewKey};
use origin_platform::{ServiceError, Stores, audit};
use serde_json::json;

use crate::accounts::{lock, refused};
use crate::by::By;

/// Makes a key and returns it. It is shown this once; it ends with the account, and loses what the account loses.
///
/// # Errors
/// [`api::problem::Code::Forbidden`] if it would do more than its maker; a problem with the field `name`.
pub async fn create(
    stores: &Stores,
    by: impl Into<By>,
    name: &str,
    permissions: Permissions,
    days: Option<u16>,
) -> Result<String, ServiceError> {
    let fault = |fault| api::Problem::field("name", format!("The name of a key: {fault}."));
    let name = domain::line::line(name, 100).map_err(fault)?;
    staff::check_key_name(&name).map_err(|why| api::Problem::field("name", why))?;
    let by = by.into();
    let mut tx = stores.db.begin().await?;
    lock(&mut tx).await?;
    let own = by.permissions(&mut tx).await?;
    may_grant(own, Permissions::NONE, permissions).map_err(refused)?;
    let new = NewKey { name: &name, permissions: Some(permissions), days, owner: by.account() };
    let key = staff::create_key(&mut tx, &new).await?;
    let given = json!({ "permissions": permissions.names(), "days": days });
    audit::record(&mut tx, by.actor(), "create key", &format!("key {name}"), None, Some(given)).await?;
    tx.commit().await?;
    Ok(key)
}

/// Ends every key of this name.
///
/// # Errors
/// [`api::problem::Code::Forbidden`] if one of them may do more than whoever ends it; `not_found` if there is none.
pub async fn revoke(stores: &Stores, by: impl Into<By>, name: &str) -> Result<(), ServiceError> {
    let by = by.into();
    let mut tx = stores.db.begin().await?;
    lock(&mut tx).await?;
    let own = by.permissions(&mut tx).await?;
    let all = staff::keys(&mut *tx).await?;
    for key in all.iter().filter(|key| key.name == name) {
        may_grant(own, permissions(key), Permissions::NONE).map_err(refused)?;
    }
    if staff::revoke(&mut *tx, name).await? == 0 {
        return Err(api::Problem::new(api::Code::NotFound, "There is no such key that is valid.").into());
    }
    audit::record(&mut tx, by.actor(), "revoke key", &format!("key {name}"), None, None).await?;
    tx.commit().await?;
    Ok(())
}

/// What a key may do.
pub fn permissions(key: &KeyView) -> Permissions {
    key.permissions.as_ref().map_or(Permissions::ALL, |names| Permissions::of_names(names))
}
