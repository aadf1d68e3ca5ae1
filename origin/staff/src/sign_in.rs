//! Signing in, in two steps: the password first, then a code.

use std::net::IpAddr;

use api::problem::{Code, Problem};
use domain::Email;
use domain::accounts::Password;
use origin_identity::password;
use origin_platform::{ServiceError, Stores, audit, clock, secret};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::session::{self, Opened};
use crate::{attempts, backup_codes, totp};

/// Longer than any of our tokens; whatever is longer is not looked up.
const MAX_TOKEN: usize = 64;

/// The first step.
#[derive(Clone)]
pub struct Attempt<'a> {
    /// The address, as it was typed.
    pub email: &'a str,
    /// The password, likewise.
    pub password: String,
    /// What the browser is known by, if it shows anything.
    pub device: Option<&'a str>,
    /// Where the attempt comes from.
    pub client: Option<IpAddr>,
}

#[derive(sqlx::FromRow)]
struct Found {
    id: Uuid,
    password_hash: String,
    is_known: bool,
}

/// Checks a password. What it returns is a ticket for [`finish`], good for five minutes and five codes; it opens nothing.
///
/// # Errors
/// [`Code::WrongCredentials`], the same and after the same time whether or not there is an account;
/// [`Code::TooManyRequests`].
pub async fn begin(stores: &Stores, attempt: Attempt<'_>) -> Result<String, ServiceError> {
    // What cannot be an address is nobody's: the same is done for it.
    let email = attempt.email.trim().parse::<Email>().map_or_else(|_| String::new(), |email| email.canonical());
    let device = attempt.device.filter(|token| token.len() <= MAX_TOKEN);
    let found: Option<Found> = sqlx::query_as(
        "select a.id, a.password_hash, exists (
             select from staff.devices d
             where d.account = a.id and d.token_sha256 = $2 and d.used_at > now() - interval '180 days'
         ) as is_known
         from staff.accounts a where a.email = $1 and a.deactivated_at is null",
    )
    .bind(&email)
    .bind(device.map(|token| secret::sha256(token).to_vec()))
    .fetch_optional(&stores.db)
    .await?;
    let known = device.filter(|_| found.as_ref().is_some_and(|found| found.is_known));
    let counted = attempts::Attempt::at_password(stores, &email, known, attempt.client).await?;
    // What cannot be a password is none; finding that out takes as long.
    let typed = Password::try_from(attempt.password);
    let typed = typed.map_or_else(|_| String::new(), |password| password.reveal().to_owned());
    let right = password::verify(typed, found.as_ref().map(|found| found.password_hash.clone())).await?;
    let Some(found) = found.filter(|_| right) else {
        note("StaffPassword", &email, Err(Code::WrongCredentials));
        return Err(wrong_credentials().into());
    };
    counted.was_right(stores).await?;
    sqlx::query(
        "delete from staff.sign_ins
         where ticket_sha256 in (select ticket_sha256 from staff.sign_ins where expires_at < now() for update skip locked)",
    )
    .execute(&stores.db)
    .await?;
    let ticket = secret::token();
    // Whoever gives the account another password meanwhile ends the tickets of the old one: this is one of those that end,
    // or comes after them and is none.
    let made = sqlx::query(
        "insert into staff.sign_ins (ticket_sha256, account, expires_at)
         select $1, id, now() + interval '5 minutes' from staff.accounts
         where id = $2 and password_hash = $3 and deactivated_at is null
         for share",
    )
    .bind(secret::sha256(&ticket).as_slice())
    .bind(found.id)
    .bind(&found.password_hash)
    .execute(&stores.db)
    .await?;
    if made.rows_affected() == 1 { Ok(ticket) } else { Err(wrong_credentials().into()) }
}

fn wrong_credentials() -> Problem {
    Problem::new(Code::WrongCredentials, "The e-mail address or the password is wrong.")
}

/// Checks a code, of an authenticator or a backup code, as it was typed, and opens a session.
///
/// # Errors
/// [`Code::SignInCodeWrong`] if it is wrong, old or was taken before; [`Code::Unauthenticated`] if the ticket is over, so
/// that the password is wanted again; [`Code::TooManyRequests`].
pub async fn finish(stores: &Stores, ticket: &str, code: &str, device: Option<&str>) -> Result<Opened, ServiceError> {
    let over = || Problem::new(Code::Unauthenticated, "This took too long or too many codes. Please sign in again.");
    let ticket = secret::sha256(ticket);
    let device = device.filter(|token| token.len() <= MAX_TOKEN);
    // Counted before its outcome is known, so that many at once are counted as many.
    let tried: Option<(Uuid, String, bool)> = sqlx::query_as(
        "update staff.sign_ins s set tries = tries + 1
         from staff.accounts a
         where s.ticket_sha256 = $1 and s.expires_at > now() and s.tries < 5
             and a.id = s.account and a.deactivated_at is null
         returning a.id, a.email, exists (
             select from staff.devices d
             where d.account = a.id and d.token_sha256 = $2 and d.used_at > now() - interval '180 days'
         )",
    )
    .bind(ticket.as_slice())
    .bind(device.map(|token| secret::sha256(token).to_vec()))
    .fetch_optional(&stores.db)
    .await?;
    let (account, email, is_known) = tried.ok_or_else(over)?;
    let known = device.filter(|_| is_known);
    let counted = attempts::Attempt::at_code(stores, &account.to_string(), known).await?;
    let mut tx = stores.db.begin().await?;
    // The account first, as by whoever changes it: one waits for the other, and nothing is opened by what was replaced.
    let totp_secret: Option<Vec<u8>> = sqlx::query_scalar(
        "select totp_secret from staff.accounts where id = $1 and deactivated_at is null for no key update",
    )
    .bind(account)
    .fetch_optional(&mut *tx)
    .await?;
    let totp_secret = totp_secret.ok_or_else(over)?;
    // Of several right codes at once for one ticket, one opens a session.
    let ended = sqlx::query("delete from staff.sign_ins where ticket_sha256 = $1").bind(ticket.as_slice());
    if ended.execute(&mut *tx).await?.rows_affected() == 0 {
        return Err(over().into());
    }
    let Some(taken) = take(&mut tx, account, &totp_secret, code).await? else {
        // The ticket stays, with this try counted.
        tx.rollback().await?;
        note("StaffCode", &email, Err(Code::WrongCredentials));
        let detail = "The code is wrong, too old, or was used before. Please wait for the next one.";
        return Err(Problem::new(Code::SignInCodeWrong, detail).into());
    };
    let opened = session::open(&mut tx, account, known).await?;
    if taken == Taken::Backup {
        let subject = format!("staff {email}");
        audit::record(&mut tx, &subject, "use backup code", &subject, None, None).await?;
    }
    counted.was_right(stores).await?;
    tx.commit().await?;
    note("StaffCode", &email, Ok(()));
    Ok(opened)
}

/// Which kind of code was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    /// An authenticator's.
    Totp,
    /// A backup code.
    Backup,
}

/// Takes a code of an account, which is good once; none if it is wrong, old or was taken.
async fn take(
    tx: &mut PgConnection,
    account: Uuid,
    totp_secret: &[u8],
    code: &str,
) -> Result<Option<Taken>, ServiceError> {
    let code: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').take(MAX_TOKEN).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(backup_codes::take(tx, account, &code).await?.then_some(Taken::Backup));
    }
    let now = clock::database_seconds(&mut *tx).await?;
    let Some(step) = totp::step_of(totp_secret, &code, now)? else { return Ok(None) };
    let taken = sqlx::query("update staff.accounts set totp_last_step = $2 where id = $1 and totp_last_step < $2")
        .bind(account)
        .bind(step)
        .execute(tx)
        .await?;
    Ok((taken.rows_affected() == 1).then_some(Taken::Totp))
}

/// Writes down what an attempt came to, for whoever looks after the shop's safety. Who it was is told by a hash.
pub(crate) fn note(endpoint: &'static str, who: &str, outcome: Result<(), Code>) {
    let actor = match who {
        "" => "nobody".to_owned(),
        who => format!("staff {}", const_hex::encode(&secret::sha256(who)[..8])),
    };
    match outcome {
        Ok(()) => tracing::info!(target: "security", event = "login", endpoint, actor, outcome = "done"),
        Err(why) => tracing::warn!(target: "security", event = "login", endpoint, actor, outcome = why.as_str()),
    }
}
