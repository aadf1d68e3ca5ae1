//! Passkeys of staff: signing in by one, which is two factors in one step, and what an account has of them (ADR 66). What
//! is asked of devices is `origin_identity::webauthn`'s, as for shoppers.

use api::event::StaffCredential;
use api::problem::{Code, Problem};
use domain::line::line;
use origin_identity::webauthn::{
    KeptKey, MadeAnswer, Owner, Realm, SignedAnswer, ask_to_make, ask_to_sign, binding, refused, unknown,
};
use origin_platform::throttle::{self, Limit};
use origin_platform::{ServiceError, Stores, audit, secret};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::account::tell_of_credential;
use crate::session::{self, Opened, Session};
use crate::sign_in::note;

pub use origin_identity::webauthn::Party;

/// As many has an account at most.
pub const MAX_PASSKEYS: usize = 20;
/// The longest name of one, in characters.
const MAX_NAME: usize = 60;
/// How many questions are kept for whoever opens the page to sign in. Past it there are no passkeys for a while.
const OF_ALL: Limit = Limit { what: "staff sign-in challenges", max: 5_000, seconds: 10 * 60 };
/// Longer than any of our tokens.
const MAX_TOKEN: usize = 64;

/// The office, as browsers and devices know it; none where browsers have no passkeys.
pub fn party(office: &str) -> Option<Party> {
    Party::at(office, Realm::Staff)
}

/// A passkey, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Passkey {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// When it was added (RFC 3339, UTC).
    pub created_at: String,
    /// When it signed in last.
    pub used_at: Option<String>,
}

/// The passkeys of whoever is signed in, the newest first.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn list(stores: &Stores, session: &Session) -> Result<Vec<Passkey>, ServiceError> {
    let passkeys = sqlx::query_as(
        r#"select id, name,
               to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at,
               to_char(used_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as used_at
           from staff.passkeys where account = $1 order by created_at desc, id desc"#,
    )
    .bind(session.account.id);
    Ok(passkeys.fetch_all(&stores.db).await?)
}

/// A question to the browser of whoever opens the page to sign in.
pub struct Asked {
    /// What the browser is told, as JSON.
    pub options: String,
    /// By what its answer is known as its own: for a cookie.
    pub binding: String,
}

/// Puts the question by which somebody signs in. `known`: what an earlier page gave this browser as `binding`.
///
/// # Errors
/// [`Code::TooManyRequests`], or if Redis does not answer.
pub async fn ask_who(stores: &Stores, party: &Party, known: Option<&str>) -> Result<Asked, ServiceError> {
    if !throttle::allows(stores, OF_ALL, "all").await? {
        let detail = "Too many people open this page right now. Please use your password, or wait a few minutes.";
        return Err(Problem::new(Code::TooManyRequests, detail).after(60).into());
    }
    let binding = binding(known.map(str::to_owned));
    Ok(Asked { options: ask_to_sign(stores, party, &binding).await?, binding })
}

/// Signs in by what a device has signed, and opens a session. The device had to know its owner, so that this is the key and
/// what it knows them by: no code is asked for.
///
/// # Errors
/// [`Code::PasskeyRefused`], [`Code::PasskeyExpired`], [`Code::PasskeyUnknown`], also of an account that has ended, and
/// [`Code::PasskeyCopied`].
pub async fn sign_in(
    stores: &Stores,
    party: &Party,
    answer: &str,
    binding: &str,
    device: Option<&str>,
) -> Result<Opened, ServiceError> {
    let outcome = enter(stores, party, answer, binding, device).await;
    match outcome {
        Ok((opened, email)) => {
            note("StaffPasskey", &email, Ok(()));
            Ok(opened)
        }
        Err(error) => {
            if let ServiceError::Problem(problem) = &error {
                note("StaffPasskey", "", Err(problem.code));
            }
            Err(error)
        }
    }
}

async fn enter(
    stores: &Stores,
    party: &Party,
    answer: &str,
    binding: &str,
    device: Option<&str>,
) -> Result<(Opened, String), ServiceError> {
    let answer = SignedAnswer::read(answer)?;
    let question = answer.question(stores, party, binding).await?;
    let account = answer.account().ok_or_else(unknown)?;
    let mut tx = stores.db.begin().await?;
    // The account first, as by whoever changes it: nothing is opened by what was removed meanwhile, and of two answers of
    // one device at once the second is checked against the counter of the first.
    let email: Option<String> = sqlx::query_scalar(
        "select email from staff.accounts where id = $1 and deactivated_at is null for no key update",
    )
    .bind(account)
    .fetch_optional(&mut *tx)
    .await?;
    let email = email.ok_or_else(unknown)?;
    let kept: Option<(Uuid, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "select id, static_state, dynamic_state from staff.passkeys where credential_id = $1 and account = $2",
    )
    .bind(answer.credential_id())
    .bind(account)
    .fetch_optional(&mut *tx)
    .await?;
    let (id, static_state, dynamic_state) = kept.ok_or_else(unknown)?;
    let used = answer.check(party, question, &KeptKey { account, static_state, dynamic_state })?;
    sqlx::query("update staff.passkeys set dynamic_state = $2, used_at = now() where id = $1")
        .bind(id)
        .bind(used)
        .execute(&mut *tx)
        .await?;
    let known = known_device(&mut tx, account, device.filter(|token| token.len() <= MAX_TOKEN)).await?;
    let opened = session::open(&mut tx, account, known).await?;
    tx.commit().await?;
    Ok((opened, email))
}

/// The browser's token, if the account knows it.
async fn known_device<'a>(
    tx: &mut PgConnection,
    account: Uuid,
    device: Option<&'a str>,
) -> sqlx::Result<Option<&'a str>> {
    let is_known: bool = sqlx::query_scalar(
        "select exists (select from staff.devices
                        where account = $1 and token_sha256 = $2 and used_at > now() - interval '180 days')",
    )
    .bind(account)
    .bind(device.map(|token| secret::sha256(token).to_vec()))
    .fetch_one(tx)
    .await?;
    Ok(device.filter(|_| is_known))
}

/// Puts the question by which whoever is signed in makes a passkey; returns what the browser is told, as JSON.
///
/// # Errors
/// [`Code::RecentLoginNeeded`], [`Code::PasskeysFull`], or if a store does not answer.
pub async fn ask_to_add(stores: &Stores, party: &Party, session: &Session) -> Result<String, ServiceError> {
    let mut connection = stores.db.begin().await?;
    check_recent(&mut connection, session).await?;
    let known = credentials(&mut connection, session.account.id).await?;
    connection.rollback().await?;
    check_room(&known)?;
    let owner =
        Owner { id: session.account.id, email: session.account.email.clone(), name: session.account.name.clone() };
    ask_to_make(stores, party, owner, known, &session.binding()).await
}

/// Keeps the passkey that a device has made.
///
/// # Errors
/// [`Code::RecentLoginNeeded`], [`Code::Unauthenticated`] if the session was ended meanwhile, [`Code::PasskeyExpired`],
/// [`Code::PasskeyRefused`], [`Code::PasskeysFull`], or a problem with the field `name`.
pub async fn add(
    stores: &Stores,
    party: &Party,
    session: &Session,
    answer: &str,
    name: &str,
) -> Result<(), ServiceError> {
    let detail = "Call the passkey something: at most 60 characters, none of them invisible.";
    let name = line(name, MAX_NAME).map_err(|_| Problem::field("name", detail))?;
    let answer = MadeAnswer::read(answer)?;
    let account = session.account.id;
    let mut tx = stores.db.begin().await?;
    lock(&mut tx, account).await?;
    check_recent(&mut tx, session).await?;
    let made = answer.check(stores, party, account, &session.binding()).await?;
    check_room(&credentials(&mut tx, account).await?)?;
    let kept = sqlx::query(
        "insert into staff.passkeys (id, account, credential_id, static_state, dynamic_state, name)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (credential_id) do nothing",
    )
    .bind(Uuid::now_v7())
    .bind(account)
    .bind(made.credential_id)
    .bind(made.static_state)
    .bind(made.dynamic_state)
    .bind(&name)
    .execute(&mut *tx)
    .await?;
    if kept.rows_affected() == 0 {
        return Err(refused("it is known already").into());
    }
    let subject = format!("staff {}", session.account.email);
    audit::record(&mut tx, &subject, "add passkey", &subject, None, Some(json!({ "name": name }))).await?;
    tell_of_credential(&mut tx, account, StaffCredential::Passkey).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes a passkey of whoever is signed in; of those that are none of theirs there is none. The authenticator and the
/// backup codes are as they were, so that nobody is left with one factor, or none.
///
/// # Errors
/// [`Code::RecentLoginNeeded`], or if PostgreSQL does not answer.
pub async fn remove(stores: &Stores, session: &Session, passkey: Uuid) -> Result<(), ServiceError> {
    let mut tx = stores.db.begin().await?;
    lock(&mut tx, session.account.id).await?;
    check_recent(&mut tx, session).await?;
    let name: Option<String> =
        sqlx::query_scalar("delete from staff.passkeys where id = $1 and account = $2 returning name")
            .bind(passkey)
            .bind(session.account.id)
            .fetch_optional(&mut *tx)
            .await?;
    if let Some(name) = name {
        let subject = format!("staff {}", session.account.email);
        audit::record(&mut tx, &subject, "remove passkey", &subject, Some(json!({ "name": name })), None).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Removes every passkey of an account: it ends, or somebody gets into it by an invitation.
pub(crate) async fn remove_all(tx: &mut PgConnection, account: Uuid) -> sqlx::Result<()> {
    sqlx::query("delete from staff.passkeys where account = $1").bind(account).execute(tx).await.map(drop)
}

async fn lock(tx: &mut PgConnection, account: Uuid) -> sqlx::Result<()> {
    sqlx::query("select from staff.accounts where id = $1 for no key update").bind(account).execute(tx).await.map(drop)
}

/// Whoever finds a browser open leaves no key of their own in the account, and takes none away.
async fn check_recent(tx: &mut PgConnection, session: &Session) -> Result<(), ServiceError> {
    let is_recent: Option<bool> = sqlx::query_scalar(
        "select s.opened_at > now() - interval '10 minutes' from staff.sessions s
         join staff.accounts a on a.id = s.account
         where s.id_sha256 = $1 and a.deactivated_at is null",
    )
    .bind(session.id().as_slice())
    .fetch_optional(tx)
    .await?;
    match is_recent {
        Some(true) => Ok(()),
        Some(false) => {
            let detail = "This wants a sign-in within the last ten minutes. Please sign in once more, and try again.";
            Err(Problem::new(Code::RecentLoginNeeded, detail).into())
        }
        None => {
            Err(Problem::new(Code::Unauthenticated, "This session was ended just now. Please sign in again.").into())
        }
    }
}

/// What devices call the passkeys of an account.
async fn credentials(tx: &mut PgConnection, account: Uuid) -> sqlx::Result<Vec<Vec<u8>>> {
    sqlx::query_scalar("select credential_id from staff.passkeys where account = $1").bind(account).fetch_all(tx).await
}

fn check_room(known: &[Vec<u8>]) -> Result<(), Problem> {
    let full = || {
        let detail = format!("An account has at most {MAX_PASSKEYS} passkeys. Please remove one first.");
        Problem::new(Code::PasskeysFull, detail)
    };
    if known.len() < MAX_PASSKEYS { Ok(()) } else { Err(full()) }
}
