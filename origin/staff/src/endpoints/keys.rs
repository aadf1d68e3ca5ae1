//! The endpoints of API keys.

use std::collections::HashMap;

use api::Problem;
use api::staff::{CreateStaffKey, CreateStaffKeyRotation, DeleteStaffKey, ListStaffKeys, NewStaffKey, StaffKey};
use domain::staff::{Permission, Permissions};
use origin_platform::staff::KeyView;
use origin_platform::{Call, ServiceError, Stores, staff};
use uuid::Uuid;

use super::by;
use crate::keys::{Made, create_in, revoke_in, rotate_in};

#[tracing::instrument(name = "staff.list_staff_keys", skip_all)]
pub(super) async fn list_staff_keys(stores: Stores, _: Call<ListStaffKeys>) -> Result<Vec<StaffKey>, ServiceError> {
    let keys = staff::keys(&stores.db).await?;
    let accounts: Vec<(Uuid, String)> =
        sqlx::query_as("select id, email from staff.accounts").fetch_all(&stores.db).await?;
    let accounts: HashMap<Uuid, String> = accounts.into_iter().collect();
    let view = |key: KeyView| {
        let KeyView { id, name, permissions, created_at, expires_at, last_used_at, owner } = key;
        let made_by = owner.and_then(|owner| accounts.get(&owner).cloned());
        StaffKey { id, name, permissions, created_at, expires_at, last_used_at, made_by }
    };
    Ok(keys.into_iter().map(view).collect())
}

#[tracing::instrument(name = "staff.create_staff_key", skip_all)]
pub(super) async fn create_staff_key(stores: Stores, call: Call<CreateStaffKey>) -> Result<NewStaffKey, ServiceError> {
    let CreateStaffKey { name, permissions, days } = &call.endpoint;
    let permissions = read(permissions)?;
    let mut tx = call.begin(&stores.db).await?;
    let made = create_in(&mut tx, &by(&call)?, name, permissions, *days).await?;
    let view = NewStaffKey { id: made.id, name: made.name.clone(), key: None };
    // Saved replies are kept for a day, so the key is not in it.
    call.key().save(&mut tx, &view).await?;
    tx.commit().await?;
    Ok(shown(made))
}

#[tracing::instrument(name = "staff.create_staff_key_rotation", skip_all, fields(key = %call.endpoint.key))]
pub(super) async fn create_staff_key_rotation(
    stores: Stores,
    call: Call<CreateStaffKeyRotation>,
) -> Result<NewStaffKey, ServiceError> {
    let CreateStaffKeyRotation { key, overlap_hours, days } = call.endpoint;
    let mut tx = call.begin(&stores.db).await?;
    let made = rotate_in(&mut tx, &by(&call)?, key, overlap_hours, days).await?;
    let view = NewStaffKey { id: made.id, name: made.name.clone(), key: None };
    call.key().save(&mut tx, &view).await?;
    tx.commit().await?;
    Ok(shown(made))
}

#[tracing::instrument(name = "staff.delete_staff_key", skip_all, fields(key = %call.endpoint.key))]
pub(super) async fn delete_staff_key(stores: Stores, call: Call<DeleteStaffKey>) -> Result<(), ServiceError> {
    let mut tx = call.begin(&stores.db).await?;
    revoke_in(&mut tx, &by(&call)?, call.endpoint.key).await?;
    call.commit(tx, ()).await
}

fn shown(made: Made) -> NewStaffKey {
    NewStaffKey { id: made.id, name: made.name, key: Some(made.key) }
}

/// Permissions by their names, each of which there has to be.
fn read(names: &[String]) -> Result<Permissions, Problem> {
    let read = names.iter().map(|name| name.parse::<Permission>()).collect::<Result<Permissions, _>>();
    read.map_err(|error| Problem::field("permissions", format!("{error}; `GET /v1/admin/openapi.json` names them.")))
}
