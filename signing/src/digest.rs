//! The digest of a body (RFC 9530).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use sfv::{BareItem, Dictionary, ListEntry, Parser};
use sha2::{Digest as _, Sha256};

/// The field `Content-Digest` of a body.
pub fn of(body: &[u8]) -> HeaderValue {
    let text = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)));
    HeaderValue::try_from(text).expect("base64 is visible ASCII")
}

/// Whether the field says what this body's SHA-256 is. Other algorithms are left aside.
pub fn fits(field: &[u8], body: &[u8]) -> bool {
    let Ok(digests) = Parser::new(field).parse::<Dictionary>() else { return false };
    match digests.get("sha-256") {
        Some(ListEntry::Item(item)) => match &item.bare_item {
            BareItem::ByteSequence(said) => said.as_slice() == Sha256::digest(body).as_slice(),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_standard() {
        // RFC 9530, appendix B.1, over {"hello": "world"} and a line feed.
        let field = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
        let body = b"{\"hello\": \"world\"}\n";
        assert_eq!(of(body), field);
        assert!(fits(field.as_bytes(), body));
        assert!(fits(format!("id-md5=:AAAA:, {field}").as_bytes(), body));
        assert!(!fits(field.as_bytes(), b"{\"hello\": \"world\"}"));
        for wrong in ["", "sha-256", "sha-256=1", "sha-512=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", "sha-256=("]
        {
            assert!(!fits(wrong.as_bytes(), body), "{wrong}");
        }
    }
}
