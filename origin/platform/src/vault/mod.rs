//! The vault: secrets that lie in the database, encrypted by keys that do not (ADR 116).
//!
//! A secret is sealed for a purpose, such as `webhook secret 0193…`, which is authenticated with it: whoever can write
//! rows cannot have one secret taken for another. What is sealed names the key it was sealed by, so that keys are
//! exchanged by a file with two of them.

mod complaints;
mod keys;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest as _, Sha256};
use signing::WatchedFile;

use self::complaints::Complaints;
use self::keys::Keys;
use crate::secret;

/// The first byte of what is sealed: how the rest is to be read.
const VERSION: u8 = 1;
/// Fewer bytes of a secret than a key has would make it weaker.
const SHORTEST: usize = 32;
/// How the file of the keys is named where it is noted what cannot be read.
const FILE: &str = "the keys";
/// What each purpose begins with, so that no other program's use of a key could be taken for ours.
const DOMAIN: &[u8] = b"selvedge vault 1\0";

/// Why a secret cannot be kept or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The operator has given no keys.
    #[error("this shop has no keys to keep secrets by: the operator gives them as SECRETS_KEYS")]
    Closed,
    /// It was sealed by a key that is not in the file any more.
    #[error("a secret was sealed by the key {0}, which is not among those of SECRETS_KEYS")]
    UnknownKey(String),
    /// It is not what was sealed, or was sealed for something else.
    #[error("a secret in the database is not as it was sealed")]
    Spoilt,
}

/// Seals secrets and opens them; closed where the operator has given no keys.
#[derive(Clone, Default)]
pub struct Vault {
    file: Option<Arc<WatchedFile<Keys, anyhow::Error>>>,
    complaints: Arc<Complaints>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_open() { "Vault(open)" } else { "Vault(closed)" })
    }
}

impl Vault {
    /// A vault by the keys in this file, which may be replaced at any time: lines `id:secret` with 32 random bytes or more in
    /// base64. The first seals, each of them opens.
    ///
    /// # Errors
    /// If there are no keys, or if every user of the machine could read them.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let place = || format!("the file of the keys that secrets are kept by, {}", path.display());
        let file = WatchedFile::open(&[(path, keys::read)], keys::parse).with_context(place)?;
        Ok(Self { file: Some(Arc::new(file)), complaints: Arc::default() })
    }

    /// Whether secrets can be kept.
    pub const fn is_open(&self) -> bool {
        self.file.is_some()
    }

    /// The secret, sealed for a purpose by the first key.
    ///
    /// # Errors
    /// [`VaultError::Closed`].
    pub fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        let keys = self.keys()?;
        let (id, key) = keys.sealing();
        let nonce = secret::nonce();
        let mut sealed = header(id);
        let bound = bound(&sealed, purpose);
        let mut text = secret.to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound), &mut text)
            .map_err(|_| VaultError::Spoilt)?;
        sealed.extend_from_slice(&nonce);
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// What was sealed for this purpose.
    ///
    /// # Errors
    /// If it was not, or if its key is not there.
    pub fn unseal(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut keys = self.keys()?;
        let (id, rest) = split(sealed)?;
        if keys.find(id).is_none() {
            // Another process may have sealed it by a key that was written into the file a moment ago.
            keys = self.keys_now()?;
        }
        let key = keys.find(id).ok_or_else(|| VaultError::UnknownKey(id.to_owned()))?;
        let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>().ok_or(VaultError::Spoilt)?;
        let bound = bound(&header(id), purpose);
        let mut text = text.to_vec();
        let opened = key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(bound), &mut text)
            .map_err(|_| VaultError::Spoilt)?
            .len();
        text.truncate(opened);
        Ok(text)
    }

    /// The same of a text.
    ///
    /// # Errors
    /// As [`Vault::unseal`].
    pub fn unseal_text(&self, purpose: &str, sealed: &[u8]) -> Result<String, VaultError> {
        String::from_utf8(self.unseal(purpose, sealed)?).map_err(|_| VaultError::Spoilt)
    }

    /// What was read of a secret, if it was. That it cannot be read is said in the log, once a minute at most, and that it can
    /// be again; `what` names it there, without being one.
    pub fn told<T>(&self, what: &str, read: Result<T, VaultError>) -> Option<T> {
        match read {
            Ok(secret) => {
                if self.complaints.is_over(what) {
                    tracing::info!(what, "a secret can be read again");
                }
                Some(secret)
            }
            Err(error) => {
                if self.complaints.is_due(what, Instant::now()) {
                    tracing::error!(what, %error, "a secret cannot be read");
                }
                None
            }
        }
    }

    /// What was sealed, sealed anew by the first key; none if it was sealed by that. Once nothing is left to be sealed anew,
    /// an old key can go.
    ///
    /// # Errors
    /// As [`Vault::unseal`].
    pub fn renew(&self, purpose: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
        let (id, _) = split(sealed)?;
        if self.keys()?.sealing().0 == id {
            return Ok(None);
        }
        self.seal(purpose, &self.unseal(purpose, sealed)?).map(Some)
    }

    /// The keys as they are in the file, or were a second ago.
    fn keys(&self) -> Result<Arc<Keys>, VaultError> {
        Ok(self.file()?.current(|error| self.complain(error)))
    }

    /// The keys as they are in the file at this moment.
    fn keys_now(&self) -> Result<Arc<Keys>, VaultError> {
        Ok(self.file()?.read_now(|error| self.complain(error)))
    }

    fn file(&self) -> Result<&WatchedFile<Keys, anyhow::Error>, VaultError> {
        self.file.as_deref().ok_or(VaultError::Closed)
    }

    fn complain(&self, error: &anyhow::Error) {
        let error = format!("{error:#}");
        // By its words: spoilt contents are told here once, which may be a moment after the file was not there.
        if self.complaints.is_due(&format!("{FILE}: {error}"), Instant::now()) {
            tracing::error!(error, "the keys that secrets are kept by cannot be read; the last good ones are used");
        }
    }
}

/// What stands before the nonce: how to read it, and by which key.
fn header(id: &str) -> Vec<u8> {
    let length = u8::try_from(id.len()).expect("ids of keys are short");
    let mut header = vec![VERSION, length];
    header.extend_from_slice(id.as_bytes());
    header
}

/// What is authenticated beside the secret.
fn bound(header: &[u8], purpose: &str) -> Vec<u8> {
    [DOMAIN, header, purpose.as_bytes()].concat()
}

/// The key's id, and what comes behind it.
fn split(sealed: &[u8]) -> Result<(&str, &[u8]), VaultError> {
    let [VERSION, length, rest @ ..] = sealed else { return Err(VaultError::Spoilt) };
    let (id, rest) = rest.split_at_checked(usize::from(*length)).ok_or(VaultError::Spoilt)?;
    Ok((std::str::from_utf8(id).map_err(|_| VaultError::Spoilt)?, rest))
}

/// The cipher's key of a secret of 32 random bytes or more. There is one cipher, so that none has to be agreed on; another
/// would be another version.
fn cipher(secret: &[u8]) -> Option<LessSafeKey> {
    let key: [u8; 32] = Sha256::new_with_prefix(DOMAIN).chain_update(secret).finalize().into();
    let key = UnboundKey::new(&CHACHA20_POLY1305, &key).ok()?;
    (secret.len() >= SHORTEST).then(|| LessSafeKey::new(key))
}
