//! Making a passkey for one's account. It takes a session that was opened within the last ten minutes: whoever finds a
//! browser open shall not leave a key of their own in the account.

use api::accounts::{
    CreatePasskey, CreatePasskeyChallenge, MAX_PASSKEY_NAME, MAX_PASSKEYS, PasskeyChallenge, PasskeyView,
};
use api::problem::{Code, Problem};
use domain::line::line;
use origin_platform::{Call, ServiceError};
use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Service;
use crate::customer;
use crate::notifications::{self, What};
use crate::webauthn::{MadeAnswer, Owner, ask_to_make, refused};

/// Puts the question to the browser.
#[tracing::instrument(name = "accounts.create_passkey_challenge", skip_all)]
pub(crate) async fn create_passkey_challenge(
    service: Service,
    call: Call<CreatePasskeyChallenge>,
) -> Result<PasskeyChallenge, ServiceError> {
    let (stores, id) = (&service.stores, call.shopper()?);
    let bearer = call.bearer.as_deref().unwrap_or_default();
    customer::check_recent(stores, Some(bearer)).await?;
    let party = service.party()?;
    let account = customer::by_id(&stores.db, id).await?.ok_or_else(customer::gone)?.view;
    let known = credentials(&stores.db, id.0).await?;
    if known.len() >= MAX_PASSKEYS {
        return Err(full().into());
    }
    let owner = Owner { id: id.0, email: account.email, name: account.name };
    Ok(PasskeyChallenge { options: ask_to_make(stores, party, owner, known, bearer).await? })
}

/// Keeps what the browser has made.
#[tracing::instrument(name = "accounts.create_passkey", skip_all)]
pub(crate) async fn create_passkey(service: Service, call: Call<CreatePasskey>) -> Result<PasskeyView, ServiceError> {
    let (stores, id) = (&service.stores, call.shopper()?);
    let bearer = call.bearer.as_deref().unwrap_or_default();
    customer::check_recent(stores, Some(bearer)).await?;
    let party = service.party()?;
    let name = name(&call.endpoint.name)?;
    let answer = MadeAnswer::read(&call.endpoint.credential)?;
    // Before the question is taken: a repeat gets the first reply.
    let mut tx = call.begin(&stores.db).await?;
    let made = answer.check(stores, party, id.0, bearer).await?;
    // Of two at once, the second counts the first; and what has ended the session meanwhile, which this waited for, has
    // ended it for this too: another password, or the address's owner.
    let account = customer::lock(&mut tx, id).await?.ok_or_else(customer::gone)?;
    if stores.sessions.find(bearer).await? != Some(id) {
        let detail = "This session was ended just now. Please log in once more.";
        return Err(Problem::new(Code::Unauthenticated, detail).into());
    }
    if credentials(&mut *tx, id.0).await?.len() >= MAX_PASSKEYS {
        return Err(full().into());
    }
    let passkey = Uuid::now_v7();
    let created_at: Option<OffsetDateTime> = sqlx::query_scalar(
        "insert into accounts.passkeys (id, customer_id, credential_id, static_state, dynamic_state, name)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (credential_id) do nothing returning created_at",
    )
    .bind(passkey)
    .bind(id.0)
    .bind(made.credential_id)
    .bind(made.static_state)
    .bind(made.dynamic_state)
    .bind(&name)
    .fetch_optional(&mut *tx)
    .await?;
    let created_at = super::manage::rfc3339(created_at.ok_or_else(|| refused("it is known already"))?);
    notifications::record(&mut tx, &account, What::PasskeyAdded, call.endpoint.market).await?;
    call.commit(tx, PasskeyView { id: passkey, name, created_at, used_at: None }).await
}

/// What somebody calls a passkey, as it is kept.
pub(super) fn name(text: &str) -> Result<String, Problem> {
    let detail = "Call the passkey something: at most 60 characters, none of them invisible.";
    line(text, MAX_PASSKEY_NAME).map_err(|_| Problem::field("name", detail))
}

fn full() -> Problem {
    Problem::new(
        Code::PasskeysFull,
        format!("An account has at most {MAX_PASSKEYS} passkeys. Please remove one first."),
    )
}

/// What devices call the passkeys of an account.
async fn credentials(db: impl PgExecutor<'_>, customer: Uuid) -> sqlx::Result<Vec<Vec<u8>>> {
    sqlx::query_scalar("select credential_id from accounts.passkeys where customer_id = $1")
        .bind(customer)
        .fetch_all(db)
        .await
}
