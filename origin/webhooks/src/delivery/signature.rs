//! Signatures as the Standard Webhooks specification has them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The header `Webhook-Signature`: one signature for each key, separated by blanks.
pub(crate) fn sign(keys: &[Vec<u8>], id: &str, timestamp: i64, body: &str) -> String {
    let signature = |key: &Vec<u8>| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        for part in [id, ".", &timestamp.to_string(), ".", body] {
            mac.update(part.as_bytes());
        }
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    };
    keys.iter().map(signature).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_vector_of_the_specification_comes_out() {
        // As in the test suites of the specification's own libraries.
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("Base64");
        let sign =
            |keys: &[Vec<u8>]| sign(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        let expect = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(sign(std::slice::from_ref(&key)), expect);
        let both = sign(&[b"another key of 24 bytes!".to_vec(), key]);
        let both: Vec<&str> = both.split(' ').collect();
        assert_eq!((both.len(), both[1]), (2, expect));
        assert!(both[0].starts_with("v1,") && both[0] != expect);
    }
}
