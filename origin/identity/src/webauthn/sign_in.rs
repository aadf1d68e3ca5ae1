//! Signing in with a passkey: the question to the device, and what it has signed. Nobody types who they are: the device
//! says whose key it is.

use anyhow::Context as _;
use api::problem::Problem;
use origin_platform::{ServiceError, Stores};
use uuid::Uuid;
use webauthn_rp::bin::{Decode as _, Encode as _};
use webauthn_rp::request::TimedCeremony as _;
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::response::SentChallenge;
use webauthn_rp::response::auth::error::AuthCeremonyErr;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication16, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions,
};

use super::ceremonies::{Ceremony, keep, take};
use super::{Party, TIMEOUT, check_length, copied, expired, handle, refused};

/// Public keys as they are kept, whatever the algorithm.
type PublicKey = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// Puts the question to the browser that is known by `binding`; returns what it is told, as JSON. The device has to know its
/// owner, so that whoever answers has both it and what it knows them by.
///
/// # Errors
/// If Redis does not answer.
pub async fn ask_to_sign(stores: &Stores, party: &Party, binding: &str) -> Result<String, ServiceError> {
    let mut options = DiscoverableCredentialRequestOptions::passkey(&party.id);
    options.0.timeout = TIMEOUT;
    let (state, question) = options.start_ceremony().context("beginning to sign in")?;
    let kept = state.encode().context("the clock is before 1970")?;
    keep(stores, (party.realm, Ceremony::SignIn), state.sent_challenge(), binding, &kept).await?;
    Ok(serde_json::to_string(&question)?)
}

/// A passkey as it is kept.
pub struct KeptKey {
    /// The account that has it.
    pub account: Uuid,
    /// [`super::NewKey::static_state`].
    pub static_state: Vec<u8>,
    /// [`super::NewKey::dynamic_state`], as it was written last.
    pub dynamic_state: Vec<u8>,
}

impl KeptKey {
    fn key(&self) -> anyhow::Result<StaticState<PublicKey>> {
        StaticState::decode(self.static_state.as_slice()).context("the key of a passkey")
    }

    fn used(&self) -> anyhow::Result<DynamicState> {
        let state = self.dynamic_state.as_slice().try_into().context("the counter of a passkey")?;
        DynamicState::decode(state).context("the counter of a passkey")
    }
}

/// What a browser says that a device has signed, read and not yet believed.
pub struct SignedAnswer {
    answer: DiscoverableAuthentication16,
    challenge: SentChallenge,
}

/// A question that was put and is used up.
pub struct Question(DiscoverableAuthenticationServerState);

impl SignedAnswer {
    /// Reads it.
    ///
    /// # Errors
    /// [`api::Code::PasskeyRefused`].
    pub fn read(answer: &str) -> Result<Self, Problem> {
        check_length(answer)?;
        let answer = DiscoverableAuthentication16::from_json_relaxed(answer.as_bytes()).map_err(refused)?;
        let challenge = answer.challenge_relaxed().map_err(refused)?;
        Ok(Self { answer, challenge })
    }

    /// Takes the question that it answers.
    ///
    /// # Errors
    /// [`api::Code::PasskeyExpired`] if it was put to another browser, is too old or was answered before; or if Redis does
    /// not answer.
    pub async fn question(&self, stores: &Stores, party: &Party, binding: &str) -> Result<Question, ServiceError> {
        let taken =
            take(stores, (party.realm, Ceremony::SignIn), self.challenge, binding).await?.ok_or_else(expired)?;
        Ok(Question(DiscoverableAuthenticationServerState::decode(&taken).context("a question of our own")?))
    }

    /// What the device calls the key.
    pub fn credential_id(&self) -> Vec<u8> {
        let id = self.answer.raw_id();
        let id: &[u8] = id.as_ref();
        id.to_vec()
    }

    /// The account that the device says it is for; none if it says nothing of the kind.
    pub fn account(&self) -> Option<Uuid> {
        Uuid::from_slice(self.answer.response().user_handle().as_ref()).ok()
    }

    /// Checks it against the question, by the key that is kept; returns what is to be kept as its state from now on.
    ///
    /// # Errors
    /// [`api::Code::PasskeyRefused`], or [`api::Code::PasskeyCopied`] if its counter did not rise.
    pub fn check(&self, party: &Party, question: Question, kept: &KeptKey) -> Result<Vec<u8>, ServiceError> {
        let handle = handle(kept.account);
        let mut known = AuthenticatedCredential::new(self.answer.raw_id(), &handle, kept.key()?, kept.used()?)
            .context("a passkey that was kept")?;
        let origins = [party.origin.as_str()];
        let options = AuthenticationVerificationOptions::<&str, &str> {
            allowed_origins: &origins,
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        question.0.verify(&party.id, &self.answer, &mut known, &options).map_err(|why| match why {
            AuthCeremonyErr::SignatureCounter => copied(),
            why => refused(why),
        })?;
        let Ok(used) = known.dynamic_state().encode();
        Ok(used.to_vec())
    }
}
