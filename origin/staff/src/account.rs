//! Accounts of people: who they are and what they may do.

use api::event::{STAFF_CREDENTIAL_ADDED, StaffCredential, StaffCredentialAdded};
use domain::staff::{Permissions, Role};
use origin_messaging::outbox::{self, NewEvent};
use sqlx::PgConnection;
use uuid::Uuid;

/// Somebody of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// The address, in its one spelling.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they are.
    pub roles: Vec<Role>,
    /// Whether they may sign in.
    pub is_active: bool,
}

impl Account {
    /// What they may do: nothing if they may not sign in.
    pub fn permissions(&self) -> Permissions {
        if self.is_active { Role::permissions_of(&self.roles) } else { Permissions::NONE }
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    id: Uuid,
    email: String,
    name: String,
    roles: Vec<String>,
    is_active: bool,
}

impl From<Row> for Account {
    fn from(row: Row) -> Self {
        Self { id: row.id, email: row.email, name: row.name, roles: roles_of(&row.roles), is_active: row.is_active }
    }
}

/// Roles by their names. One that this version does not know gives nothing.
pub(crate) fn roles_of(names: &[String]) -> Vec<Role> {
    names.iter().filter_map(|name| name.parse().ok()).collect()
}

pub(crate) fn names_of(roles: &[Role]) -> Vec<String> {
    roles.iter().map(|role| role.name().to_owned()).collect()
}

/// Records that something was put into an account that opens it: whoever has the account is told by mail.
pub(crate) async fn tell_of_credential(
    tx: &mut PgConnection,
    account: Uuid,
    what: StaffCredential,
) -> sqlx::Result<()> {
    let added = StaffCredentialAdded { id: Uuid::new_v4(), account, what };
    outbox::record(tx, &[NewEvent::new(STAFF_CREDENTIAL_ADDED, vec![], &added)]).await
}
