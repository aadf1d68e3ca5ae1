//! Making a passkey for one's account. It takes a session that was opened within the last ten minutes: whoever finds a
//! browser open shall not leave a key of their own in the account.

use anyhow::Context as _;
use api::accounts::{
    CreatePasskey, CreatePasskeyChallenge, MAX_PASSKEY_NAME, MAX_PASSKEYS, PasskeyChallenge, PasskeyView,
};
use api::problem::{Code, Problem};
use domain::line::line;
use origin_platform::{Call, ServiceError};
use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;
use webauthn_rp::bin::{Decode as _, Encode as _};
use webauthn_rp::request::register::{
    CredProtect, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, Username,
};
use webauthn_rp::request::{PublicKeyCredentialDescriptor, TimedCeremony as _};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{PublicKeyCredentialCreationOptions, Registration, RegistrationServerState};

use super::ceremonies::{Ceremony, keep, take};
use super::{MAX_ANSWER, Service, TIMEOUT, expired, handle, refused};
use crate::customer;
use crate::notifications::{self, What};

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
    let handle = handle(id);
    // What the device shows its owner. Addresses and names that its rules (RFC 8265, RFC 8266) have no room for are left
    // out: the key is found by the handle.
    let name = Username::try_from(account.email).or_else(|_| Username::try_from("account"));
    let user = PublicKeyCredentialUserEntity {
        name: name.context("a name of letters alone")?,
        id: &handle,
        display_name: Nickname::try_from(account.name).ok(),
    };
    // A device that has one already makes no second.
    let transports = AuthTransports::decode(0).context("no transports")?;
    let known = known.into_iter().filter_map(|id| CredentialId::<Vec<u8>>::decode(id).ok());
    let known = known.map(|id| PublicKeyCredentialDescriptor { id, transports }).collect();
    let mut options = PublicKeyCredentialCreationOptions::passkey(&party.id, user, known);
    options.timeout = TIMEOUT;
    // The device is asked for its owner each time anyway.
    options.extensions.cred_protect = CredProtect::None;
    let (state, asked) = options.start_ceremony().context("beginning to make a passkey")?;
    let kept = state.encode().context("the clock is before 1970")?;
    keep(stores, Ceremony::Register, state.sent_challenge(), bearer, &kept).await?;
    Ok(PasskeyChallenge { options: serde_json::to_string(&asked)? })
}

/// Keeps what the browser has made.
#[tracing::instrument(name = "accounts.create_passkey", skip_all)]
pub(crate) async fn create_passkey(service: Service, call: Call<CreatePasskey>) -> Result<PasskeyView, ServiceError> {
    let (stores, id) = (&service.stores, call.shopper()?);
    let bearer = call.bearer.as_deref().unwrap_or_default();
    customer::check_recent(stores, Some(bearer)).await?;
    let party = service.party()?;
    let name = name(&call.endpoint.name)?;
    let answer = call.endpoint.credential.as_bytes();
    if answer.len() > MAX_ANSWER {
        return Err(refused("it is too long").into());
    }
    let made = Registration::from_json_relaxed(answer).map_err(refused)?;
    let challenge = made.challenge_relaxed().map_err(refused)?;
    // Before the question is taken: a repeat gets the first reply.
    let mut tx = call.begin(&stores.db).await?;
    let kept = take(stores, Ceremony::Register, challenge, bearer).await?.ok_or_else(expired)?;
    let state = RegistrationServerState::<16>::decode(&kept).context("a question of our own")?;
    let origins = [party.origin.as_str()];
    let options = RegistrationVerificationOptions::<&str, &str> {
        allowed_origins: &origins,
        // Devices say more than they were asked.
        error_on_unsolicited_extensions: false,
        ..RegistrationVerificationOptions::default()
    };
    let made = state.verify(&party.id, &made, &options).map_err(refused)?;
    if *made.user_id() != handle(id) {
        return Err(refused("it was made for another account").into());
    }
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
    let Ok(static_state) = made.static_state().encode();
    let Ok(dynamic_state) = made.dynamic_state().encode();
    let passkey = Uuid::now_v7();
    let created_at: Option<OffsetDateTime> = sqlx::query_scalar(
        "insert into accounts.passkeys (id, customer_id, credential_id, static_state, dynamic_state, name)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (credential_id) do nothing returning created_at",
    )
    .bind(passkey)
    .bind(id.0)
    .bind(made.id().as_ref())
    .bind(static_state)
    .bind(dynamic_state.as_slice())
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
