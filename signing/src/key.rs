//! Secrets that two programs share, each with a name that may be seen.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Fewer secret bytes than a hash has would make it weaker.
const SHORTEST: usize = 32;
const MAX_ID_LENGTH: usize = 64;

/// Why keys cannot be used. Says nothing of the secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// There is no key.
    #[error("there is no key: write one a line, as id:secret with a secret of 32 random bytes in base64")]
    None,
    /// A line is not a key.
    #[error(
        "line {0} is not id:secret with an id of at most 64 letters, digits, dots, - and _, and a secret of at least 32 bytes in base64"
    )]
    Line(usize),
    /// Two keys have the same id.
    #[error("line {0} has the id of a key above it")]
    Twice(usize),
}

/// One secret and its name.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    id: String,
    secret: Vec<u8>,
}

impl Key {
    /// The name, which travels with each signature.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The code of `message`.
    pub(crate) fn mac(&self, message: &[u8]) -> Vec<u8> {
        self.begin(message).finalize().into_bytes().to_vec()
    }

    /// Whether `code` is that of `message`, in a time that tells nothing.
    pub(crate) fn made(&self, message: &[u8], code: &[u8]) -> bool {
        self.begin(message).verify_slice(code).is_ok()
    }

    fn begin(&self, message: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes keys of any length");
        mac.update(message);
        mac
    }

    fn parse(line: &str) -> Option<Self> {
        let (id, secret) = line.split_once(':')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let secret = STANDARD.decode(secret).ok().filter(|secret| secret.len() >= SHORTEST)?;
        let fits = !id.is_empty() && id.len() <= MAX_ID_LENGTH && id.bytes().all(plain);
        fits.then(|| Self { id: id.to_owned(), secret })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The keys that are live: the first signs, any of them verifies. So a key is exchanged by adding the
/// new one behind the old on the callee's side, then putting it first on the caller's, then taking the
/// old one away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys(Vec<Key>);

impl Keys {
    /// The key to sign with.
    pub fn signing(&self) -> &Key {
        &self.0[0]
    }

    /// The key of this name.
    pub fn find(&self, id: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.id == id)
    }
}

impl FromStr for Keys {
    type Err = BadKeys;

    /// Reads lines of the form `id:secret`. Empty lines and those that begin with `#` are left out.
    fn from_str(text: &str) -> Result<Self, BadKeys> {
        let mut keys = Vec::new();
        let mut ids = BTreeSet::new();
        let lines = text.lines().map(str::trim).enumerate();
        for (at, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let key = Key::parse(line).ok_or(BadKeys::Line(at + 1))?;
            if !ids.insert(key.id.clone()) {
                return Err(BadKeys::Twice(at + 1));
            }
            keys.push(key);
        }
        if keys.is_empty() { Err(BadKeys::None) } else { Ok(Self(keys)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_lines_and_their_secrets_stay_secret() {
        let (old, new) = (STANDARD.encode([7; 32]), STANDARD.encode([8; 48]));
        let text = format!("# ours\n\nnew.1:{new}\n  old-1:{old}  \n");
        let keys: Keys = text.parse().expect("two keys");
        assert_eq!((keys.signing().id(), keys.find("old-1").map(Key::id)), ("new.1", Some("old-1")));
        assert_eq!(keys.find("other"), None);
        let shown = format!("{keys:?}");
        assert!(shown.contains("new.1") && !shown.contains(&new) && !shown.contains("8, 8"), "{shown}");
    }

    #[test]
    fn what_is_no_key_is_refused_with_its_line() {
        let good = STANDARD.encode([7; 32]);
        let check = |text: &str, expect: BadKeys| assert_eq!(text.parse::<Keys>(), Err(expect), "{text}");
        check("", BadKeys::None);
        check("# nothing\n", BadKeys::None);
        check(&format!("a:{good}\na:{good}"), BadKeys::Twice(2));
        for line in [good.clone(), format!(":{good}"), format!("a b:{good}"), "a:short".into(), "a:".into()] {
            check(&format!("\n{line}"), BadKeys::Line(2));
        }
        check(&format!("{}:{good}", "a".repeat(65)), BadKeys::Line(1));
    }
}
