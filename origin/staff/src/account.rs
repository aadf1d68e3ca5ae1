//! Accounts of people: who they are and what they may do.

use api::event::{STAFF_CREDENTIAL_ADDED, StaffCredential, StaffCredentialAdded};
use api::problem::Problem;
use domain::Email;
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

/// An address in its one spelling.
pub(crate) fn address(email: &str) -> Result<String, Problem> {
    let not_one = |error: domain::email::InvalidEmail| Problem::field("email", error.to_string());
    Ok(email.trim().parse::<Email>().map_err(not_one)?.canonical())
}

/// The account of this address, which is in its one spelling; also one that has ended.
pub(crate) async fn account_of(tx: &mut PgConnection, email: &str) -> sqlx::Result<Option<Account>> {
    let row: Option<Row> = sqlx::query_as(
        "select id, email, name, roles, deactivated_at is null as is_active from staff.accounts where email = $1",
    )
    .bind(email)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(Account::from))
}

/// What an account may do now, whatever a session that was read before says.
pub(crate) async fn permissions_of(tx: &mut PgConnection, account: Uuid) -> sqlx::Result<Permissions> {
    let roles: Option<Vec<String>> =
        sqlx::query_scalar("select roles from staff.accounts where id = $1 and deactivated_at is null")
            .bind(account)
            .fetch_optional(tx)
            .await?;
    Ok(Role::permissions_of(&roles_of(&roles.unwrap_or_default())))
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
