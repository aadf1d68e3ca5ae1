//! Ids made of what they stand for.

use origin_platform::secret;
use uuid::Uuid;

/// An id that is the same for the same text.
pub fn fingerprint(text: &str) -> Uuid {
    let hash = secret::sha256(text);
    let bytes = hash.first_chunk::<16>().expect("SHA-256 has 32 bytes");
    uuid::Builder::from_custom_bytes(*bytes).into_uuid()
}
