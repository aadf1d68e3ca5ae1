//! Whether an ID token is what it says: by its issuer, for this shop, for this browser, and of now.
//!
//! Its form and signature are read and checked by `openidconnect`; what that leaves to us is here: which algorithms are
//! taken, how far clocks may differ, and whom it was issued to (`azp`).

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
};
use openidconnect::{ClaimsVerificationError, ClientId, IssuerUrl, Nonce, SignatureVerificationError};

/// How far a provider's clock may be from ours, in seconds.
pub(super) const SKEW: i64 = 60;
/// How long ago a token may have been issued that answers a request of the last ten minutes, in seconds.
const MAX_AGE: i64 = 10 * 60;
/// The longest name of a shopper at a provider, in bytes (OpenID Connect Core, 2).
const MAX_SUBJECT: usize = 255;

/// Signatures that are taken, all by a key whose half the provider keeps to itself. Those by a shared secret are not: who
/// has the secret, or is taken for a client without one, could sign for anybody.
pub(super) const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why a token is not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TokenRejection {
    /// No key of the provider's that we know has signed it; a newer one may have.
    #[error("no key is known that signed it")]
    UnknownKey,
    /// It is not right.
    #[error("{0}")]
    Wrong(String),
}

/// What a token has to fit.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a IssuerUrl,
    pub(super) client: &'a ClientId,
    pub(super) keys: &'a CoreJsonWebKeySet,
    pub(super) nonce: &'a Nonce,
    /// The time, in seconds since 1970.
    pub(super) now: i64,
}

/// What a token says, if it is right.
pub(super) fn verify<'t>(token: &'t CoreIdToken, expected: &Expected) -> Result<&'t CoreIdTokenClaims, TokenRejection> {
    let Expected { issuer, client, keys, nonce, now } = expected;
    let (client, now) = (*client, *now);
    // One without a secret, so that no signature by one can be made to fit.
    let verifier = CoreIdTokenVerifier::new_public_client(client.clone(), (*issuer).clone(), (*keys).clone())
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || DateTime::<Utc>::from_timestamp(now - SKEW, 0).unwrap_or_default())
        .set_issue_time_verifier_fn(move |issued| {
            let is_recent = (now - MAX_AGE - SKEW..=now + SKEW).contains(&issued.timestamp());
            is_recent.then_some(()).ok_or_else(|| "it was issued at another time".to_owned())
        });
    let claims = token.claims(&verifier, *nonce).map_err(|error| match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            TokenRejection::UnknownKey
        }
        error => wrong(chain(&error)),
    })?;
    if claims.authorized_party().is_some_and(|party| party != client) {
        return Err(wrong("it was issued to another client"));
    }
    let subject = claims.subject().as_str();
    if !(1..=MAX_SUBJECT).contains(&subject.len()) || subject.chars().any(char::is_control) {
        return Err(wrong("it names nobody"));
    }
    Ok(claims)
}

pub(super) fn wrong(why: impl Into<String>) -> TokenRejection {
    TokenRejection::Wrong(why.into())
}

fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", chain(source)),
        None => error.to_string(),
    }
}
