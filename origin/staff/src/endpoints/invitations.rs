//! The endpoints of invitations.

use api::staff::{
    CreateStaffInvitation, DeleteStaffInvitation, ListStaffInvitations, OpenStaffInvitation, StaffInvitation,
};
use origin_platform::{Call, ServiceError, Stores};

use super::by;
use crate::account::address;
use crate::invitations::{self, Open};

impl From<Open> for OpenStaffInvitation {
    fn from(open: Open) -> Self {
        let Open { id, email, roles, invited_by, created_at, expires_at } = open;
        Self { id, email, roles, invited_by, created_at, expires_at }
    }
}

#[tracing::instrument(name = "staff.list_staff_invitations", skip_all)]
pub(super) async fn list_staff_invitations(
    stores: Stores,
    _: Call<ListStaffInvitations>,
) -> Result<Vec<OpenStaffInvitation>, ServiceError> {
    Ok(invitations::list_open(&stores.db).await?.into_iter().map(OpenStaffInvitation::from).collect())
}

#[tracing::instrument(name = "staff.create_staff_invitation", skip_all)]
pub(super) async fn create_staff_invitation(
    stores: Stores,
    call: Call<CreateStaffInvitation>,
) -> Result<StaffInvitation, ServiceError> {
    let email = address(&call.endpoint.email)?;
    let mut tx = call.begin(&stores.db).await?;
    let token =
        invitations::invite_in(&mut tx, &by(&call)?, &email, &call.endpoint.roles, call.endpoint.locale).await?;
    let made = StaffInvitation { email, path: None };
    // Saved replies are kept for a day, so the link is not in it.
    call.key().save(&mut tx, &made).await?;
    tx.commit().await?;
    Ok(StaffInvitation { path: Some(invitations::path(&token)), ..made })
}

#[tracing::instrument(name = "staff.delete_staff_invitation", skip_all, fields(invitation = %call.endpoint.invitation))]
pub(super) async fn delete_staff_invitation(
    stores: Stores,
    call: Call<DeleteStaffInvitation>,
) -> Result<(), ServiceError> {
    let mut tx = call.begin(&stores.db).await?;
    invitations::withdraw_in(&mut tx, &by(&call)?, call.endpoint.invitation).await?;
    call.commit(tx, ()).await
}
