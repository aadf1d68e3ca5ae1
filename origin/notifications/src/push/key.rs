//! The key by which push services and browsers know the shop (VAPID, RFC 8292).

use std::fmt;
use std::path::Path;

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::json;
use signing::read_secret;
use time::{Duration, OffsetDateTime};
use web_push_native::p256::ecdsa::signature::Signer as _;
use web_push_native::p256::ecdsa::{Signature, SigningKey};

/// How long what it signs is believed. RFC 8292 allows a day.
const BELIEVED_FOR: Duration = Duration::hours(12);

/// A private key on the curve P-256. A browser is told its public half when it subscribes, and takes no messages by another:
/// whoever exchanges the key loses those who subscribed before.
#[derive(Clone)]
pub struct PushKey(SigningKey);

impl fmt::Debug for PushKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PushKey").finish_non_exhaustive()
    }
}

impl PushKey {
    /// Reads the key from a file that is closed to other users: 32 random bytes, as `openssl rand -hex 32`
    /// writes them.
    ///
    /// # Errors
    /// If the file cannot be read, is open to others, or holds no key.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let place = || format!("the key of messages to browsers, {}", path.display());
        let text = read_secret(path).with_context(place)?;
        Self::read(&text).with_context(place)
    }

    /// Reads the key from such a file's text.
    ///
    /// # Errors
    /// If it is none.
    pub(crate) fn read(text: &[u8]) -> anyhow::Result<Self> {
        // Fewer bytes would be taken for a key that begins with zeroes.
        let bytes = const_hex::decode(text.trim_ascii()).ok().filter(|bytes| bytes.len() == 32);
        let key = bytes.and_then(|bytes| SigningKey::from_slice(&bytes).ok());
        key.map(Self).context("it holds no key: `openssl rand -hex 32` makes one")
    }

    /// The public half as browsers take it: a point in base64url.
    pub fn public(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0.verifying_key().to_encoded_point(false).as_bytes())
    }

    /// The field `Authorization` of a message to the push service at `audience`, scheme, host and port; `contact` is whom it
    /// may turn to, an address that begins with `https:` or `mailto:`.
    pub(crate) fn authorization(&self, audience: &str, contact: &str, now: OffsetDateTime) -> String {
        let head = json!({ "typ": "JWT", "alg": "ES256" });
        let claims = json!({ "aud": audience, "exp": (now + BELIEVED_FOR).unix_timestamp(), "sub": contact });
        let part = |part: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", part(head), part(claims));
        let signature: Signature = self.0.sign(signed.as_bytes());
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", self.public())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_is_refused() {
        let good = "07".repeat(32);
        assert!(PushKey::read(format!("{good}\n").as_bytes()).is_ok());
        for bad in ["", "key", &good[2..], &"00".repeat(32), &"ff".repeat(32)] {
            assert!(PushKey::read(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_public_half_is_a_point_and_the_private_one_is_not_told() {
        let key = PushKey::read("07".repeat(32).as_bytes()).expect("a key");
        let public = BASE64_URL_SAFE_NO_PAD.decode(key.public()).expect("base64url");
        assert_eq!((public.len(), public[0]), (65, 4));
        assert_eq!(format!("{key:?}"), "PushKey { .. }");
    }
}
