//! Random tokens and what is kept of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// 244 random bits as 43 URL-safe characters.
pub fn token() -> String {
    URL_SAFE_NO_PAD.encode(random())
}

/// 32 bytes with 244 random bits, from the operating system's generator.
pub fn random() -> [u8; 32] {
    // Two version-4 UUIDs: 122 random bits each.
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(Uuid::new_v4().as_bytes());
    bytes[16..].copy_from_slice(Uuid::new_v4().as_bytes());
    bytes
}

/// A number for one use, 96 random bits: for fewer than a few billion uses of a key, as far as anybody seals secrets.
pub fn nonce() -> [u8; 12] {
    // Uuids have bits that are always the same, and a hash has none.
    let hash: [u8; 32] = Sha256::digest(random()).into();
    let mut bytes = [0; 12];
    bytes.copy_from_slice(&hash[..12]);
    bytes
}

/// What is stored of a token. A fast hash is enough: tokens are random, not chosen by people.
pub fn sha256(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    #[test]
    fn tokens_are_long_and_differ() {
        let (a, b) = (super::token(), super::token());
        assert_eq!(a.len(), 43);
        assert_ne!(a, b);
    }
}
