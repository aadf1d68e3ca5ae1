//! Signing in with a code or a link, which shows at the same time that mail to the account's address reaches whoever
//! does.

use api::accounts::{CreateSessionByCode, CreateSessionByLink, SessionView};
use api::event::{EMAIL_VERIFIED, EmailVerified};
use api::problem::{Code, Problem};
use domain::{CustomerId, Email};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::{Call, Database, EvenAnswer, ServiceError, Stores, Who, secret};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Chosen, end_all, is_code_of, wrong_code};
use crate::details::address_book;
use crate::{customer, passkeys, password};

/// How often a code may be tried by whoever asked for it, and as often by everybody else: who guesses elsewhere uses up
/// no try of theirs.
const MAX_TRIES: i32 = 5;
/// Longer than any of our tokens.
const MAX_TOKEN: usize = 64;

/// Signs in with a code.
#[tracing::instrument(name = "accounts.create_session_by_code", skip_all)]
pub(crate) async fn create_session_by_code(
    stores: Stores,
    call: Call<CreateSessionByCode>,
) -> Result<SessionView, ServiceError> {
    let CreateSessionByCode { email, code, request, browser } = &call.endpoint;
    let has_asked = request.is_some();
    // An address with an account has a row to count in, which takes a little longer.
    let answer = EvenAnswer::begin();
    let request = take_try(&stores.db, email, *request).await?;
    let request = if is_code_of(&stores.db, request, code).await? { request } else { None };
    let used = match request {
        Some(id) => sign_in(&stores, &call, Request { id, has_asked }, browser.as_deref()).await?,
        None => None,
    };
    if used.is_none() {
        answer.wait().await;
    }
    Ok(used.ok_or_else(wrong_code)?)
}

/// Signs in with the token of a link. Whoever has it may be told what became of it.
#[tracing::instrument(name = "accounts.create_session_by_link", skip_all)]
pub(crate) async fn create_session_by_link(
    stores: Stores,
    call: Call<CreateSessionByLink>,
) -> Result<SessionView, ServiceError> {
    let CreateSessionByLink { token, request, browser } = &call.endpoint;
    let id = find(&stores.db, token).await?;
    let request = Request { id, has_asked: *request == Some(id) };
    Ok(sign_in(&stores, &call, request, browser.as_deref()).await?.ok_or_else(used_link)?)
}

/// Counts a try of the request that is meant, if there is one that has any left: the one that is named, or else the
/// address's last.
async fn take_try(db: &Database, email: &Email, request: Option<Uuid>) -> sqlx::Result<Option<Uuid>> {
    let mut tx = db.begin().await?;
    // An address without an account has no row to write. Waiting for the disk would tell it from one that has, and a
    // count that a power cut takes back by a moment is no help to whoever guesses.
    sqlx::query("set local synchronous_commit to off").execute(&mut *tx).await?;
    // The limit stands where the row is locked, so that many at once are counted as many.
    let meant = sqlx::query_scalar(
        "with meant as (
             select request.id
             from accounts.code_requests as request
                  join accounts.customers as customer on customer.id = request.customer_id
             where customer.email_canonical = $1 and request.purpose <> 'email_change'
                   and request.ended_at is null and request.expires_at > now()
                   and case when $2::uuid is null then request.other_tries < $3 else request.id = $2 end
             order by request.created_at desc limit 1
         )
         update accounts.code_requests as request
         set asker_tries = request.asker_tries + case when $2::uuid is null then 0 else 1 end,
             other_tries = request.other_tries + case when $2::uuid is null then 1 else 0 end
         from meant
         where request.id = meant.id
               and case when $2::uuid is null then request.other_tries else request.asker_tries end < $3
         returning request.id",
    )
    .bind(email.canonical())
    .bind(request)
    .bind(MAX_TRIES)
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(meant)
}

/// The request whose link has this token.
async fn find(db: &Database, token: &str) -> Result<Uuid, ServiceError> {
    let unknown = || {
        let detail = "The link is not whole, or long gone. Please copy it from the mail to its last letter, or ask for a new one.";
        Problem::new(Code::LinkUnknown, detail)
    };
    if token.len() > MAX_TOKEN {
        return Err(unknown().into());
    }
    let known: Option<(Uuid, bool, bool)> = sqlx::query_as(
        "select request.id, request.ended_at is not null, request.expires_at <= now()
         from accounts.codes as code join accounts.code_requests as request on request.id = code.request_id
         where code.token_hash = $1 and request.purpose <> 'email_change'",
    )
    .bind(secret::sha256(token).as_slice())
    .fetch_optional(db)
    .await?;
    match known.ok_or_else(unknown)? {
        (_, true, _) => Err(used_link().into()),
        (_, false, true) => {
            let detail = "The link is older than 10 minutes. Please ask for a new one.";
            Err(Problem::new(Code::LinkExpired, detail).into())
        }
        (request, false, false) => Ok(request),
    }
}

fn used_link() -> Problem {
    let detail = "The link, or the code beside it, was used before, or the account was given another password since. Please ask for a new one.";
    Problem::new(Code::LinkUsed, detail)
}

/// A request that is used.
struct Request {
    id: Uuid,
    /// Whether it is used from where it was made: nobody else knows its id.
    has_asked: bool,
}

/// Uses a request up and opens a session; none if somebody was faster.
async fn sign_in<E>(
    stores: &Stores,
    call: &Call<E>,
    request: Request,
    browser: Option<&str>,
) -> Result<Option<SessionView>, ServiceError> {
    let mut tx = stores.db.begin().await?;
    let used: Option<(Uuid, Option<String>, Option<String>)> = sqlx::query_as(
        "with used as (
             select id, customer_id, chosen_name, chosen_password_hash from accounts.code_requests
             where id = $1 and ended_at is null and expires_at > now() for update
         )
         update accounts.code_requests as request
         set ended_at = now(), chosen_name = null, chosen_password_hash = null
         from used where request.id = used.id
         returning used.customer_id, used.chosen_name, used.chosen_password_hash",
    )
    .bind(request.id)
    .fetch_optional(&mut *tx)
    .await?;
    let Some((id, name, password_hash)) = used else { return Ok(None) };
    let id = CustomerId(id);
    let Some(before) = customer::lock(&mut tx, id).await? else { return Ok(None) };
    let chosen = name.zip(password_hash).map(|(name, password_hash)| Chosen { name, password_hash });
    // Whoever opened the account may have used an address of somebody else's, to find in it one day what that somebody
    // does. Who reads the address's mail where the account was opened, or is logged in as it, is the one who opened it;
    // anybody else gets the account without the password, the passkeys, the identities, the addresses and the sessions
    // of whoever did.
    let chosen = chosen.filter(|_| request.has_asked && before.is_unopened());
    let is_taken_over = !before.view.verified && call.who != Who::Shopper(id);
    if is_taken_over {
        passkeys::remove_all(&mut tx, id).await?;
        customer::remove_identities(&mut tx, id).await?;
        address_book::forget(&mut tx, id).await?;
        if chosen.is_none() {
            void_password(&mut tx, id).await?;
            end_all(&mut *tx, id).await?;
        }
    }
    if let Some(chosen) = &chosen {
        give(&mut tx, id, chosen).await?;
    }
    verify(&mut tx, id).await?;
    let after = customer::by_id(&mut *tx, id).await?;
    if is_taken_over {
        // Before the commit, so that none outlives it if the power goes; and after it for one that was just opened.
        stores.sessions.close_all(id).await?;
    }
    tx.commit().await?;
    if is_taken_over {
        stores.sessions.close_all(id).await?;
    }
    let Some(after) = after else { return Ok(None) };
    customer::end_former_session(stores, &call.who, call.bearer.as_deref()).await?;
    customer::open_session(stores, after, browser).await.map(Some)
}

/// Gives an account that nobody was in yet what was chosen for it.
async fn give(tx: &mut PgConnection, customer: CustomerId, chosen: &Chosen) -> sqlx::Result<()> {
    sqlx::query(
        "update accounts.customers
         set name = $2, password_hash = $3, credentials_version = credentials_version + 1 where id = $1",
    )
    .bind(customer.0)
    .bind(&chosen.name)
    .bind(&chosen.password_hash)
    .execute(tx)
    .await
    .map(drop)
}

async fn void_password(tx: &mut PgConnection, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query(
        "update accounts.customers set password_hash = $2, credentials_version = credentials_version + 1
         where id = $1",
    )
    .bind(customer.0)
    .bind(password::NOBODYS)
    .execute(tx)
    .await
    .map(drop)
}

/// Notes that mail to the account's address reaches its owner. What was ordered with the address meanwhile, without
/// being logged in, is theirs from now on: so it is told each time.
async fn verify(tx: &mut PgConnection, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query("update accounts.customers set email_verified_at = coalesce(email_verified_at, now()) where id = $1")
        .bind(customer.0)
        .execute(&mut *tx)
        .await?;
    let event = NewEvent::new(EMAIL_VERIFIED, vec![], &EmailVerified { customer });
    outbox::record(tx, &[event]).await
}
