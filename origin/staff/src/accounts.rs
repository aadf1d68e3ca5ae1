//! Listing accounts, and changing what they may do.

use api::problem::{Code, Problem};
use domain::staff::{GrantRefused, Permissions, Role, may_grant};
use origin_platform::{ServiceError, Stores, audit, staff};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::account::{Account, Row, names_of, roles_of};
use crate::session::{self, Session};

/// Serialises changes of who may do what, so that two at once cannot take the last owner away; any number that nobody
/// else uses will do.
const ONE_AT_A_TIME: i64 = 0x7374_6166_6631;

/// Everybody, by their names.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn list(stores: &Stores) -> Result<Vec<Account>, ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, email, name, roles, deactivated_at is null as is_active from staff.accounts order by name, id",
    )
    .fetch_all(&stores.db)
    .await?;
    Ok(rows.into_iter().map(Account::from).collect())
}

/// Gives somebody other roles. Their sessions go on with what they may do now.
///
/// # Errors
/// [`Code::Forbidden`] if it is not this one's to give or to take; a problem with the field `roles` if there are none, or
/// no owner would be left; [`Code::NotFound`].
pub async fn set_roles(stores: &Stores, by: &Session, account: Uuid, roles: &[Role]) -> Result<(), ServiceError> {
    check_roles(roles)?;
    let mut tx = stores.db.begin().await?;
    lock(&mut tx).await?;
    let own = permissions_of(&mut tx, by.account.id).await?;
    let before = find(&mut tx, account).await?;
    let after = Role::permissions_of(roles);
    may_grant(own, Role::permissions_of(&before.roles), after).map_err(refused)?;
    sqlx::query("update staff.accounts set roles = $2 where id = $1")
        .bind(account)
        .bind(names_of(roles))
        .execute(&mut *tx)
        .await?;
    check_an_owner_stays(&mut tx, &before).await?;
    staff::narrow_keys_of(&mut tx, account, after).await?;
    let (was, is) = (json!({ "roles": names_of(&before.roles) }), json!({ "roles": names_of(roles) }));
    record(&mut tx, Some(by), "set roles", &before.email, Some(was), Some(is)).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends an account: its sessions, its browsers and its keys are over at once. An invitation opens it again.
///
/// # Errors
/// As [`set_roles`].
pub async fn deactivate(stores: &Stores, by: &Session, account: Uuid) -> Result<(), ServiceError> {
    let mut tx = stores.db.begin().await?;
    lock(&mut tx).await?;
    let own = permissions_of(&mut tx, by.account.id).await?;
    let before = find(&mut tx, account).await?;
    may_grant(own, Role::permissions_of(&before.roles), Permissions::NONE).map_err(refused)?;
    sqlx::query("update staff.accounts set deactivated_at = coalesce(deactivated_at, now()) where id = $1")
        .bind(account)
        .execute(&mut *tx)
        .await?;
    check_an_owner_stays(&mut tx, &before).await?;
    session::end_all(&mut tx, account, true).await?;
    staff::narrow_keys_of(&mut tx, account, Permissions::NONE).await?;
    record(&mut tx, Some(by), "deactivate staff", &before.email, None, None).await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) fn check_roles(roles: &[Role]) -> Result<(), Problem> {
    if roles.is_empty() {
        return Err(Problem::field("roles", "Choose at least one role."));
    }
    Ok(())
}

pub(crate) async fn lock(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(tx).await.map(drop)
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

async fn find(tx: &mut PgConnection, account: Uuid) -> Result<Account, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        "select id, email, name, roles, deactivated_at is null as is_active from staff.accounts where id = $1",
    )
    .bind(account)
    .fetch_optional(tx)
    .await?;
    let unknown = || Problem::new(Code::NotFound, "There is no such account of staff; look at the list again.");
    Ok(row.map(Account::from).ok_or_else(unknown)?)
}

/// Checks, after a change of this account, that somebody may still do everything.
pub(crate) async fn check_an_owner_stays(tx: &mut PgConnection, before: &Account) -> Result<(), ServiceError> {
    if !before.is_active || !before.roles.contains(&Role::Owner) {
        return Ok(());
    }
    let stays: bool = sqlx::query_scalar(
        "select exists (select from staff.accounts where deactivated_at is null and 'owner' = any(roles))",
    )
    .fetch_one(tx)
    .await?;
    let last = || Problem::field("roles", "This is the last owner. Make somebody else an owner first.");
    if stays { Ok(()) } else { Err(last().into()) }
}

pub(crate) fn refused(why: GrantRefused) -> Problem {
    Problem::new(Code::Forbidden, format!("This is not yours to give or take: {why}."))
}

/// Adds an entry to the audit log, last in its transaction.
pub(crate) async fn record(
    tx: &mut PgConnection,
    by: Option<&Session>,
    action: &'static str,
    subject: &str,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
) -> sqlx::Result<()> {
    let actor = by.map_or_else(|| "command line".to_owned(), |by| format!("staff {}", by.account.email));
    audit::record(tx, &actor, action, &format!("staff {subject}"), before, after).await
}
