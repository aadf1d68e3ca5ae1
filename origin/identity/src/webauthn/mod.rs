//! What is asked of devices with passkeys and what they answer, for whoever has accounts: shoppers and staff (ADR 59, 66).
//!
//! `webauthn_rp` reads and checks what browsers and devices say; the questions are kept here. Who may ask and answer, and
//! where a key is kept, is for those who call this.

mod ceremonies;
mod register;
mod sign_in;

use std::num::NonZeroU32;
use std::time::Duration;

use api::accounts::RelyingParty;
use api::problem::{Code, Problem};
use uuid::Uuid;
use webauthn_rp::bin::Decode as _;
use webauthn_rp::request::register::UserHandle;
use webauthn_rp::request::{AsciiDomain, RpId};

pub use register::{MadeAnswer, NewKey, Owner, ask_to_make};
pub use sign_in::{KeptKey, SignedAnswer, ask_to_sign};

/// How long a question to a browser is good.
const LASTS: Duration = Duration::from_secs(10 * 60);
/// The same in milliseconds, as browsers are told.
const TIMEOUT: NonZeroU32 = NonZeroU32::new(10 * 60 * 1000).expect("it is not zero");
/// The longest answer of a browser that is read, in bytes: several times what devices say.
const MAX_ANSWER: usize = 16 * 1024;
/// As long as each of our tokens is.
const TOKEN: usize = 43;

/// An account's name for devices: its id.
type Handle = UserHandle<16>;

/// Whose accounts passkeys open: a question to the ones is none to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Realm {
    /// Shoppers'.
    Shoppers,
    /// Staff's.
    Staff,
}

/// The pages that passkeys are for, as browsers and devices know them.
pub struct Party {
    id: RpId,
    origin: String,
    realm: Realm,
}

impl Party {
    /// Of pages at this address; none where browsers have no passkeys.
    pub fn at(public_url: &str, realm: Realm) -> Option<Self> {
        let RelyingParty { host, origin } = RelyingParty::at(public_url)?;
        let id = RpId::Domain(AsciiDomain::try_from(host).ok()?);
        Some(Self { id, origin, realm })
    }
}

/// By what a browser is known that shows `given`, if that is shaped like it; a new name for it otherwise.
pub fn binding(given: Option<String>) -> String {
    given.filter(|binding| binding.len() == TOKEN).unwrap_or_else(origin_platform::secret::token)
}

fn handle(account: Uuid) -> Handle {
    let Ok(handle) = Handle::decode(*account.as_bytes());
    handle
}

/// The same answer for whatever is wrong with a device's, and what it was for the log.
pub fn refused(why: impl std::fmt::Display) -> Problem {
    tracing::info!(%why, "a passkey was refused");
    Problem::new(Code::PasskeyRefused, "What the browser says of the passkey is not right. Please try again.")
        .at("credential")
}

/// What is said of a passkey that no account has.
pub fn unknown() -> Problem {
    let detail = "No account has this passkey, or no longer. Please sign in by another way.";
    Problem::new(Code::PasskeyUnknown, detail)
}

fn expired() -> Problem {
    let detail = "This was asked more than ten minutes ago, was answered before, or was asked in another browser. Please try again.";
    Problem::new(Code::PasskeyExpired, detail)
}

fn copied() -> Problem {
    let detail = "The passkey has counted less than it had before, so there seem to be two of it. Please sign in by another way, and remove it.";
    Problem::new(Code::PasskeyCopied, detail)
}

fn check_length(answer: &str) -> Result<(), Problem> {
    if answer.len() > MAX_ANSWER { Err(refused("it is too long")) } else { Ok(()) }
}
