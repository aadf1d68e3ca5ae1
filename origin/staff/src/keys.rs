//! API keys that staff make, replace and end, within what they may do themselves.

use api::problem::{Code, Problem};
use api::staff::{MAX_KEY_DAYS, MAX_KEYS, MAX_OVERLAP_HOURS};
use domain::staff::{Permissions, may_grant};
use origin_platform::staff::{self, KeyView, NewKey};
use origin_platform::{ServiceError, Stores, audit};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::accounts::{lock, refused};
use crate::by::By;

/// A key that was made. It is shown this once.
#[derive(Clone)]
pub struct Made {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The key.
    pub key: String,
}

/// Makes a key. It ends with the account, and loses what the account loses.
///
/// # Errors
/// [`Code::Forbidden`] if it would do more than its maker; a problem with the field `name`, `permissions` or `days`.
pub async fn create(
    stores: &Stores,
    by: impl Into<By>,
    name: &str,
    permissions: Permissions,
    days: Option<u16>,
) -> Result<String, ServiceError> {
    let mut tx = stores.db.begin().await?;
    let made = create_in(&mut tx, &by.into(), name, permissions, days).await?;
    tx.commit().await?;
    Ok(made.key)
}

/// The same in the caller's transaction, as the last thing in it.
pub(crate) async fn create_in(
    tx: &mut PgConnection,
    by: &By,
    name: &str,
    permissions: Permissions,
    days: Option<u16>,
) -> Result<Made, ServiceError> {
    let fault = |fault| Problem::field("name", format!("The name of a key: {fault}."));
    let name = domain::line::line(name, 100).map_err(fault)?;
    staff::check_key_name(&name).map_err(|why| Problem::field("name", why))?;
    if permissions == Permissions::NONE {
        return Err(Problem::field("permissions", "Choose at least one permission.").into());
    }
    check_days(days)?;
    lock(tx).await?;
    let own = by.permissions(tx).await?;
    may_grant(own, Permissions::NONE, permissions).map_err(refused)?;
    let valid = staff::keys(&mut *tx).await?;
    check_room(&valid)?;
    // In the audit log a key is its name.
    if valid.iter().any(|key| key.name == name) {
        return Err(Problem::field("name", "There is a key of this name. Choose another, or replace that one.").into());
    }
    let new = NewKey { name: &name, permissions: Some(permissions), days, owner: by.account() };
    let (id, key) = staff::create_named_key(tx, &new).await?;
    let given = json!({ "permissions": permissions.names(), "days": days });
    audit::record(tx, by.actor(), "create key", &subject(&name), None, Some(given)).await?;
    Ok(Made { id, name, key })
}

/// Makes a key in place of another, which stays valid for so many hours; as the last thing in the transaction. Whoever
/// replaces it sees the new one, so it is theirs from now on, and ends with them.
///
/// # Errors
/// [`Code::Forbidden`] if it may do more than whoever replaces it; [`Code::NotFound`]; a problem with the field
/// `overlap_hours` or `days`.
pub(crate) async fn rotate_in(
    tx: &mut PgConnection,
    by: &By,
    id: Uuid,
    overlap_hours: u16,
    days: Option<u16>,
) -> Result<Made, ServiceError> {
    if overlap_hours > MAX_OVERLAP_HOURS {
        let detail = format!("The old key stays valid for 0 to {MAX_OVERLAP_HOURS} hours.");
        return Err(Problem::field("overlap_hours", detail).into());
    }
    check_days(days)?;
    lock(tx).await?;
    let own = by.permissions(tx).await?;
    let valid = staff::keys(&mut *tx).await?;
    let old = valid.iter().find(|key| key.id == id).ok_or_else(unknown)?;
    let may = permissions(old);
    may_grant(own, may, may).map_err(refused)?;
    if overlap_hours > 0 {
        check_room(&valid)?;
    }
    if !staff::end_key_within(&mut *tx, id, overlap_hours).await? {
        return Err(unknown().into());
    }
    let new = NewKey { name: &old.name, permissions: Some(may), days, owner: by.account() };
    let (id, key) = staff::create_named_key(tx, &new).await?;
    let given = json!({ "permissions": may.names(), "days": days, "overlap_hours": overlap_hours });
    audit::record(tx, by.actor(), "replace key", &subject(&old.name), None, Some(given)).await?;
    Ok(Made { id, name: old.name.clone(), key })
}

/// Ends a key, as the last thing in the transaction.
///
/// # Errors
/// [`Code::Forbidden`] if it may do more than whoever ends it; [`Code::NotFound`] if it is not valid.
pub(crate) async fn revoke_in(tx: &mut PgConnection, by: &By, id: Uuid) -> Result<(), ServiceError> {
    lock(tx).await?;
    let own = by.permissions(tx).await?;
    let valid = staff::keys(&mut *tx).await?;
    let key = valid.iter().find(|key| key.id == id).ok_or_else(unknown)?;
    may_grant(own, permissions(key), Permissions::NONE).map_err(refused)?;
    if !staff::revoke_key(&mut *tx, id).await? {
        return Err(unknown().into());
    }
    audit::record(tx, by.actor(), "revoke key", &subject(&key.name), None, None).await?;
    Ok(())
}

/// What a key may do.
pub fn permissions(key: &KeyView) -> Permissions {
    key.permissions.as_ref().map_or(Permissions::ALL, |names| Permissions::of_names(names))
}

fn subject(name: &str) -> String {
    format!("key {name}")
}

fn unknown() -> Problem {
    Problem::new(Code::NotFound, "There is no such key that is valid; look at the list again.")
}

fn check_days(days: Option<u16>) -> Result<(), Problem> {
    let detail = format!("A key ends after 1 to {MAX_KEY_DAYS} days, or never.");
    if days.is_none_or(|days| (1..=MAX_KEY_DAYS).contains(&days)) {
        Ok(())
    } else {
        Err(Problem::field("days", detail))
    }
}

fn check_room(valid: &[KeyView]) -> Result<(), Problem> {
    let detail = format!("There are {MAX_KEYS} keys that are valid. End one that nobody needs any more.");
    if valid.len() < MAX_KEYS { Ok(()) } else { Err(Problem::field("name", detail)) }
}
