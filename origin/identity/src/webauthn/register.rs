//! Making a passkey: the question to the device, and what it has made.

use anyhow::Context as _;
use api::problem::Problem;
use origin_platform::{ServiceError, Stores};
use uuid::Uuid;
use webauthn_rp::bin::{Decode as _, Encode as _};
use webauthn_rp::request::register::{
    CredProtect, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, Username,
};
use webauthn_rp::request::{PublicKeyCredentialDescriptor, TimedCeremony as _};
use webauthn_rp::response::{AuthTransports, CredentialId, SentChallenge};
use webauthn_rp::{PublicKeyCredentialCreationOptions, Registration, RegistrationServerState};

use super::ceremonies::{Ceremony, keep, take};
use super::{Party, TIMEOUT, check_length, expired, handle, refused};

/// Whose passkey it will be.
pub struct Owner {
    /// The account.
    pub id: Uuid,
    /// Its address; the device shows it.
    pub email: String,
    /// What they are called, likewise.
    pub name: String,
}

/// A passkey that was just made, as it is kept.
pub struct NewKey {
    /// What the device calls it.
    pub credential_id: Vec<u8>,
    /// The public key, and what is said of it for good.
    pub static_state: Vec<u8>,
    /// Its counter.
    pub dynamic_state: Vec<u8>,
}

/// Puts the question to the browser of whoever shows `asked` again with the answer; returns what the browser is told, as
/// JSON. `known`: what devices call the passkeys that the account has.
///
/// # Errors
/// If Redis does not answer.
pub async fn ask_to_make(
    stores: &Stores,
    party: &Party,
    owner: Owner,
    known: Vec<Vec<u8>>,
    asked: &str,
) -> Result<String, ServiceError> {
    let handle = handle(owner.id);
    // What the device shows its owner. Addresses and names that its rules (RFC 8265, RFC 8266) have no room for are left
    // out: the key is found by the handle.
    let name = Username::try_from(owner.email).or_else(|_| Username::try_from("account"));
    let user = PublicKeyCredentialUserEntity {
        name: name.context("a name of letters alone")?,
        id: &handle,
        display_name: Nickname::try_from(owner.name).ok(),
    };
    // A device that has one already makes no second.
    let transports = AuthTransports::decode(0).context("no transports")?;
    let known = known.into_iter().filter_map(|id| CredentialId::<Vec<u8>>::decode(id).ok());
    let known = known.map(|id| PublicKeyCredentialDescriptor { id, transports }).collect();
    let mut options = PublicKeyCredentialCreationOptions::passkey(&party.id, user, known);
    options.timeout = TIMEOUT;
    // The device is asked for its owner each time anyway.
    options.extensions.cred_protect = CredProtect::None;
    let (state, question) = options.start_ceremony().context("beginning to make a passkey")?;
    let kept = state.encode().context("the clock is before 1970")?;
    keep(stores, (party.realm, Ceremony::Register), state.sent_challenge(), asked, &kept).await?;
    Ok(serde_json::to_string(&question)?)
}

/// What a browser says that a device has made, read and not yet believed.
pub struct MadeAnswer {
    made: Registration,
    challenge: SentChallenge,
}

impl MadeAnswer {
    /// Reads it.
    ///
    /// # Errors
    /// [`api::Code::PasskeyRefused`].
    pub fn read(answer: &str) -> Result<Self, Problem> {
        check_length(answer)?;
        let made = Registration::from_json_relaxed(answer.as_bytes()).map_err(refused)?;
        let challenge = made.challenge_relaxed().map_err(refused)?;
        Ok(Self { made, challenge })
    }

    /// Checks it against the question, which is used up.
    ///
    /// # Errors
    /// [`api::Code::PasskeyExpired`], [`api::Code::PasskeyRefused`], or if Redis does not answer.
    pub async fn check(
        &self,
        stores: &Stores,
        party: &Party,
        account: Uuid,
        asked: &str,
    ) -> Result<NewKey, ServiceError> {
        let kept = take(stores, (party.realm, Ceremony::Register), self.challenge, asked).await?.ok_or_else(expired)?;
        let state = RegistrationServerState::<16>::decode(&kept).context("a question of our own")?;
        let origins = [party.origin.as_str()];
        let options = RegistrationVerificationOptions::<&str, &str> {
            allowed_origins: &origins,
            // Devices say more than they were asked.
            error_on_unsolicited_extensions: false,
            ..RegistrationVerificationOptions::default()
        };
        let made = state.verify(&party.id, &self.made, &options).map_err(refused)?;
        if *made.user_id() != handle(account) {
            return Err(refused("it was made for another account").into());
        }
        let Ok(static_state) = made.static_state().encode();
        let Ok(dynamic_state) = made.dynamic_state().encode();
        let id = made.id();
        let credential_id: &[u8] = id.as_ref();
        Ok(NewKey { credential_id: credential_id.to_vec(), static_state, dynamic_state: dynamic_state.to_vec() })
    }
}
