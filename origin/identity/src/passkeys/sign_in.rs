//! Signing in with a passkey. Nobody types who they are: the device says whose key it is.

use anyhow::Context as _;
use api::accounts::{CreateSessionByPasskey, CreateSignInChallenge, SessionView, SignInChallenge};
use api::problem::{Code, Problem};
use domain::CustomerId;
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, Database, ServiceError, secret};
use uuid::Uuid;
use webauthn_rp::bin::{Decode as _, Encode as _};
use webauthn_rp::request::TimedCeremony as _;
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::response::auth::error::AuthCeremonyErr;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication16, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions,
};

use super::ceremonies::{Ceremony, keep, take};
use super::{MAX_ANSWER, Service, TIMEOUT, expired, handle, refused};
use crate::customer::{self, Customer};

/// How many questions are kept for strangers at once: a few megabytes. Past it there are no passkeys for a while, and the
/// other ways are as before.
const OF_ALL: Limit = Limit { what: "sign-in challenges", max: 50_000, seconds: 10 * 60 };

/// As long as each of our tokens is.
const TOKEN: usize = 43;

/// Public keys as they are kept, whatever the algorithm.
type PublicKey = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

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
    let binding = call.endpoint.binding.filter(|binding| binding.len() == TOKEN).unwrap_or_else(secret::token);
    let mut options = DiscoverableCredentialRequestOptions::passkey(&party.id);
    options.0.timeout = TIMEOUT;
    let (state, asked) = options.start_ceremony().context("beginning to sign in")?;
    let kept = state.encode().context("the clock is before 1970")?;
    keep(stores, Ceremony::SignIn, state.sent_challenge(), &binding, &kept).await?;
    Ok(SignInChallenge { options: serde_json::to_string(&asked)?, binding })
}

/// Signs in.
#[tracing::instrument(name = "accounts.create_session_by_passkey", skip_all)]
pub(crate) async fn create_session_by_passkey(
    service: Service,
    call: Call<CreateSessionByPasskey>,
) -> Result<SessionView, ServiceError> {
    let (stores, party) = (&service.stores, service.party()?);
    let CreateSessionByPasskey { credential, binding, browser } = &call.endpoint;
    if credential.len() > MAX_ANSWER {
        return Err(refused("it is too long").into());
    }
    let answer = DiscoverableAuthentication16::from_json_relaxed(credential.as_bytes()).map_err(refused)?;
    let challenge = answer.challenge_relaxed().map_err(refused)?;
    let kept = take(stores, Ceremony::SignIn, challenge, binding).await?.ok_or_else(expired)?;
    let state = DiscoverableAuthenticationServerState::decode(&kept).context("a question of our own")?;
    let raw_id = answer.raw_id();
    let passkey = find(&stores.db, raw_id.as_ref(), answer.response().user_handle().as_ref()).await?;
    let passkey = passkey.ok_or_else(unknown)?;
    let handle = handle(passkey.customer);
    let mut known = AuthenticatedCredential::new(raw_id, &handle, passkey.key()?, passkey.used()?)
        .context("a passkey that was kept")?;
    let origins = [party.origin.as_str()];
    let options = AuthenticationVerificationOptions::<&str, &str> {
        allowed_origins: &origins,
        error_on_unsolicited_extensions: false,
        ..AuthenticationVerificationOptions::default()
    };
    state.verify(&party.id, &answer, &mut known, &options).map_err(|why| match why {
        AuthCeremonyErr::SignatureCounter => copied(),
        why => refused(why),
    })?;
    let Ok(used) = known.dynamic_state().encode();
    let account = note_use(&stores.db, &passkey, &used).await?.ok_or_else(unknown)?;
    customer::end_former_session(stores, &call.who, call.bearer.as_deref()).await?;
    customer::open_session(stores, account, browser.as_deref()).await
}

/// A passkey as it is kept.
struct Kept {
    id: Uuid,
    customer: CustomerId,
    static_state: Vec<u8>,
    dynamic_state: Vec<u8>,
}

impl Kept {
    fn key(&self) -> anyhow::Result<StaticState<PublicKey>> {
        StaticState::decode(self.static_state.as_slice()).context("the key of a passkey")
    }

    fn used(&self) -> anyhow::Result<DynamicState> {
        let state = self.dynamic_state.as_slice().try_into().context("the counter of a passkey")?;
        DynamicState::decode(state).context("the counter of a passkey")
    }
}

/// The passkey that a device calls `credential`, of the account that it says.
async fn find(db: &Database, credential: &[u8], handle: &[u8]) -> sqlx::Result<Option<Kept>> {
    let Ok(customer) = Uuid::from_slice(handle) else { return Ok(None) };
    let known: Option<(Uuid, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "select id, static_state, dynamic_state from accounts.passkeys where credential_id = $1 and customer_id = $2",
    )
    .bind(credential)
    .bind(customer)
    .fetch_optional(db)
    .await?;
    let customer = CustomerId(customer);
    Ok(known.map(|(id, static_state, dynamic_state)| Kept { id, customer, static_state, dynamic_state }))
}

/// Notes that a passkey was used, and returns its account as it is at that moment: whoever takes the account over, or
/// removes the passkey, does so before, and there is none, or after, and ends the session. None as well if another answer
/// of the same device was faster.
async fn note_use(db: &Database, passkey: &Kept, used: &[u8]) -> sqlx::Result<Option<Customer>> {
    let mut tx = db.begin().await?;
    let account = customer::lock(&mut tx, passkey.customer).await?;
    let noted = sqlx::query(
        "update accounts.passkeys set dynamic_state = $3, used_at = now() where id = $1 and dynamic_state = $2",
    )
    .bind(passkey.id)
    .bind(&passkey.dynamic_state)
    .bind(used)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(account.filter(|_| noted.rows_affected() == 1))
}

fn unknown() -> Problem {
    let detail = "No account has this passkey, or no longer. Please log in with your password or a code.";
    Problem::new(Code::PasskeyUnknown, detail)
}

fn copied() -> Problem {
    let detail = "The passkey has counted less than it had before, so there seem to be two of it. Please log in with your password or a code, and remove it.";
    Problem::new(Code::PasskeyCopied, detail)
}
