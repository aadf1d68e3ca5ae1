//! The token by which a provider says that somebody has logged out there, and whether it is one: of its kind, by its issuer,
//! for this shop, and of now. The keys and the arithmetic of its signature are those of `openidconnect`, as for ID tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{ClientId, IssuerUrl, JsonWebKey as _};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::logout::{of_session, of_unnamed, of_user};
use super::verify::{ALGORITHMS, SKEW, TokenRejection, wrong};

/// How long ago a token may have been issued, in seconds: as long as a provider may go on trying to bring it.
pub(super) const MAX_AGE: i64 = 10 * 60;
/// The longest text in it, in bytes.
const MAX_TEXT: usize = 255;
/// How many keys of a provider are tried for a token that names none.
const MAX_KEYS: usize = 3;
/// What a token has to say that has happened.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

/// What it says.
#[derive(Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: Audience,
    pub(super) iat: i64,
    exp: i64,
    pub(super) jti: String,
    events: Map<String, Value>,
    sid: Option<String>,
    sub: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    /// Whether it is this client and nobody else.
    fn is(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Several(several) => !several.is_empty() && several.iter().all(|one| one == client),
        }
    }
}

/// A token that says the right things. Whether it is the provider that says them is for [`LogoutToken::verify`] to tell.
pub(super) struct LogoutToken {
    header: Header,
    pub(super) claims: Claims,
    signed: String,
    signature: Vec<u8>,
}

impl LogoutToken {
    /// Reads one, for a client of an issuer, at `now` (seconds since 1970).
    ///
    /// # Errors
    /// [`TokenRejection::Wrong`], with what is not right.
    pub(super) fn read(token: &str, issuer: &IssuerUrl, client: &ClientId, now: i64) -> Result<Self, TokenRejection> {
        let unreadable = || wrong("it cannot be read");
        let (signed, signature) = token.rsplit_once('.').ok_or_else(unreadable)?;
        let (head, _) = signed.split_once('.').ok_or_else(unreadable)?;
        let header: Header = decoded(head).ok_or_else(unreadable)?;
        let all: Map<String, Value> = payload_of(token).ok_or_else(unreadable)?;
        // Else an ID token of somebody's could be passed off as one.
        let kind = header.typ.as_deref().unwrap_or_default().to_ascii_lowercase();
        if kind.strip_prefix("application/").unwrap_or(&kind) != "logout+jwt" {
            return Err(wrong("it is of another kind"));
        }
        if all.contains_key("nonce") {
            return Err(wrong("it has a nonce, as an ID token does"));
        }
        if header.crit.is_some() || !ALGORITHMS.contains(&header.alg) {
            return Err(wrong("it is signed in a way that is not taken"));
        }
        let claims: Claims = serde_json::from_value(all.into()).map_err(|error| wrong(error.to_string()))?;
        claims.check(issuer, client, now)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| unreadable())?;
        Ok(Self { header, claims, signed: signed.to_owned(), signature })
    }

    /// Whether one of these keys has signed it.
    ///
    /// # Errors
    /// [`TokenRejection::UnknownKey`] if it names a key that is not among them; else [`TokenRejection::Wrong`].
    pub(super) fn verify(&self, keys: &CoreJsonWebKeySet) -> Result<(), TokenRejection> {
        let is_named = |key: &&CoreJsonWebKey| match &self.header.kid {
            Some(kid) => key.key_id().is_some_and(|id| id.as_str() == kid),
            None => true,
        };
        let mut fitting = keys.keys().iter().filter(is_named).take(MAX_KEYS).peekable();
        if fitting.peek().is_none() {
            return Err(TokenRejection::UnknownKey);
        }
        // The library looks at what a key is for, its kind and its algorithm, too.
        let Header { alg, .. } = &self.header;
        let has_signed =
            |key: &CoreJsonWebKey| key.verify_signature(alg, self.signed.as_bytes(), &self.signature).is_ok();
        if fitting.any(has_signed) { Ok(()) } else { Err(wrong("no key of the provider's has signed it")) }
    }

    /// Which sessions of ours it ends: those of one session there, if it names that, else all of a user. A session that was
    /// opened by a token that named none there may be this one, and ends with it.
    pub(super) fn groups(&self, issuer: &str) -> Vec<String> {
        let Claims { sid, sub, .. } = &self.claims;
        match (sid, sub) {
            (Some(sid), Some(sub)) => vec![of_session(issuer, sid), of_unnamed(issuer, sub)],
            (Some(sid), None) => vec![of_session(issuer, sid)],
            (None, Some(sub)) => vec![of_user(issuer, sub)],
            (None, None) => Vec::new(),
        }
    }
}

impl Claims {
    fn check(&self, issuer: &IssuerUrl, client: &ClientId, now: i64) -> Result<(), TokenRejection> {
        if self.iss != issuer.as_str() {
            return Err(wrong("it is of another issuer"));
        }
        if !self.aud.is(client) {
            return Err(wrong("it is for another client"));
        }
        if !(now - MAX_AGE - SKEW..=now + SKEW).contains(&self.iat) || self.exp <= now - SKEW {
            return Err(wrong("it is of another time"));
        }
        if !self.events.get(EVENT).is_some_and(Value::is_object) {
            return Err(wrong("it tells of no log-out"));
        }
        let texts = [Some(&self.jti), self.sid.as_ref(), self.sub.as_ref()];
        let is_text = |text: &String| (1..=MAX_TEXT).contains(&text.len()) && !text.chars().any(char::is_control);
        if !texts.into_iter().flatten().all(is_text) || (self.sid.is_none() && self.sub.is_none()) {
            return Err(wrong("it names nobody"));
        }
        Ok(())
    }
}

/// What a token says, read and not checked.
pub(super) fn payload_of<T: DeserializeOwned>(token: &str) -> Option<T> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() { None } else { decoded(payload) }
}

fn decoded<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
