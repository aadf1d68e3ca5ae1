//! The key under which a page is stored.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

/// Bytes of a key at most; the rest of a longer one is hashed.
const MAX_KEY: usize = 512;

/// The key of a target (see [`api::site::target`]).
pub fn key(target: &str) -> Cow<'_, str> {
    if target.len() <= MAX_KEY {
        return Cow::Borrowed(target);
    }
    let start = target.floor_char_boundary(MAX_KEY / 2);
    let digest = Sha256::digest(target.as_bytes());
    let digest: String = const_hex::encode(digest);
    // No target holds a `#`, so a hashed key equals no plain one.
    Cow::Owned(format!("{}#{digest}", &target[..start]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_targets_get_a_short_key_of_their_own() {
        let (a, b) = (format!("/search?q={}a", "x".repeat(600)), format!("/search?q={}b", "x".repeat(600)));
        assert_ne!(key(&a), key(&b));
        assert_eq!(key(&a), key(&a));
        assert!(key(&a).len() <= MAX_KEY);
        assert_eq!(key("/search?q=a"), "/search?q=a");
        let wide = format!("/{}", "ü".repeat(400));
        assert!(key(&wide).len() <= MAX_KEY);
    }
}
