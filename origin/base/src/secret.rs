//! Random tokens and what is kept of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// 244 random bits as 43 URL-safe characters, from the operating system's generator.
pub fn token() -> String {
    // Two version-4 UUIDs: 122 random bits each.
    let bytes: Vec<u8> = [Uuid::new_v4(), Uuid::new_v4()].iter().flat_map(|uuid| *uuid.as_bytes()).collect();
    URL_SAFE_NO_PAD.encode(bytes)
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
