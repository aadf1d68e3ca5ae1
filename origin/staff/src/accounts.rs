//! Listing accounts, and changing what they may do.

use api::problem::{Code, Problem};
use domain::staff::{GrantRefused, Permissions, Role, may_grant};
use origin_platform::{Database, ServiceError, Stores, audit, staff};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::account::{Account, Row, account_of, address, names_of};
use crate::by::By;
use crate::{passkeys, session};

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

/// Where whoever has an account gets mail; none once it has ended.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn email_of(db: &Database, account: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("select email from staff.accounts where id = $1 and deactivated_at is null")
        .bind(account)
        .fetch_optional(db)
        .await
}

/// Gives somebody other roles. Their sessions go on with what they may do now.
///
/// # Errors
/// [`Code::Forbidden`] if it is not this one's to give or to take; a problem with the field `roles` if there are none, or
/// no owner would be left; [`Code::NotFound`].
pub async fn set_roles(stores: &Stores, by: impl Into<By>, account: Uuid, roles: &[Role]) -> Result<(), ServiceError> {
    let mut tx = stores.db.begin().await?;
    set_roles_in(&mut tx, &by.into(), account, roles, None).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in the caller's transaction, as the last thing in it; returns the account as it is now. Whoever says which
/// roles it `had` is refused if it has others by now.
pub(crate) async fn set_roles_in(
    tx: &mut PgConnection,
    by: &By,
    account: Uuid,
    roles: &[Role],
    had: Option<&[Role]>,
) -> Result<Account, ServiceError> {
    check_roles(roles)?;
    lock(tx).await?;
    let own = by.permissions(tx).await?;
    let before = find(tx, account).await?;
    if had.is_some_and(|had| !same_roles(had, &before.roles)) {
        let detail = "Somebody has given them other roles meanwhile. Look at what they are now, and decide again.";
        return Err(Problem::new(Code::VersionOutdated, detail).into());
    }
    let after = Role::permissions_of(roles);
    may_grant(own, Role::permissions_of(&before.roles), after).map_err(refused)?;
    sqlx::query("update staff.accounts set roles = $2 where id = $1")
        .bind(account)
        .bind(names_of(roles))
        .execute(&mut *tx)
        .await?;
    check_an_owner_stays(tx, &before).await?;
    staff::narrow_keys_of(tx, account, after).await?;
    let (was, is) = (json!({ "roles": names_of(&before.roles) }), json!({ "roles": names_of(roles) }));
    let subject = format!("staff {}", before.email);
    audit::record(tx, by.actor(), "set roles", &subject, Some(was), Some(is)).await?;
    Ok(Account { roles: roles.to_vec(), ..before })
}

/// Whether these are the same roles, in whichever order.
fn same_roles(these: &[Role], those: &[Role]) -> bool {
    Role::ALL.into_iter().all(|role| these.contains(&role) == those.contains(&role))
}

/// Ends an account: its sessions, its browsers, its keys and the invitations to it are over at once. A new invitation
/// opens it again.
///
/// # Errors
/// As [`set_roles`].
pub async fn deactivate(stores: &Stores, by: impl Into<By>, account: Uuid) -> Result<(), ServiceError> {
    let mut tx = stores.db.begin().await?;
    deactivate_in(&mut tx, &by.into(), account).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in the caller's transaction, as the last thing in it.
pub(crate) async fn deactivate_in(tx: &mut PgConnection, by: &By, account: Uuid) -> Result<(), ServiceError> {
    lock(tx).await?;
    let own = by.permissions(tx).await?;
    let before = find(tx, account).await?;
    may_grant(own, Role::permissions_of(&before.roles), Permissions::NONE).map_err(refused)?;
    sqlx::query("update staff.accounts set deactivated_at = coalesce(deactivated_at, now()) where id = $1")
        .bind(account)
        .execute(&mut *tx)
        .await?;
    check_an_owner_stays(tx, &before).await?;
    session::end_all(tx, account, true).await?;
    passkeys::remove_all(tx, account).await?;
    // A link that lies in a mailbox would let them in again.
    sqlx::query("delete from staff.invitations where email = $1 and used_at is null")
        .bind(&before.email)
        .execute(&mut *tx)
        .await?;
    staff::narrow_keys_of(tx, account, Permissions::NONE).await?;
    let subject = format!("staff {}", before.email);
    audit::record(tx, by.actor(), "deactivate staff", &subject, None, None).await?;
    Ok(())
}

/// The account of this address, in whichever spelling.
///
/// # Errors
/// A problem with the field `email` if it is no address; [`Code::NotFound`] if it has no account.
pub async fn of_email(stores: &Stores, email: &str) -> Result<Account, ServiceError> {
    let email = address(email)?;
    let mut connection = stores.db.acquire().await?;
    Ok(account_of(&mut connection, &email).await?.ok_or_else(unknown)?)
}

fn unknown() -> Problem {
    Problem::new(Code::NotFound, "There is no such account of staff; look at the list again.")
}

pub(crate) fn check_roles(roles: &[Role]) -> Result<(), Problem> {
    if roles.is_empty() {
        return Err(Problem::field("roles", "Choose at least one role."));
    }
    if roles.iter().enumerate().any(|(at, role)| roles[..at].contains(role)) {
        return Err(Problem::field("roles", "Name each role once."));
    }
    Ok(())
}

pub(crate) async fn lock(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(tx).await.map(drop)
}

async fn find(tx: &mut PgConnection, account: Uuid) -> Result<Account, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        "select id, email, name, roles, deactivated_at is null as is_active from staff.accounts where id = $1",
    )
    .bind(account)
    .fetch_optional(tx)
    .await?;
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
