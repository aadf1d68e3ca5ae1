//! A key that is shown as it is (RFC 6750), for programs such as Prometheus, which can send a key and nothing better:
//! good for reading counters and for nothing else.

use std::path::Path;

use http::{HeaderMap, header};
use sha2::{Digest as _, Sha256};

use crate::secret_file::{BadSecretFile, read_secret};

/// Characters of a key at least.
const MIN_LENGTH: usize = 16;

/// Why a file cannot be used as a key.
#[derive(Debug, thiserror::Error)]
pub enum BadBearerKey {
    /// It cannot be read, or every user of the machine can.
    #[error(transparent)]
    File(#[from] BadSecretFile),
    /// It is not text.
    #[error("it is not text")]
    NotText(#[from] std::string::FromUtf8Error),
    /// It could be guessed.
    #[error("the key in it is shorter than {MIN_LENGTH} characters")]
    Short,
}

/// A key, as its hash: hashes are compared in constant time, and a dump of the memory does not tell the key.
#[derive(Clone, Debug)]
pub struct BearerKey([u8; 32]);

impl BearerKey {
    /// Reads the key from a file; blanks around it do not count.
    ///
    /// # Errors
    /// When the file cannot be read, everybody can read it, or it holds less than 16 characters.
    pub fn read(path: &Path) -> Result<Self, BadBearerKey> {
        let text = String::from_utf8(read_secret(path)?)?;
        let key = text.trim();
        if key.len() < MIN_LENGTH {
            return Err(BadBearerKey::Short);
        }
        Ok(Self(hash(key)))
    }

    /// Whether a request carries the key, as `Authorization: Bearer KEY`.
    pub fn opens(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.split_once(' '));
        given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).is_some_and(|(_, key)| {
            // Every byte is looked at, whichever differs.
            let differences = hash(key).iter().zip(self.0).fold(0, |sum, (a, b)| sum | (a ^ b));
            differences == 0
        })
    }
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn only_the_whole_key_opens() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("metrics.key");
        std::fs::write(&file, "0123456789abcdef0123\n").expect("a writable folder");
        std::fs::set_permissions(&file, Permissions::from_mode(0o604)).expect("it is ours");
        assert!(matches!(BearerKey::read(&file), Err(BadBearerKey::File(BadSecretFile::Open))));
        std::fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("it is ours");
        let key = BearerKey::read(&file).expect("a key");
        let opens = |value: &'static str| {
            key.opens(&HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(value))]))
        };
        assert!(opens("Bearer 0123456789abcdef0123") && opens("bearer 0123456789abcdef0123"));
        for wrong in ["", "Bearer ", "0123456789abcdef0123", "Bearer 0123456789abcdef012", "Basic 0123456789abcdef0123"]
        {
            assert!(!opens(wrong), "{wrong}");
        }
        assert!(!key.opens(&HeaderMap::new()));
        std::fs::write(&file, "short\n").expect("a writable folder");
        assert!(matches!(BearerKey::read(&file), Err(BadBearerKey::Short)));
        assert!(BearerKey::read(&folder.path().join("absent")).is_err());
    }
}
