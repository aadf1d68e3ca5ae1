//! Signing in with a passkey. Nobody types who they are: the device says whose key it is.

use api::accounts::{CreateSessionByPasskey, CreateSignInChallenge, SessionView, SignInChallenge};
use api::problem::{Code, Problem};
use domain::CustomerId;
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, Database, ServiceError};
use uuid::Uuid;

use super::Service;
use crate::customer::{self, Customer};
use crate::webauthn::{self, KeptKey, SignedAnswer, ask_to_sign, unknown};

/// How many questions are kept for strangers at once: a few megabytes. Past it there are no passkeys for a while, and the
/// other ways are as before.
const OF_ALL: Limit = Limit { what: "sign-in challenges", max: 50_000, seconds: 10 * 60 };

/// Puts the question to the browser.
#[tracing::instrument(name = "accounts.create_sign_in_challenge", skip_all)]
pub(crate) async fn create_sign_in_challenge(
    service: Service,
    call: Call<CreateSignInChallenge>,
) -> Result<SignInChallenge, ServiceError> {
    let (stores, party) = (&service.stores, service.party()?);
    if !throttle::allows(stores, OF_ALL, "all").await? {
        let detail = "Too many people log in right now. Please use your password or a code, or wait a few minutes.";
        return Err(Problem::new(Code::TooManyRequests, detail).after(60).into());
    }
    let binding = webauthn::binding(call.endpoint.binding);
    let options = ask_to_sign(stores, party, &binding).await?;
    Ok(SignInChallenge { options, binding })
}

/// Signs in.
#[tracing::instrument(name = "accounts.create_session_by_passkey", skip_all)]
pub(crate) async fn create_session_by_passkey(
    service: Service,
    call: Call<CreateSessionByPasskey>,
) -> Result<SessionView, ServiceError> {
    let (stores, party) = (&service.stores, service.party()?);
    let CreateSessionByPasskey { credential, binding, browser } = &call.endpoint;
    let answer = SignedAnswer::read(credential)?;
    let question = answer.question(stores, party, binding).await?;
    let passkey = find(&stores.db, &answer).await?.ok_or_else(unknown)?;
    let used = answer.check(party, question, &passkey.key)?;
    let account = note_use(&stores.db, &passkey, &used).await?.ok_or_else(unknown)?;
    customer::end_former_session(stores, &call.who, call.bearer.as_deref()).await?;
    customer::open_session(stores, account, browser.as_deref()).await
}

/// A passkey as it is kept.
struct Kept {
    id: Uuid,
    key: KeptKey,
}

/// The passkey that a device means, of the account that it says.
async fn find(db: &Database, answer: &SignedAnswer) -> sqlx::Result<Option<Kept>> {
    let Some(account) = answer.account() else { return Ok(None) };
    let known: Option<(Uuid, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "select id, static_state, dynamic_state from accounts.passkeys where credential_id = $1 and customer_id = $2",
    )
    .bind(answer.credential_id())
    .bind(account)
    .fetch_optional(db)
    .await?;
    Ok(known
        .map(|(id, static_state, dynamic_state)| Kept { id, key: KeptKey { account, static_state, dynamic_state } }))
}

/// Notes that a passkey was used, and returns its account as it is at that moment: whoever takes the account over, or
/// removes the passkey, does so before, and there is none, or after, and ends the session. None as well if another answer
/// of the same device was faster.
async fn note_use(db: &Database, passkey: &Kept, used: &[u8]) -> sqlx::Result<Option<Customer>> {
    let mut tx = db.begin().await?;
    let account = customer::lock(&mut tx, CustomerId(passkey.key.account)).await?;
    let noted = sqlx::query(
        "update accounts.passkeys set dynamic_state = $3, used_at = now() where id = $1 and dynamic_state = $2",
    )
    .bind(passkey.id)
    .bind(&passkey.key.dynamic_state)
    .bind(used)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(account.filter(|_| noted.rows_affected() == 1))
}
