//! API keys of the merchant's staff and programs, and what a caller of that kind may do.

use api::problem::{Code, Problem};
use domain::staff::{Permission, Permissions};
use serde::Serialize;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::Database;
use crate::secret;

/// What every staff key begins with, so that it is told from a session's token at a glance.
pub const PREFIX: &str = "selvedge_staff_";

/// Staff who call: by a key, or signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// What the key is called, or the address of the account.
    pub name: String,
    /// What they may do.
    pub permissions: Permissions,
    /// Whose account it is, or whose who made the key; none for keys of the command line.
    pub account: Option<Uuid>,
}

impl Staff {
    /// Checks that they may do this.
    ///
    /// # Errors
    /// [`Code::Forbidden`] with the permission that is missing.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        if self.permissions.contains(permission) {
            return Ok(());
        }
        let detail = format!(
            "This needs the permission {}, which you do not have. Somebody who manages staff can give it to you.",
            permission.name()
        );
        Err(Problem::new(Code::Forbidden, detail))
    }

    /// Whether they read the addresses of other staff anyway: in the audit log, or in the list of accounts.
    pub fn knows_staff(&self) -> bool {
        let by = [Permission::AuditRead, Permission::StaffManage];
        by.into_iter().any(|permission| self.permissions.contains(permission))
    }
}

/// Says for whom another part of this process calls an endpoint: whoever it has checked itself. It is an extension of
/// the request, which nothing that comes over a network has, and counts where no key or session is shown.
#[derive(Clone, Debug)]
pub struct AsStaff(pub Staff);

/// Says beside [`AsStaff`] that they have signed in within the last ten minutes.
#[derive(Clone, Copy, Debug)]
pub struct JustSignedIn;

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewKey<'a> {
    /// Whose or what for it is: 1 to 100 characters.
    pub name: &'a str,
    /// What it may do; none: everything, whatever there will be.
    pub permissions: Option<Permissions>,
    /// After how many days it ends; none: never.
    pub days: Option<u16>,
    /// The account that made it, whose rights it does not outgrow.
    pub owner: Option<Uuid>,
}

/// Checks what a key is to be called. Whoever is signed in goes by their address in the audit log, and no key passes for
/// one of them.
///
/// # Errors
/// What is wrong with it, for people.
pub fn check_key_name(name: &str) -> Result<(), &'static str> {
    if name.contains('@') {
        return Err("The name of a key has no “@”, so that nobody takes it for somebody's address.");
    }
    Ok(())
}

/// Makes a key and returns it. It is shown this once: only its hash is kept.
///
/// # Errors
/// If PostgreSQL does not answer or refuses the name.
pub async fn create_key(db: &mut PgConnection, new: &NewKey<'_>) -> sqlx::Result<String> {
    Ok(create_named_key(db, new).await?.1)
}

/// The same, with the id by which it is listed.
///
/// # Errors
/// As [`create_key`].
pub async fn create_named_key(db: &mut PgConnection, new: &NewKey<'_>) -> sqlx::Result<(Uuid, String)> {
    let (id, key) = (Uuid::now_v7(), format!("{PREFIX}{}", secret::token()));
    sqlx::query(
        "insert into shop.staff_keys (id, name, key_sha256, permissions, expires_at, owner)
         values ($1, $2, $3, $4, now() + make_interval(days => $5), $6)",
    )
    .bind(id)
    .bind(new.name)
    .bind(secret::sha256(&key).as_slice())
    .bind(new.permissions.map(Permissions::names))
    .bind(new.days.map(i32::from))
    .bind(new.owner)
    .execute(db)
    .await?;
    Ok((id, key))
}

/// Makes a key that may do everything, and returns it.
///
/// # Errors
/// As [`create_key`].
pub async fn create(db: &Database, name: &str) -> sqlx::Result<String> {
    let mut tx = db.begin().await?;
    let key = create_key(&mut tx, &NewKey { name, permissions: None, days: None, owner: None }).await?;
    tx.commit().await?;
    Ok(key)
}

/// Whose a key is that is valid now, and what it may do. That it was used is noted, to the minute.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn of_key(db: &Database, key: &str) -> sqlx::Result<Option<Staff>> {
    let found: Option<(String, Option<Vec<String>>, Option<Uuid>)> = sqlx::query_as(
        "with used as (
             update shop.staff_keys set last_used_at = now()
             where key_sha256 = $1 and revoked_at is null and (expires_at is null or expires_at > now())
                 and (last_used_at is null or last_used_at < now() - interval '1 minute')
         )
         select name, permissions, owner from shop.staff_keys
         where key_sha256 = $1 and revoked_at is null and (expires_at is null or expires_at > now())",
    )
    .bind(secret::sha256(key).as_slice())
    .fetch_optional(db)
    .await?;
    Ok(found.map(|(name, names, account)| Staff {
        name,
        account,
        permissions: names.map_or(Permissions::ALL, |names| Permissions::of_names(&names)),
    }))
}

/// A key as it is listed.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct KeyView {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it may do; none: everything.
    pub permissions: Option<Vec<String>>,
    /// When it was made (RFC 3339, UTC).
    pub created_at: String,
    /// When it ends by itself.
    pub expires_at: Option<String>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<String>,
    /// The account that made it.
    pub owner: Option<Uuid>,
}

/// Every key that is valid now, the newest first.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn keys(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<KeyView>> {
    sqlx::query_as(
        r#"select id, name, permissions, owner,
               to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at,
               to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as expires_at,
               to_char(last_used_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as last_used_at
           from shop.staff_keys
           where revoked_at is null and (expires_at is null or expires_at > now())
           order by id desc"#,
    )
    .fetch_all(db)
    .await
}

/// Ends every key of this name; returns how many there were.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn revoke(db: impl PgExecutor<'_>, name: &str) -> sqlx::Result<u64> {
    let done = sqlx::query("update shop.staff_keys set revoked_at = now() where name = $1 and revoked_at is null")
        .bind(name)
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

/// Ends the key with this id; whether it was valid until now.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn revoke_key(db: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<bool> {
    end_key_within(db, id, 0).await
}

/// Has the key with this id end within so many hours, or earlier if it does by itself; whether it is valid.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn end_key_within(db: impl PgExecutor<'_>, id: Uuid, hours: u16) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "update shop.staff_keys
         set expires_at = least(expires_at, now() + make_interval(hours => $2)),
             revoked_at = case when $2 = 0 then now() end
         where id = $1 and revoked_at is null and (expires_at is null or expires_at > now())",
    )
    .bind(id)
    .bind(i32::from(hours))
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes from every key of an account what the account may not do any more.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn narrow_keys_of(db: &mut PgConnection, owner: Uuid, left: Permissions) -> sqlx::Result<()> {
    sqlx::query(
        "update shop.staff_keys
         set permissions = array(select unnest(coalesce(permissions, $2::text[])) intersect select unnest($2::text[])),
             revoked_at = case when cardinality($2::text[]) = 0 then now() end
         where owner = $1 and revoked_at is null",
    )
    .bind(owner)
    .bind(left.names())
    .execute(db)
    .await
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fresh_stores;

    #[tokio::test]
    async fn a_key_may_do_what_it_was_given_until_it_ends() {
        let stores = fresh_stores().await;
        let db = &stores.db;
        let make = async |name, permissions, owner| {
            let mut tx = db.begin().await.expect("PostgreSQL is up");
            let new = NewKey { name, permissions, days: Some(30), owner };
            let key = create_key(&mut tx, &new).await.expect("a good name");
            tx.commit().await.expect("PostgreSQL is up");
            key
        };
        let may = async |key: &str| of_key(db, key).await.expect("PostgreSQL is up").map(|staff| staff.permissions);
        let execute = async |sql: &'static str| sqlx::query(sql).execute(db).await.expect("a good statement");
        let (read, owner) = (Permissions::of(&[Permission::CatalogRead]), Uuid::now_v7());
        let both = Permissions::of(&[Permission::CatalogRead, Permission::StockWrite]);
        let all = create(db, "owner").await.expect("PostgreSQL is up");
        let scoped = make("feed", Some(both), Some(owner)).await;
        assert_eq!((may(&all).await, may(&scoped).await), (Some(Permissions::ALL), Some(both)));
        let staff = of_key(db, &scoped).await.expect("PostgreSQL is up").expect("valid");
        assert!(staff.require(Permission::StockWrite).is_ok());
        assert_eq!(staff.require(Permission::OrdersRead).expect_err("not given").code, Code::Forbidden);
        assert_eq!((staff.account, check_key_name("feed").is_ok()), (Some(owner), true));
        assert!(check_key_name("ada@example.com").is_err(), "it would pass for somebody in the audit log");
        assert!(keys(db).await.expect("PostgreSQL is up").iter().all(|key| key.last_used_at.is_some()));
        // The account loses a right, and so does its key; the keys of others do not.
        let mut tx = db.begin().await.expect("PostgreSQL is up");
        narrow_keys_of(&mut tx, owner, read).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
        assert_eq!((may(&all).await, may(&scoped).await), (Some(Permissions::ALL), Some(read)));
        // A permission that this version does not know opens nothing.
        execute("update shop.staff_keys set permissions = '{moon.land}' where name = 'feed'").await;
        assert_eq!(may(&scoped).await, Some(Permissions::NONE));
        execute("update shop.staff_keys set expires_at = now() - interval '1 second' where name = 'feed'").await;
        assert_eq!(may(&scoped).await, None);
        assert_eq!(revoke(db, "owner").await.expect("PostgreSQL is up"), 1);
        assert_eq!(may(&all).await, None);
    }
}
