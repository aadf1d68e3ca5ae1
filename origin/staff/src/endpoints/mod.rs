//! The endpoints of staff, of their keys and of the audit log.

mod invitations;
mod keys;

use api::Problem;
use api::staff::{AuditPage, DeleteStaffMember, ListAuditEntries, ListStaff, StaffMember, UpdateStaffMember};
use axum::Router;
use origin_platform::{Call, ServiceError, Stores, Who, audit, mount};

use crate::account::Account;
use crate::accounts;
use crate::by::By;

/// The endpoints of the service.
pub fn router(stores: Stores) -> Router {
    let router = Router::new();
    let router = mount(router, list_staff);
    let router = mount(router, invitations::list_staff_invitations);
    let router = mount(router, invitations::create_staff_invitation);
    let router = mount(router, invitations::delete_staff_invitation);
    let router = mount(router, update_staff_member);
    let router = mount(router, delete_staff_member);
    let router = mount(router, keys::list_staff_keys);
    let router = mount(router, keys::create_staff_key);
    let router = mount(router, keys::create_staff_key_rotation);
    let router = mount(router, keys::delete_staff_key);
    let router = mount(router, list_audit_entries);
    router.with_state(stores)
}

impl From<Account> for StaffMember {
    fn from(account: Account) -> Self {
        let Account { id, email, name, roles, is_active } = account;
        Self { id, email, name, roles, active: is_active }
    }
}

/// Who calls. Nobody but staff gets as far as here.
fn by<E>(call: &Call<E>) -> Result<By, ServiceError> {
    match &call.who {
        Who::Staff(staff) => Ok(By::from(staff)),
        Who::Shopper(_) | Who::Nobody => {
            Err(anyhow::anyhow!("an endpoint of staff was called by nobody of them").into())
        }
    }
}

#[tracing::instrument(name = "staff.list_staff", skip_all)]
async fn list_staff(stores: Stores, _: Call<ListStaff>) -> Result<Vec<StaffMember>, ServiceError> {
    Ok(accounts::list(&stores).await?.into_iter().map(StaffMember::from).collect())
}

#[tracing::instrument(name = "staff.update_staff_member", skip_all, fields(account = %call.endpoint.account))]
async fn update_staff_member(stores: Stores, call: Call<UpdateStaffMember>) -> Result<StaffMember, ServiceError> {
    let mut tx = call.begin(&stores.db).await?;
    let UpdateStaffMember { account, roles, had } = &call.endpoint;
    let changed = accounts::set_roles_in(&mut tx, &by(&call)?, *account, roles, had.as_deref()).await?;
    call.commit(tx, changed.into()).await
}

#[tracing::instrument(name = "staff.delete_staff_member", skip_all, fields(account = %call.endpoint.account))]
async fn delete_staff_member(stores: Stores, call: Call<DeleteStaffMember>) -> Result<(), ServiceError> {
    let mut tx = call.begin(&stores.db).await?;
    accounts::deactivate_in(&mut tx, &by(&call)?, call.endpoint.account).await?;
    call.commit(tx, ()).await
}

#[tracing::instrument(name = "staff.list_audit_entries", skip_all)]
async fn list_audit_entries(stores: Stores, call: Call<ListAuditEntries>) -> Result<AuditPage, ServiceError> {
    let ListAuditEntries { subject, before } = &call.endpoint;
    if subject.as_ref().is_some_and(|subject| subject.contains('\0')) {
        return Err(Problem::field("subject", "This cannot be the name of anything.").into());
    }
    Ok(audit::page(&stores.db, subject.as_deref(), *before).await?)
}
