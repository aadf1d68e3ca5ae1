//! Who manages staff, and how much of it.

use domain::staff::Permissions;
use origin_platform::staff::Staff;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::account::permissions_of;
use crate::session::Session;

/// Whoever manages staff: signed in, by a key, or from the command line.
#[derive(Clone, Debug)]
pub struct By {
    actor: String,
    account: Option<Uuid>,
    permissions: Permissions,
}

impl By {
    /// Whoever reaches the database, who may do everything anyway.
    pub fn command_line() -> Self {
        Self { actor: "command line".to_owned(), account: None, permissions: Permissions::ALL }
    }

    /// Who it is, in the audit log.
    pub(crate) fn actor(&self) -> &str {
        &self.actor
    }

    /// The account behind it.
    pub(crate) const fn account(&self) -> Option<Uuid> {
        self.account
    }

    /// What they may do at this time, whenever it was found out who they are.
    pub(crate) async fn permissions(&self, tx: &mut PgConnection) -> sqlx::Result<Permissions> {
        Ok(account_permissions(tx, self.account).await?.intersection(self.permissions))
    }

    /// What of it they do not have by their account, but by less: a key that may do a part of what its maker may.
    pub(crate) async fn narrowed(&self, tx: &mut PgConnection) -> sqlx::Result<Option<Permissions>> {
        let whole = account_permissions(tx, self.account).await?;
        Ok(Some(self.permissions).filter(|own| !whole.is_subset_of(*own)))
    }
}

/// What this account may do; everything where none is behind it.
pub(crate) async fn account_permissions(tx: &mut PgConnection, account: Option<Uuid>) -> sqlx::Result<Permissions> {
    match account {
        Some(account) => permissions_of(tx, account).await,
        None => Ok(Permissions::ALL),
    }
}

impl From<&Staff> for By {
    fn from(staff: &Staff) -> Self {
        Self { actor: format!("staff {}", staff.name), account: staff.account, permissions: staff.permissions }
    }
}

impl From<&Session> for By {
    fn from(session: &Session) -> Self {
        Self::from(&session.staff())
    }
}
