//! Sessions of staff. They lie in PostgreSQL and not in Redis, as shoppers' do: there are few, each request asks by the
//! same statement what the account may do now, and they end in the transaction that takes a role or an account away.

use api::Problem;
use domain::staff::{Permission, Permissions, Role};
use origin_platform::staff::Staff;
use origin_platform::{ServiceError, Stores, secret};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::account::{Account, Row};

/// What whoever has signed in gets: tokens for cookies.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The session's token.
    pub session: String,
    /// The browser's, by which it is known when somebody signs in with it again.
    pub device: String,
}

/// A session that is open.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose it is.
    pub account: Account,
    /// What they may do now.
    pub permissions: Permissions,
    /// Whether they signed in within the last ten minutes.
    pub is_recent: bool,
    id: [u8; 32],
}

impl Session {
    /// Whether they may do this.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(permission)
    }

    /// Checks that they may do this.
    ///
    /// # Errors
    /// [`api::problem::Code::Forbidden`] with the permission that is missing.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        self.staff().require(permission)
    }

    /// Who calls an endpoint for them, within this process ([`origin_platform::staff::AsStaff`]).
    pub fn staff(&self) -> Staff {
        let Account { id, email, .. } = &self.account;
        Staff { name: email.clone(), permissions: self.permissions, account: Some(*id) }
    }

    /// What a form of this session holds in a hidden field, so that no other site can send one: it opens nothing, and is
    /// another for every session.
    pub fn form_token(&self) -> String {
        const_hex::encode(&secret::sha256(&format!("form {}", const_hex::encode(self.id)))[..16])
    }

    /// Under what it is kept.
    pub(crate) const fn id(&self) -> &[u8; 32] {
        &self.id
    }

    /// By what an answer of a device is known to be for this session.
    pub(crate) fn binding(&self) -> String {
        format!("session {}", const_hex::encode(self.id))
    }

    /// Whether a form was made for this session.
    pub fn is_form_token(&self, given: &str) -> bool {
        // Hashes are compared, so that the time it takes says nothing of the text.
        secret::sha256(given) == secret::sha256(&self.form_token())
    }
}

/// An account that a session is open for.
#[derive(FromRow)]
struct Current {
    #[sqlx(flatten)]
    account: Row,
    is_recent: bool,
}

/// The session of this token, with what its account may do now; none if it is over: after two hours without use, twelve in
/// all, or with the account.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn current(stores: &Stores, token: &str) -> Result<Option<Session>, ServiceError> {
    let id = secret::sha256(token);
    let row: Option<Current> = sqlx::query_as(
        "with used as (
             update staff.sessions set used_at = now()
             where id_sha256 = $1 and used_at < now() - interval '1 minute'
                 and used_at > now() - interval '2 hours' and opened_at > now() - interval '12 hours'
         )
         select a.id, a.email, a.name, a.roles, true as is_active,
             s.opened_at > now() - interval '10 minutes' as is_recent
         from staff.sessions s
         join staff.accounts a on a.id = s.account
         where s.id_sha256 = $1 and s.used_at > now() - interval '2 hours' and s.opened_at > now() - interval '12 hours'
             and a.deactivated_at is null",
    )
    .bind(id.as_slice())
    .fetch_optional(&stores.db)
    .await?;
    Ok(row.map(|Current { account, is_recent }| {
        let account = Account::from(account);
        let permissions = Role::permissions_of(&account.roles);
        Session { account, permissions, is_recent, id }
    }))
}

/// Ends a session.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn end(stores: &Stores, session: &Session) -> Result<(), ServiceError> {
    let ended = sqlx::query("delete from staff.sessions where id_sha256 = $1").bind(session.id.as_slice());
    ended.execute(&stores.db).await?;
    Ok(())
}

/// Ends every other session of whoever has this one.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn end_others(stores: &Stores, session: &Session) -> Result<(), ServiceError> {
    sqlx::query("delete from staff.sessions where account = $1 and id_sha256 <> $2")
        .bind(session.account.id)
        .bind(session.id.as_slice())
        .execute(&stores.db)
        .await?;
    Ok(())
}

/// Opens a session of an account in a browser that is known from now on, and forgets those that are over. `known`: the
/// token by which the account knows the browser already.
pub(crate) async fn open(tx: &mut PgConnection, account: Uuid, known: Option<&str>) -> sqlx::Result<Opened> {
    let opened = Opened { session: secret::token(), device: known.map_or_else(secret::token, str::to_owned) };
    // What somebody else is ending is left to them, so that nobody waits for another in a circle.
    sqlx::query(
        "delete from staff.sessions where id_sha256 in (
             select id_sha256 from staff.sessions
             where used_at < now() - interval '2 hours' or opened_at < now() - interval '12 hours'
             for update skip locked
         )",
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "delete from staff.devices where token_sha256 in (
             select token_sha256 from staff.devices where used_at < now() - interval '180 days' for update skip locked
         )",
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query("insert into staff.sessions (id_sha256, account) values ($1, $2)")
        .bind(secret::sha256(&opened.session).as_slice())
        .bind(account)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into staff.devices (token_sha256, account) values ($1, $2)
         on conflict (token_sha256) do update set used_at = now()",
    )
    .bind(secret::sha256(&opened.device).as_slice())
    .bind(account)
    .execute(tx)
    .await?;
    Ok(opened)
}

/// Ends whatever is open of an account: sessions, sign-ins that are under way and, with `devices`, what its browsers are
/// known by.
pub(crate) async fn end_all(tx: &mut PgConnection, account: Uuid, devices: bool) -> sqlx::Result<()> {
    sqlx::query("delete from staff.sessions where account = $1").bind(account).execute(&mut *tx).await?;
    sqlx::query("delete from staff.sign_ins where account = $1").bind(account).execute(&mut *tx).await?;
    if devices {
        sqlx::query("delete from staff.devices where account = $1").bind(account).execute(tx).await?;
    }
    Ok(())
}
